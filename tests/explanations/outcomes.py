"""Outcomes of timescales judged again: which version, how the due date was counted, what came of it."""
import datetime

from rule_files import plain_day
from values import BLANK, DAY, need, pair, read, singular

def ends(value):
    """A time of a proof: None, an exact one, or its first and last."""
    if value is None:
        return None
    if isinstance(value, dict):
        return read(value["first"]), read(value["last"]), value.get("certain", True)
    return read(value), read(value), True


class Timescale:
    """One proof of a turn."""

    def __init__(self, proof, terms, counter, clauses):
        self.p, self.terms, self.counter, self.clauses = proof, terms, counter, clauses
        self.as_of = terms.as_of
        self.version = proof["version"]
        self.moments = proof["counts_in"] == "moments"
        self.shape = self.version["shape"] if self.version else None
        self.limit = proof["limit"]
        self.calendar = counter(self.limit.get("calendar") if self.limit else None)
        self.answers = {}       # clause: list of (not_yet, Value or answer, clause)

    def check(self):
        settled, outcome = self.p["settled_by"], self.p["outcome"]
        for clause in self.clauses:
            name = clause["clause"]
            if "term" not in clause:
                if "date" in clause:
                    clause["_date"] = self.terms.clause(clause["date"], True)
                if "where" in clause:
                    clause["_where"] = self.terms.answer(clause["where"])
                self.answers.setdefault(name, []).append(clause)
                continue
            condition = name in ("where", "excluded when", "excused when", "extended when") or clause.get("part") == "when"
            if condition:
                self.terms.not_yet = clause.get("not_yet", False)
                clause["_answer"] = self.terms.answer(clause["term"])
            else:
                clause["_value"] = self.terms.clause(clause["term"], clause.get("not_yet", False))
            self.answers.setdefault(name, []).append(clause)
        self.stood_in_the_way(settled, outcome)
        if settled is None:
            self.version_holds()
            self.chosen_limit()
            self.start_and_end()
            self.due_date()
            self.closed_days()
            self.judge(outcome)
        elif settled == "stopped_in_time":
            self.due_date()
            self.closed_days()
        self.lateness(outcome)

    def one(self, name):
        found = self.answers.get(name)
        return found[0] if found else None

    def value(self, name):
        clause = self.one(name)
        return clause["_value"] if clause else BLANK

    # --- what stood in the way --------------------------------------------------------------------------------------------------------
    def stood_in_the_way(self, settled, outcome):
        where, excluded = self.one("where"), self.answers.get("excluded when", [])
        holding = [n for n, clause in enumerate(excluded) if clause["_answer"] is True]
        if settled == "where_false":
            need(where and where["_answer"] is False and outcome == "not_applicable", "its `where` is not false")
            return
        if settled == "where_unknown":
            need(where and where["_answer"] is None and outcome == "unknown", "its `where` is known")
            return
        if settled not in ("start_blank", "start_ahead", "outside_versions", "not_in_force", "start_missing", "version_unknown"):
            need(where is None or where["_answer"] is True, "its `where` does not hold, and it was judged")
        if settled == "excluded":
            need(outcome == "excluded" and holding and holding[0] == self.p["exclusion"] or (holding and self.p["exclusion"] in holding), "no exclusion holds")
            return
        need(outcome != "excluded", "excluded, and nothing says so")
        if settled in (None, "done_before_start", "date_missing", "stopped_in_time"):
            need(not holding, "an exclusion holds, and it was judged")
        start = self.value("from")
        if settled == "start_blank":
            need(outcome == "not_applicable" and (self.shape == "two tiers" or start.state == "blank"), "its start is there")
        elif settled == "start_missing":
            need(outcome == "unknown" and (start.state != "known" or "from of another version" in self.answers), "its start is there, and said to be missing")
        elif settled == "start_ahead":
            need(outcome == "not_applicable", "what lies ahead is", outcome)
        elif settled in ("outside_versions", "not_in_force"):
            need(outcome == "not_applicable", "outside its time it is", outcome)
            self.outside(start)
        elif settled == "done_before_start":
            begin, done = ends(self.p["from"]), ends(self.p["done"])
            need(outcome == "unknown" and begin and done and (done[0] is None or pair(done[0], begin[1])[0] < pair(done[0], begin[1])[1]), "it was not done before its start")
        elif settled == "date_missing":
            need(outcome == "unknown" and self.p["done"] is None and any(self.has_happened(clause["_value"]) for clause in self.answers.get("also shown by", [])), "nothing shows that it was done")
        elif settled == "stopped_in_time":
            stop, due = ends(self.p["stop"]), ends(self.p["due"])
            need(outcome == "not_applicable" and stop, "it was not stopped")
            need(due is None or stop[0] <= due[1] or self.shape == "minimum", "the stop came after the due date")
        elif settled == "limit_unknown":
            need(outcome == "unknown" and self.p["limit"] is None, "its limit is told")
        elif settled == "no_turn":
            need(outcome == "not_applicable", "no turn is", outcome)
        elif settled is not None:
            need(outcome in ("unknown", "not_run"), settled, "gives", outcome)

    @staticmethod
    def has_happened(value):
        return value.state == "known" and value.low not in (False, "no") or value.state == "doubt"

    def outside(self, start):
        if start.state != "known" or not start.exact() or not self.version:
            return
        day = plain_day(start.low)
        first, last = read(self.version["in_force_from"]), read(self.version["in_force_until"])
        if self.p["settled_by"] == "not_in_force" and "chosen by" not in self.answers:
            need((first and day < first) or (last and day > last) or "version from" in self.answers or self.p["from"] is not None and self.turn_outside(first, last),
                 "it starts while the rule is in force")

    def turn_outside(self, first, last):
        day = plain_day(ends(self.p["from"])[0])
        return (first and day < first) or (last and day > last)

    # --- version, limit, start --------------------------------------------------------------------------------------------------------
    def version_holds(self):
        need(self.version is not None or self.p["outcome"] in ("unknown", "not_applicable", "not_run") or ends(self.p["from"]) is None or self.p["versions"] > 1, "no version holds, and it was judged")
        if not self.version or "chosen by" in self.answers or "version from" in self.answers:
            return
        begin = ends(self.p["from"])
        if begin is None or self.shape == "two tiers":
            return
        for day in {plain_day(begin[0]), plain_day(begin[1])}:
            for name, holds in (("from", lambda edge: edge <= day), ("until", lambda edge: day <= edge), ("in_force_from", lambda edge: edge <= day), ("in_force_until", lambda edge: day <= edge)):
                edge = read(self.version[name])
                need(edge is None or holds(edge), "version", self.version["number"], name, edge, "does not hold on", day)

    def chosen_limit(self):
        if not self.limit or "of" not in self.limit:
            return
        names = {"within": "within", "first": "first within", "second": "second within", "third": "third within", "then every": "then every", "at": "at"}
        cases = self.answers.get(names.get(self.limit["of"], self.limit["of"]), [])
        if self.limit["of"] == "at":
            return
        turn = self.p["turn"]
        if self.shape == "schedule" and turn:
            want = {1: "first", 2: "second", 3: "third"}.get(turn)
            need(self.limit["of"] in (want, "then every"), "turn", turn, "has the limit", self.limit["of"])
        for clause in cases:
            if clause.get("part") == "when":
                need((clause["_answer"] is True) == (clause["case"] == self.limit["case"]), "case", clause["case"], "of the limit is", clause["_answer"])
        lengths = [clause for clause in cases if clause.get("part") == "length" and clause["case"] == self.limit["case"]]
        need(lengths, "the limit that was chosen is not among the clauses")
        amount = lengths[0]["_value"]
        need(lengths[0]["unit"] == self.limit["unit"], "a limit in", self.limit["unit"], "of a clause in", lengths[0]["unit"])
        if amount.exact():
            shown = read(self.limit["amount"])
            need(shown == amount.low or (self.shape == "windows" and shown % amount.low == 0), "a limit of", shown, "where the clause gives", amount)

    def start_and_end(self):
        turn, begin = self.p["turn"], ends(self.p["from"])
        repeats = self.shape in ("schedule", "windows", "at limits")
        start = self.value("from")
        if self.version and self.version.get("every_term"):
            return self.term(begin, start)
        if begin and start.exact() and (not repeats or turn in (None, 1) or self.shape == "at limits"):
            self.same_time(begin, start.low, "the start")
        zero = ends(self.p["start"])
        if self.limit and zero and begin and self.shape != "windows" and self.limit["counted_from"] != "the next working day" and not any(move["by"] == "a restart" for move in self.p["moved"]):
            need(plain_day(zero[0]) == plain_day(begin[0]), "counted from", zero[0], "and started on", begin[0])
        if self.shape == "schedule" and turn and turn > 1 and self.p.get("previous"):
            need(begin == ends(self.p["previous"]) or begin[0] == ends(self.p["previous"])[0], "a turn that starts on", begin, "after an event on", self.p["previous"])
        events = [clause["_date"] for clause in self.answers.get("event before", [])]
        if self.p.get("previous") and events and events[0].exact():
            self.same_time(ends(self.p["previous"]), events[0].low, "the event before")
        done = ends(self.p["done"])
        if repeats:
            events = [clause["_date"] for clause in self.answers.get("event", [])]
            need((done is not None) == bool(events), "it was done on", self.p["done"], "and the events are", events)
            if events and events[0].exact() and done:
                self.same_time(done, events[0].low, "the event")
        else:
            to = self.value("to")
            if to.exact() and pair(to.low, self.as_of)[0] > pair(to.low, self.as_of)[1]:
                to = BLANK      # reckoned, and not yet
            if to.state == "known" or (to.state == "blank" and done):
                need((done is not None) == (to.state == "known"), "it was done on", self.p["done"], "and `to` is", to)
                if to.exact():
                    self.same_time(done, to.low, "`to`")
        stop, told = ends(self.p["stop"]), self.value("stop on")
        if told.exact() and stop:
            self.same_time(stop, told.low, "`stop on`")
        need(not (told.state == "blank" and stop), "it was stopped, and `stop on` is blank")

    def term(self, begin, start):
        """A turn is a stretch in which some calendar is open, or what is left of it after the start."""
        due = ends(self.p["due"])
        if not (begin and due and start.exact()):
            return
        stretches = [first for name in self.counter.names() for first, last in self.counter(name).calendar.open if last == due[0]]
        need(any(begin[0] == max(first, plain_day(start.low)) for first in stretches), "a term from", begin[0], "to", due[0])

    def same_time(self, shown, value, what):
        need(shown is not None and (shown[0] == value or pair(shown[0], value)[0] == pair(shown[0], value)[1] or (self.moments and plain_day(shown[0]) == plain_day(value))),
             what, "is", value, "and is shown as", shown)

    # --- the due date -----------------------------------------------------------------------------------------------------------------
    def count(self, start, amount, unit):
        unit = singular(unit)
        rule = self.limit["counted_from"]
        if self.shape == "backward":
            return self.calendar.after(start if unit == "hour" else plain_day(start), -amount, unit)
        if rule == "the next working day" and unit != "working day":
            start = self.calendar.rolled(plain_day(start) + DAY)
        if rule == "the day itself" and unit != "hour":
            return self.counted_with_first(plain_day(start), amount, unit)
        return self.calendar.after(start, amount, unit)

    def counted_with_first(self, start, amount, unit):
        if unit == "working day":
            return self.calendar.after(start - DAY, amount, unit)
        if unit == "day":
            return start + DAY * (int(amount) - 1)
        return self.calendar.after(start, amount, unit) - DAY

    def due_date(self):
        start, due = ends(self.p["start"]), ends(self.p["due"])
        if not self.limit or start is None or due is None or start[0] is None or due[0] is None:
            return
        if self.shape == "windows" or self.p.get("due_open_ended"):
            self.window_end(start, due)
            return
        if start[0] != start[1] or due[0] != due[1]:
            if not self.p["moved"] and not self.p["pauses"] and self.shape not in ("two tiers",):
                for begin, end in zip(start[:2], due[:2]):
                    need(begin is None or end is None or plain_day(self.count(begin, read(self.limit["amount"]), self.limit["unit"])) == plain_day(end) or self.p["rolled"], "a due date of", end, "counted from", begin)
            return
        found = self.moved(start[0])
        if found is None:
            return
        if self.p["rolled"]:
            need(not self.calendar.working(plain_day(found)), "rolled from a working day")
            found = self.calendar.rolled(plain_day(found))
        before = read(self.p.get("before"))
        if self.shape == "two tiers" and before is not None:
            if self.p.get("by_before"):
                need(plain_day(found) <= plain_day(before) - DAY, "due by the day before, and the other date is later")
                found = plain_day(before) - DAY
            else:
                need(plain_day(found) >= plain_day(before) - DAY, "the day before is later")
        minute = self.version.get("by_minute") if self.version else None
        if minute is not None and isinstance(due[0], datetime.datetime):
            found = datetime.datetime.combine(plain_day(found), datetime.time(minute // 60, minute % 60))
        shown, reckoned = pair(due[0], found)
        if isinstance(due[0], datetime.datetime) and not isinstance(found, datetime.datetime):
            shown = plain_day(due[0])
        need(shown == reckoned, "due on", reckoned, "by reckoning, and on", shown, "as shown")

    def window_end(self, start, due):
        if self.shape == "windows" and self.limit and start[0] == start[1] and due[0] == due[1] and not self.p["pauses"] and not self.p["moved"]:
            found = self.calendar.after(start[0], read(self.limit["amount"]), singular(self.limit["unit"]))
            if self.limit["counted_from"] == "the day itself":
                found -= DAY
            if self.p["rolled"]:
                found = self.calendar.rolled(plain_day(found))
            need(plain_day(found) == plain_day(due[0]), "a window to", found, "by reckoning, and to", due[0], "as shown")

    def moved(self, start):
        amount, unit = read(self.limit["amount"]), self.limit["unit"]
        same, other = amount, []
        restarted = [move for move in self.p["moved"] if move["by"] == "a restart"]
        if restarted:
            need(plain_day(read(restarted[-1]["on"])) <= plain_day(start), "a restart after the start that was counted from")
        if self.p["pauses"] and self.shape != "two tiers":
            return self.paused(start, amount, unit)
        to = []
        for move in self.p["moved"]:
            if move["by"] == "a length" and move["unit"] == unit:
                same += read(move["amount"])
            elif move["by"] == "a length":
                other.append(move)
            elif move["by"] == "a day":
                to.append(read(move["to"]))
        due = self.count(start, same, unit)
        for move in other:
            due = self.calendar.after(due, read(move["amount"]), singular(move["unit"]))
        for day in to:
            due = max(pair(due, day))
        return due

    def paused(self, start, amount, unit):
        """Day by day: those after the start that count, up to the limit."""
        if any(pause["to"] is None for pause in self.p["pauses"]) or self.p["moved"]:
            return None
        pauses = [(read(pause["from"]), read(pause["to"])) for pause in self.p["pauses"]]
        if singular(unit) == "working day":
            day, left = plain_day(start), amount
            while left > 0:
                day += DAY
                left -= self.calendar.working(day) and not any(first <= day <= last for first, last in pauses)
            return day
        due = plain_day(self.count(start, amount, unit))
        for first, last in sorted(pauses):
            if first <= due:
                due += DAY * ((last - max(first, plain_day(start) + DAY)).days + 1)
        return due

    def closed_days(self):
        start, due = ends(self.p["start"]), ends(self.p["due"])
        if not self.p["closed"] and not (self.limit and self.limit["unit"] == "working days" and start and due and start[0] == start[1] and due[0] == due[1]):
            return
        need(start and due and start[0] and due[0], "closed days between days that are not told")
        shown = [read(day["date"]) for day in self.p["closed"]]
        first, last = sorted((plain_day(start[0]), plain_day(due[0])))
        if self.shape == "backward":
            first, last = first - DAY, last - DAY
        week = [day for day in (first + DAY * n for n in range(1, (last - first).days + 1)) if self.calendar.week[day.weekday()] == "1"]
        reckoned = [day for day in week if not self.calendar.working(day)]
        need(shown == reckoned, "closed on", *shown, "as shown, and on", *reckoned, "by the calendar")

    # --- what came of it --------------------------------------------------------------------------------------------------------------
    def past(self, due, now):
        """Is `now` after the due date?"""
        due, now = pair(due, now)
        return now > due

    def judge(self, outcome):
        due, done, stop = (ends(self.p[name]) for name in ("due", "done", "stop"))
        if outcome in ("unknown", "not_run"):
            return
        if outcome == "no_due_date":
            need(self.shape == "as soon as practicable" or self.limit is None, "it has a limit, and no due date")
            return
        if outcome == "not_applicable":
            need(due is None or stop is not None or self.p["from"] is None, "not applicable, and nothing says why")
            return
        need(due is not None or self.p["pauses"], outcome, "without a due date")
        if due is None:
            need(outcome in ("due", "met"), outcome, "while a pause is open")
            return
        low, high = due[0], due[1]
        as_of = self.as_of
        if self.shape == "minimum":
            if outcome == "too_early":
                need(done and done[1] < low, "done on", done, "and not before", low)
            elif outcome == "met":
                need((done and done[0] >= high) or (not done and plain_day(as_of) >= plain_day(high)) or (not done and stop and stop[0] >= high), "met before its earliest day")
            else:
                need(outcome == "due" and not done and plain_day(as_of) < plain_day(high), "a minimum that is", outcome)
            return
        if outcome == "met":
            need(done, "met, and it was not done")
            need(self.not_after(done[1], low), "done on", done[1], "after", low, "and met")
        elif outcome in ("late", "late_with_reason"):
            after = done or stop
            need(after or self.shape == "windows", "late, and neither done nor stopped")
            if after:
                need(high is None or self.after(after[0], high), "late on", after[0], "and due on", high)
            excused = [clause["_answer"] for clause in self.answers.get("excused when", [])]
            need((True in excused) == (outcome == "late_with_reason"), outcome, "and the excuse is", excused)
        elif outcome == "overdue":
            need((not done or self.shape == "windows") and not (stop and stop[2]), "overdue, and it was done or stopped")
            need(self.after(as_of, high), "overdue on", as_of, "and due on", high)
        elif outcome in ("due", "due_soon"):
            need(not (done and done[2]) or self.shape == "windows", outcome, "and it was done")
            need(high is None or not self.after(as_of, high), outcome, "on", as_of, "and due on", high)
            self.warned(outcome, low)
        else:
            need(False, "an outcome that is", outcome)

    def after(self, time, due):
        if isinstance(due, datetime.datetime) and time is self.as_of and not isinstance(time, datetime.datetime):
            time = datetime.datetime.combine(time, datetime.time(23, 59, 59))       # a day is over at its midnight
        if isinstance(due, datetime.datetime) and isinstance(time, datetime.datetime):
            return time > due
        return plain_day(time) > plain_day(due)

    def not_after(self, time, due):
        return due is None or time is None or not self.after(time, due)

    def warned(self, outcome, due):
        warn = [clause for clause in self.answers.get("warn", []) if clause.get("part") == "length"]
        whens = [clause for clause in self.answers.get("warn", []) if clause.get("part") == "when"]
        if not warn or due is None:
            need(outcome == "due", "due soon, and nothing warns")
            return
        if whens and whens[-1]["_answer"] is False and len(whens) == len(warn):
            need(outcome == "due", "due soon, and no warning holds")
            return
        length = warn[-1]["_value"]
        if not length.exact() or self.p["due"] is None or isinstance(self.p["due"], dict):
            return
        unit = singular(warn[-1]["unit"])
        counter = self.calendar if self.limit and self.limit.get("calendar") else self.counter(None)
        first = counter.after(due if unit == "hour" else plain_day(due), -length.low, unit)
        soon = plain_day(self.as_of) >= plain_day(first) if unit != "hour" else not self.after(first, self.as_of)
        need(soon == (outcome == "due_soon"), outcome, "on", plain_day(self.as_of), "with a warning from", first)

    def lateness(self, outcome):
        late = self.p["late_by"]
        if outcome not in ("late", "late_with_reason", "overdue"):
            need(late is None, outcome, "and late by", late)
            return
        if late is None:
            return
        due, done, stop = (ends(self.p[name]) for name in ("due", "done", "stop"))
        then = (done or stop or (self.as_of,))[0] if outcome != "overdue" else self.as_of
        if due is None or due[0] != due[1] or (done and done[0] != done[1]) or then is None:
            return
        unit = singular(late["unit"])
        if unit == "hour":
            exact = self.calendar.between("hour", due[0], then if isinstance(then, datetime.datetime) else datetime.datetime.combine(then + DAY, datetime.time()))
            reckoned = -(-exact.numerator // exact.denominator)
        elif unit == "working day":
            reckoned = self.calendar.between("working day", plain_day(due[0]), plain_day(then))
        else:
            reckoned = (plain_day(then) - plain_day(due[0])).days
        need(int(late["amount"]) == max(1, reckoned), "late by", late["amount"], late["unit"], "as shown, and by", reckoned, "by reckoning")
