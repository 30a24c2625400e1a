"""Values of a proof, three-valued: how they are read, shown and compared."""
import datetime
import re
from fractions import Fraction

from rule_files import plain_day

DAY = datetime.timedelta(days=1)


class Wrong(Exception):
    """A step that does not follow."""


def need(holds, *words):
    if not holds:
        raise Wrong(" ".join(str(word) for word in words))


class Value:
    """known: any of low to high; blank; missing; doubt: any of low to high, or not at all (yet), low None where nothing is told."""
    __slots__ = ("state", "low", "high")

    def __init__(self, state, low=None, high=None):
        self.state, self.low, self.high = state, low, low if high is None else high

    def exact(self):
        return self.state == "known" and self.low == self.high

    def __repr__(self):
        return self.state if self.low is None else f"{self.low}" if self.exact() else f"{self.state} {self.low}..{self.high}"


BLANK, MISSING = Value("blank"), Value("missing")


def known(value):
    return Value("known", value)


def read(text, kind=None):
    """A value as proofs write it."""
    if text is None or kind == "text":
        return text
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.date.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?", text):
        return datetime.datetime.fromisoformat(text)
    if re.fullmatch(r"-?\d+(\.\d+)?%?", text):
        return Fraction(text.rstrip("%"))
    return text


def same(stated, found):
    """Numbers are shown to six places."""
    if isinstance(stated, bool) or isinstance(found, bool):
        return (stated in (True, "yes")) == (found in (True, "yes"))
    if isinstance(stated, Fraction) and isinstance(found, Fraction):
        return abs(stated - found) < Fraction(1, 1_000_000)
    if isinstance(stated, str) and not isinstance(found, str):
        return read(stated) == found
    if isinstance(found, str) and not isinstance(stated, str):
        return stated == read(found)
    return stated == found


def pair(a, b):
    """Two values brought to one measure: a moment beside a date is its day, a text beside anything is a text."""
    if isinstance(a, str) or isinstance(b, str):
        return str(a).strip(), str(b).strip()
    if isinstance(a, datetime.datetime) != isinstance(b, datetime.datetime) and isinstance(a, datetime.date) and isinstance(b, datetime.date):
        return plain_day(a), plain_day(b)
    return a, b


ORDER = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


def compare(op, a, b):
    """True, False, or None where it is not known."""
    if "missing" in (a.state, b.state):
        return None
    if "blank" in (a.state, b.state):
        return op == "is not"
    if a.low is None or b.low is None:
        return None
    found = set()
    if "doubt" in (a.state, b.state):
        found.add(op == "is not")
    (a_low, b_low), (a_high, b_high) = pair(a.low, b.low), pair(a.high, b.high)
    if op in ("is", "is not"):
        if a_low == a_high == b_low == b_high or (a.exact() and b.exact()):
            found.add((a_low == b_low) == (op == "is"))
        else:
            found.add(op == "is not")
            if a_low <= b_high and b_low <= a_high:
                found.add(op == "is")
    else:
        for left in (a.low, a.high):
            for right in (b.low, b.high):
                found.add(ORDER[op](*pair(left, right)))
    return found.pop() if len(found) == 1 else None


def both(a, b):
    return False if a is False or b is False else None if a is None or b is None else True


def opposite(a):
    return None if a is None else not a


def all_of(answers):
    out = True
    for answer in answers:
        out = both(out, answer)
    return out


def singular(unit):
    return unit[:-1] if unit.endswith("s") else unit
