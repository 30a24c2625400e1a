#!/usr/bin/env python3
"""Counts due dates and turns a second time, by other means, and compares: check.py DULY

Some 20,000 random starts, lengths, units and ways of counting go through `duly run` as a CSV file; the due dates that it gives are
compared with those of NumPy's business days and of Python's own dates. No code is shared, and the closed days are made up here. Some 4,000 records
with visits then go through a schedule and through windows laid end to end, paused and stopped at random, and are judged turn by turn.
Last come dates of which only the month is known: every day of theirs is judged by itself.
"""
import calendar
import csv
import datetime
import os
import random
import subprocess
import sys
import tempfile

import numpy

ROWS, SEED = 3400, 20240229
FIRST, LAST = datetime.date(1998, 1, 1), datetime.date(2045, 12, 31)
DAY = datetime.timedelta(days=1)
UNITS = {"in_working_days": 300, "in_days": 2500, "in_weeks": 300, "in_months": 100, "in_years": 9}
RULES = ["from_the_day_after", "itself", "deemed", "rolled", "counted_back", "moved_on"]


def closed_days(chance):
    days = set()
    for year in range(FIRST.year, LAST.year + 1):
        days.update({datetime.date(year, 12, 25), datetime.date(year, 12, 26), datetime.date(year, 1, 1)})
        days.update(datetime.date(year, 1, 1) + DAY * chance.randrange(365) for _ in range(6))
    return {day for day in days if FIRST <= day <= LAST}


class Walk:
    """The second count: NumPy's business days, and the calendar module."""

    def __init__(self, closed):
        self.days = numpy.busdaycalendar(weekmask="1111100", holidays=sorted(closed))

    def offset(self, day, n, roll):
        return numpy.busday_offset(day, n, roll=roll, busdaycal=self.days).astype(datetime.date)

    def next_working(self, day):
        return self.offset(day, 0, "forward")

    def working_days(self, day, n):
        return self.offset(day, n, "backward")

    def working_days_back(self, day, n):
        return self.offset(day, -n, "forward")

    @staticmethod
    def months(day, n):
        year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
        return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    def forward(self, day, n, unit):
        if unit == "in_working_days":
            return self.working_days(day, n)
        if unit in ("in_days", "in_weeks"):
            return day + DAY * n * (7 if unit == "in_weeks" else 1)
        return self.months(day, n * (12 if unit == "in_years" else 1))

    def backward(self, day, n, unit):
        if unit == "in_working_days":
            return self.working_days_back(day, n)
        return self.forward(day, -n, unit)

    def due(self, rule, day, n, unit, paused_from, paused_to):
        if rule == "from_the_day_after":
            return self.forward(day, n, unit)
        if rule == "itself":        # the day is day 1 where it is a working day
            return self.working_days(day - DAY, n) if unit == "in_working_days" else self.forward(day, n, unit) - DAY
        if rule == "deemed":
            return self.forward(self.next_working(day), n, unit)
        if rule == "rolled":
            return self.next_working(self.forward(day, n, unit))
        if rule == "counted_back":
            return self.backward(day, n, unit)
        return self.paused(day, n, unit, paused_from, paused_to)

    def paused(self, day, n, unit, paused_from, paused_to):
        due = self.forward(day, n, unit)
        start = max(day, paused_from)
        if start > due or paused_to <= start:
            return due
        if unit != "in_working_days":
            return due + (paused_to - start)
        while n:                    # one working day after the other, those in the pause not counted
            day = self.working_days(day, 1)
            if not start < day <= paused_to:
                n -= 1
        return day


def rules(closed):
    limit = ("plan.amount working days when plan.unit is in_working_days, plan.amount days when plan.unit is in_days,\n"
             "    plan.amount weeks when plan.unit is in_weeks, plan.amount months when plan.unit is in_months, otherwise plan.amount years")
    lines = ['ruleset "Counted twice"', "calendar made_up", "  working monday to friday", f"  known from {FIRST}", f"  known until {LAST}"]
    lines += [f"  closed {day}" for day in sorted(closed)]
    lines += ["record plan", "  plan_id text key", "  begun date", "  amount number", "  unit choice of " + ", ".join(UNITS),
              "  paused_from date optional", "  paused_to date optional", "  made date optional",
              "feed plans", "  dates are yyyy-mm-dd", '  file "plans.csv" gives plan, holds every']
    lines += [f'    {name} is "{name}"' for name in ("plan_id", "begun", "amount", "unit", "paused_from", "paused_to", "made")]
    clauses = {"from_the_day_after": "", "itself": "counting the day itself", "deemed": "counting from the next working day",
               "rolled": "rolls to the next working day", "moved_on": "paused from plan.paused_from to plan.paused_to"}
    for rule in RULES:
        lines += [f"timescale {rule}", "  for each plan", "  to plan.made"]
        if rule == "counted_back":
            lines.append(f"  at least {limit} before plan.begun")
        else:
            lines += ["  from plan.begun", f"  within {limit}", "  " + clauses[rule]]
    return "\n".join(lines) + "\n"


AS_OF = datetime.date(2026, 6, 30)
FIRST_WITHIN, THEN_EVERY, WINDOW = 10, 42, 3       # days, days, months


def turns_of_schedule(begun, ended, visits, paused_from, paused_to):
    """(outcome, due, late by) of each turn that is not met."""
    found, start, number = [], begun, 0
    counted = sorted(day for day in visits if begun <= day <= AS_OF and not (ended and day > ended))
    for done in counted + [None]:
        number += 1
        due = start + DAY * (FIRST_WITHIN if number == 1 else THEN_EVERY)
        pause = max(paused_from, start)
        if pause <= (done or AS_OF) and pause <= due and paused_to > pause:
            due += paused_to - pause
        if done and done > due:
            found.append((number, "late", due, (done - due).days))
        elif not done and ended:
            if ended > due:
                found.append((number, "late", due, (ended - due).days))
        elif not done:
            found.append((number, "overdue", due, (AS_OF - due).days) if due < AS_OF else (number, "due", due, 0))
        start = done or start
    return found


def windows_of(begun, ended, visits, paused_from, paused_to):
    found, anchor, laid, start, number, paused = [], begun, 0, begun, 0, False
    counted = sorted(day for day in visits if begun <= day <= AS_OF and not (ended and day > ended))
    while start <= AS_OF and not (ended and start > ended):
        number, laid = number + 1, laid + 1
        due = Walk.months(anchor, WINDOW * laid)
        pause = max(paused_from, begun)
        if not paused and pause <= due and paused_to > pause:
            due, paused = due + (paused_to - pause), True
            anchor, laid = due, 0
        later = [day for day in counted if day >= start]
        if not later or later[0] > due:
            if later:
                found.append((number, "late", due, (later[0] - due).days))
            elif ended:
                if ended > due:
                    found.append((number, "late", due, (ended - due).days))
            else:
                found.append((number, "overdue", due, (AS_OF - due).days) if due < AS_OF else (number, "due", due, 0))
        start = due + DAY
    return found


def turn_rules():
    feed = ["feed stays", "  dates are yyyy-mm-dd", '  file "stays.csv" gives stay, holds every']
    feed += [f'    {name} is "{name}"' for name in ("stay_id", "begun", "ended", "paused_from", "paused_to")]
    feed += ['  file "visits.csv" gives visit, holds every', '    visit_id is "visit_id"', '    held is "held"', '    parent is the stay whose stay_id is "stay_id"']
    same = ["  for each stay", "  from stay.begun", "  to each visit.held", "  stop on stay.ended", "  paused from stay.paused_from to stay.paused_to"]
    return "\n".join(["record stay", "  stay_id text key", "  begun date", "  ended date optional", "  paused_from date optional", "  paused_to date optional",
                      "record visit of stay", "  visit_id text key", "  held date orders", *feed,
                      "timescale schedule", *same, f"  first within {FIRST_WITHIN} days", f"  then every {THEN_EVERY} days",
                      "timescale laid_windows", *same, f"  at least once in every {WINDOW} months"]) + "\n"


def run_over(program, folder, rules_text, tables, as_of):
    """Rows of the files of outcomes, by file."""
    os.makedirs(os.path.join(folder, "data"))
    with open(os.path.join(folder, "rules.duly"), "w", encoding="utf-8") as file:
        file.write(rules_text)
    for name, rows in tables.items():
        with open(os.path.join(folder, "data", name), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    out = os.path.join(folder, "out")
    ran = subprocess.run([program, "run", os.path.join(folder, "rules.duly"), "--data", os.path.join(folder, "data"), "--as-of", as_of.isoformat(), "--out", out],
                         capture_output=True, text=True)
    found = {}
    for name in ("breaches", "upcoming", "unknown"):
        path = os.path.join(out, name + ".csv")
        if ran.returncode not in (0, 4) or not os.path.exists(path):
            sys.exit(f"duly run ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")
        with open(path, encoding="utf-8-sig", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


def check_due_dates(program, chance):
    closed = closed_days(chance)
    walk = Walk(closed)
    plans = []
    for number in range(ROWS):
        unit = chance.choice(list(UNITS))
        begun = datetime.date(2008, 1, 1) + DAY * chance.randrange(20 * 365)
        if chance.random() < 0.2:   # the ends of months, where counting is hardest
            begun = begun.replace(day=calendar.monthrange(begun.year, begun.month)[1])
        paused_from = begun + DAY * chance.randrange(-30, 400)
        plans.append((f"p{number}", begun, 1 + chance.randrange(UNITS[unit]), unit, paused_from, paused_from + DAY * chance.randrange(90)))
    table = [["plan_id", "begun", "amount", "unit", "paused_from", "paused_to", "made"]] + [[*plan, ""] for plan in plans]
    with tempfile.TemporaryDirectory() as folder:
        rows = run_over(program, folder, rules(closed), {"plans.csv": table}, LAST)
    found = {(row["rule"], row["key"]): row["due"] for row in rows["breaches"]}
    wrong = []
    for key, begun, amount, unit, paused_from, paused_to in plans:
        for rule in RULES:
            expected = walk.due(rule, begun, amount, unit, paused_from, paused_to)
            given = found.get((rule, key))
            if given != expected.isoformat():
                wrong.append(f"{rule}: {amount} {unit} from {begun} ({begun:%a}), paused {paused_from} to {paused_to}: {expected}, and duly gives {given}")
    return len(plans) * len(RULES), wrong


def check_turns(program, chance):
    stays, visits = [], []
    for number in range(2000):
        begun = datetime.date(2023, 1, 1) + DAY * chance.randrange(3 * 365)
        if chance.random() < 0.2:
            begun = begun.replace(day=calendar.monthrange(begun.year, begun.month)[1])
        ended = begun + DAY * chance.randrange(600) if chance.random() < 0.5 else None
        ended = ended if ended and ended <= AS_OF else None
        paused_from = begun + DAY * chance.randrange(-20, 300)
        paused_to = paused_from + DAY * chance.randrange(60)
        if paused_to > AS_OF or chance.random() < 0.4:
            paused_from = paused_to = None
        stays.append((f"s{number}", begun, ended, paused_from, paused_to))
        visits.append(sorted(begun + DAY * chance.randrange(-10, 500) for _ in range(chance.randrange(12))))
    tables = {"stays.csv": [["stay_id", "begun", "ended", "paused_from", "paused_to"]] + [["" if cell is None else cell for cell in stay] for stay in stays],
              "visits.csv": [["visit_id", "stay_id", "held"]] + [[f"v{n}_{k}", stays[n][0], day] for n, days in enumerate(visits) for k, day in enumerate(days)]}
    with tempfile.TemporaryDirectory() as folder:
        rows = run_over(program, folder, turn_rules(), tables, AS_OF)
    found = {}
    for row in rows["breaches"] + rows["upcoming"] + rows["unknown"]:
        given = (int(row["turn"] or 0), row["outcome"], row["due"], int(row["late_by"] or 0))
        found.setdefault((row["rule"], row["key"]), []).append(given)
    wrong, compared = [], 0
    never = datetime.date.max
    for (key, begun, ended, paused_from, paused_to), held in zip(stays, visits):
        for rule, count in (("schedule", turns_of_schedule), ("laid_windows", windows_of)):
            expected = [(number, outcome, due.isoformat(), late) for number, outcome, due, late in count(begun, ended, held, paused_from or never, paused_to or never)]
            given = sorted(found.get((rule, key), []))
            compared += len(expected)
            if given != expected:
                wrong.append(f"{rule}: from {begun} to {ended}, paused {paused_from} to {paused_to}, visits {', '.join(map(str, held))}:\n    {expected}\n    and duly gives {given}")
    return compared, wrong


def single(begun, done, ended):
    """One event within 10 days, warned 3 days before; what lies after the day that is looked at is not there."""
    begun, done, ended = (day if day and day <= AS_OF else None for day in (begun, done, ended))
    if not begun:
        return "not applicable"
    if (done and done < begun) or (ended and ended < begun):
        return "unknown"
    due = begun + DAY * FIRST_WITHIN
    if done:
        return "met" if done <= due else "late"
    if ended:
        return "late" if ended > due else "not applicable"
    return "overdue" if due < AS_OF else "due_soon" if due - DAY * 3 <= AS_OF else "due"


def days_of(cell):
    if not cell or len(cell) == 10:
        return [datetime.date.fromisoformat(cell) if cell else None]
    year, month = int(cell[:4]), int(cell[5:])
    return [datetime.date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]


def ends_beside(begun, done, ended):
    """What is done stands: a stop that may have come on or after the start did so. What is undone may also have stopped before it."""
    behind = [day for day in ended if day is None or day >= begun]
    return behind if done and done <= AS_OF and behind else ended


def check_months(program, chance):
    records = []
    for number in range(3000):
        begun = AS_OF - DAY * chance.randrange(-10, 60)
        cells = [begun, begun + DAY * chance.randrange(-3, 40) if chance.random() < 0.6 else None, begun + DAY * chance.randrange(-3, 40) if chance.random() < 0.4 else None]
        records.append((f"r{number}", *("" if day is None else day.isoformat()[: 7 if chance.random() < 0.4 else 10] for day in cells)))
    names = ("record_id", "begun", "done", "ended")
    text = "\n".join(["record matter", "  record_id text key", "  begun date", "  done date optional", "  ended date optional",
                      "feed matters", "  dates are yyyy-mm-dd", '  file "matters.csv" gives matter, holds every', *(f'    {name} is "{name}"' for name in names),
                      "timescale one_event", "  for each matter", "  from matter.begun", "  to matter.done", f"  within {FIRST_WITHIN} days", "  stop on matter.ended",
                      "  warn 3 days before"]) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        rows = run_over(program, folder, text, {"matters.csv": [names, *records]}, AS_OF)
    found = {row["key"]: row["outcome"] for name in ("breaches", "upcoming", "unknown") for row in rows[name]}
    wrong = []
    for key, *cells in records:
        begun, done, ended = map(days_of, cells)
        outcomes = {single(b, d, e) for b in begun for d in done for e in ends_beside(b, d, ended)}
        expected = outcomes.pop() if len(outcomes) == 1 else "unknown"
        given = found.get(key, "met or not applicable")
        if given != (expected if expected not in ("met", "not applicable") else "met or not applicable"):
            wrong.append(f"{cells}: {expected}, and duly gives {given}")
    return len(records), wrong


def main():
    program, chance = os.path.abspath(sys.argv[1]), random.Random(SEED)
    failed = False
    for what, check, least in (("due dates", check_due_dates, 20_000), ("turns that are not met", check_turns, 3_000),
                               ("outcomes of dates known to the month", check_months, 3_000)):
        compared, wrong = check(program, chance)
        print(f"{compared} {what} compared, {len(wrong)} differ")
        for line in wrong[:10]:
            print("  " + line)
        failed = failed or bool(wrong) or compared < least
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
