"""What the speed workload comes to, worked out case by case with nothing of the engine: the rules are written anew below, in plain Python.

`Reference(folder)` reads cases.csv and events.csv; `breaches` and `upcoming` are the lines of a run's files, `counts` its outcomes by rule, `figures` its measures by group
and month. Run by itself it writes expected/: `reference.py GENERATE NEAR_LIMIT SIZE...`, when the program near_limit says the same.
"""
import collections
import csv
import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "..", "fixtures", "council"))
import agreement  # noqa: E402
import day_counting  # noqa: E402

AS_OF = datetime.date(2024, 12, 31)
# Before the years that the council needs; typed from the list of gov.uk.
EARLIER = {datetime.date.fromisoformat(day) for day in """
2012-01-02 2012-04-06 2012-04-09 2012-05-07 2012-06-04 2012-06-05 2012-08-27 2012-12-25 2012-12-26
2013-01-01 2013-03-29 2013-04-01 2013-05-06 2013-05-27 2013-08-26 2013-12-25 2013-12-26
2014-01-01 2014-04-18 2014-04-21 2014-05-05 2014-05-26 2014-08-25 2014-12-25 2014-12-26
2015-01-01 2015-04-03 2015-04-06 2015-05-04 2015-05-25 2015-08-31 2015-12-25 2015-12-28
2016-01-01 2016-03-25 2016-03-28 2016-05-02 2016-05-30 2016-08-29 2016-12-26 2016-12-27
""".split()}


def _open_days():
    day, last = datetime.date(2011, 1, 1), datetime.date(2027, 12, 31)
    while day <= last:
        if day_counting.is_working_day(day) and day not in EARLIER:
            yield day
        day += datetime.timedelta(days=1)


OPEN = list(_open_days())
_BEFORE = {}    # how many open days lie on or before a day


def _count():
    at = 0
    day = datetime.date(2011, 1, 1)
    while day <= datetime.date(2027, 12, 31):
        while at < len(OPEN) and OPEN[at] <= day:
            at += 1
        _BEFORE[day] = at
        day += datetime.timedelta(days=1)


_count()


def working_days(count):
    return lambda day: OPEN[_BEFORE[day] + count - 1]


def days(count):
    return lambda day: day + datetime.timedelta(days=count)


def months(count):
    return lambda day: day_counting.add_months(day, count)


def date(text):
    return datetime.date.fromisoformat(text) if text else None


class Reference:
    def __init__(self, folder):
        self.breaches, self.upcoming, self.counts = [], [], collections.Counter()
        self.figures = {}
        with open(os.path.join(folder, "cases.csv"), encoding="utf-8") as file:
            self.cases = [{name: date(value) if name in DATES else value for name, value in row.items()} for row in csv.DictReader(file)]
        known = {case["case_id"] for case in self.cases}
        self.held = collections.defaultdict(lambda: collections.defaultdict(list))
        with open(os.path.join(folder, "events.csv"), encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["held_date"] and row["case_id"] in known:
                    self.held[row["case_id"]][row["event_type"]].append(date(row["held_date"]))
        self.in_month = collections.defaultdict(lambda: [0, 0])
        for case in self.cases:
            self.deadlines(case)
            self.schedules(case)
        self.finished_in_time()
        self.referred_again()

    def enter(self, rule, case, word, due=None, done=None):
        self.counts[rule, word] += 1
        if word in ("late", "overdue", "due"):
            (self.upcoming if word == "due" else self.breaches).append(f"{rule},{case['case_id']},{word},{due},{done or ''}".encode())
        if rule == "r10" and word in ("met", "late", "overdue") and due <= AS_OF:
            figure = self.in_month[case["team"], f"{due:%Y-%m}"]
            figure[0] += word == "met"
            figure[1] += 1

    def undone(self, rule, case, due, end):
        if end:
            if end > due:
                self.enter(rule, case, "late", due)
        else:
            self.enter(rule, case, "due" if AS_OF <= due else "overdue", due)

    def deadline(self, rule, case, start, done, limit, later=(), end=None, asked=False):
        if not start:
            if asked or done or end or any(later):
                self.enter(rule, case, "unknown")
        elif (end and end < start) or (done and done < start):
            self.enter(rule, case, "unknown")
        elif done:
            due = limit(start)
            self.enter(rule, case, "met" if done <= due else "late", due, done)
        elif any(later):
            self.enter(rule, case, "unknown")
        else:
            self.undone(rule, case, limit(start), end)

    def deadlines(self, case):
        at = case.__getitem__
        self.deadline("r01", case, at("referral_date"), at("decision_date"), working_days(1), [at("assessment_start"), at("assessment_end"), at("strategy_date")])
        self.deadline("r02", case, at("strategy_date"), at("icpc_date"), working_days(15), [at("cp_start")])
        self.deadline("r04", case, at("lac_start"), at("perm_plan_date"), months(4), end=at("lac_end"))
        self.deadline("r05", case, at("cp_start"), at("core_group_date"), working_days(10), end=at("cp_end"))
        start, end = at("lac_start"), at("lac_end")
        checks = [day for day in self.held[at("case_id")]["health_assessment"] if start and day >= start and (not end or day <= end)]
        self.deadline("r06", case, start, min(checks, default=None), working_days(20), end=end)
        decision = at("decision").lower()
        if not decision:
            self.enter("r03", case, "unknown")
            self.enter("r10", case, "unknown")
        elif decision == "assess":
            self.deadline("r03", case, at("decision_date"), at("assessment_start"), days(10), [at("assessment_end")], asked=True)
            referred = at("referral_date")
            self.deadline("r10", case, referred, at("assessment_end"), working_days(35 if referred and referred < datetime.date(2013, 4, 15) else 45), asked=True)

    def schedules(self, case):
        born = case["dob"]
        five = born and day_counting.birthday(born, 5)
        yearly = lambda day, nth: day_counting.add_months(day, 6 if day < five else 12)
        self.schedule("r07", case, "cp_start", "cp_end", "visit", lambda day, nth: working_days(10)(day))
        self.schedule("r08", case, "lac_start", "lac_end", "lac_review", lambda day, nth: working_days(20)(day) if nth == 1 else day_counting.add_months(day, 3 if nth == 2 else 6))
        self.schedule("r09", case, "lac_start", "lac_end", "health_assessment", yearly, needs_birth=True)

    def schedule(self, rule, case, start, end, kind, next_due, needs_birth=False):
        start, end = case[start], case[end]
        if not start:
            if end:
                self.enter(rule, case, "unknown")
            return
        if (end and end < start) or (needs_birth and not case["dob"]):
            self.enter(rule, case, "unknown")
            return
        last, nth = start, 1
        for day in sorted(day for day in self.held[case["case_id"]][kind] if day >= start and (not end or day <= end)):
            due = next_due(last, nth)
            self.enter(rule, case, "met" if day <= due else "late", due, day)
            last, nth = day, nth + 1
        self.undone(rule, case, next_due(last, nth), end)

    def finished_in_time(self):
        for (team, month), (met, all_) in self.in_month.items():
            self.figures["r11", team, month] = (met, all_, agreement.grade_of("r11", met, all_))

    def referred_again(self):
        by_child = collections.defaultdict(list)
        for case in self.cases:
            if case["referral_date"] and case["child_id"]:
                by_child[case["child_id"]].append((case["referral_date"], int(case["case_id"]), case["team"]))
        monthly = collections.defaultdict(lambda: [0, 0])
        for referrals in by_child.values():
            before = None
            for day, _, team in sorted(referrals):
                again = before is not None and day <= day_counting.add_months(before, 12)
                before = day
                monthly[team, day.year * 12 + day.month - 1][0] += again
                monthly[team, day.year * 12 + day.month - 1][1] += 1
        for team in {team for team, _ in monthly}:
            for month in range(2013 * 12, 2025 * 12):
                parts = [monthly[team, other] for other in range(month - 11, month + 1) if (team, other) in monthly]
                again, all_ = sum(part[0] for part in parts), sum(part[1] for part in parts)
                if all_:
                    self.figures["r12", team, f"{month // 12}-{month % 12 + 1:02}"] = (again, all_, agreement.grade_of("r12", again, all_))


DATES = {"dob", "referral_date", "decision_date", "assessment_start", "assessment_end", "strategy_date", "icpc_date", "cp_start", "core_group_date", "cp_end",
         "lac_start", "perm_plan_date", "lac_end"}


def said(folder):
    made = Reference(folder)
    return agreement.Said(made.breaches, made.upcoming, made.counts, made.figures)


def data_sum(folder):
    with open(os.path.join(folder, "cases.csv"), "rb") as cases, open(os.path.join(folder, "events.csv"), "rb") as events:
        return hashlib.sha256(cases.read() + events.read()).hexdigest()


def write_expected(generate, near_limit, cases, seed="11"):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([generate, folder, cases, seed], check=True)
        subprocess.run([near_limit, folder, folder, "2"], check=True)
        want = said(folder)
        differ = agreement.differences(agreement.of_peer(folder), want)
        if differ:
            sys.exit("\n".join(differ))
        with open(os.path.join(HERE, "expected", f"{int(cases) // 1000}k.json"), "w", encoding="utf-8") as out:
            json.dump({"cases": int(cases), "seed": int(seed), "data": data_sum(folder), **want.digest()}, out, indent=1)
            out.write("\n")


if __name__ == "__main__":
    for size in sys.argv[3:]:
        write_expected(*sys.argv[1:3], size)
