"""Small towns made at random: their rules, their rows, and what the rows mean, reckoned once more and put to clingo as a program."""
import csv
import datetime
import os

Day = datetime.date
AS_OF, FIRST, LAST, AFTER = Day(2026, 3, 16), Day(2026, 3, 1), Day(2026, 3, 31), Day(2026, 4, 1)
FORMS = ["due", "due_reason", "done", "started", "bad_due", "open", "schedule", "windows", "stages", "north", "every", "answered", "waiting", "rate", "team",
         "average", "sum", "median", "percentile", "longest", "oldest", "two_sided", "trend", "stays_median", "stays_percentile", "stays_longest", "stays_between"]
UNREADABLE = "2026-13-45"

RULES = """ruleset "Town"
calendar weekdays
  working monday to friday
  known from 1 January 2025
  known until 31 December 2027
scale rag: green, amber, red
record child
  child_id text key
record area
  area_id text key
  population number
record job of child
  job_id text key
  started date
  finished date optional
  has_reason yes_no optional
  team text shown
record plan
  plan_id text key
  started date
record visit of plan
  held date orders
record task
  task_id text key
  sent date
  answered date optional
  team text
record stay
  stay_id text key
  started date
  ended date optional
  spans started to ended
feed town
  dates are yyyy-mm-dd
  file "child.csv" gives child
    child_id is "child_id"
  file "area.csv" gives area
    area_id is "area_id"
    population is "population"
  file "job.csv" gives job
    job_id is "job_id"
    started is "started"
    finished is "finished"
    has_reason is "excused" where "yes" means yes, "no" means no
    team is "team"
    parent is the child whose child_id is "child_id"
  file "plan.csv" gives plan
    plan_id is "plan_id"
    started is "started"
  file "visit.csv" gives visit
    held is "held"
    parent is the plan whose plan_id is "plan_id"
  file "task.csv" gives task
    task_id is "task_id"
    sent is "sent"
    answered is "answered"
    team is "team"
  file "stay.csv" gives stay
    stay_id is "stay_id"
    started is "started"
    ended is "ended"
timescale job_done "Job done"
  for each job
  from job.started to job.finished
  within {job} days
  warn 3 days before
  excused when job.has_reason is yes
timescale visited
  for each plan
  from plan.started to each visit.held
  first within {first} days
  then every {every} days
timescale seen
  for each plan
  from plan.started to each visit.held
  at least once in every {window} days
timescale staged
  for each plan
  from plan.started to each visit.held at {first} days, {second} days, {third} days
"""


def measure(name, head, bands, tail=""):
    return f"measure m_{name}\n  {head}\n  per month\n{tail}  bands on rag: {bands}\n"


def plus(day, n):
    return day + datetime.timedelta(days=n)


class Town:
    def __init__(self, rng):
        self.rng = rng
        r = rng.randint
        self.lengths = {"job": r(5, 25), "first": r(3, 9), "every": r(4, 12), "window": r(5, 12)}
        self.lengths["second"] = self.lengths["first"] + r(4, 15)
        self.lengths["third"] = self.lengths["second"] + r(4, 15)
        self.children = [f"C{i}" for i in range(r(1, 8))]
        day = lambda a, b: plus(AS_OF, -r(a, b))
        self.jobs = []
        for i in range(r(2, 26)):
            start = day(0, 40)
            limit = plus(start, self.lengths["job"])
            finished = None
            if rng.random() < 0.5:
                finished = plus(start, r(0, self.lengths["job"] + 6))
                if finished > AS_OF:
                    finished = None
            unreadable = finished is None and limit < AS_OF and rng.random() < 0.15
            self.jobs.append({"job_id": f"J{i}", "child_id": rng.choice(self.children), "started": start, "finished": UNREADABLE if unreadable else finished,
                              "excused": rng.choice(["yes", "no", "no"]), "team": rng.choice(["North", "South"])})
        self.plans = [{"plan_id": f"P{i}", "started": day(0, 30), "visits": []} for i in range(r(1, 5))]
        for plan in self.plans:
            at = plan["started"]
            while rng.random() < 0.7:
                at = plus(at, r(1, 10))
                if at > AS_OF:
                    break
                plan["visits"].append(at)
        self.tasks = []
        for i in range(r(1, 13)):
            sent = day(1, 45)
            answered = plus(sent, r(0, 30)) if rng.random() < 0.5 else None
            if answered and answered > AS_OF:
                answered = None
            self.tasks.append({"task_id": f"T{i}", "sent": sent, "answered": answered, "team": rng.choice(["North", "South"])})
        self.people = r(500, 3000)
        self.t = {"share": r(30, 97), "bad": r(5, 60), "open": r(0, 6), "visits": r(40, 95), "all": r(20, 95), "answered": r(40, 100), "wait": r(0, 5), "rate": r(0, 5),
                  "average": r(3, 25), "sum": r(20, 200), "median": r(3, 25), "percentile": r(4, 28), "longest": r(8, 40), "oldest": r(5, 30), "low": r(3, 12), "rank": rng.choice([25, 75, 80, 90])}
        self.t["high"] = self.t["low"] + r(0, 6)
        self.stays = []
        for i in range(r(1, 12)):
            started = day(0, 40)
            ended = plus(started, r(0, 30)) if rng.random() < 0.4 else None
            self.stays.append({"stay_id": f"S{i}", "started": started, "ended": ended if ended and ended <= AS_OF else None})
        self.t |= {"stays": r(8, 36), "stays_low": r(10, 30)}
        self.t["stays_high"] = self.t["stays_low"] + r(0, 5)

    def text(self):
        t, up = self.t, "green at least {0}%, amber at least {1}%, otherwise red"
        share = lambda x: up.format(x, x // 2)
        most = lambda x: f"green at most {x}, amber at most {x + 5}, otherwise red"
        lower = "  lower is better\n"
        stays = "length of stay\n  for each stay\n  on the last day"
        days = "(days from task.sent to task.answered)\n  for each task where task.answered is known\n  counted by task.answered"
        return RULES.format(**self.lengths) + "".join([
            measure("due", "percentage of job_done that are met\n  counted when due", share(t["share"])),
            measure("due_reason", "percentage of job_done that are met or late with reason\n  counted when due", share(t["share"])),
            measure("done", "percentage of job_done that are met\n  counted when done", share(t["share"])),
            measure("started", "percentage of job_done that are met or late with reason\n  counted when started", share(t["share"])),
            measure("bad_due", "percentage of job_done that are late or overdue\n  counted when due", f"green at most {t['bad']}%, amber at most {t['bad'] + 20}%, otherwise red", lower),
            measure("open", "percentage of job_done that are due or due soon\n  counted open on the last day", share(t["share"])),
            measure("schedule", "percentage of visited that are met\n  counted when due", share(t["visits"])),
            measure("windows", "percentage of seen that are met\n  counted when due", share(t["visits"])),
            measure("stages", "percentage of staged that are met\n  counted when due", share(t["visits"])),
            measure("every", "percentage of child where every job_done is met\n  counted when due", share(t["all"])),
            measure("answered", "percentage of task where task.answered is known out of task where task.team is \"North\"\n  on the last day", share(t["answered"])),
            measure("waiting", "count of task where task.answered is missing\n  on the last day", most(t["wait"]), lower),
            measure("rate", "rate per 1000 of area.population\n  for each task where task.answered is missing\n  on the last day", most(t["rate"]), lower),
            measure("team", "percentage of job_done that are met\n  counted when due", share(t["share"]), "  by job.team\n"),
            measure("average", "average of " + days, most(t["average"]), lower),
            measure("sum", "sum of " + days, f"green at least {t['sum']}, amber at least {t['sum'] // 2}, otherwise red"),
            measure("median", "median of " + days, most(t["median"]), lower),
            measure("percentile", f"percentile {t['rank']} of " + days, most(t["percentile"]), lower),
            measure("longest", "longest of " + days, most(t["longest"]), lower),
            measure("oldest", "average of (days from task.sent to that day)\n  for each task where task.answered is missing\n  on the last day", most(t["oldest"]), lower),
            measure("two_sided", "average of " + days, f"green between {t['low']} and {t['high']}, otherwise red"),
            measure("stays_median", "median of " + stays, most(t["stays"]), lower),
            measure("stays_percentile", f"percentile {t['rank']} of " + stays, most(t["stays"]), lower),
            measure("stays_longest", "longest of " + stays, most(t["stays"]), lower),
            measure("stays_between", "average of " + stays, f"green between {t['stays_low']} and {t['stays_high']}, otherwise red"),
            measure("trend", "count of task where task.answered is missing\n  on the last day", "green better than the previous month, otherwise red", lower),
        ])

    def write(self, folder, done=None):
        """`done`: cases that are completed; None: as of as-of, with rows that are recorded for later days and must not be seen."""
        jobs = {job["job_id"]: dict(job) for job in self.jobs}
        visits = [(plan["plan_id"], at) for plan in self.plans for at in plan["visits"]]
        tasks = {task["task_id"]: dict(task) for task in self.tasks}
        stays = {stay["stay_id"]: dict(stay) for stay in self.stays}
        os.makedirs(folder, exist_ok=True)
        if done is None:
            for number, job in enumerate(jobs.values()):
                if job["finished"] is None and number % 3 == 0:
                    job["finished"] = plus(AS_OF, 1 + number % 9)
            jobs["ahead"] = {"job_id": "ahead", "child_id": self.children[0], "started": plus(AS_OF, 2), "finished": plus(AS_OF, 30), "has_reason": "no", "team": "North"}
            visits += [(plan["plan_id"], plus(AS_OF, 1 + number)) for number, plan in enumerate(self.plans) if number % 2]
            for number, task in enumerate(tasks.values()):
                if task["answered"] is None and number % 3 == 1:
                    task["answered"] = plus(AS_OF, 1 + number)
            for number, stay in enumerate(stays.values()):
                if stay["ended"] is None and number % 3 == 2:
                    stay["ended"] = plus(AS_OF, 1 + number)
        for case in done or ():
            if case["record"] == "job":
                jobs[case["key"]]["finished"] = Day.fromisoformat(case["by"])
            elif case["record"] == "plan":
                visits.append((case["key"], Day.fromisoformat(case["by"])))
            elif case["record"] == "stay":
                assert case["what"] == "`stay.ended` recorded", case
                stays[case["key"]]["ended"] = AS_OF
            else:
                assert case["what"] == "`task.answered` recorded", case
                tasks[case["key"]]["answered"] = AS_OF

        def table(name, header, rows):
            with open(os.path.join(folder, name + ".csv"), "w", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(header)
                writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
        table("child", ["child_id"], [[c] for c in self.children])
        table("area", ["area_id", "population"], [["A", self.people]])
        table("job", list(self.jobs[0]), [list(job.values()) for job in jobs.values()])
        table("plan", ["plan_id", "started"], [[p["plan_id"], p["started"]] for p in self.plans])
        table("visit", ["plan_id", "held"], visits)
        table("task", list(self.tasks[0]), [list(task.values()) for task in tasks.values()])
        table("stay", list(self.stays[0]), [list(stay.values()) for stay in stays.values()])

    # --- what the rows mean, once more: units of [(cost, numerator, denominator, unknown)], the first is how it stands if nothing is done ---
    def job_ways(self, job, counted, late_counts, bad=False):
        due = plus(job["started"], self.lengths["job"])
        inside = {"due": due, "started": job["started"]}.get(counted)
        if inside is not None and not FIRST <= inside <= LAST:
            return [(0, 0, 0, 0)]
        met, excused = (0 if bad else 1), job["excused"] == "yes"
        late = (0 if excused else 1) if bad else (1 if late_counts and excused else 0)
        if job["finished"] == UNREADABLE:
            return [(0, 0, 0, 0)] if counted == "done" else [(0, 0, 1, 1)]
        if job["finished"]:
            if counted == "done" and not FIRST <= job["finished"] <= LAST:
                return [(0, 0, 0, 0)]
            return [(0, met if job["finished"] <= due else late, 1, 0)]
        left = (0, 0, 0, 0) if counted == "done" or (counted == "started" and due > LAST) else (0, 1 if bad else 0, 1, 0)
        return [left, (1, met if due >= AS_OF else late, 1, 0)]

    def open_ways(self, job):
        if job["finished"]:     # one that cannot be read may have been open on that day
            return [(0, 0, 1, 1)] if job["finished"] == UNREADABLE else [(0, 0, 0, 0)]
        due = plus(job["started"], self.lengths["job"])
        return [(0, 1 if due >= LAST else 0, 1, 0), (1, 0, 0, 0)]

    def schedule_ways(self, plan):
        ways, visits, cost = [], list(plan["visits"]), 0
        while True:
            at, n, d = plan["started"], 0, 0
            for k, held in enumerate(visits + [None]):
                due = plus(at, self.lengths["first" if k == 0 else "every"])
                if FIRST <= due <= LAST:
                    d += 1
                    n += held is not None and held <= due
                if held is None:
                    break
                at = held
            ways.append((cost, n, d, 0))
            if due > LAST:
                return ways
            visits.append(max(due, AS_OF))
            cost += 1

    def stage_ways(self, plan):
        limits = [plus(plan["started"], self.lengths[name]) for name in ("first", "second", "third")]
        held, ways = sorted(plan["visits"]), []
        while True:
            met = [k < len(held) and held[k] <= due for k, due in enumerate(limits)]
            inside = [FIRST <= due <= LAST for due in limits]
            ways.append((max(0, len(held) - len(plan["visits"])), sum(m and i for m, i in zip(met, inside)), sum(inside), 0))
            if len(held) >= 3:
                return ways
            due = limits[len(held)]
            at = max(due, AS_OF)
            if len(held) > len(plan["visits"]) and at <= held[-1]:      # a day each
                at = plus(held[-1], 1)
            if due > LAST or at > LAST or (due >= AS_OF and at > due):
                return ways
            held.append(at)

    def window_ways(self, plan):
        at, ways = plan["started"], []
        while True:
            begin, end = at, plus(plan["started"], self.lengths["window"] * (len(ways) + 1))
            if end > LAST:
                return ways
            seen = any(begin <= held <= end for held in plan["visits"])
            counts = 1 if end >= FIRST else 0
            ways.append([(0, counts if seen else 0, counts, 0)] + ([(1, counts, counts, 0)] if not seen and end >= AS_OF and counts else []))
            at = plus(end, 1)

    def units(self, form):
        if form in ("due", "team", "due_reason", "done", "started"):
            counted = form if form in ("done", "started") else "due"
            return [self.job_ways(job, counted, form in ("due_reason", "started")) for job in self.jobs]
        if form == "bad_due":
            return [self.job_ways(job, "due", False, bad=True) for job in self.jobs]
        if form == "open":
            return [self.open_ways(job) for job in self.jobs]
        if form == "schedule":
            return [self.schedule_ways(plan) for plan in self.plans]
        if form == "north":
            return [self.job_ways(job, "due", False) for job in self.jobs if job["team"] == "North"]
        if form == "stages":
            return [self.stage_ways(plan) for plan in self.plans]
        if form == "windows":
            return [ways for plan in self.plans for ways in self.window_ways(plan)]
        if form == "answered":
            return [[(0, 1, 1, 0)] if task["answered"] else [(0, 0, 1, 0), (1, 1, 1, 0)] for task in self.tasks if task["team"] == "North"]
        return [[(0, 0, 0, 0)] if task["answered"] else [(0, 1, 1, 0), (1, 0, 0, 0)] for task in self.tasks]

    def program(self, form):
        """The question for clingo."""
        t, lines = self.t, []
        if form == "every":
            for i, job in enumerate(self.jobs):
                ways = self.job_ways(job, "due", False)
                if ways[0][2] == 0:
                    continue
                kind = "unknown" if ways[0][3] else "met" if ways[0][1] else "open" if len(ways) > 1 and ways[1][1] else "failed"
                lines.append(f"job({i},{self.children.index(job['child_id'])},{kind}).")
            return "\n".join(lines) + f"""
{{ done(J) : job(J,_,open) }}.
counts(C) :- job(_,C,_).
fails(C) :- job(_,C,failed).
fails(C) :- job(J,C,open), not done(J).
doubt(C) :- job(_,C,unknown), not fails(C).
met(C) :- counts(C), not fails(C), not doubt(C).
:- #count {{ C : counts(C) }} = 0.
:- #sum {{ 100,C,m : met(C); -{t['all']},C,c : counts(C) }} < 0.
#minimize {{ 1,J : done(J) }}."""
        if form in ("average", "sum", "median", "percentile", "longest", "oldest", "two_sided") or form.startswith("stays_"):
            for i, stay in enumerate(self.stays if form.startswith("stays_") else []):      # an open one grows until it ends
                lines.append(f"item({i},0,0,{((stay['ended'] or LAST) - stay['started']).days}).")
                if not stay["ended"]:
                    lines.append(f"way({i},1,1). item({i},1,1,{(AS_OF - stay['started']).days}).")
            for i, task in enumerate([] if form.startswith("stays_") else self.tasks):
                if form == "oldest":
                    if not task["answered"]:
                        lines.append(f"item({i},0,0,{(LAST - task['sent']).days}). way({i},1,1).")
                elif task["answered"]:
                    if FIRST <= task["answered"] <= LAST:
                        lines.append(f"item({i},0,0,{(task['answered'] - task['sent']).days}).")
                else:
                    lines.append(f"way({i},1,1). item({i},1,1,{(AS_OF - task['sent']).days}).")
            goal = {
                "average": f":- #sum {{ V-{t['average']},I : in(I,V) }} > 0.",
                "oldest": f":- #sum {{ V-{t['oldest']},I : in(I,V) }} > 0.",
                "sum": f":- #sum {{ V,I : in(I,V) }} < {t['sum']}.",
                "longest": f":- in(I,V), V > {t['longest']}.",
                "stays_longest": f":- in(I,V), V > {t['stays']}.",
                "stays_between": f":- #sum {{ V-{t['stays_low']},I : in(I,V) }} < 0. :- #sum {{ V-{t['stays_high']},I : in(I,V) }} > 0.",
                "two_sided": f":- #sum {{ V-{t['low']},I : in(I,V) }} < 0. :- #sum {{ V-{t['high']},I : in(I,V) }} > 0.",
            }.get(form)
            if goal is None:
                rank, top = 50 if form.endswith("median") else t["rank"], t["stays"] if form.startswith("stays_") else t[form]
                goal = f"""size(N) :- N = #count {{ I : in(I,_) }}.
place(I,K) :- in(I,V), K = #count {{ J : in(J,W), W < V; J : in(J,V), J < I }}.
at(K,V) :- in(I,V), place(I,K).
low((N-1)*{rank}/100) :- size(N). rest((N-1)*{rank}\\100) :- size(N).
:- low(K), rest(0), at(K,V), V > {top}.
:- low(K), rest(R), R > 0, at(K,V), at(K+1,W), V*(100-R)+W*R > {top}*100."""
            return "\n".join(lines) + f"""
unit(I) :- item(I,_,_,_). unit(I) :- way(I,_,_).
choice(I,0) :- unit(I). choice(I,W) :- way(I,W,_).
1 {{ pick(I,W) : choice(I,W) }} 1 :- unit(I).
in(I,V) :- pick(I,W), item(I,W,_,V).
:- #count {{ I : in(I,_) }} = 0.
{goal}
#minimize {{ C,I : pick(I,W), way(I,W,C) }}.""" + "\n#defined item/4. #defined way/3."
        for i, ways in enumerate(self.units(form)):
            for w, (cost, n, d, u) in enumerate(ways):
                lines.append(f"way({i},{w},{cost},{n},{d},{u}).")
        if form in ("waiting", "rate", "trend"):
            before = sum(1 for task in self.tasks if not (task["answered"] and task["answered"] < FIRST))      # a record without an order is always there
            goal = {"waiting": f":- #sum {{ N,I : pick(I,_,_,N,_,_) }} > {t['wait']}.",
                    "rate": f":- #sum {{ 1000*N,I : pick(I,_,_,N,_,_) }} > {t['rate'] * self.people}.",
                    "trend": f":- #sum {{ N,I : pick(I,_,_,N,_,_) }} >= {before}."}[form]
        else:
            least = {"schedule": t["visits"], "windows": t["visits"], "stages": t["visits"], "answered": t["answered"]}.get(form, t["share"])
            goal = ":- #sum { D,I : pick(I,_,_,_,D,_) } = 0.\n"
            goal += (f":- #sum {{ 100*(N+U)-{t['bad']}*D,I : pick(I,_,_,N,D,U) }} > 0." if form == "bad_due"
                     else f":- #sum {{ 100*N-{least}*D,I : pick(I,_,_,N,D,_) }} < 0.")
        return "\n".join(lines) + f"""
unit(I) :- way(I,_,_,_,_,_).
1 {{ pick(I,W,C,N,D,U) : way(I,W,C,N,D,U) }} 1 :- unit(I).
{goal}
#minimize {{ C,I : pick(I,_,C,_,_,_) }}.
#defined way/6."""
