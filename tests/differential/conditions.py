#!/usr/bin/env python3
"""Works conditions out a second time, by other means, and compares: conditions.py DULY SOURCE_DIR

Random days and stays go through `duly run`: distances, shifts, counts and ages of two days; sliding windows, spans, spells and neighbours of several
stays; and due dates that extensions, grants and pauses move. The Python beside it follows the sentences of dsl/README.md, walks day by day and
shares no code; closed days come from the published holiday file. DULY_DIFFERENTIAL_ROWS=20 tries twenty times as many, DULY_DIFFERENTIAL_SEED=7 others.
"""
import calendar
import csv
import datetime
import itertools
import json
import operator
import os
import random
import subprocess
import sys
import tempfile

DULY, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
CHOOSE = random.Random(int(os.environ.get("DULY_DIFFERENTIAL_SEED", "2026")))
TIMES = int(os.environ.get("DULY_DIFFERENTIAL_ROWS", "1"))
ONE = datetime.timedelta(1)
AS_OF = datetime.date(2025, 6, 15)
CALENDAR = f'use "{SOURCE}/rules/calendars/england_and_wales.duly"\n'
with open(os.path.join(SOURCE, "rules/calendars/bank-holidays.json"), encoding="utf-8") as file:
    HOLIDAYS = {datetime.date.fromisoformat(event["date"]) for event in json.load(file)["england-and-wales"]["events"]}
failures, compared = [], 0


# --- days --------------------------------------------------------------------------------------------------------------------
def working(day):
    return day.weekday() < 5 and day not in HOLIDAYS


def add(day, number, unit, skipped=frozenset()):
    """`number` of `unit` on from a day, or back; working days that are `skipped` do not count."""
    if unit == "days":
        return day + number * ONE
    if unit == "weeks":
        return day + 7 * number * ONE
    if unit in ("months", "years"):
        year, month = divmod(day.year * 12 + day.month - 1 + (12 * number if unit == "years" else number), 12)
        return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    step = ONE if number > 0 else -ONE
    for _ in range(abs(number)):
        day += step
        while not working(day) or day in skipped:
            day += step
    return day


def between(first, last, unit):
    """Whole units from one day to another; an earlier second day gives a minus."""
    if last < first:
        return -between(last, first, unit)
    if unit == "days":
        return (last - first).days
    if unit == "working days":
        return sum(working(first + n * ONE) for n in range(1, (last - first).days + 1))
    count = 0
    while add(first, count + 1, unit) <= last:
        count += 1
    return count


def birthday(born, years):
    leap = born.month == 2 and born.day == 29 and not calendar.isleap(born.year + years)
    return datetime.date(born.year + years, 3, 1) if leap else born.replace(year=born.year + years)


def some_day(first, days):
    return first + CHOOSE.randrange(days) * ONE


# --- running -----------------------------------------------------------------------------------------------------------------
def table(folder, name, header, rows):
    with open(os.path.join(folder, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([header] + rows)


def feed(record, fields, parent=None):
    lines = [f'  file "{record}.csv" gives {record}, holds every'] + [f'    {field} is "{field}"{spelt}' for field, spelt in fields]
    return "\n".join(lines + ([f'    parent is the {parent} whose {parent}_id is "{parent}_id"'] if parent else [])) + "\n"


def run(folder, rules, as_of):
    """{(rule, key): (outcome, due)} of all that is neither met nor does not apply."""
    with open(os.path.join(folder, "rules.duly"), "w", encoding="utf-8") as out:
        out.write(rules)
    done = subprocess.run([DULY, "run", "rules.duly", "--data", ".", "--as-of", str(as_of), "--out", "out", "--columns", "rule,key,outcome,due",
                           "--format", "json"], cwd=folder, capture_output=True, text=True)
    if not os.path.exists(os.path.join(folder, "out")):
        sys.exit(done.stdout[-3000:] + done.stderr[-1000:])
    found = {}
    for name in ("breaches", "upcoming", "unknown", "excused"):
        with open(os.path.join(folder, "out", name + ".csv"), newline="", encoding="utf-8-sig") as lines:
            for row in csv.DictReader(lines):
                found[row["rule"], row["key"]] = (row["outcome"].replace("_", " "), row["due"])
    return found


def agree(what, got, expected):
    global compared
    compared += 1
    if got != expected:
        failures.append(f"{what}: {got}, expected {expected}")


def agree_checks(checks, found, key, *values):
    for rule, (text, value) in checks.items():
        got = found.get((rule, key), ("met", ""))[0]
        agree(f"{text} of {key} {values}", got, "met" if value(*values) else "breached")


def check_rules(checks, record):
    return "".join(f"check {rule}\n  for each {record}\n  must {text}\n" for rule, (text, _) in checks.items())


# --- distances, shifts, counts and ages of two days ----------------------------------------------------------------------------
def of_two_days(folder):
    relations = {"at least": operator.ge, "at most": operator.le, "more than": operator.gt, "less than": operator.lt}
    checks = {}

    def check(text, value):
        checks[f"c{len(checks)}"] = (text, value)

    def distance(relation, number, unit, direction):
        def value(a, b):
            earlier, later = (a, b) if direction == "before" else (b, a) if direction == "after" else (a, AS_OF)
            return later >= earlier and relations[relation](later, add(earlier, number, unit))
        return value
    for unit in ("days", "weeks", "months", "years", "working days"):
        for relation, direction in itertools.product(relations, ("before", "after", "ago")):
            for number in CHOOSE.sample([0, 1, 2, 3, 5, 10, 12, 20, 30], 2):
                check(f"pair.a is {relation} {number} {unit} {direction}{'' if direction == 'ago' else ' pair.b'}", distance(relation, number, unit, direction))
        for number in (0, 1, 5, 13):
            check(f"pair.a + {number} {unit} is on or before pair.b", lambda a, b, n=number, u=unit: add(a, n, u) <= b)
            check(f"pair.a - {number} {unit} is before pair.b", lambda a, b, n=number, u=unit: add(a, -n, u) < b)
            check(f"{unit} from pair.a to pair.b > {number}", lambda a, b, n=number, u=unit: between(a, b, u) > n)
            check(f"{unit} from pair.a to pair.b < {-number}", lambda a, b, n=number, u=unit: between(a, b, u) < -n)
    for number in (0, 1, 4):
        check(f"age of pair.a at least {number} years", lambda a, b, n=number: birthday(a, n) <= AS_OF)
        check(f"{number + 4}th birthday of pair.a is after pair.b", lambda a, b, n=number: birthday(a, n + 4) > b)
    rows = []
    for number in range(60 * TIMES):
        a = some_day(datetime.date(2015, 1, 1), 3700) if CHOOSE.random() > 0.1 else datetime.date(CHOOSE.choice([2016, 2020, 2024]), 2, 29)
        b = a + CHOOSE.choice([0, 1, -1, 28, 30, 31, 59, -31, 365, 366, CHOOSE.randrange(-400, 400), CHOOSE.randrange(-40, 40)]) * ONE
        rows.append((f"p{number}", min(a, AS_OF), min(b, AS_OF)))
    table(folder, "pair", ["pair_id", "a", "b"], rows)
    found = run(folder, CALENDAR + "record pair\n  pair_id text key\n  a date\n  b date\nfeed one\n  dates are yyyy-mm-dd\n" +
                   feed("pair", [("pair_id", ""), ("a", ""), ("b", "")]) + check_rules(checks, "pair"), AS_OF)
    for key, a, b in rows:
        agree_checks(checks, found, key, a, b)


# --- windows, spans, spells and neighbours of several stays ----------------------------------------------------------------------
def of_several_stays(folder):
    def within(stays, first, last):
        return sum(first <= came <= last for came, _ in stays)

    def days_within(stays, first, last):
        return sum(max(0, (min(went or AS_OF + ONE, last + ONE) - max(came, first)).days) for came, went in stays)

    def highest(stays, number, unit, figure, known={}):
        asked = (tuple(stays), number, unit, figure)
        if asked not in known:      # a window that begins on no day of a stay is no better than one that does, or ends on one
            begins = {came + n * ONE for came, went in stays for n in range(-1, ((went or AS_OF) - came).days + 2)}
            begins |= {add(day, -number, unit) + n * ONE for day in set(begins) for n in range(-2, 4)}
            known[asked] = max((figure(stays, day, add(day, number, unit) - ONE) for day in begins), default=0)
        return known[asked]

    def stretches(stays, gap):
        count, end = 0, None
        for came, went in sorted(stays, key=lambda stay: stay[0]):
            if end is None or (came - end).days > gap:
                count, end = count + 1, datetime.date.min
            end = max(end, went or datetime.date.max)
        return count
    checks = []
    for number, unit in ((12, "months"), (28, "days"), (2, "weeks"), (1, "months"), (1, "years")):
        for most in (1, 2):
            checks.append((f"count of stay in any {number} {unit} at most {most}", lambda stays, n=number, u=unit, m=most: highest(stays, n, u, within) <= m))
        for most in (3, 20, 27, 28, 75):
            checks.append((f"sum of days of stay in any {number} {unit} at most {most}", lambda stays, n=number, u=unit, m=most: highest(stays, n, u, days_within) <= m))
    for most in range(4):
        checks.append((f"count of joined is {most}", lambda stays, m=most: stretches(stays, 0) == m))
        checks.append((f"count of near is {most}", lambda stays, m=most: stretches(stays, 10) == m))
    of_child = {f"c{number}": check for number, check in enumerate(checks)}
    christmas, ever = datetime.date(2024, 12, 25), datetime.date.max
    others = lambda stays, at: [stay for n, stay in enumerate(stays) if n != at]
    overlap = lambda one, two: max(one[0], two[0]) < min(one[1] or ever, two[1] or ever)
    touch = lambda one, two: max(one[0], two[0]) <= min(one[1] or ever, two[1] or ever)

    def beside(stays, at, step):
        order = sorted(range(len(stays)), key=lambda n: (stays[n][0], n))
        place = order.index(at) + step
        return stays[order[place]] if 0 <= place < len(order) else (None, None)
    of_stay = {
        "preceded": ("previous stay.went is on or after stay.came", lambda stays, at: bool(beside(stays, at, -1)[1]) and beside(stays, at, -1)[1] >= stays[at][0]),
        "followed": ("next stay.came is on or before 2025-01-01", lambda stays, at: bool(beside(stays, at, 1)[0]) and beside(stays, at, 1)[0] <= datetime.date(2025, 1, 1)),
        "over": ("any other stay where other overlaps stay", lambda stays, at: any(overlap(stays[at], stay) for stay in others(stays, at))),
        "near_by": ("any other stay where other overlaps or touches stay", lambda stays, at: any(touch(stays[at], stay) for stay in others(stays, at))),
        "at_christmas": ("stay open on 2024-12-25", lambda stays, at: stays[at][0] <= christmas and (stays[at][1] or ever) > christmas),
        "long": ("length of stay > 20", lambda stays, at: ((stays[at][1] or AS_OF) - stays[at][0]).days > 20)}
    children = {}
    for number in range(60 * TIMES):
        stays = []
        for _ in range(CHOOSE.choice([0, 1, 2, 3, 4])):
            came = stays[-1][1] if stays and stays[-1][1] and CHOOSE.random() < 0.3 else some_day(datetime.date(2024, 1, 1), 500)
            went = came + CHOOSE.choice([0, 1, 5, 10, 20, 40, CHOOSE.randrange(90)]) * ONE
            stays.append((came, None if went > AS_OF or CHOOSE.random() < 0.1 else went))
        children[f"k{number}"] = stays
    table(folder, "child", ["child_id"], [[key] for key in children])
    table(folder, "stay", ["stay_id", "came", "went", "child_id"], [[f"{key}s{n}", came, went or "", key] for key, stays in children.items() for n, (came, went) in enumerate(stays)])
    found = run(folder, "record child\n  child_id text key\nrecord stay of child\n  stay_id text key\n  came date orders\n  went date optional\n  spans came to went\n"
                   "spell joined of child from stay joined when touching\nspell near of child from stay joined when the gap is at most 10 days\n"
                   "feed one\n  dates are yyyy-mm-dd\n" + feed("child", [("child_id", "")]) + feed("stay", [("stay_id", ""), ("came", ""), ("went", "")], "child") +
                   check_rules(of_child, "child") + check_rules(of_stay, "stay"), AS_OF)
    for key, stays in children.items():
        agree_checks(of_child, found, key, stays)
        for at in range(len(stays)):
            agree_checks(of_stay, found, f"{key}s{at}", stays, at)


# --- due dates that extensions, grants and pauses move ------------------------------------------------------------------------------
def of_moved_dates(folder):
    rules = {"days_only": (10, "days", 5, 0), "worked": (10, "working days", 5, 0), "monthly": (1, "months", 1, 0), "granted": (10, "days", 5, 7),
             "worked_granted": (10, "working days", 5, 7), "weekly": (3, "weeks", 2, 0)}

    def due(limit, unit, extension, grant_length, began, pauses, grant, longer):
        number, skipped = limit + (extension if longer else 0), set()

        def standing():
            return add(began, number, unit, skipped) if unit == "working days" else add(began, number, unit) + len(skipped) * ONE
        events = [(day, last) for day, last in pauses] + ([(grant, None)] if grant and grant_length else [])
        for day, last in sorted(events, key=lambda event: (event[0], event[1] is not None)):
            if day > standing():
                continue
            if last is None:
                number += grant_length
            else:
                skipped |= {max(day, began) + n * ONE for n in range(1, (last - max(day, began)).days + 1)}
        return standing()
    rows = {}
    for number in range(150 * TIMES):
        began = some_day(datetime.date(2024, 1, 1), 400)
        pauses = [(day, day + CHOOSE.choice([0, 1, 3, 7, 20]) * ONE) for day in (began + CHOOSE.randrange(-10, 60) * ONE for _ in range(CHOOSE.choice([0, 1, 1, 2, 3])))]
        rows[f"e{number}"] = (began, pauses, began + CHOOSE.randrange(50) * ONE if CHOOSE.random() < 0.4 else None, CHOOSE.random() < 0.4)
    table(folder, "event", ["event_id", "began", "granted", "longer", "done"], [[key, began, grant or "", "Y" if longer else "N", ""] for key, (began, _, grant, longer) in rows.items()])
    table(folder, "hold", ["hold_id", "first", "last", "event_id"], [[f"{key}h{n}", *pause, key] for key, row in rows.items() for n, pause in enumerate(row[1])])
    text = (CALENDAR + "record event\n  event_id text key\n  began date\n  granted date optional\n  longer yes_no\n  done date optional\nrecord hold of event\n  hold_id text key\n"
            "  `first` date orders\n  `last` date optional\n  spans `first` to `last`\nfeed one\n  dates are yyyy-mm-dd\n" +
            feed("event", [("event_id", ""), ("began", ""), ("granted", ""), ("longer", ' where "Y" means yes, "N" means no'), ("done", "")]) +
            feed("hold", [("hold_id", ""), ("`first`", ""), ("`last`", "")], "event").replace('"`', '"').replace('`"', '"'))
    for rule, (limit, unit, extension, grant) in rules.items():
        text += f"timescale {rule}\n  for each event\n  from event.began\n  to event.done\n  within {limit} {unit}\n  paused during each hold\n  extended by {extension} {unit} when event.longer\n"
        text += f"  extended by {grant} {unit} on event.granted\n" if grant else ""
    found = run(folder, text, datetime.date(2027, 1, 1))
    for key, row in rows.items():
        for rule, (limit, unit, extension, grant) in rules.items():
            agree(f"{rule} of {key} {row}", found.get((rule, key)), ("overdue", str(due(limit, unit, extension, grant, *row))))


def main():
    for part in (of_two_days, of_several_stays, of_moved_dates):
        before = compared
        with tempfile.TemporaryDirectory() as folder:
            part(folder)
        print(f"{part.__name__}: {compared - before} compared")
    if failures:
        print("\n".join(failures[:20]) + f"\n{len(failures)} come out otherwise")
        sys.exit(1)


main()
