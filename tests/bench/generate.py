"""Cases and events for the speed workload: cases.csv and events.csv of any size, the same for the same seed.

    generate.py FOLDER CASES [SEED]

Referrals of thirteen years up to 31 December 2024, about twelve events a case, children that come again. One date in a hundred is
missing where it should stand, and some lie before the date that they should follow: what a rule has to say of such cases is part of
the work. Numpy only; a million cases take about a minute.
"""
import os
import sys

import numpy as np

FIRST, AS_OF = np.datetime64("2012-01-01"), np.datetime64("2024-12-31")
NONE = np.datetime64("NaT", "D")
TEAMS = [f"{name} {number}" for name in ("Assessment North", "Assessment South", "Disability", "Duty", "Looked After", "Safeguarding East",
                                         "Safeguarding West") for number in range(1, 6)]


def days(random, n, low, high):
    return random.integers(low, high + 1, n).astype("timedelta64[D]")


def some(random, share, dates):
    """Each date with this likelihood, else none; what lies after as-of has not happened."""
    return np.where((random.random(len(dates)) < share) & ~(dates > AS_OF), dates, NONE)


def text(dates):
    return np.where(np.isnat(dates), "", np.datetime_as_string(dates))


def cases(random, n):
    referred = np.sort(FIRST + days(random, n, 0, (AS_OF - FIRST).astype(int)))
    out = {"case_id": 40_000_000 + np.cumsum(random.integers(1, 9, n)),
           "child_id": np.where(random.random(n) < 0.002, -1, 700_000 + random.integers(0, max(1, n * 5 // 8), n)),
           "dob": some(random, 0.99, referred - days(random, n, 0, 17 * 365)),
           "gender": random.choice(["F", "M", "U"], n), "ethnicity": random.choice(["WBRI", "MWBC", "AIND", "BAFR", "NOBT"], n),
           "team": random.choice(TEAMS, n), "ward": np.char.add("Ward ", random.integers(1, 31, n).astype(str)),
           "worker": np.char.add("W", random.integers(100, 400, n).astype(str)),
           "source": random.choice(["School", "Police", "Health", "Individual", "Other"], n), "category": random.choice(["N1", "N2", "N4", "N5"], n)}
    decision = random.choice(["ASSESS", "NFA", "STRAT", "", "assess"], n, p=[0.68, 0.2, 0.08, 0.03, 0.01])
    decided = referred + days(random, n, 0, 1) + np.where(random.random(n) < 0.12, days(random, n, 0, 9), np.timedelta64(0, "D"))
    began = decided + days(random, n, 0, 12)
    finished = began + days(random, n, 2, 75)
    strategy = referred + days(random, n, 0, 12)
    conference = strategy + days(random, n, 4, 27)
    protected = conference + days(random, n, 0, 3)
    unprotected = protected + days(random, n, 30, 600)
    looked_after = referred + days(random, n, 0, 200)
    left = looked_after + days(random, n, 5, 1200)
    assessed, discussed = np.isin(decision, ["ASSESS", "assess"]), random.random(n) < 0.14
    child_protection, care = discussed & (random.random(n) < 0.6), random.random(n) < 0.08
    keep = lambda which, share, dates: some(random, share, np.where(which, dates, NONE))
    every = np.ones(n, bool)
    out.update(referral_date=some(random, 0.995, referred), decision=decision, decision_date=keep(every, 0.97, decided),
               assessment_start=keep(assessed, 0.96, began), assessment_end=keep(assessed, 0.96, finished), strategy_date=keep(discussed, 0.97, strategy),
               icpc_date=keep(discussed, 0.93, conference), cp_start=keep(child_protection, 0.99, protected),
               core_group_date=keep(child_protection, 0.95, protected + days(random, n, 2, 16)), cp_end=keep(child_protection, 0.8, unprotected),
               lac_start=keep(care, 0.99, looked_after), perm_plan_date=keep(care, 0.94, looked_after + days(random, n, 60, 150)),
               lac_end=keep(care, 0.7, left))
    # What was typed a month or a year too early.
    for name in ("decision_date", "assessment_end", "icpc_date", "cp_end", "lac_end", "perm_plan_date"):
        out[name] = np.where(random.random(n) < 0.004, out[name] - days(random, n, 20, 400), out[name])
    return out


def series(random, of, begins, ends, gap, spread, kind):
    """Events of a kind from begins to ends, each about `gap` days after the one before."""
    there = ~np.isnat(begins)
    of, begins, ends = of[there], begins[there], np.where(np.isnat(ends), AS_OF, ends)[there]
    counts = np.maximum((ends - begins).astype(int) // gap, 0)
    at = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    due = np.repeat(begins, counts) + ((at + 1) * gap).astype("timedelta64[D]")
    return np.repeat(of, counts), due, due + days(random, len(due), -spread, spread // 2), np.full(len(due), kind)


def events(random, case):
    n, of = len(case["case_id"]), case["case_id"]
    parts = [series(random, of, case["cp_start"], case["cp_end"], 9, 5, "visit"), series(random, of, case["cp_start"], case["cp_end"], 170, 30, "cp_review"),
             series(random, of, case["lac_start"], case["lac_end"], 150, 40, "lac_review"),
             series(random, of, case["lac_start"], case["lac_end"], 210, 60, "health_assessment"),
             series(random, of, case["lac_start"], case["lac_end"], 120, 20, "pep")]
    more = max(0, 12 * n - sum(len(part[0]) for part in parts))
    which = random.integers(0, n, more)
    begins = np.where(np.isnat(case["referral_date"]), FIRST, case["referral_date"])[which]
    due = begins + days(random, more, 5, 400)
    parts.append((of[which], due, due + days(random, more, -6, 9), random.choice(["supervision", "visit", "health_assessment"], more, p=[0.93, 0.06, 0.01])))
    key, due, held, kind = (np.concatenate(part) for part in zip(*parts))
    key = np.where(random.random(len(key)) < 0.0005, key + 500_000_000, key)    # of no case in the file
    held = some(random, 0.97, held)
    order = np.argsort(due, kind="stable")
    worker = np.char.add("W", random.integers(100, 400, len(key)).astype(str))
    return {"event_id": 9_000_000 + np.arange(len(key)), "case_id": key[order], "event_type": kind[order], "due_date": due[order], "held_date": held[order], "worker": worker[order]}


def write(path, columns):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(columns) + "\n")
        n = len(next(iter(columns.values())))
        for first in range(0, n, 200_000):
            part = []
            for values in columns.values():
                values = values[first:first + 200_000]
                if values.dtype.kind == "M":
                    values = text(values)
                elif values.dtype.kind in "iu":
                    values = np.where(values < 0, "", values.astype(str))
                part.append(values.tolist())
            out.writelines(",".join(row) + "\n" for row in zip(*part))


def main(folder, count, seed=7):
    random = np.random.default_rng(int(seed))
    os.makedirs(folder, exist_ok=True)
    case = cases(random, int(count))
    write(os.path.join(folder, "cases.csv"), case)
    write(os.path.join(folder, "events.csv"), events(random, case))


if __name__ == "__main__":
    main(*sys.argv[1:])
