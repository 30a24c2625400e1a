"""The turns of one duty for one record, worked out anew: what came of each."""
import datetime
import re

from conditions import Blank, Reader
from limits import Limits
from rule_files import DAY, NotRecounted, plain_day
from scene import moment


def sooner(one, other):
    """By the day where either has no time."""
    if isinstance(one, datetime.datetime) and isinstance(other, datetime.datetime):
        return one < other
    return plain_day(one) < plain_day(other)


class Outcome:
    def __init__(self, word, due=None, by=None, unit=None):
        self.word, self.due, self.by, self.unit = word, due, by, unit

    def __str__(self):
        text = self.word + (f" by {self.by} {self.unit}{'' if self.by == 1 else 's'}" if self.by else "")
        return text + (f", due on {self.due:%Y-%m-%d %H:%M}" if isinstance(self.due, datetime.datetime) else f", due on {self.due}" if self.due else "")


class Duty(Limits):
    """The turns of a rule for one record."""

    # --- what came out
    def by(self, due, then, unit, counter):
        unit = unit.replace("working hour", "hour")     # lateness is told in hours of the clock
        if unit in ("working day", "hour"):
            exact = counter.between(unit, due, then)
            return max(1, -(-exact.numerator // exact.denominator) if unit == "hour" else exact), unit
        return max(1, (plain_day(then) - plain_day(due)).days), "day"

    def late(self, clauses, due, then, unit, counter):
        word = "late"
        if "excused when" in clauses and self.holds(clauses["excused when"]):
            word = "late with reason"
        return Outcome(word, due, *self.by(due, then, unit, counter))

    def undone(self, clauses, start, due, unit, counter, stop, turn=False):
        """Not done: stopped, overdue, due soon or due. None is a last turn that a stop took away."""
        if not isinstance(stop, Blank):
            if self.past(due, stop):
                return self.late(clauses, due, stop, unit, counter)
            return None if turn else Outcome("not applicable")
        if isinstance(due, datetime.datetime):
            end = self.scene.as_of if isinstance(self.scene.as_of, datetime.datetime) else datetime.datetime.combine(self.as_of + DAY, datetime.time())
            if due < end:
                return Outcome("overdue", due, *self.by(due, end if unit.endswith("hour") else self.as_of, unit, counter))
        elif due < self.as_of:
            return Outcome("overdue", due, *self.by(due, self.as_of, unit, counter))
        if "warn" in clauses:
            length = self.length(re.sub(r" before$", "", clauses["warn"]), start)
            if length is None:
                raise NotRecounted("a warning that cannot be told")
            first = counter.after(due, -length[0], length[1])
            now = self.scene.as_of
            if isinstance(first, datetime.datetime):
                now = now if isinstance(now, datetime.datetime) else datetime.datetime.combine(self.as_of + DAY, datetime.time())
            if (moment(now) if isinstance(first, datetime.datetime) else self.as_of) >= first:
                return Outcome("due soon", due)
        return Outcome("due", due)

    def past(self, due, then):
        if isinstance(due, datetime.datetime):
            if isinstance(then, datetime.datetime):
                return then > due
            if due.date() == then:
                raise NotRecounted("a day without a time beside a due moment")
            return then > due.date()
        return plain_day(then) > due

    def stopped(self, clauses):
        if "stop on" not in clauses:
            return Blank(True)
        return self.end(clauses["stop on"])

    def events(self, text):
        """Dates of the events for which the `where` holds, in order."""
        tree = Reader("earliest " + text)
        pick = tree.value()
        if not tree.done() or pick[0] != "pick":
            raise NotRecounted("its events")
        _, _, record, field, where, above = pick
        rows = self.scene.chosen(record, where, self.bound, above)
        dates = [(self.scene.clean(one[field]), holds) for one, holds in rows]
        if any(holds is None for _, holds in dates):
            raise NotRecounted("an event in doubt")
        dates = [day for day, holds in dates if holds]
        return sorted((day for day in dates if not isinstance(day, Blank)), key=moment)

    # --- the ways to run
    def outcomes(self):
        shared = self.rule.clauses(None)
        first = self.rule.clauses(self.rule.versions[0]) if self.rule.versions else shared
        if "where" in first:
            holds = self.holds(first["where"])
            if holds is not True:
                return [Outcome("unknown" if holds is None else "not applicable")]
        for text in first.get("excluded when", []):
            holds = self.holds(re.sub(r'\s+because\s+".*"$', "", text))
            if holds is not False:
                return [Outcome("unknown" if holds is None else "excluded")]
        if "to each" in first:
            return self.schedule(first)
        return [self.once(first)]

    def trigger(self):
        """The clauses that hold, and the day from which they count: of versions with triggers of their own the earliest that applies."""
        found = []
        for version in [one for one in self.rule.versions if not one.temporary] or [None]:
            clauses = self.rule.clauses(version)
            if "at least" in clauses:
                text = re.split(r" before | after ", clauses["at least"], 1)[1]
                text = clauses.get("from", text) if " after " in clauses["at least"] else text
            else:
                text = clauses["from"]
            begun = self.read(text)
            backward = "at least" in clauses and " before " in clauses["at least"]
            if not isinstance(begun, Blank) and not backward and self.scene.tree(text)[0] != "field" and plain_day(begun) > self.as_of:
                begun = Blank(True)
            if isinstance(begun, Blank):
                found.append((None, begun, clauses, backward))
                continue
            now = self.version_at(self.read(clauses["chosen by"]) if "chosen by" in clauses else begun)
            if now is not None and (now.get("from") == clauses.get("from") or "as soon as practicable" in now):
                found.append((begun, begun, now, backward))
        there = [one for one in found if one[0] is not None]
        if there and any(one[0] is None and not one[1].optional for one in found):
            raise NotRecounted("a trigger of several that is missing")
        return min(there, key=lambda one: moment(one[0])) if there else found[0] if found else None

    def once(self, clauses):
        if "before" in clauses:
            return self.tiers(clauses)
        found = self.trigger()
        if found is None:
            return Outcome("not applicable")
        _, begun, clauses, backward = found
        end = self.end(clauses["to"])
        if isinstance(begun, Blank):
            return self.not_begun(clauses, begun, end, backward)
        if "as soon as practicable" in clauses:
            return self.in_time_or_not(clauses, begun, end)
        counter = self.counter(clauses)
        if backward:
            length = self.length(re.fullmatch(r"(.+?) before (.+)", clauses["at least"])[1], begun)
            due = counter.after(plain_day(begun) if length[1] != "hour" else begun, -length[0], length[1])
            if "counting the day itself" in clauses or "extended to" in clauses:
                raise NotRecounted("a length back with more clauses")
        elif "at least" in clauses:
            length = self.length(re.fullmatch(r"(.+?) after (.+)", clauses["at least"])[1], begun)
            return self.minimum(clauses, begun, end, self.due(begun, length, clauses, counter))
        else:
            length = self.length(clauses["within"], begun)
            if length is None:
                return Outcome("unknown")
            due = self.due(begun, length, clauses, counter)
        if "by" in clauses:
            due = datetime.datetime.combine(plain_day(due), datetime.time.fromisoformat(clauses["by"]))
        return self.judged(clauses, begun, due, length[1], counter, end, None if backward else begun)

    def minimum(self, clauses, begun, end, due):
        if not isinstance(end, Blank):
            if plain_day(end) < plain_day(begun) and "may be done earlier" not in clauses:
                return Outcome("unknown")
            return Outcome("too early" if moment(end) < moment(due) else "met", due)
        if not isinstance(self.stopped(clauses), Blank):
            raise NotRecounted("a minimum that is stopped")
        return Outcome("met" if self.as_of >= plain_day(due) else "due", due)

    def in_time_or_not(self, clauses, begun, end):
        """As soon as practicable: never late."""
        stop = self.stopped(clauses)
        for day in (end, stop):
            if not isinstance(day, Blank) and "may be done earlier" not in clauses and sooner(day, begun):
                return Outcome("unknown")
        return Outcome("not applicable" if isinstance(end, Blank) and not isinstance(stop, Blank) else "no due date")

    def judged(self, clauses, begun, due, unit, counter, end, not_before):
        early = "may be done earlier" in clauses
        if not isinstance(end, Blank):
            if not_before and not early and sooner(end, not_before):
                return Outcome("unknown")
            return self.late(clauses, due, end, unit, counter) if self.past(due, end) else Outcome("met", due)
        for text in re.split(r", (?=\w)", clauses.get("also shown by", "")):
            if text:
                shown = self.end(text)
                if not isinstance(shown, Blank) and shown != "no":
                    return Outcome("unknown")
        stop = self.stopped(clauses)
        if not isinstance(stop, Blank) and not_before and plain_day(stop) < plain_day(not_before):
            return Outcome("unknown")
        return self.undone(clauses, begun, due, unit, counter, stop)

    def not_begun(self, clauses, begun, end, backward):
        if backward:
            return Outcome("not applicable" if begun.optional else "unknown")
        shown = not isinstance(end, Blank) or not isinstance(self.stopped(clauses), Blank)
        if begun.optional and "where" not in clauses and not shown:
            return Outcome("not applicable")
        if begun.optional:
            raise NotRecounted("a start that is not there")     # as-of may have cut it
        return Outcome("unknown")

    def tiers(self, clauses):
        one, length, other = re.fullmatch(r"(.+?), otherwise within (.+?) of (.+)", clauses["before"]).groups()
        first, second, end = self.read(one), self.read(other), self.end(clauses["to"])
        if isinstance(first, Blank) or isinstance(second, Blank):
            raise NotRecounted("two tiers with one of them")
        clauses = self.version_at(first)
        if clauses is None:
            return Outcome("not applicable")
        if "before" not in clauses:
            if "as soon as practicable" in clauses:
                return self.in_time_or_not(clauses, first, end)
            raise NotRecounted("two tiers in some versions")
        counter = self.counter(clauses)
        length = self.length(length, second)
        due = self.due(second, length, clauses, counter)
        if isinstance(due, datetime.datetime):
            if plain_day(first) - DAY >= due.date():
                raise NotRecounted("a day beside hours")
        else:
            due = max(plain_day(first) - DAY, due)
        return self.judged(clauses, first, due, length[1], counter, end, None)

    def schedule(self, clauses):
        begun = self.read(clauses["from"])
        if isinstance(begun, Blank):
            return [self.not_begun(clauses, begun, Blank(True), False)]
        events, stop = self.events(clauses["to each"]), self.stopped(clauses)
        early = [day for day in events if plain_day(day) < plain_day(begun)]
        events = [day for day in events if plain_day(day) >= plain_day(begun)]
        if early and "may be done earlier" in clauses:
            events = early[-1:] + events
        if not isinstance(stop, Blank) and plain_day(stop) < plain_day(begun):
            return [Outcome("unknown")]
        if any(word in self.rule.clauses(one) for one in self.rule.versions or [None] for word in ("at least once in",)):
            return self.windows(begun, events, stop)
        if "at" in clauses:
            return self.side_by_side(begun, events, stop, clauses)
        if not isinstance(stop, Blank):
            events = [day for day in events if plain_day(day) <= plain_day(stop)]
        out, start = [], begun
        for turn, event in enumerate(events + [None]):
            now = self.version_at(start)
            if now is not None and "as soon as practicable" in now:
                if event is not None or isinstance(stop, Blank):
                    out.append(Outcome("no due date"))
            elif now is not None:
                text = next((now[word] for word in (["first within", "second within", "third within"][turn:turn + 1] + ["then every"]) if word in now), None)
                if text is None:
                    break
                length = self.length(text, start)
                if length is None:
                    return out + [Outcome("unknown")]
                counter = self.counter(now)
                due = self.due(start, length, now, counter)
                if event is None:
                    last = self.undone(now, start, due, length[1], counter, stop, True)
                    out += [last] if last else []
                else:
                    out.append(self.late(now, due, event, length[1], counter) if self.past(due, event) else Outcome("met", due))
            start = event if event is None or turn or plain_day(event) >= plain_day(begun) else begun
        return out or [Outcome("not applicable")]

    def side_by_side(self, begun, events, stop, clauses):
        clauses = self.version_at(begun)
        if clauses is None:
            return [Outcome("not applicable")]
        counter, out = self.counter(clauses), []
        for turn, text in enumerate(clauses["at"].split(",")):
            length = self.length(text.strip(), begun)
            due = self.due(begun, length, clauses, counter)
            if turn < len(events):
                out.append(self.late(clauses, due, events[turn], length[1], counter) if self.past(due, events[turn]) else Outcome("met", due))
            else:
                last = self.undone(clauses, begun, due, length[1], counter, stop, True)
                out += [last] if last else []
        return out or [Outcome("not applicable")]

    def windows(self, begun, events, stop):
        out, start, anchor, since, before = [], plain_day(begun), plain_day(begun), 0, None
        days = [plain_day(day) for day in events]
        now_on = plain_day(stop) if not isinstance(stop, Blank) else None
        for _ in range(200):
            clauses = self.version_at(start)
            text = (clauses or {}).get("at least once in")
            if text == "every term":
                return self.terms(clauses, start, days, now_on)
            if clauses is None:
                raise NotRecounted("windows outside what is in force")
            if text is None or any(word in clauses for word in MOVES):
                raise NotRecounted("windows that are moved")
            length = self.length(text.replace("every ", "", 1), start)
            if length is None:
                return out + [Outcome("unknown")]
            counter = self.counter(clauses)
            if length != before:
                anchor, since, before = start, 0, length
            since += 1
            # The first begins with the start, so n lengths after it; the next one begins a day later.
            due = counter.after(anchor if anchor == plain_day(begun) else anchor - DAY, length[0] * since, length[1])
            inside = [day for day in days if start <= day <= due and (now_on is None or day <= now_on)]
            last = now_on is not None and now_on <= due
            if inside:
                out.append(Outcome("met", due))
            elif last:
                pass
            elif due < self.as_of or now_on is not None:
                after = next((day for day in days if day > due), now_on)
                out.append(self.late(clauses, due, after, length[1], counter) if after else Outcome("overdue", due, *self.by(due, self.as_of, length[1], counter)))
            else:
                out.append(self.undone(clauses, start, due, length[1], counter, Blank(True)))
            if last or due >= self.as_of:
                return out or [Outcome("not applicable")]
            start = due + DAY
        raise NotRecounted("too many windows")


    def terms(self, clauses, start, days, stop):
        """Each open stretch of the calendar from the one that holds the start, or follows it."""
        counter, out = self.counter(clauses), []
        for first, last in counter.calendar.open:
            if last < start or first > self.as_of:
                continue
            if stop and stop < first:
                break
            first = max(first, start)
            if any(first <= day <= last and (not stop or day <= stop) for day in days):
                out.append(Outcome("met", last))
            elif stop and stop <= last:
                break
            elif last < self.as_of or stop:
                after = next((day for day in days if day > last), stop)
                out.append(self.late(clauses, last, after, "day", counter) if after else Outcome("overdue", last, *self.by(last, self.as_of, "day", counter)))
            else:
                out.append(self.undone(clauses, first, last, "day", counter, Blank(True)))
        if not stop and self.as_of > counter.calendar.open[-1][1]:
            out.append(Outcome("not run"))
        return out or [Outcome("not applicable")]


MOVES = ("extended by", "extended to", "paused from", "paused during", "restarted on", "counting the day itself")
