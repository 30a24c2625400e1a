"""The records of one row of an example, as of its day, and what conditions say of them: true, false or None for unknown."""
import datetime
import functools
from fractions import Fraction

from conditions import Age, Blank, Length, Reader, Weekday
from rule_files import NotRecounted, WEEK, birthday, plain_day

SIGNS = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


@functools.lru_cache(None)
def tree_of(text):
    reader = Reader(text)
    tree = reader.condition()
    if not reader.done():
        raise NotRecounted(f"`{' '.join(reader.words[reader.at:])[:40]}`")
    return tree


def three_or(values):
    values = list(values)
    return True if True in values else None if None in values else False


def three_not(value):
    return None if value is None else not value


class Doubtful:
    """A cell that cannot be read, or a date of which only the month or year is known."""


class Scene:
    """`tables`: record name to a list of {field: text}; `own` is the rule's record. Days after `as_of` are not there."""

    def __init__(self, rules, tables, own, as_of, counter):
        self.rules, self.own, self.as_of, self.counter = rules, own, as_of, counter
        self.in_end = False
        self.tables = {name: [one for one in (self.read(name, row) for row in rows) if one is not None] for name, rows in tables.items()}
        above, self.above = rules.records[own].parent, [own]
        while above:
            self.above.append(above)
            above = rules.records[above].parent if above in rules.records else None

    def read(self, name, row):
        record, out = self.rules.records[name], {"at": row.get("at")}
        for field, kind in record.fields.items():
            text = row.get(field, "").strip()
            out[field] = self.cell(kind, text) if text else Blank(kind.optional)
        for field, kind in record.fields.items():
            if kind.beside and isinstance(out.get(kind.beside), Blank):
                out[field] = Blank(True)
        orders = record.orders()
        if orders and row.get(orders, "").strip() and isinstance(out[orders], Blank):
            return None             # it lies ahead
        return out

    def cell(self, kind, text):
        if text == "?":
            return Doubtful() if kind.kind in ("date", "moment") else Blank(False)
        if kind.kind in ("date", "moment"):
            try:
                value = datetime.datetime.fromisoformat(text) if " " in text else datetime.date.fromisoformat(text)
            except ValueError:
                return Doubtful()
            whole = not (isinstance(value, datetime.datetime) and isinstance(self.as_of, datetime.datetime))
            ahead = plain_day(value) > plain_day(self.as_of) if whole else value > self.as_of
            return Blank(True) if ahead and not kind.planned else value
        if kind.kind in ("number", "percentage", "money"):
            return Fraction(text.rstrip("%"))
        return text.strip('"')

    def tree(self, text):
        return tree_of(text)

    def day(self, bound):
        return bound.get("that day", plain_day(self.as_of))

    # --- values
    def clean(self, value):
        if isinstance(value, Doubtful):
            raise NotRecounted("a cell that cannot be read, or a month for a day")
        return value

    def field(self, record, name, bound):
        if record in bound:
            one = bound[record]
        else:
            rows = self.tables.get(record, [])
            if record not in self.above or len(rows) != 1:
                raise NotRecounted(f"{record} of several")
            one = rows[0]
        if name not in one:
            raise NotRecounted(f"{record}.{name} is not declared where the recount looks")
        return one[name]

    def chosen(self, record, where, bound, above=None):
        """Each row of the record that is in reach, with whether `where` holds for it."""
        if record.startswith("other "):
            record = record[6:]
            if record != self.own:
                raise NotRecounted(f"`other {record}`")
            rows = [one for one in self.tables[record] if one is not bound[record]]
            return [(one, True if where is None else self.truth(where, {**bound, "other": one})) for one in rows]
        if record in self.above and record != self.own:
            raise NotRecounted(f"a pick among {record}")
        rows = self.tables.get(record, [])
        if len(self.tables[self.own]) > 1 and above is None and self.below(record):
            rows = [one for one in rows if self.falls_in(record, one, bound[self.own])]
        return [(one, True if where is None else self.truth(where, {**bound, record: one})) for one in rows]

    def below(self, record):
        while record in self.rules.records:
            record = self.rules.records[record].parent
            if record == self.own:
                return True
        return False

    def falls_in(self, record, one, own):
        """Of several records of the rule, the one whose span holds the date by which the other is placed, first and last day included."""
        by, spans = self.rules.records[record].by, self.rules.records[self.own].spans
        if not by and one["at"][1] == own["at"][1] and self.rules.records[record].parent == self.own:
            return one["at"][0] == own["at"][0]         # lists of one length line up
        if not by or not spans or self.rules.records[record].parent != self.own:
            raise NotRecounted("several records of the rule with others below them")
        day, start, end = self.clean(one[by]), self.clean(own[spans[0]]), self.clean(own[spans[1]])
        if isinstance(day, Blank) or isinstance(start, Blank):
            raise NotRecounted("several records of the rule, and a day that is not there")
        return start <= day and (isinstance(end, Blank) or day <= end)

    def value(self, tree, bound):
        kind = tree[0]
        if kind == "field":
            return self.clean(self.field(tree[1], tree[2], bound))
        if kind == "bracket":
            return self.value(tree[1], bound)
        if kind in ("day", "text", "number"):
            return tree[1]
        if kind == "name":
            if tree[1] in self.rules.defines:
                return self.value(self.tree(self.rules.defines[tree[1]][1]), bound)
            return tree[1]
        if kind == "that day":
            return self.day(bound)
        if kind == "length":
            amount = self.value(tree[1], bound)
            return amount if isinstance(amount, Blank) else Length(amount, tree[2])
        if kind in ("+", "-"):
            return self.sum(kind, self.value(tree[1], bound), self.value(tree[2], bound))
        if kind in ("*", "/"):
            left, right = self.value(tree[1], bound), self.value(tree[2], bound)
            return left if isinstance(left, Blank) else right if isinstance(right, Blank) else left * right if kind == "*" else left / right
        if kind == "birthday":
            born = self.value(tree[2], bound)
            return born if isinstance(born, Blank) else birthday(plain_day(born), tree[1])
        if kind == "age":
            born, on = self.value(tree[1], bound), self.value(tree[2], bound)
            return next((one for one in (born, on) if isinstance(one, Blank)), None) or Age(plain_day(born), plain_day(on))
        if kind == "weekday":
            day = self.value(tree[1], bound)
            return day if isinstance(day, Blank) else Weekday(WEEK[plain_day(day).weekday()])
        if kind == "between":
            start, end = self.value(tree[2], bound), self.value(tree[3], bound)
            blank = [one for one in (start, end) if isinstance(one, Blank)]
            return Blank(all(one.optional for one in blank)) if blank else self.counter.between(tree[1], start, end)
        if kind in ("earliest of", "latest of"):
            values = [self.value(one, bound) for one in tree[1]]
            return self.extreme(kind, values)
        if kind == "pick":
            return self.pick(tree, bound)
        if kind == "count":
            rows = self.chosen(tree[1], tree[2], bound, tree[3])
            if any(holds is None for _, holds in rows):
                raise NotRecounted("a count in doubt")
            return sum(holds for _, holds in rows)
        if kind in ("previous", "next"):
            return self.neighbour(tree, bound)
        if kind in ("any", "no", "every", "known", "is", "and", "or", "not", "compare", "apart", "open", "working"):
            holds = self.truth(tree, bound)
            return Blank(False) if holds is None else "yes" if holds else "no"
        raise NotRecounted(kind)

    def sum(self, sign, left, right):
        blank = [one for one in (left, right) if isinstance(one, Blank)]
        if blank:
            return Blank(all(one.optional for one in blank))
        if isinstance(right, Length):
            return self.counter.after(left, right.amount if sign == "+" else -right.amount, right.unit)
        return left + right if sign == "+" else left - right

    def extreme(self, kind, values):
        there = [one for one in values if not isinstance(one, Blank)]
        if kind == "latest of":
            return max(there, key=moment) if len(there) == len(values) else Blank(all(one.optional for one in values if isinstance(one, Blank)))
        if any(isinstance(one, Blank) and not one.optional for one in values):
            return Blank(False)
        return min(there, key=moment) if there else Blank(True)

    def pick(self, tree, bound):
        _, word, record, field, where, above = tree
        if record in self.above and record != self.own:
            return self.field(record, field, bound)
        kind = self.rules.records[record].fields[field].kind
        rows = self.chosen(record, where, bound, above)
        if kind in ("date", "moment"):      # in an end, one without a day has not come yet, whatever its `where` says
            if not self.in_end and any(isinstance(one[field], Blank) and not one[field].optional and holds is not False for one, holds in rows):
                raise NotRecounted("a pick in doubt")
            rows = [one for one in rows if not isinstance(one[0][field], Blank)]
        if any(holds is None for _, holds in rows):
            raise NotRecounted("a pick in doubt")
        rows = [one for one, holds in rows if holds]
        by = field if kind in ("date", "moment") else self.rules.records[record].orders()
        if by != field and any(isinstance(one[by], Blank) for one in rows):
            raise NotRecounted("a pick in doubt")
        rows = [one for one in rows if not isinstance(self.clean(one[by]), Blank)]
        if not rows:
            return Blank(True)
        if word == "latest":
            rows = rows[::-1]
        best = (min if word == "earliest" else max)(rows, key=lambda one: moment(one[by]))
        return self.clean(best[field])

    def neighbour(self, tree, bound):
        record, field = tree[1].replace("`", "").split(".")
        if record != self.own:
            raise NotRecounted(f"`{tree[0]} {tree[1]}`")
        orders = self.rules.records[record].orders()
        rows = self.tables[record]
        if any(isinstance(self.clean(one[orders]), Blank) for one in rows):
            raise NotRecounted("a neighbour in doubt")
        rows = sorted(rows, key=lambda one: moment(one[orders]))
        at = next(n for n, one in enumerate(rows) if one is bound[record]) + (1 if tree[0] == "next" else -1)
        return self.clean(rows[at][field]) if 0 <= at < len(rows) else Blank(True)

    # --- conditions
    def truth(self, tree, bound):
        kind = tree[0]
        if kind == "and":
            return three_not(three_or(three_not(self.truth(one, bound)) for one in tree[1:]))
        if kind == "or":
            return three_or(self.truth(one, bound) for one in tree[1:])
        if kind == "not":
            return three_not(self.truth(tree[1], bound))
        if kind == "bracket":
            return self.truth(tree[1], bound)
        if kind == "known":
            inner = tree[1]
            if inner[0] == "field":
                value = self.field(inner[1], inner[2], bound)
                if isinstance(value, Doubtful):
                    raise NotRecounted("a cell that cannot be read, or a month for a day")
                return not isinstance(value, Blank)
            return not isinstance(self.value(inner, bound), Blank)
        if kind in ("any", "no"):
            holds = three_or(holds for _, holds in self.chosen(tree[1], tree[2], bound, tree[3]))
            return holds if kind == "any" else three_not(holds)
        if kind == "every":
            rows = self.chosen(tree[1], tree[2], bound, tree[3])
            return three_not(three_or(three_not(three_or([three_not(holds), self.truth(tree[4], {**bound, tree[1]: one})])) for one, holds in rows))
        if kind == "open":
            return self.open(tree[1], self.value(tree[2], bound), bound)
        if kind == "name" and tree[1] in self.rules.defines:
            return self.truth(self.tree(self.rules.defines[tree[1]][1]), bound)
        if kind in ("field", "pick"):
            value = self.value(tree, bound)
            return (False if value.optional else None) if isinstance(value, Blank) else value == "yes"
        if kind == "working":
            value = self.value(tree[1], bound)
            return (False if value.optional else None) if isinstance(value, Blank) else self.counter.working(plain_day(value))
        if kind in ("is", "compare", "apart"):
            blank = [one for one in self.operands(tree, bound) if isinstance(one, Blank)]
            return self.settled(tree, bound) if not blank else False if all(one.optional for one in blank) else None
        raise NotRecounted(kind)

    def operands(self, tree, bound):
        return [self.value(one, bound) for one in (tree[1:3] if tree[0] == "is" else tree[2:4])]

    def settled(self, tree, bound):
        if tree[0] == "is":
            left, right = self.operands(tree, bound)
            return (moment(left) == moment(right)) if isinstance(left, datetime.date) and isinstance(right, datetime.date) else str(left) == str(right)
        sign = tree[1]
        if tree[0] == "apart":
            left, right, length = self.value(tree[2], bound), self.value(tree[3], bound), self.value(tree[4], bound)
            if isinstance(length, Blank):
                return None
            left, right = plain_day(left), plain_day(right)
            low, high = (left, right) if tree[5] == "before" else (right, left)
            if low > high:
                return False
            return SIGNS[sign](high, self.counter.after(low, length.amount, length.unit))
        left, right = self.operands(tree, bound)
        if isinstance(left, Age) and isinstance(right, Length):
            reached = birthday(left.born, int(right.amount)) if right.unit == "year" else self.counter.after(left.born, right.amount, right.unit)
            if sign in ("<", ">="):
                return (left.on >= reached) == (sign == ">=")
            if right.unit != "year":
                raise NotRecounted("an age")
            over = left.on >= birthday(left.born, int(right.amount) + 1)
            return over == (sign == ">")
        if isinstance(left, datetime.date):
            if not (isinstance(left, datetime.datetime) and isinstance(right, datetime.datetime)):
                left, right = plain_day(left), plain_day(right)
        return SIGNS[sign](left, right)

    def open(self, what, day, bound):
        if what[0] != "name":
            raise NotRecounted("a span")
        first, last = self.rules.records[what[1]].spans
        start, end = self.clean(self.field(what[1], first, bound)), self.clean(self.field(what[1], last, bound))
        if isinstance(start, Blank):
            return False if start.optional else None
        if isinstance(day, Blank):
            return False if day.optional else None
        day = plain_day(day)
        return plain_day(start) <= day and (isinstance(end, Blank) or day < plain_day(end))


def moment(value):
    return value if isinstance(value, datetime.datetime) else datetime.datetime.combine(value, datetime.time())
