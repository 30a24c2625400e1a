#!/usr/bin/env python3
"""Three-valued logic against an evaluator of its own: truth tables and random expressions, as checks over made rows, run by `duly run`
and compared outcome by outcome. The evaluator follows the sentences of dsl/README.md ("Conditions and values", "Missing data") and
shares nothing with the engine.

    check.py DULY SOURCE_DIR      DULY_LOGIC_EXPRESSIONS=20000 tries more expressions, DULY_LOGIC_SEED=7 others
"""
import csv
import datetime
import fractions
import itertools
import os
import random
import subprocess
import sys
import tempfile

DULY = os.path.abspath(sys.argv[1])
EXPRESSIONS = int(os.environ.get("DULY_LOGIC_EXPRESSIONS", "2000"))
CHOOSE = random.Random(int(os.environ.get("DULY_LOGIC_SEED", "1989")))
PER_FILE = 500
DEEPEST = 5

MISSING, BLANK = "missing", "blank"       # what a cell may be instead of a value
TRUE, FALSE, UNKNOWN = True, False, None
WORDS = {TRUE: "met", FALSE: "breached", UNKNOWN: "unknown"}


def day(text):
    return datetime.date.fromisoformat(text)


LITERALS = ["2023-06-30", "2024-01-10", "2024-01-15", "2024-01-20", "2024-02-01"]


def days(first, last):
    """A date known to the month: of its days, those that can make a difference, two of each stretch between two days that are written."""
    first, last, one = day(first), day(last), datetime.timedelta(1)
    ends = sorted({first, last + one} | {cut + n * one for cut in map(day, LITERALS) for n in (0, 1) if first < cut + n * one <= last})
    return sorted({at for begin, end in zip(ends, ends[1:]) for at in (begin, end - one)})


# By field: is it optional, and its cells as (text in the file, meaning). Values, a blank, and what cannot be read.
YES_NO = [("yes", TRUE), ("no", FALSE), ("", None), ("perhaps", MISSING)]
NUMBER = [("1", 1), ("2", 2), ("3", 3), ("", None), ("abc", MISSING)]
CHOICE = [("red", "red"), ("green", "green"), ("blue", "blue"), ("", None), ("violet", MISSING)]
DATE = [("2024-01-10", day("2024-01-10")), ("2024-01-20", day("2024-01-20")), ("", None), ("soon", MISSING),
        ("2024-01", days("2024-01-01", "2024-01-31"))]
FIELDS = {"a": (False, "yes_no", YES_NO), "b": (False, "yes_no", YES_NO), "c": (True, "yes_no", YES_NO), "n": (False, "number", NUMBER),
          "m": (True, "number", NUMBER), "k": (False, "choice of red, green, blue", CHOICE), "q": (True, "choice of red, green, blue", CHOICE),
          "d": (False, "date", DATE), "e": (True, "date", DATE)}


def cells(field):
    optional, _, listed = FIELDS[field]
    return [(text, (BLANK if optional else MISSING) if meaning is None else meaning) for text, meaning in listed]


# --- Kleene's three values -----------------------------------------------------------------------------------------------
def both(x, y):
    return FALSE if x is FALSE or y is FALSE else TRUE if x is TRUE and y is TRUE else UNKNOWN


def either(x, y):
    return TRUE if x is TRUE or y is TRUE else FALSE if x is FALSE and y is FALSE else UNKNOWN


def opposite(x):
    return UNKNOWN if x is UNKNOWN else not x


# --- comparing: a value is a number, a word or a day ------------------------------------------------------------------------
PLAIN = {"is": lambda x, y: x == y, "is not": lambda x, y: x != y, "<": lambda x, y: x < y, "<=": lambda x, y: x <= y, ">": lambda x, y: x > y,
         ">=": lambda x, y: x >= y}
PLAIN.update({"at least": PLAIN[">="], "at most": PLAIN["<="], "more than": PLAIN[">"], "less than": PLAIN["<"], "is before": PLAIN["<"],
              "is after": PLAIN[">"], "is on or before": PLAIN["<="], "is on or after": PLAIN[">="]})


def compare(word, x, y):
    if x is MISSING or y is MISSING:
        return UNKNOWN
    if x is BLANK or y is BLANK:
        return word == "is not"
    return PLAIN[word](x, y)


def reckon(sign, x, y):
    """Exactly; what is divided by 0 is as good as missing."""
    if x is MISSING or y is MISSING:
        return MISSING
    if x is BLANK or y is BLANK:
        return BLANK
    if sign == "/":
        return fractions.Fraction(x) / y if y else MISSING
    return x + y if sign == "+" else x - y if sign == "-" else x * y


# --- expressions: (text, evaluator of a row) --------------------------------------------------------------------------------
def field(name):
    return f"thing.{name}", lambda row: row[name]


def literal(text, value):
    return text, lambda row: value


def number(deep=0):
    kind = CHOOSE.randrange(6 if deep < 2 else 3)
    if kind < 2:
        return field("nm"[kind])
    if kind == 2:
        text = CHOOSE.choice(["0", "1", "2", "3", "0.5", "-1"])
        return literal(text, fractions.Fraction(text) if "." in text else int(text))
    (x_text, x), (y_text, y), sign = number(deep + 1), number(deep + 1), CHOOSE.choice("+-*/")
    return f"({x_text} {sign} {y_text})", lambda row: reckon(sign, x(row), y(row))


def choice():
    return field(CHOOSE.choice("kq"))


def date():
    kind = CHOOSE.randrange(4)
    if kind < 3:
        return field("ded"[kind])
    text = CHOOSE.choice(LITERALS)
    return literal(text, day(text))


def a_colour():
    word = CHOOSE.choice(["red", "green", "blue"])
    return literal(word, word)


def comparison():
    kind = CHOOSE.randrange(3)
    if kind == 0:
        left, right, words = number(), number(), ["is", "is not", "<", "<=", ">", ">=", "at least", "at most", "more than", "less than"]
    elif kind == 1:
        left, right, words = choice(), a_colour() if CHOOSE.random() < 0.6 else choice(), ["is", "is not"]
    else:
        left, right, words = date(), date(), ["is", "is not", "is before", "is after", "is on or before", "is on or after"]
    word = CHOOSE.choice(words)
    (x_text, x), (y_text, y) = left, right
    return f"{x_text} {word} {y_text}", lambda row: compare(word, x(row), y(row))


def one_of():
    make = CHOOSE.choice([number, a_colour, date])
    left_text, left = choice() if make is a_colour else make()
    parts = [make() for _ in range(CHOOSE.randint(2, 3))]
    negated = CHOOSE.random() < 0.5

    def value(row):
        held = FALSE
        for _, part in parts:
            held = either(held, compare("is", left(row), part(row)))
        return opposite(held) if negated else held
    return f"{left_text} is {'not ' if negated else ''}one of {', '.join(text for text, _ in parts)}", value


def between():
    make = CHOOSE.choice([number, date])
    (x_text, x), (low_text, low), (high_text, high) = make(), make(), make()
    try:      # two ends that are written the wrong way round are a mistake
        if float(low_text) > float(high_text):
            (low_text, low), (high_text, high) = (high_text, high), (low_text, low)
    except ValueError:
        if low_text[0].isdigit() and high_text[0].isdigit() and low_text > high_text:
            (low_text, low), (high_text, high) = (high_text, high), (low_text, low)
    return f"{x_text} is between {low_text} and {high_text}", lambda row: both(compare(">=", x(row), low(row)), compare("<=", x(row), high(row)))


def known():
    text, value = CHOOSE.choice([field(CHOOSE.choice("abcnmkqde")), number()])
    word = CHOOSE.choice(["is known", "is missing", "is not known", "is not missing"])
    turned = word in ("is missing", "is not known")
    return f"{text} {word}", lambda row: (value(row) not in (MISSING, BLANK)) != turned


def flag():
    name = CHOOSE.choice("abc")
    if CHOOSE.random() < 0.5:      # an optional blank has not happened
        return f"thing.{name}", lambda row: {MISSING: UNKNOWN, BLANK: FALSE}.get(row[name], row[name])
    word, told = CHOOSE.choice(["is", "is not"]), CHOOSE.random() < 0.5
    return f"thing.{name} {word} {'yes' if told else 'no'}", lambda row: compare(word, row[name], told)


def condition(depth):
    if depth == 0 or CHOOSE.random() < 0.15:
        return CHOOSE.choice([flag, flag, comparison, comparison, one_of, between, known])()
    kind = CHOOSE.randrange(5)
    if kind == 0:
        text, value = condition(depth - 1)
        return f"not ({text})", lambda row: opposite(value(row))
    joined = both if kind < 3 else either
    parts = [condition(depth - 1) for _ in range(CHOOSE.randint(2, 3))]

    settled = joined is either      # what one part alone decides

    def value_of_all(row):
        held = parts[0][1](row)
        for _, part in parts[1:]:
            if held is settled:
                break
            held = joined(held, part(row))
        return held
    return (" and " if joined is both else " or ").join(f"({text})" for text, _ in parts), value_of_all


def tables():
    """Every operator over every pair of cells: the rows have all pairs of a and c, n and m, k and q, d and e."""
    named = lambda text, value: (text, value)
    as_condition = lambda name: lambda row: {MISSING: UNKNOWN, BLANK: FALSE}.get(row[name], row[name])
    out = [named("thing.a and thing.c", lambda row: both(as_condition("a")(row), as_condition("c")(row))),
           named("thing.a or thing.c", lambda row: either(as_condition("a")(row), as_condition("c")(row))),
           named("not thing.a", lambda row: opposite(as_condition("a")(row))), named("not thing.c", lambda row: opposite(as_condition("c")(row)))]
    of_type = {"nm": ["is", "is not", "<", "<=", ">", ">=", "at least", "at most", "more than", "less than"], "kq": ["is", "is not"],
               "de": ["is", "is not", "is before", "is after", "is on or before", "is on or after"], "ac": ["is", "is not"]}
    for pair, words in of_type.items():
        for word in words:
            for x, y in (pair, pair[::-1]):
                out.append((f"thing.{x} {word} thing.{y}", lambda row, word=word, x=x, y=y: compare(word, row[x], row[y])))
                out.append((f"not thing.{x} {word} thing.{y}", lambda row, word=word, x=x, y=y: opposite(compare(word, row[x], row[y]))))
    for x, y in ("nm", "mn", "kq", "qk", "de", "ed"):
        one = lambda row, x=x, y=y: compare("is", row[x], row[y])
        out += [(f"thing.{x} is one of thing.{y}", one), (f"thing.{x} is not one of thing.{y}", lambda row, one=one: opposite(one(row)))]
    return out


def rows():
    made = []
    for pair in ("ac", "nm", "kq", "de"):
        for one, two in itertools.product(cells(pair[0]), cells(pair[1])):
            row = {name: CHOOSE.choice([cell for cell in cells(name) if not isinstance(cell[1], list)]) for name in FIELDS}
            row[pair[0]], row[pair[1]] = one, two
            made.append(row)
    return made


def possible(row, dates):
    """The row with every day that those of its dates may be."""
    listed = [meaning if isinstance(meaning, list) and name in dates else [meaning] for name, (_, meaning) in row.items()]
    return [dict(zip(row, meanings)) for meanings in itertools.product(*listed)]


def write(folder, made, expressions):
    with open(os.path.join(folder, "things.csv"), "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["thing_id"] + list(FIELDS))
        for number_, row in enumerate(made):
            out.writerow([f"t{number_:03}"] + [row[name][0] for name in FIELDS])
    with open(os.path.join(folder, "records.duly"), "w", encoding="utf-8") as file:
        file.write("record thing\n  thing_id text key\n")
        for name, (optional, type_, _) in FIELDS.items():
            file.write(f"  {name} {type_}{' optional' if optional else ''}\n")
        file.write('feed things\n  dates are yyyy-mm-dd\n  file "things.csv" gives thing\n    thing_id is "thing_id"\n')
        for name, (_, type_, _) in FIELDS.items():
            spelt = ' where "yes" means yes, "no" means no' if type_ == "yes_no" else ""
            file.write(f'    {name} is "{name}"{spelt}\n')
    for begin in range(0, len(expressions), PER_FILE):
        with open(os.path.join(folder, f"checks{begin}.duly"), "w", encoding="utf-8") as file:
            file.write('use "records.duly"\n')
            for at in range(begin, min(begin + PER_FILE, len(expressions))):
                file.write(f"check c{at}\n  for each thing\n  must {expressions[at][0]}\n")


def outcomes(path):
    """(rule, key) of a file of outcomes."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        return {(row["rule"], row["key"]) for row in csv.DictReader(file)}


def main():
    made = rows()
    expressions = tables()
    named = len(expressions)
    while len(expressions) < named + EXPRESSIONS:
        expressions.append(condition(CHOOSE.randint(1, DEEPEST)))
    with tempfile.TemporaryDirectory() as folder:
        write(folder, made, expressions)
        out = os.path.join(folder, "out")
        files = sorted(name for name in os.listdir(folder) if name.startswith("checks"))
        done = subprocess.run([DULY, "run"] + files + ["--data", "things.csv", "--as-of", "2026-01-01", "--out", out, "--format", "json", "--columns", "rule,key"], cwd=folder,
                              capture_output=True, text=True)
        if not os.path.exists(out):
            print(done.stdout[-2000:] + done.stderr[-2000:])
            sys.exit(1)
        breached, unknown = outcomes(os.path.join(out, "breaches.csv")), outcomes(os.path.join(out, "unknown.csv"))
    read = ["".join(name for name in "de" if f"thing.{name}" in text) for text, _ in expressions]
    wrong, seen = [], {TRUE: 0, FALSE: 0, UNKNOWN: 0}
    for number_, row in enumerate(made):
        worlds = {dates: possible(row, dates) for dates in ("", "d", "e", "de")}
        for at, (text, value) in enumerate(expressions):
            values = {value(world) for world in worlds[read[at]]}
            expected = values.pop() if len(values) == 1 else UNKNOWN     # what every day gives
            seen[expected] += 1
            key = (f"c{at}", f"t{number_:03}")
            got = FALSE if key in breached else UNKNOWN if key in unknown else TRUE
            if got is not expected:
                wrong.append(f"{text}\n    {', '.join(f'{name} {row[name][0] or repr(row[name][1])}' for name in FIELDS if f'thing.{name}' in text)}: "
                             f"{WORDS[got]}, expected {WORDS[expected]}")
    wrong.sort(key=len)
    if wrong:
        print("\n".join(wrong[:20]))
    print(f"{named} tables and {EXPRESSIONS} random expressions over {len(made)} rows: {seen[TRUE]} true, {seen[FALSE]} false, {seen[UNKNOWN]} unknown; "
          f"{len(wrong)} come out otherwise")
    sys.exit(1 if wrong or min(seen.values()) == 0 else 0)


main()
