"""Rule files as text, for the recount: records, calendars, definitions, timescales and examples, by the layout that `duly fmt` gives them."""
import calendar as months_of
import datetime
import json
import os
import re

import numpy

DAY = datetime.timedelta(days=1)
MONTHS = {name: n + 1 for n, name in enumerate("January February March April May June July August September October November December".split())}
WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
DATE = r"\d{4}-\d\d-\d\d|\d{1,2} (?:" + "|".join(MONTHS) + r") \d{4}"


class NotRun(Exception):
    """A count leaves the days that the calendar knows."""


class NotRecounted(Exception):
    """What this arithmetic does not do; the row is worked out by hand."""


def day_of(text):
    text = text.strip()
    found = re.fullmatch(r"(\d{1,2}) (\w+) (\d{4})", text)
    return datetime.date(int(found[3]), MONTHS[found[2]], int(found[1])) if found else datetime.date.fromisoformat(text)


def without_comment(line):
    quoted, out = False, ""
    for sign in line:
        quoted ^= sign == '"'
        if sign == "#" and not quoted:
            break
        out += sign
    return out.rstrip()


class Declaration:
    """`kind name`, the rest of its line, and clauses as (depth, text, line number): a clause that goes on in the next line is one."""

    def __init__(self, path, number, line):
        words = line.split(None, 2)
        self.path, self.number, self.kind = path, number, words[0]
        self.name, self.rest, self.clauses = words[1].strip("`") if len(words) > 1 else "", line, []


def declarations(path):
    out = []
    with open(path, encoding="utf-8") as file:
        for number, raw in enumerate(file, 1):
            line = without_comment(raw.rstrip("\n"))
            if not line.strip():
                continue
            depth = len(line) - len(line.lstrip())
            if depth == 0:
                out.append(Declaration(path, number, line))
                continue
            here, text = out[-1], line.strip()
            versioned = any(re.match(r"(temporary )?version\b", clause) for _, clause, _ in here.clauses)
            begins = depth == 2 or (depth == 4 and versioned) or text.startswith("|")
            if here.kind == "define" or (not begins and not here.clauses):
                here.rest += " " + text
            elif begins:
                here.clauses.append((depth, text, number))
            else:
                before = here.clauses[-1]
                here.clauses[-1] = (before[0], before[1] + " " + text, before[2])
    return out


KINDS = ("choice", "text", "number", "percentage", "money", "date", "moment", "yes_no")


class Field:
    def __init__(self, text):
        words = re.sub(r'"[^"]*"', "", text)
        self.kind = next((kind for kind in KINDS if re.search(rf"\b{kind}\b", words)), "text")
        marks = words.split(",") if self.kind == "choice" else [words]
        last = marks[-1]
        self.optional, self.planned = bool(re.search(r"\boptional\b", last)), bool(re.search(r"\bplanned\b", last))
        self.orders, found = bool(re.search(r"\borders\b", last)), re.search(r"\bwith (\w+)", last)
        self.beside = found[1] if found else None


class Record:
    def __init__(self, name, parent):
        self.name, self.parent, self.fields, self.spans, self.by = name, parent, {}, None, None

    def orders(self):
        return next((name for name, field in self.fields.items() if field.orders), None)


class Calendar:
    def __init__(self, base=None):
        self.week = base.week if base else "1111100"
        self.closed = dict(base.closed) if base else {}         # day: the day on which it was announced, or None
        self.open = list(base.open) if base else []
        self.hours = base.hours if base else None
        self.known = list(base.known) if base else [datetime.date.min, datetime.date.max]

    def days(self, known_on):
        return numpy.array(sorted(day for day, told in self.closed.items() if not (told and known_on and told > known_on)), dtype="datetime64[D]")

    def read(self, declaration):
        for _, text, _ in declaration.clauses:
            if text.startswith("working "):
                found = re.search(r" (\d\d:\d\d) to (\d\d:\d\d)$", text)
                self.hours = tuple(datetime.time.fromisoformat(hour) for hour in found.groups()) if found else self.hours
                self.working(re.sub(r" \d\d:\d\d to .*", "", text[8:]))
            elif text.startswith("holidays from"):
                name = os.path.join(os.path.dirname(declaration.path), re.search(r'"([^"]*)"', text)[1])
                with open(name, encoding="utf-8") as file:
                    division = json.load(file)[re.search(r'division "([^"]*)"', text)[1]]
                for event in division["events"]:
                    self.closed.setdefault(day_of(event["date"]), None)
            elif text.startswith("holiday "):
                found = re.match(rf"holiday ({DATE})(?: announced ({DATE}))?", text)
                self.closed[day_of(found[1])] = day_of(found[2]) if found[2] else None
            elif text.startswith("known "):
                self.known["until" in text] = day_of(text.split(None, 2)[2])
            elif text.startswith("closed every "):
                found = re.match(r"closed every (\d+) (\w+)", text)
                for year in range(1980, 2032):
                    self.closed[datetime.date(year, MONTHS[found[2]], int(found[1]))] = None
            elif text.startswith(("closed ", "open ")):
                found = re.match(rf"(\w+) ({DATE})(?: to ({DATE}))?", text)
                first = last = day_of(found[2])
                last = day_of(found[3]) if found[3] else last
                if found[1] == "open":
                    self.open.append((first, last))
                while found[1] == "closed" and first <= last:
                    self.closed[first] = None
                    first += DAY

    def working(self, text):
        found = re.fullmatch(r"(\w+) to (\w+)", text.strip())
        names = WEEK[WEEK.index(found[1]):WEEK.index(found[2]) + 1] if found else re.split(r", | and ", text.strip())
        self.week = "".join("1" if name in names else "0" for name in WEEK)


class Version:
    def __init__(self, text):
        found = re.fullmatch(rf"(temporary )?version(?: from (.+?)(?:, at the latest ({DATE}))?)?(?: until ({DATE}))?", text)
        self.temporary = bool(found[1])
        self.begins = day_of(found[2]) if found[2] and re.fullmatch(DATE, found[2]) else found[2]       # a day, a field or None
        self.latest, self.until = (day_of(text) if text else None for text in (found[3], found[4]))
        self.clauses = []


MANY = ("excluded when", "extended by", "extended to", "paused from", "paused during", "restarted on")
TURNS = ("first within", "second within", "third within", "then every")
RUNS = ("within", "at least once in", "at least", "at", "before", "as soon as practicable") + TURNS
WORDS = sorted(MANY + RUNS + (
    "for each", "where", "from", "to each", "to", "stop on", "also shown by", "may be done earlier", "warn", "in force", "excused when",
    "counting the day itself", "counting from the next working day", "counting from the day after", "rolls", "does not roll", "by",
    "on calendar", "chosen by", "law", "confidence"), key=len, reverse=True)


def clause(text):
    word = next((word for word in WORDS if re.match(word + r"\b", text)), None)
    if word is None:
        raise SystemExit(f"the recount does not know the clause `{text}`")
    return word, text[len(word):].strip()


class Timescale:
    def __init__(self, declaration):
        self.declaration, self.name = declaration, declaration.name
        extends = re.search(r"\bextends (\w+)", re.sub(r'"[^"]*"', "", declaration.rest))
        self.base = extends[1] if extends else None
        self.shared, self.versions, self.ready = [], [], {}
        for depth, text, _ in declaration.clauses:
            if re.match(r"(temporary )?version\b", text):
                self.versions.append(Version(text))
            else:
                (self.versions[-1].clauses if self.versions and depth == 4 else self.shared).append(clause(text))

    def taken_over(self, rules):
        """Itself with what it takes over from the rule that it extends."""
        if not self.base:
            return self                     # nothing is taken over
        base = rules[self.base].taken_over(rules)
        own = {word for word, _ in self.shared}
        if own & (set(RUNS) - set(TURNS)):
            own |= set(RUNS)                # another way to run takes the place of the base's
        own |= {"to", "to each"} if own & {"to", "to each"} else set()
        if own & {"rolls", "does not roll"}:
            own |= {"rolls", "does not roll"}
        own |= {word for word in ("counting the day itself", "counting from the next working day") if any(name.startswith("counting") for name in own)}
        here = Timescale.__new__(Timescale)
        here.declaration, here.name, here.base, here.ready = self.declaration, self.name, None, {}
        here.shared = [one for one in base.shared if one[0] not in own] + self.shared
        here.versions = self.versions
        if not self.versions:
            here.versions = []
            for version in base.versions:
                copy = Version.__new__(Version)
                copy.__dict__.update(version.__dict__)
                copy.clauses = [one for one in version.clauses if one[0] not in own]
                here.versions.append(copy)
        return here

    def clauses(self, version):
        """{word: text}, lists for those that may stand more than once: the version's own before the shared."""
        if version in self.ready:
            return self.ready[version]
        out = self.ready[version] = {}
        mine = version.clauses if version else []
        own = {word for word, _ in mine}
        if own & (set(RUNS) - set(TURNS)):
            own |= set(RUNS)
        for word, text in [one for one in self.shared if one[0] not in own or one[0] in MANY] + mine:
            if word in MANY:
                out.setdefault(word, []).append(text)
            else:
                out[word] = text
        return out


class Rules:
    """All of rules/: what the recount needs of it."""

    def __init__(self, top):
        self.records, self.calendars, self.defines, self.timescales, self.examples, self.spells, self.checks = {}, {}, {}, {}, [], set(), {}
        folders = ("common", "calendars", "england", "local", "plans")
        paths = [os.path.join(top, "rules", folder, name) for folder in folders for name in sorted(os.listdir(os.path.join(top, "rules", folder))) if name.endswith(".duly")]
        later = []
        for path in paths:
            for one in declarations(path):
                if one.kind == "record":
                    self.record(one)
                elif one.kind == "calendar":
                    later.append(one)
                elif one.kind == "define":
                    found = re.match(r"define (\w+)(?: for each (\w+))? is (.*)", one.rest)
                    self.defines[found[1]] = (found[2], found[3])
                elif one.kind == "timescale":
                    self.timescales[one.name] = Timescale(one)
                elif one.kind == "check":
                    self.checks[one.name] = one
                elif one.kind == "example":
                    self.examples.append(one)
                elif one.kind == "spell":
                    self.spell(one)
        while later:
            waiting = []
            for one in later:
                base = re.search(r"extends (\w+)", one.rest)
                if base and base[1] not in self.calendars:
                    waiting.append(one)
                    continue
                self.calendars[one.name] = Calendar(self.calendars[base[1]] if base else None)
                self.calendars[one.name].read(one)
            later = waiting

    def record(self, one):
        words = re.sub(r'"[^"]*"', "", one.rest).split()
        record = self.records.setdefault(one.name, Record(one.name, words[3] if len(words) > 3 and words[2] == "of" else None))
        record.by = words[words.index("by") + 1] if "by" in words else None
        for _, text, _ in one.clauses:
            if text.startswith("spans "):
                record.spans = tuple(text.split()[1::2])
            else:
                name, rest = text.split(None, 1)
                record.fields[name.strip("`")] = Field(rest)

    def spell(self, one):
        words = one.rest.split()
        record = Record(one.name, words[words.index("of") + 1])
        record.fields = {"started": Field("date orders"), "ended": Field("date optional")}
        record.spans = ("started", "ended")
        self.records[one.name] = record
        self.spells.add(words[words.index("from") + 1])


# --- days --------------------------------------------------------------------------------------------------------------------------
def months_on(day, count):
    month = day.year * 12 + day.month - 1 + count
    year, month = divmod(month, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, months_of.monthrange(year, month + 1)[1]))


def birthday(born, years):
    if born.month == 2 and born.day == 29 and not months_of.isleap(born.year + years):
        return born.replace(year=born.year + years, month=3, day=1)
    return born.replace(year=born.year + years)


def plain_day(value):
    return value.date() if isinstance(value, datetime.datetime) else value
