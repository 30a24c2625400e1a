"""Expressions of a proof reckoned again: each operator from its arguments, each leaf from its cell. Written from the schema in engine/api/README.md alone."""
from fractions import Fraction

from rule_files import birthday, plain_day
from values import BLANK, DAY, MISSING, ORDER, Value, all_of, both, compare, known, need, opposite, pair, read, same, singular

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CONDITIONS = {"and", "or", "not", "is", "is not", "<", "<=", ">", ">=", "is one of", "is not one of", "between", "is known", "is missing", "distance", "any", "no", "every",
              "open on", "not open on", "overlaps", "overlaps or touches", "is a working day", "is not a working day", "weekday", "in the period"}


def hidden(term):
    return bool(term.get("opaque")) and term.get("value") is None


class Terms:
    """The terms of one proof. `cells` are its values, already compared with the files; `asked` collects what other proofs must show."""

    def __init__(self, cells, counter, as_of, asked, tally):
        self.cells, self.counter, self.as_of, self.asked, self.tally = cells, counter, as_of, asked, tally
        self.that_days = set()
        self.not_yet = False

    def clause(self, term, not_yet=False):
        self.not_yet = not_yet
        return self.value(term)

    def answer(self, term):
        value = self.value(term)
        if value.state == "blank":
            return False
        if value.state != "known" or value.low != value.high:
            return None
        need(value.low in (True, False, "yes", "no"), "a condition that is", value.low)
        return value.low in (True, "yes")

    # --- one term -------------------------------------------------------------------------------------------------------------------
    def value(self, term):
        op = term["op"]
        self.tally[op] += 1
        # A hidden figure cannot be reckoned with: what comes of it is taken as shown.
        if term.get("opaque") or any(hidden(arg) for arg in term.get("args", [])):
            self.tally["(opaque)"] += 1
            return self.stated(term)
        found = OPERATORS[op](self, term)
        stated = self.stated(term)
        if found is None:       # hangs on rows in doubt: what is shown is taken
            self.tally["(taken as shown)"] += 1
            return stated
        if stated.low is False and isinstance(stated.low, bool) and found.state == "blank":
            return stated           # asked as a condition, a blank is no
        if op in CONDITIONS:
            need(stated.low == found.low and stated.state == found.state, f"`{term.get('text', op)}` gives {found}, and {stated} is shown")
            return found
        need(stated.state == found.state, f"`{term.get('text', op)}` is {found}, and {stated} is shown")
        need(found.low is None or (same(stated.low, found.low) and same(stated.high, found.high)), f"`{term.get('text', op)}` is {found}, and {stated} is shown")
        return found

    def stated(self, term):
        value, state = term.get("value"), term.get("state", "known")
        if hidden(term):
            return Value("doubt", None, None)
        if isinstance(value, bool):
            return known(value)
        if value == "unknown" and (term["op"] in CONDITIONS or term["op"] == "define"):
            return MISSING
        need(state in ("known", "blank", "missing", "doubt"), "a state that is", state)
        if state in ("blank", "missing"):
            need(value is None, "a", state, "term with the value", value)
            return BLANK if state == "blank" else MISSING
        need(value is not None or state == "doubt", "a known term without a value")
        return Value(state, read(value), read(term.get("last")))

    def args(self, term):
        return [self.value(arg) for arg in term.get("args", [])]

    @staticmethod
    def of_answer(answer):
        return MISSING if answer is None else known(answer)

    def calendar(self, term):
        return self.counter(term.get("calendar"))

    # --- leaves ---------------------------------------------------------------------------------------------------------------------
    def literal(self, term):
        return self.stated(term)

    def that_day(self, term):
        self.that_days.add(read(term["value"]))
        return self.stated(term)

    def cell(self, number):
        if number is None:
            return BLANK
        need(0 <= number < len(self.cells), "there is no cell", number)
        return self.cells[number]

    def field(self, term):
        if term.get("cell") is None:
            need("no_row" in term, "a field without a cell and without a reason")
            return BLANK
        return self.seen(self.cell(term["cell"]), term)

    def seen(self, cell, term):
        """As the clause sees it."""
        state, low, high = cell.state, cell.low, cell.high
        if state in ("known", "partial"):
            return Value("known", low, high)
        if state in ("blank", "not_yet"):
            return BLANK
        if state in ("unreadable", "perhaps_not_yet", "no_column"):
            stated = self.stated(term)
            allowed = {"unreadable": ("doubt", "missing"), "perhaps_not_yet": ("doubt",), "no_column": ("missing", "blank", "doubt")}[state]
            need(stated.state in allowed, "a", state, "cell as", stated)
            return stated
        stated = self.stated(term)      # missing: not yet where it ends something, if it is a date
        need(state == "missing" and stated.state in ("missing", "blank"), "a", state, "cell as", stated)
        need(stated.state == "missing" or self.not_yet, "a missing cell as a blank")
        return stated

    # --- logic ----------------------------------------------------------------------------------------------------------------------
    def define(self, term):
        return self.args(term)[0]

    def logic(self, term):
        answers = [self.answer(arg) for arg in term["args"]]
        if term["op"] == "not":
            return self.of_answer(opposite(answers[0]))
        if term["op"] == "and":
            return self.of_answer(all_of(answers))
        return self.of_answer(opposite(all_of(opposite(answer) for answer in answers)))

    def comparison(self, term):
        a, b = self.args(term)
        return self.of_answer(compare(term["op"], a, b))

    def one_of(self, term):
        first, *others = self.args(term)
        answers = [compare("is", first, other) for other in others]
        found = opposite(all_of(opposite(answer) for answer in answers))
        return self.of_answer(opposite(found) if term["op"] == "is not one of" else found)

    def between(self, term):
        a, b, c = self.args(term)
        return self.of_answer(both(compare(">=", a, b), compare("<=", a, c)))

    def is_known(self, term):
        value = self.args(term)[0]
        if value.state == "doubt":
            return None
        return known((value.state == "known") == (term["op"] == "is known"))

    # --- numbers and dates ----------------------------------------------------------------------------------------------------------
    def arithmetic(self, term):
        values = self.args(term)
        for state in (MISSING, BLANK):
            if any(value.state == state.state for value in values):
                return state
        a, b = values
        if not (a.exact() and b.exact()):
            return None
        if term["op"] == "/" and b.low == 0:
            return MISSING
        return known({"+": lambda: a.low + b.low, "-": lambda: a.low - b.low, "*": lambda: a.low * b.low, "/": lambda: a.low / b.low}[term["op"]]())

    def length(self, term):
        return self.args(term)[0]

    def moved(self, term):
        date, length = self.args(term)
        for state in (MISSING, BLANK):
            if state.state in (date.state, length.state):
                return state
        if not length.exact() or date.state == "doubt":
            return None
        amount = -length.low if term["op"] == "moved back" else length.low
        counter, unit = self.calendar(term), singular(term["unit"])
        return Value("known", counter.after(date.low, amount, unit), counter.after(date.high, amount, unit))

    def distance(self, term):
        x, length, y = self.args(term)
        if any(value.state == "missing" for value in (x, length, y)):
            return MISSING
        if any(value.state == "blank" for value in (x, length, y)):
            return known(False)
        if "doubt" in (x.state, y.state) or not length.exact():
            return None
        unit, counter = singular(term["args"][1]["unit"]), self.calendar(term)
        found = set()
        for one in {x.low, x.high}:
            for other in {y.low, y.high}:
                earlier, later = pair(one, other) if term["direction"] != "after" else pair(other, one)
                edge = counter.after(earlier, length.low, unit)
                edge, end = pair(edge, later)
                op = {"at least": ">=", "at most": "<=", "more than": ">", "less than": "<"}[term["relation"]]
                found.add(earlier <= later and ORDER[op](end, edge))
        return self.of_answer(found.pop() if len(found) == 1 else None)

    def birthday(self, term):
        date = self.args(term)[0]
        if date.state in ("blank", "missing"):
            return date
        years = term["birthday"]
        return Value(date.state, birthday(plain_day(date.low), years), birthday(plain_day(date.high), years))

    def counted(self, term):
        values = self.args(term)
        for state in (MISSING, BLANK):
            if any(value.state == state.state for value in values):
                return state
        if not all(value.exact() for value in values):
            return None
        start, end = pair(values[0].low, values[1].low)
        return known(self.between_days(term, start, end))

    def between_days(self, term, start, end):
        counter, unit = self.calendar(term), singular(term["unit"])
        if start > end and unit in ("month", "year"):
            return Fraction(-counter.between(unit, end, start))
        return Fraction(counter.between(unit, start, end))

    def age(self, term):
        born, *on = self.args(term)
        day = on[0] if on else known(read(term["on"]))
        if not on:
            self.that_days.add(day.low)
        for state in (MISSING, BLANK):
            if state.state in (born.state, day.state):
                return state
        if born.state == "doubt" or not day.exact():
            return None
        ages = [self.completed(plain_day(at), plain_day(day.low), singular(term["unit"])) for at in (born.high, born.low)]
        return Value("known", *ages)

    def completed(self, born, day, unit):
        if unit == "year":
            years = day.year - born.year
            return Fraction(years if birthday(born, years) <= day else years - 1)
        return Fraction(self.counter(None).between(unit, born, day))

    def several(self, term):
        values = self.args(term)
        latest = term["op"] == "latest of"
        if any(value.state in ("missing", "doubt") or not (value.exact() or value.state == "blank") for value in values):
            return None
        there = [value.low for value in values if value.state == "known"]
        if not there or (latest and len(there) < len(values)):
            return BLANK
        return known((max if latest else min)(there, key=lambda at: (plain_day(at), str(at))))

    # --- beside ---------------------------------------------------------------------------------------------------------------------
    def sibling(self, term):
        if term.get("told") is False:
            need(self.stated(term).state in ("missing", "doubt"), "a neighbour that cannot be told, with a value")
            return self.stated(term)
        if term.get("row") is None:
            return BLANK
        own, there = self.cell(term.get("orders")), self.cell(term.get("orders_there"))
        if own.state == there.state == "known":
            first, last = (there, own) if term["op"] == "previous" else (own, there)
            need(first.low <= last.low, "a neighbour on the wrong side")
        return self.seen(self.cell(term["cell"]), term)

    def span(self, span):
        """First day and the day after the last; None where there is none."""
        start, end = self.cell(span["from"]), self.cell(span["to"])
        return start, end

    def open_on(self, term):
        day = self.args(term)[0]
        start, end = self.span(term["span"])
        if day.state != "known" or any(at.state not in ("known", "blank", "not_yet") for at in (start, end)):
            return None
        begun = start.state == "known" and plain_day(start.low) <= plain_day(day.low)
        over = end.state == "known" and plain_day(end.low) <= plain_day(day.low)
        return known((begun and not over) == (term["op"] == "open on"))

    def days_of(self, span, first, last):
        """The days of the span from `first` to `last`, both included; None where it is not told."""
        start, end = self.span(span)
        if any(at.state not in ("known", "blank", "not_yet") for at in (start, end)):
            return None
        if start.state != "known":
            return set()
        begin, stop = plain_day(start.low), plain_day(end.low) if end.state == "known" else plain_day(self.as_of) + DAY
        if stop < begin:
            return None
        begin, stop = max(begin, first), min(stop - DAY, last)
        return {begin + DAY * n for n in range((stop - begin).days + 1)}

    def length_of(self, term):
        start, end = self.span(term["span"])
        if any(at.state not in ("known", "blank", "not_yet") for at in (start, end)):
            return None
        if start.state != "known":
            return known(Fraction(0))
        stop = plain_day(end.low) if end.state == "known" else plain_day(read(term["on"]))
        return None if stop < plain_day(start.low) else known(Fraction((stop - plain_day(start.low)).days))

    def days_in(self, term):
        if "period" in str(term.get("within", "")) or ("from" in term and not term.get("args")):
            first, last = read(term["from"]), read(term["to"])
        elif len(term.get("args", [])) == 2:
            values = self.args(term)
            if not all(value.exact() for value in values):
                return None
            first, last = (plain_day(value.low) for value in values)
        else:
            return None
        days = self.days_of(term["span"], first, last)
        return None if days is None else known(Fraction(len(days)))

    def overlaps(self, term):
        spans = [self.span(term[name]) for name in ("span", "other")]
        if any(at.state not in ("known", "blank", "not_yet") for span in spans for at in span):
            return None
        if any(span[0].state != "known" for span in spans):
            return known(False)
        (a, b), (c, d) = (((plain_day(start.low), plain_day(end.low) if end.state == "known" else plain_day(self.as_of) + DAY)) for start, end in spans)
        if b < a or d < c:
            return None
        touch = term["op"] == "overlaps or touches"
        if touch:
            return known(a <= d and c <= b)
        return known(max(a, c) < min(b, d))

    def working_day(self, term):
        day = self.args(term)[0]
        if day.state == "missing":
            return MISSING
        if day.state == "blank":
            return known(False)
        if not day.exact():
            return None
        return known(self.calendar(term).working(plain_day(day.low)) == (term["op"] == "is a working day"))

    def weekday(self, term):
        day = self.args(term)[0]
        if day.state == "missing":
            return MISSING
        if day.state == "blank":
            return known(False)
        return known(WEEK[plain_day(day.low).weekday()] in term["days"]) if day.exact() else None

    def in_the_period(self, term):
        date = self.args(term)[0]
        first, last = known(read(term["from"])), known(read(term["to"]))
        return self.of_answer(both(compare(">=", date, first), compare("<=", date, last)))

    def due_date_of(self, term):
        if term.get("of"):
            self.asked.append(("due", term["rule"], term["of"]["key"], term))
        return self.stated(term)

    def of_measure(self, term):
        self.asked.append(("measure", term["measure"], term.get("period"), term))
        return self.stated(term)

    def over_rows(self, term):
        from aggregates import aggregate
        return aggregate(self, term)


OPERATORS = {"literal": Terms.literal, "that day": Terms.that_day, "field": Terms.field, "define": Terms.define, "and": Terms.logic, "or": Terms.logic, "not": Terms.logic,
             "is": Terms.comparison, "is not": Terms.comparison, "<": Terms.comparison, "<=": Terms.comparison, ">": Terms.comparison, ">=": Terms.comparison,
             "is one of": Terms.one_of, "is not one of": Terms.one_of, "between": Terms.between, "is known": Terms.is_known, "is missing": Terms.is_known,
             "+": Terms.arithmetic, "-": Terms.arithmetic, "*": Terms.arithmetic, "/": Terms.arithmetic, "moved on": Terms.moved, "moved back": Terms.moved,
             "length": Terms.length, "distance": Terms.distance, "birthday": Terms.birthday, "counted between": Terms.counted, "age": Terms.age,
             "earliest of": Terms.several, "latest of": Terms.several, "previous": Terms.sibling, "next": Terms.sibling, "open on": Terms.open_on,
             "not open on": Terms.open_on, "length of span": Terms.length_of, "days of span": Terms.days_in, "overlaps": Terms.overlaps,
             "overlaps or touches": Terms.overlaps, "is a working day": Terms.working_day, "is not a working day": Terms.working_day, "weekday": Terms.weekday,
             "in the period": Terms.in_the_period, "due date of": Terms.due_date_of, "value of": Terms.of_measure, "grade of": Terms.of_measure}
for _name in ("earliest", "latest", "count", "sum", "average", "any", "no", "every"):
    OPERATORS[_name] = Terms.over_rows
