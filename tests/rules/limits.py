"""Which version of a rule holds, how long its limit is and when it ends, worked out anew from the text of the rule."""
import datetime
import re

from conditions import Blank, Length, Reader, counter_of
from rule_files import DAY, RUNS, NotRecounted, day_of, plain_day
from scene import moment


PLAIN = ("working day", "day", "week", "month", "year")


class Limits:
    """One rule in one scene, for one record: the version that holds, the length, the due date."""

    counted = []        # (start, amount, unit, the day itself counted, counter, end): for whoever counts again

    def __init__(self, rule, scene, one, rules, known_on):
        self.rule, self.scene, self.rules, self.known_on = rule, scene, rules, known_on
        self.bound = {rule.record: one}
        self.as_of = plain_day(scene.as_of)

    def read(self, text, day=None):
        bound = dict(self.bound, **({"that day": day} if day else {}))
        return self.scene.value(self.scene.tree(text), bound)

    def end(self, text):
        """An end or a stop: one that is worked out or planned has not come before its day."""
        self.scene.in_end = True
        try:
            day = self.read(text)
        finally:
            self.scene.in_end = False
        return Blank(True) if isinstance(day, datetime.date) and plain_day(day) > self.as_of else day

    def holds(self, text, day=None):
        bound = dict(self.bound, **({"that day": day} if day else {}))
        return self.scene.truth(self.scene.tree(text), bound)

    # --- which version
    def version_at(self, day):
        """The clauses that hold for what starts on `day`; None where no version or the rule is not in force."""
        plain = [one for one in self.rule.versions if not one.temporary]
        found = None
        day = plain_day(day)
        for n, version in enumerate(plain):
            begins = version.begins
            if isinstance(begins, str):
                begins = self.read(begins)
                if isinstance(begins, Blank):
                    if not begins.optional or version.latest:
                        raise NotRecounted("a version that begins on a day that is not there")
                    continue
                begins = plain_day(begins)
                begins = min(begins, version.latest) if version.latest else begins
            until = version.until
            if until is None and n + 1 < len(plain):
                after = plain[n + 1].begins
                after = self.read(after) if isinstance(after, str) else after
                after = plain[n + 1].latest if isinstance(after, Blank) else after
                until = plain_day(after) - DAY if after else None
                until = min(until, plain[n + 1].latest - DAY) if plain[n + 1].latest else until
            if (begins is None or begins <= day) and (until is None or day <= until):
                found = version
        if plain and found is None:
            return None
        over = next((one for one in self.rule.versions if one.temporary and one.begins <= day <= one.until), None)
        clauses = self.rule.clauses(found)
        if over:
            mine = dict(over.clauses)
            if set(mine) & set(RUNS):
                clauses = {word: text for word, text in clauses.items() if word not in RUNS}
            clauses = {**clauses, **mine}
        force = re.fullmatch(r"(?:from (.+?))?\s*(?:until (.+))?", clauses.get("in force", ""))
        if (force[1] and day < day_of(force[1])) or (force[2] and day > day_of(force[2])):
            return None
        return clauses

    def counter(self, clauses):
        name = clauses.get("on calendar", "england_and_wales")
        if "." in name:
            name = self.read(name)
        if not isinstance(name, str) or name not in self.rules.calendars:
            raise NotRecounted("a calendar that a field names")
        return counter_of(self.rules.calendars[name], self.known_on)

    # --- lengths
    def length(self, text, day):
        """The length that a limit chooses on `day`, as (amount, unit)."""
        reader = Reader(text)
        while True:
            tree = reader.value()
            if reader.take("when"):
                holds = self.scene.truth(reader.condition(), dict(self.bound, **{"that day": plain_day(day)}))
                if holds is None:
                    return None
                if holds:
                    break
                if reader.take(","):
                    if reader.take("otherwise"):
                        tree = reader.value()
                        break
                    continue
                raise NotRecounted("a limit of cases")
            break
        value = self.scene.value(tree, dict(self.bound, **{"that day": plain_day(day)}))
        if isinstance(value, Blank) or (isinstance(value, Length) and isinstance(value.amount, Blank)):
            return None
        return value.amount, value.unit

    def due(self, start, length, clauses, counter):
        """The due date of what starts on `start`, moved by what extends it."""
        amount, unit = length
        if not unit.endswith("hour"):
            start = plain_day(start)
        begun = start
        if "counting from the next working day" in clauses:
            begun = counter.rolled(start)
        own = "counting the day itself" in clauses
        paused = self.pauses(clauses, begun)
        added, later = 0, []
        for text in clauses.get("extended by", []):
            found = re.fullmatch(r"(.+?) (when|on) (.+)", text)
            if found[2] == "when":
                holds = self.holds(found[3], plain_day(start))
                if holds is None:
                    raise NotRecounted("an extension in doubt")
                if holds:
                    by = self.length(found[1], start)
                    if by[1] == unit:
                        added += by[0]
                    else:
                        later.append(by)
        day = self.count(begun, amount + added, unit, own, counter, paused)
        if not paused and unit in PLAIN:
            Limits.counted.append((plain_day(begun), int(amount + added), unit, own, counter, plain_day(day)))
        for again in sorted((self.read(text) for text in clauses.get("restarted on", []) if not isinstance(self.read(text), Blank)), key=moment):
            if plain_day(begun) <= plain_day(again) <= plain_day(day):
                begun, paused = plain_day(again), [one for one in paused if one[0] >= plain_day(again)]
                day = self.count(begun, amount + added, unit, own, counter, paused)
        for by in later:
            day = counter.after(day, *by)
        for text in clauses.get("extended by", []):
            found = re.fullmatch(r"(.+?) on (.+)", text)
            if " when " in text or not found:
                continue
            if " where " in found[2] or "earliest" in found[2]:
                raise NotRecounted("a grant that is picked")
            record, field = found[2].replace("`", "").split(".")
            rows = [self.bound[record]] if record in self.bound else self.scene.tables.get(record, [])
            given = sorted(self.scene.clean(one[field]) for one in rows if not isinstance(self.scene.clean(one[field]), Blank))
            for grant in given:
                if plain_day(grant) > plain_day(day) or plain_day(grant) < plain_day(begun):
                    continue
                by = self.length(found[1], start)
                if by[1] == unit and not later:
                    added += by[0]
                    day = self.count(begun, amount + added, unit, own, counter, paused)
                else:
                    day = counter.after(day, *by)
        for text in clauses.get("extended to", []):
            until = self.read(text)
            if not isinstance(until, Blank):
                day = max(day, until if isinstance(day, datetime.datetime) else plain_day(until))
        if "rolls" in clauses and "does not roll" not in clauses:
            day = counter.rolled(plain_day(day))
        return day

    def pauses(self, clauses, begun):
        out = []
        for text in clauses.get("paused from", []):
            first, last = text.split(" to ")
            record = first.replace("`", "").split(".")[0]
            rows = [self.bound[record]] if record in self.bound else self.scene.tables.get(record, [])
            for one in rows:
                start, end = (self.scene.clean(one[name.replace("`", "").split(".")[1]]) for name in (first, last))
                if not isinstance(start, Blank):
                    if isinstance(end, Blank):
                        raise NotRecounted("a pause that is open")
                    if plain_day(end) < plain_day(begun):
                        continue
                    out.append((max(plain_day(start), plain_day(begun)), plain_day(end)))
        if "paused during" in clauses:
            raise NotRecounted("pauses during spans")
        return out

    def count(self, begun, amount, unit, own, counter, paused):
        if unit == "working day":
            day = plain_day(begun)
            if own:
                amount -= counter.working(day)
            if not paused:
                return counter.after(day, amount, unit)
            while amount:
                day += DAY
                amount -= counter.working(day) and not any(first < day <= last for first, last in paused)
            return day
        day = counter.after(begun, amount, unit)
        if own and unit in ("day", "week", "month", "year"):
            day -= DAY
        for first, last in sorted(paused):
            if first <= plain_day(day):
                day += last - first
        return day
