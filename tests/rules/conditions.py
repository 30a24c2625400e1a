"""Conditions and values of rule files, worked out anew for the recount: three values, days by Python and NumPy."""
import datetime
import functools
import re
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy

from rule_files import DATE, DAY, NotRecounted, NotRun, day_of, months_on, plain_day

LONDON = ZoneInfo("Europe/London")


class Blank:
    """Nothing there: `optional` says that it has not happened, else the data does not tell."""

    def __init__(self, optional):
        self.optional = optional


class Length:
    def __init__(self, amount, unit):
        self.amount, self.unit = amount, unit


class Age:
    def __init__(self, born, on):
        self.born, self.on = born, on


class Weekday(str):
    pass


TOKEN = re.compile(rf'\s*("(?:[^"]|"")*"|(?:{DATE})(?: \d\d:\d\d)?|\d+(?:st|nd|rd|th)\b|\d+(?:\.\d+)?%?|`[^`]+`(?:\.\w+)?|\w+(?:\.(?:\w+|`[^`]+`))?|<=|>=|[<>=+\-*/(),])')
AFTER_NO = ("and", "or", ")", ",", "then", "when", "otherwise", "because")
@functools.lru_cache(None)
def counter_of(calendar, known_on=None):
    return Counter(calendar, known_on)


UNITS = {"working day": 0, "school day": 0, "day": 0, "week": 0, "month": 0, "year": 0, "hour": 0, "working hour": 0}


def tokens(text):
    out, at = [], 0
    text = text.strip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise NotRecounted(f"`{text[at:at + 20]}`")
        out.append(found[1])
        at = found.end()
        while at < len(text) and text[at] == " ":
            at += 1
    return out


class Reader:
    """Reads an expression and gives it as a nest of tuples, the operator first."""

    def __init__(self, text, defines=()):
        self.words, self.at, self.defines = tokens(text), 0, defines

    def peek(self, *words):
        return self.words[self.at:self.at + len(words)] == list(words)

    def take(self, *words):
        if self.peek(*words):
            self.at += len(words)
            return True
        return False

    def next(self):
        if self.at >= len(self.words):
            raise NotRecounted("an expression that ends early")
        self.at += 1
        return self.words[self.at - 1]

    def done(self):
        return self.at >= len(self.words)

    def condition(self):
        left = self.both()
        while self.take("or"):
            left = ("or", left, self.both())
        return left

    def both(self):
        left = self.one()
        while self.take("and"):
            left = ("and", left, self.one())
        return left

    def one(self):
        if self.take("not"):
            return ("not", self.one())
        left = self.value()
        if self.take("is"):
            return self.after_is(left)
        if self.take("not", "open", "on"):
            return ("not", ("open", left, self.value()))
        if self.take("open", "on"):
            return ("open", left, self.value())
        return self.compared(left) or left

    def after_is(self, left):
        turned = self.take("not")
        if self.take("known"):
            out = ("known", left)
        elif self.take("missing"):
            out = ("not", ("known", left))
        elif self.take("one", "of"):
            out = ("is", left, self.value())
            while self.peek(",") and not self.peek(",", "otherwise"):
                self.at += 1
                out = ("or", out, ("is", left, self.value()))
        elif self.take("a", "working", "day"):
            out = ("working", left)
        elif self.take("between"):
            low = self.value()
            if not self.take("and"):
                raise NotRecounted("between")
            out = ("and", ("compare", ">=", left, low), ("compare", "<=", left, self.value()))
        else:
            out = self.compared(left) or ("is", left, self.value())
        return ("not", out) if turned else out

    def compared(self, left):
        for sign, words in ((">=", ["on", "or", "after"]), ("<=", ["on", "or", "before"]), ("<", ["before"]), (">", ["after"])):
            if self.take(*words):
                return ("compare", sign, left, self.value())
        for sign, words in ((">=", ["at", "least"]), ("<=", ["at", "most"]), (">", ["more", "than"]), ("<", ["less", "than"]), ("<=", ["<="]), (">=", [">="]), ("<", ["<"]), (">", [">"])):
            if self.take(*words):
                right = self.value()
                if self.take("ago"):
                    return ("apart", sign, left, ("that day",), right, "before")
                for side in ("before", "after"):
                    if self.take(side):
                        return ("apart", sign, left, self.value(), right, side)
                return ("compare", sign, left, right)
        return None

    def value(self):
        left = self.product()
        while self.peek("+") or self.peek("-"):
            left = (self.next(), left, self.product())
        return left

    def product(self):
        left = self.length()
        while self.peek("*") or self.peek("/"):
            left = (self.next(), left, self.length())
        return left

    def unit(self):
        for count in (2, 1):
            name = " ".join(self.words[self.at:self.at + count]).rstrip("s")
            if name in UNITS:
                self.at += count
                return name
        return None

    def length(self):
        left = self.primary()
        unit = self.unit() if left[0] in ("number", "field", "pick", "bracket", "name") else None
        return ("length", left, unit) if unit else left

    def primary(self):
        word = self.next()
        if word == "(":
            inner = self.condition()
            if not self.take(")"):
                raise NotRecounted("a bracket")
            return ("bracket", inner)
        if word.startswith('"'):
            return ("text", word[1:-1].replace('""', '"'))
        if re.fullmatch(DATE, word):
            return ("day", day_of(word))
        if re.fullmatch(r"\d+(\.\d+)?%?", word):
            return ("number", Fraction(word.rstrip("%")))
        if re.fullmatch(r"\d+(st|nd|rd|th)", word):
            if not self.take("birthday", "of"):
                raise NotRecounted(word)
            return ("birthday", int(word[:-2]), self.primary())
        if word == "that" and self.take("day"):
            return ("that day",)
        if word == "yes" or (word == "no" and (self.done() or self.words[self.at] in AFTER_NO)):
            return ("text", word)
        if word in ("earliest", "latest"):
            if self.take("of"):
                items = [self.value()]
                while self.take(","):
                    items.append(self.value())
                return (word + " of", items)
            return self.picked(word, self.next())
        if word in ("any", "no", "every"):
            other = self.take("other")
            record = self.next()
            where = self.where()
            if word == "every":
                if not self.take("has"):
                    raise NotRecounted("`every`")
                return ("every", record, *where, self.condition())
            return (word, "other " + record if other else record, *where)
        if word == "count" and self.take("of"):
            record = self.next()
            where = self.where()
            if self.peek("in"):
                raise NotRecounted("a count in any window")
            return ("count", record, *where)
        if word in ("previous", "next"):
            return (word, self.next())
        if word == "age" and self.take("of"):
            born = self.primary()
            return ("age", born, self.primary() if self.take("on") else ("that day",))
        if word == "weekday" and self.take("of"):
            return ("weekday", self.primary())
        if word in ("sum", "average", "length", "value", "grade", "due"):
            raise NotRecounted(f"`{word} of`")
        unit = next((unit for unit in UNITS if " ".join([word] + self.words[self.at:self.at + 1]) == unit + "s" or word == unit + "s"), None)
        if unit:
            self.at += 1 if " " in unit else 0
            if not self.take("from"):
                raise NotRecounted(word)
            start = self.value()
            if not self.take("to"):
                raise NotRecounted(word)
            return ("between", unit, start, self.value())
        if "." in word:
            return ("field", *word.replace("`", "").split(".", 1))
        return ("name", word.strip("`"))

    def where(self):
        """The condition after `where`, and the record after `of`, which may stand before or behind it."""
        above = self.next() if self.take("of") else None
        out = self.condition() if self.take("where") else None
        return out, above or (self.next() if self.take("of") else None)

    def picked(self, word, name):
        if "." not in name:
            raise NotRecounted(f"`{word} {name}`")
        return ("pick", word, *name.replace("`", "").split(".", 1), *self.where())


class Counter:
    """Days, months and hours on one calendar, as it was known on a day."""

    def __init__(self, calendar, known_on=None):
        self.calendar, self.week, self.closed = calendar, calendar.week, calendar.days(known_on)
        self.days = numpy.busdaycalendar(weekmask=self.week, holidays=self.closed)

    def working(self, day):
        return bool(numpy.is_busday(numpy.datetime64(day), busdaycal=self.days))

    def offset(self, day, count, roll="backward"):
        self.reaches(day)
        return self.reaches(self.unbounded(day, count, roll))

    def reaches(self, day):
        if not self.calendar.known[0] <= day <= self.calendar.known[1]:
            raise NotRun()
        return day

    def unbounded(self, day, count, roll):
        return numpy.busday_offset(numpy.datetime64(day), int(count), roll=roll, busdaycal=self.days).astype(object)

    def rolled(self, day):
        return self.offset(day, 0, "forward")

    def after(self, day, amount, unit):
        """`amount` units after a day, or before it where the amount is below 0."""
        if unit == "hour":
            if not isinstance(day, datetime.datetime):
                raise NotRecounted("hours from a day without a time")
            return (day.replace(tzinfo=LONDON).astimezone(datetime.timezone.utc) + datetime.timedelta(hours=float(amount))).astimezone(LONDON).replace(tzinfo=None)
        if unit == "working hour":
            return self.opening(day, amount)
        if amount != int(amount):
            raise NotRecounted("part of a day")
        day, amount = plain_day(day), int(amount)
        if unit == "working day":
            return self.offset(day, amount, "backward" if amount >= 0 else "forward")
        if unit == "school day":
            return self.school(day, amount)
        if unit in ("day", "week"):
            return day + DAY * amount * (7 if unit == "week" else 1)
        if unit in ("month", "year"):
            return months_on(day, amount * (12 if unit == "year" else 1))
        raise NotRecounted(unit + "s")

    def opening(self, start, hours):
        """`hours` inside the opening hours after a moment."""
        if not self.calendar.hours or not isinstance(start, datetime.datetime) or hours < 0:
            raise NotRecounted("working hours")
        left, day = datetime.timedelta(hours=float(hours)), self.reaches(start.date())
        while True:
            if self.working(day):
                opens, closes = (datetime.datetime.combine(day, hour) for hour in self.calendar.hours)
                opens = max(opens, start)
                if closes - opens >= left:
                    return opens + left
                left -= max(closes - opens, datetime.timedelta())
            day = self.reaches(day + DAY)

    def school(self, day, amount):
        if not self.calendar.open or amount < 0:
            raise NotRecounted("school days")
        while amount:
            day += DAY
            if day > self.calendar.open[-1][1]:
                raise NotRecounted("school days after the last term")
            amount -= any(first <= day <= last for first, last in self.calendar.open) and self.working(day)
        return day

    def between(self, unit, start, end):
        """How many from `start` up to `end`; of hours those begun are not rounded."""
        if unit == "hour":
            if not (isinstance(start, datetime.datetime) and isinstance(end, datetime.datetime)):
                raise NotRecounted("hours of a day without a time")
            return Fraction(int((end.replace(tzinfo=LONDON).astimezone(datetime.timezone.utc) - start.replace(tzinfo=LONDON).astimezone(datetime.timezone.utc)).total_seconds()), 3600)
        start, end = plain_day(start), plain_day(end)
        if unit == "working day":
            low, high = sorted((start, end))
            count = int(numpy.busday_count(numpy.datetime64(low + DAY), numpy.datetime64(high + DAY), busdaycal=self.days))
            return count if start <= end else -count
        if unit in ("day", "week"):
            days = (end - start).days
            return days if unit == "day" else int(days / 7)
        if unit in ("month", "year") and start <= end:
            months = (end.year - start.year) * 12 + end.month - start.month
            while months_on(start, months) > end:
                months -= 1
            return months // (12 if unit == "year" else 1)
        raise NotRecounted(unit + "s between two days")
