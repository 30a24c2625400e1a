#!/usr/bin/env python3
"""Holds the forecast of measures against two answers that it had no part in.

    check.py DULY SOURCE_DIR [SEEDS]

Small councils are made from a seed: requests to be answered in ten working days, plans with visits. Some of it is recorded for days
after as-of, which nobody foresees: the forecast must be as if it were not there. For each measure the day on which its grade falls is found

- by literally going there: `duly run --as-of` each later day over files without what is recorded ahead, and, for "all that is due is done", over
  files in which each open case that is due from as-of on is written down as done on its due date, and what was overdue as done the next working day;
- by arithmetic of its own, for the measures that it is told below, from the made cases alone.

Both must agree with `duly due --forecast` over all that is recorded. So must the due list with the cases that this file finds due. Last, all graded
measures of the synthetic council under the rules of England, if nothing is done, by going there.
"""
import collections
import csv
import datetime
import json
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DULY = sys.argv[1]
SOURCE = pathlib.Path(sys.argv[2])
SEEDS = int(sys.argv[3]) if len(sys.argv) > 3 else 16
DAY = datetime.timedelta(days=1)
CLOSED = {datetime.date(2026, 4, 6), datetime.date(2026, 5, 4)}
GRADES = ["green", "amber", "red"]
AHEAD = 12      # working days
failures = []
seen = collections.Counter()     # what the courses were that agree
another_day = []                 # measures that would fall on another day, were it known what is recorded ahead


def is_working(day):
    return day.weekday() < 5 and day not in CLOSED


def working_days_after(day, n):
    while n > 0:
        day += DAY
        n -= is_working(day)
    return day


# --- cases ---------------------------------------------------------------------------------------------------------
def make(random_, as_of, doubt):
    children = [{"id": f"C{n}", "team": random_.choice(["North", "South", ""])} for n in range(12)]
    requests, plans = [], []
    for n in range(random_.randint(20, 50)):
        received = as_of - DAY * random_.randint(-6, 75)
        due = working_days_after(received, 10)
        answered = withdrawn = None
        kind = random_.random()
        if kind < 0.55:
            answered = min(received + DAY * random_.randint(0, 14), as_of) if random_.random() < 0.9 else due + DAY * random_.randint(1, 9)
        elif kind < 0.65:
            withdrawn = received + DAY * random_.randint(0, 25)
        elif kind < 0.75:
            answered = as_of + DAY * random_.randint(1, 14)     # recorded ahead
        text = None
        if doubt and random_.random() < 0.15 and received <= as_of:
            month_over = received.replace(day=1) < as_of.replace(day=1)
            text, answered, withdrawn = (received.strftime("%Y-%m") if month_over and random_.random() < 0.5 else "not sure"), None, None
        requests.append({"id": f"R{n:03}", "child": random_.choice(children)["id"], "received": received, "answered": answered, "withdrawn": withdrawn, "due": due, "text": text})
    for n in range(random_.randint(8, 16)):
        started = as_of - DAY * random_.randint(2, 120)
        ended = started + DAY * random_.randint(10, 140) if random_.random() < 0.3 else None
        visits, at = [], started
        while True:
            at += DAY * random_.choice([9, 11, 12, 13, 14, 14, 14, 15, 20])
            if at > as_of + DAY * (14 if random_.random() < 0.2 else 0):
                break
            if ended is None or at <= ended:
                visits.append(at)
        if random_.random() < 0.25 and visits:
            visits.pop()
        contacts = [started + DAY * (14 * k + random_.randint(1, 14)) for k in range(12) if random_.random() < 0.85]
        steps = [started + DAY * days for days in (random_.randint(3, 11), random_.randint(12, 22), random_.randint(23, 70)) if random_.random() < 0.8]
        ahead = as_of + DAY * (10 if random_.random() < 0.2 else 0)
        contacts, steps = ([day for day in days if day <= ahead and (ended is None or day <= ended)] for days in (contacts, steps))
        plans.append({"id": f"P{n:02}", "child": random_.choice(children)["id"], "started": started, "ended": ended, "visits": visits, "contacts": contacts, "steps": steps})
    return children, requests, plans


def write(folder, children, requests, plans):
    def table(name, header, rows):
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *([("" if cell is None else cell) for cell in row] for row in rows)])
    folder.mkdir()
    table("children.csv", ["id", "team"], [[c["id"], c["team"]] for c in children])
    table("requests.csv", ["id", "child", "received", "answered", "withdrawn"],
          [[r["id"], r["child"], r["received"], r["text"] or r["answered"], r["withdrawn"]] for r in requests])
    table("plans.csv", ["id", "child", "started", "ended"], [[p["id"], p["child"], p["started"], p["ended"]] for p in plans])
    for name, column in (("visits", "held"), ("contacts", "made"), ("steps", "taken")):
        table(f"{name}.csv", ["id", "plan", column], [[f"{p['id']}-{day}-{n}", p["id"], day] for p in plans for n, day in enumerate(p[name])])


# --- what is seen of it, and the same as if done ---------------------------------------------------------------------
def as_seen(requests, plans, as_of):
    def seen(day):
        return day if day and day <= as_of else None
    return ([dict(r, answered=seen(r["answered"]), withdrawn=seen(r["withdrawn"])) for r in requests if r["received"] <= as_of],
            [dict(p, ended=seen(p["ended"]), **{name: [day for day in p[name] if day <= as_of] for name in ("visits", "contacts", "steps")}) for p in plans])


def as_if_done(requests, plans, as_of, last):
    following = working_days_after(as_of, 1)
    done = []
    for request in requests:
        request = dict(request)
        if not (request["text"] or request["answered"] or request["withdrawn"]) and request["due"] <= last:
            request["answered"] = request["due"] if request["due"] >= as_of else following
        done.append(request)
    visited = []
    for plan in plans:
        plan = dict(plan, visits=list(plan["visits"]))
        for turn in turns_of(plan, last, lambda due: due if due >= as_of else following, as_of):
            if turn["supposed"]:
                plan["visits"].append(turn["done"])
        plan["visits"].sort()
        plan["contacts"] = contacts_as_if_done(plan, as_of, following, last)
        plan["steps"] = steps_as_if_done(plan, as_of, following, last)
        visited.append(plan)
    return done, visited


def contacts_as_if_done(plan, as_of, following, last):
    """Fortnights laid end to end: the n-th ends 14 n days after the plan began."""
    contacts, began = list(plan["contacts"]), plan["started"]
    if plan["ended"]:
        return contacts
    windows = [(began + DAY * (14 * n + (n > 0)), began + DAY * 14 * (n + 1)) for n in range(20)]
    if any(end < as_of and not any(start <= c <= as_of for c in contacts) for start, end in windows):
        contacts.append(following)
    for start, end in windows:
        if as_of <= end <= last and not any(start <= c <= end for c in contacts):
            contacts.append(end)
    return sorted(contacts)


def steps_as_if_done(plan, as_of, following, last):
    """The n-th step ends the n-th limit, so one that is overdue is taken before another can be in time."""
    if plan["ended"]:
        return plan["steps"]
    still_open = [plan["started"] + DAY * days for days in (10, 20, 60)][len(plan["steps"]):]
    in_time = [due for due in still_open if as_of <= due <= last]
    return sorted([*plan["steps"], *in_time, *(min([following, *in_time]) for due in still_open if due < as_of)])


def turns_of(plan, day, suppose=None, as_of=None):
    """The turns of the visits as of a day: start, due, done (or None), stopped. `suppose` gives the day for one that would be missed."""
    turns, start, number = [], plan["started"], 1
    visits = sorted(v for v in plan["visits"] if v <= day and (plan["ended"] is None or v <= plan["ended"]))
    used = 0
    while True:
        due = start + DAY * (10 if number == 1 else 14)
        found = visits[used] if used < len(visits) else None
        supposed = False
        ended = plan["ended"] if plan["ended"] and plan["ended"] <= day else None
        if suppose and due <= day and (found is None or found > max(due, as_of)) and not (ended and ended <= max(due, as_of)):
            at = suppose(due)
            if found is None or at < found:
                found, supposed = at, True
        if found is None:
            if not (ended and ended <= due):
                turns.append({"start": start, "due": due, "done": None, "stopped": ended, "supposed": False})
            return turns
        turns.append({"start": start, "due": due, "done": found, "stopped": None, "supposed": supposed})
        used += not supposed
        start, number = found, number + 1


# --- going there ---------------------------------------------------------------------------------------------------
def shown_grades(summary, name, day):
    """(best, worst) by the summary of a run: the running period's, or where it is unrated the one before; "hidden"; or nothing."""
    rows = [v for m in summary["measures"] if m["id"] == name for v in m["values"] if v["group"] is None]
    first = rows[0]["kind"] if rows else None
    rows = [r for r in rows if r["kind"] == first]
    rows = [r for n, r in enumerate(rows) if n == 0 or r["to"] > rows[n - 1]["to"]]     # not a second rolling kind
    for row in rows[:-3:-1]:
        if row["hidden"]:
            return "hidden"
        if row["grade"] and row["grade"] != "unrated":
            grades = [GRADES.index(g) for g in row["grade"].split(" or ")]
            return min(grades), max(grades)
    return None


def run(data, day, rules=HERE / "rules.duly"):
    done = subprocess.run([DULY, "run", str(rules), "--data", str(data), "--as-of", str(day), "--format", "json", "--threads", "1"],
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


# --- arithmetic of its own -----------------------------------------------------------------------------------------
def share(met, all_, edges):
    return None if all_ == 0 else next(i for i, edge in enumerate([*edges, -1]) if met * 100 >= edge * all_)


def request_outcome(request, day):
    done = request["answered"] if request["answered"] and request["answered"] <= day else None
    stop = request["withdrawn"] if request["withdrawn"] and request["withdrawn"] <= day else None
    if done:
        return "met" if done <= request["due"] else "late"
    if stop:
        return "late" if stop > request["due"] else "not applicable"
    return "overdue" if day > request["due"] else "due"


def turn_outcome(turn, day):
    if turn["done"]:
        return "met" if turn["done"] <= turn["due"] else "late"
    if turn["stopped"]:
        return "late"
    return "overdue" if day > turn["due"] else "due"


def months(day):
    first = day.replace(day=1)
    return [first, (first - DAY).replace(day=1)]


def last_of(month):
    return (month.replace(day=28) + DAY * 4).replace(day=1) - DAY


def own_grade(name, requests, plans, day):
    if name == "answered_by_done":
        quarter = datetime.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        before = (quarter - DAY).replace(day=1)
        before = datetime.date(before.year, (before.month - 1) // 3 * 3 + 1, 1)
        for first, last in ((quarter, day), (before, quarter - DAY)):
            counted = [r for r in requests if r["answered"] and first <= r["answered"] <= last]
            grade = share(sum(request_outcome(r, day) == "met" for r in counted), len(counted), [90, 70])
            if grade is not None:
                return grade
        return None
    for first in months(day):
        last = min(last_of(first), day)
        if name == "answered_by_due":
            judged = [request_outcome(r, day) for r in requests if first <= r["due"] <= last and r["received"] <= day]
            edges, good = [80, 60], "met"
        elif name == "visited":
            judged = [turn_outcome(t, day) for p in plans if p["started"] <= day for t in turns_of(p, day) if first <= t["due"] <= last]
            edges, good = [85, 65], "met"
        else:
            open_turns = [t for p in plans if p["started"] <= last for t in turns_of(p, last) if not t["done"] and not t["stopped"]]
            judged = [turn_outcome(t, last) for t in open_turns]
            edges, good = [90, 75], "due"
        judged = [o for o in judged if o in ("met", "late", "overdue") or (o == "due" and good == "due")]
        grade = share(judged.count(good), len(judged), edges)
        if grade is not None:
            return grade
    return None


# --- agreement -----------------------------------------------------------------------------------------------------
def falls(now, by_day):
    """The first day on which the grade may be worse than the worst that it may be now, and on which it surely is."""
    earliest = latest = None
    for day, grades in by_day:
        if grades is None or grades == "hidden":
            continue
        if grades[1] > now[1]:
            earliest = earliest or str(day)
        if grades[0] > now[1]:
            return earliest, str(day)
    return earliest, None


def expect(what, expected, got):
    if expected != got:
        failures.append(f"{what}: expected {expected}, got {got}")


def check(seed):
    random_ = random.Random(seed)
    doubt = seed % 3 == 2
    as_of = datetime.date(2026, 3, 2) + DAY * random_.randint(0, 60)
    children, requests, plans = make(random_, as_of, doubt)
    last = working_days_after(as_of, AHEAD)
    seen_requests, seen_plans = as_seen(requests, plans, as_of)
    done_requests, done_plans = as_if_done(seen_requests, seen_plans, as_of, last)
    days = [as_of + DAY * n for n in range(1, (last - as_of).days + 1)]
    with tempfile.TemporaryDirectory(prefix="duly-") as folder:
        folder = pathlib.Path(folder)
        write(folder / "data", children, requests, plans)
        write(folder / "seen", children, seen_requests, seen_plans)
        write(folder / "done", children, done_requests, done_plans)
        output = subprocess.run([DULY, "due", str(HERE / "rules.duly"), "--data", str(folder / "data"), "--as-of", str(as_of), "--days", str(AHEAD), "--forecast", "--format", "json"],
                                capture_output=True, text=True, check=True).stdout
        due = json.loads(output)
        now = run(folder / "data", as_of)
        later = {course: [run(folder / data, day) for day in days] for course, data in (("nothing_done", "seen"), ("all_done", "done"), ("as_recorded", "data"))}
        expect(f"seed {seed}: last day", str(last), due["last"])
        if not doubt:
            check_list(seed, due, requests, plans, as_of, last)
        for measure in due["forecast"]["measures"]:
            name = measure["id"]
            grades = shown_grades(now, name, as_of)
            for course in ("nothing_done", "all_done"):
                what = f"seed {seed}, as of {as_of}: {name} if {course}"
                got = measure[course]
                if grades is None or grades == "hidden" or grades[1] == len(GRADES) - 1 or (name == "waiting" and course == "all_done"):
                    expect(what + ", told", False, got["told"])
                    continue
                expect(what + ", told", True, got["told"])
                there, foreseen = (falls(grades, [(day, shown_grades(summary, name, day)) for day, summary in zip(days, later[way])]) for way in (course, "as_recorded"))
                if course == "nothing_done" and foreseen != there:
                    another_day.append(name)
                days_got = tuple(got[end] and got[end]["day"] for end in ("earliest", "latest"))
                expect(what + ", by going there", there, days_got)
                seen[course, "falls" if there[1] else "may fall" if there[0] else "holds"] += 1
                if not doubt and name in ("answered_by_due", "answered_by_done", "visited", "up_to_date"):
                    cases = (seen_requests, seen_plans) if course == "nothing_done" else (done_requests, done_plans)
                    present = own_grade(name, seen_requests, seen_plans, as_of)
                    expect(what + ", present grade by arithmetic", (present, present), grades)
                    own = [(day, own_grade(name, *cases, day)) for day in days]
                    expect(what + ", by arithmetic", falls((present, present), [(d, None if g is None else (g, g)) for d, g in own]), days_got)


def check_list(seed, due, requests, plans, as_of, last):
    overdue, items = [], []
    for r in requests:
        if r["received"] <= as_of and request_outcome(r, as_of) in ("due", "overdue"):
            (overdue if r["due"] < as_of else items).append(("answer", r["id"], None, str(r["due"])))
    for p in plans:
        for n, turn in enumerate(turns_of(p, as_of), 1):
            if turn_outcome(turn, as_of) in ("due", "overdue"):
                (overdue if turn["due"] < as_of else items).append(("visits", p["id"], n, str(turn["due"])))
        if p["started"] > as_of or (p["ended"] and p["ended"] <= as_of):
            continue
        contacts = [c for c in p["contacts"] if c <= as_of]
        for n in range(20):
            start, end = p["started"] + DAY * (14 * n + (n > 0)), p["started"] + DAY * 14 * (n + 1)
            if start <= as_of and not any(c >= start for c in contacts):
                (overdue if end < as_of else items).append(("contacts", p["id"], n + 1, str(end)))
        for n in range(sum(s <= as_of for s in p["steps"]), 3):
            end = p["started"] + DAY * (10, 20, 60)[n]
            (overdue if end < as_of else items).append(("steps", p["id"], n + 1, str(end)))
    items = [i for i in items if i[3] <= str(last)]
    for name, expected in (("overdue", overdue), ("due", items)):
        got = [(i["rule"], i["key"], i["turn"], i["due"]) for i in due[name]]
        expect(f"seed {seed}: {name}, only by one of the two", [], sorted(set(expected) ^ set(got), key=str))
        expect(f"seed {seed}: {name}, how many", len(expected), len(got))
    expect(f"seed {seed}: load", len(items), sum(due["load"]["total"]["days"]))


def check_council(as_of):
    """If nothing is done, under all rules of England; on the last day of its data, so that nothing is recorded ahead."""
    rules, data = SOURCE / "rules" / "england", SOURCE / "fixtures" / "council"
    due = json.loads(subprocess.run([DULY, "due", str(rules), "--data", str(data), "--as-of", str(as_of), "--days", "5", "--forecast", "--format", "json"],
                                    capture_output=True, text=True, check=True).stdout)
    last = datetime.date.fromisoformat(due["forecast"]["last"])
    now = run(data, as_of, rules)
    later = [(as_of + DAY * n, run(data, as_of + DAY * n, rules)) for n in range(1, (last - as_of).days + 1)]
    for measure in due["forecast"]["measures"]:
        got, grades = measure["nothing_done"], shown_grades(now, measure["id"], as_of)
        if got["told"]:
            there = falls(grades, [(day, shown_grades(summary, measure["id"], day)) for day, summary in later])
            expect(f"council: {measure['id']}", there, tuple(got[end] and got[end]["day"] for end in ("earliest", "latest")))
            seen["of the council", "falls" if there[1] else "holds"] += 1
        elif got["why_not"] == "it has no grade now":
            expect(f"council: {measure['id']}, grade now", None, grades)


check_council(datetime.date(2026, 3, 31))
for seed in range(SEEDS):
    check(seed)
for course in ("nothing_done", "all_done"):
    for what in ("falls", "holds"):
        if seen[course, what] < SEEDS // 4 or not seen["of the council", what]:
            failures.append(f"of {SEEDS} councils only {seen[course, what]} courses if {course} where one {what}: they test too little")
if len(another_day) < SEEDS // 4:
    failures.append(f"what is recorded ahead would change {len(another_day)} courses only: it tests too little")
for words in failures[:20]:
    print(words)
print(f"forecast: {len(failures)} failures" if failures else f"forecast: {seen.total()} courses of {SEEDS} councils agree: " + ", ".join(f"{n} {what} if {course}" for (course, what), n in sorted(seen.items())))
sys.exit(1 if failures else 0)
