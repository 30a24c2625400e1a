"""The workload in pandas and NumPy, all by columns: pandas_peer.py DATA OUT.

Working days go through two tables, which is quicker than NumPy's busday_offset; dates are read as categories, so that each is parsed once.
"""
import sys

import numpy as np
import pandas as pd

data, out = sys.argv[1:3]
NONE = np.int32(-(1 << 30))
AS_OF, LAW = (int(np.datetime64(day, "D").astype(int)) for day in ("2024-12-31", "2013-04-15"))
WORDS = np.array(["met", "late", "overdue", "due", "unknown", ""], object)
MET, LATE, OVERDUE, DUE, UNKNOWN, NOTHING = range(6)
DATES = ["dob", "referral_date", "decision_date", "assessment_start", "assessment_end", "strategy_date", "icpc_date", "cp_start", "core_group_date", "cp_end",
         "lac_start", "perm_plan_date", "lac_end"]

first = int(np.datetime64("1990-01-01", "D").astype(int))
calendar = pd.read_csv(f"{data}/calendar.csv", usecols=["is_wd", "wd"])
open_before = calendar["wd"].to_numpy(np.int32)
open_days = np.concatenate([[0], np.flatnonzero(calendar["is_wd"].to_numpy()) + first]).astype(np.int32)


def working(day, count):
    return open_days[open_before[day - first] + count]


def months(day, count):
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    of_month = day.astype("datetime64[D]") - month.astype("datetime64[D]")
    there = month + count
    return np.minimum(there.astype("datetime64[D]") + of_month, (there + 1).astype("datetime64[D]") - 1).astype(int).astype(np.int32)


def day_numbers(column):
    days = column.cat.categories.to_numpy().astype("datetime64[D]").astype(int).astype(np.int32)
    return np.append(days, NONE)[column.cat.codes.to_numpy()]


case = pd.read_csv(f"{data}/cases.csv", usecols=["case_id", "child_id", "team", "decision"] + DATES, engine="c", low_memory=False,
                   dtype={"case_id": np.int64, "child_id": float, "team": "category", "decision": "category", **{name: "category" for name in DATES}})
key, child, teams = case["case_id"].to_numpy(), case["child_id"].to_numpy(), case["team"].cat.categories.to_numpy()
team = case["team"].cat.codes.to_numpy().astype(np.int64)
at = {name: day_numbers(case[name]) for name in DATES}
decided_how = case["decision"].cat.codes.to_numpy()
assess = decided_how == (list(case["decision"].cat.categories).index("ASSESS") if "ASSESS" in case["decision"].cat.categories else -2)
del case
event = pd.read_csv(f"{data}/events.csv", usecols=["case_id", "event_type", "held_date"], engine="c", low_memory=False,
                    dtype={"case_id": np.int64, "event_type": "category", "held_date": "category"})
kinds = list(event["event_type"].cat.categories)
kind, held, of = event["event_type"].cat.codes.to_numpy(), day_numbers(event["held_date"]), event["case_id"].to_numpy()
del event
there = (held != NONE) & np.isin(kind, [kinds.index(name) for name in ("visit", "lac_review", "health_assessment") if name in kinds])
kind, held, of = kind[there], held[there], of[there]
row = np.minimum(np.searchsorted(key, of), len(key) - 1)
there = key[row] == of
kind, held, row = kind[there], held[there], row[there].astype(np.int64)

counts, breaches, upcoming = [], [], []


def put_down(rule, rows, outcome, due, done):
    tally = np.bincount(outcome, minlength=6)
    counts.extend((rule, WORDS[word], tally[word]) for word in range(5) if tally[word])
    for into, which in ((breaches, (outcome == LATE) | (outcome == OVERDUE)), (upcoming, outcome == DUE)):
        into.append((rule, key[rows[which]], outcome[which], due[which], done[which]))


def known(day):
    return day != NONE


def undone(outcome, which, due, ended):
    """What is not done by its end, or by today."""
    outcome[which] = np.where(known(ended), np.where(ended > due, LATE, NOTHING), np.where(AS_OF <= due, DUE, OVERDUE))[which]


def deadline(rule, start, done, later, ended, limit, rows=None, asked=None):
    rows = np.arange(len(key)) if rows is None else rows
    start, done = start[rows], done[rows]
    ended = np.full(len(rows), NONE) if ended is None else ended[rows]
    shown = np.zeros(len(rows), bool)
    for name in later:
        shown |= known(at[name][rows])
    asked = np.zeros(len(rows), bool) if asked is None else asked
    begun, due = known(start), np.full(len(rows), NONE)
    due[begun] = limit(start[begun])
    outcome = np.full(len(rows), NOTHING)
    undone(outcome, begun, due, ended)
    outcome[begun & shown] = UNKNOWN
    is_done = begun & known(done)
    outcome[is_done] = np.where(done <= due, MET, LATE)[is_done]
    outcome[begun & ((known(done) & (done < start)) | (known(ended) & (ended < start)))] = UNKNOWN
    outcome[~begun & (asked | known(done) | shown | known(ended))] = UNKNOWN
    put_down(rule, rows, outcome, due, done)
    return rows, outcome, due


def of_some(*names):
    return np.flatnonzero(np.logical_or.reduce([known(at[name]) for name in names]))


deadline("r01", at["referral_date"], at["decision_date"], ["assessment_start", "assessment_end", "strategy_date"], None, lambda day: working(day, 1))
deadline("r02", at["strategy_date"], at["icpc_date"], ["cp_start"], None, lambda day: working(day, 15), of_some("strategy_date", "icpc_date", "cp_start"))
unsaid, assessed = np.flatnonzero(decided_how < 0), np.flatnonzero(assess)
nothing = np.full(len(unsaid), NONE)
for rule in ("r03", "r10"):
    put_down(rule, unsaid, np.full(len(unsaid), UNKNOWN), nothing, nothing)
asked = np.ones(len(assessed), bool)
deadline("r03", at["decision_date"], at["assessment_start"], ["assessment_end"], None, lambda day: day + 10, assessed, asked)
in_time = deadline("r10", at["referral_date"], at["assessment_end"], [], None, lambda day: working(day, np.where(day < LAW, 35, 45)), assessed, asked)
deadline("r04", at["lac_start"], at["perm_plan_date"], [], at["lac_end"], lambda day: months(day, 4), of_some("lac_start", "perm_plan_date", "lac_end"))
deadline("r05", at["cp_start"], at["core_group_date"], [], at["cp_end"], lambda day: working(day, 10), of_some("cp_start", "core_group_date", "cp_end"))


def in_period(name, start, ended):
    """Events of this kind in the period of their case: row and day, in order."""
    of_kind = kind == (kinds.index(name) if name in kinds else -1)
    rows, days = row[of_kind], held[of_kind]
    inside = known(start[rows]) & (days >= start[rows]) & (~known(ended[rows]) | (days <= ended[rows]))
    both = (rows[inside] << 32) | days[inside]
    both.sort()
    return both >> 32, (both & 0xffffffff).astype(np.int32)


def schedule(rule, start, ended, events, limit, spoilt=None):
    wrong = known(ended) & (~known(start) | (ended < start))
    if spoilt is not None:
        wrong |= known(start) & spoilt
    good = known(start) & ~wrong
    rows, days = events
    kept = good[rows]
    rows, days = rows[kept], days[kept]
    opens = np.ones(len(rows), bool)
    opens[1:] = rows[1:] != rows[:-1]
    begins = np.flatnonzero(opens)
    sizes = np.diff(np.append(begins, len(rows)))
    before = np.empty_like(days)
    before[1:] = days[:-1]
    before[opens] = start[rows[opens]]
    nth = np.arange(len(rows)) - np.repeat(begins, sizes) + 1
    # The turn after the last event.
    cases = np.flatnonzero(good)
    last, turn = start[cases].copy(), np.ones(len(cases), np.int64)
    place = np.searchsorted(cases, rows[begins])
    last[place], turn[place] = days[begins + sizes - 1], sizes + 1
    all_rows = np.concatenate([rows, cases])
    due = limit(np.concatenate([before, last]), np.concatenate([nth, turn]), all_rows)
    done = np.concatenate([days, np.full(len(cases), NONE)])
    outcome = np.where(done <= due, MET, LATE)
    undone(outcome, done == NONE, due, ended[all_rows])
    bad = np.flatnonzero(wrong)
    none = np.full(len(bad), NONE)
    put_down(rule, np.concatenate([all_rows, bad]), np.concatenate([outcome, np.full(len(bad), UNKNOWN)]), np.concatenate([due, none]), np.concatenate([done, none]))


def review_limit(day, nth, rows):
    due = np.empty_like(day)
    for which, limit in ((nth == 1, lambda day: working(day, 20)), (nth == 2, lambda day: months(day, 3)), (nth > 2, lambda day: months(day, 6))):
        due[which] = limit(day[which])
    return due


five, has_dob = np.full(len(key), NONE), known(at["dob"])
born = at["dob"][has_dob]
same_day = months(born, 60)
of_month = lambda day: (day.astype("datetime64[D]") - day.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]")).astype(int)
five[has_dob] = same_day + (of_month(same_day) != of_month(born))     # of 29 February, 1 March
schedule("r07", at["cp_start"], at["cp_end"], in_period("visit", at["cp_start"], at["cp_end"]), lambda day, nth, rows: working(day, 10))
schedule("r08", at["lac_start"], at["lac_end"], in_period("lac_review", at["lac_start"], at["lac_end"]), review_limit)
checks = in_period("health_assessment", at["lac_start"], at["lac_end"])
schedule("r09", at["lac_start"], at["lac_end"], checks, lambda day, nth, rows: np.where(day < five[rows], months(day, 6), months(day, 12)), ~has_dob)
first_check = np.full(len(key), NONE)
opens = np.ones(len(checks[0]), bool)
opens[1:] = checks[0][1:] != checks[0][:-1]
first_check[checks[0][opens]] = checks[1][opens]
deadline("r06", at["lac_start"], first_check, [], at["lac_end"], lambda day: working(day, 20), of_some("lac_start", "lac_end"))

# Figures by team and month.
BASE, MONTHS = 2010 * 12, 16 * 12
month_of = lambda day: day.astype("datetime64[D]").astype("datetime64[M]").astype(int) + 1970 * 12 - BASE
figures = []


def figure(measure, part, total, grade):
    place = np.flatnonzero(total)
    part, total = part[place], total[place]
    grades = grade(100 * part, total)
    figures.append(pd.DataFrame({"measure": measure, "group": teams[place // MONTHS], "period": [f"{m // 12 + 2010}-{m % 12 + 1:02}" for m in place % MONTHS],
                                 "numerator": part, "denominator": total, "grade": grades}))
    words, tally = np.unique(grades, return_counts=True)
    counts.extend((measure, word, count) for word, count in zip(words, tally))


rows, outcome, due = in_time
which = np.isin(outcome, [MET, LATE, OVERDUE]) & (due <= AS_OF)
place = team[rows[which]] * MONTHS + month_of(due[which])
size = len(teams) * MONTHS
figure("r11", np.bincount(place, outcome[which] == MET, size).astype(np.int64), np.bincount(place, minlength=size),
       lambda part, total: np.select([part >= 90 * total, part >= 80 * total], ["green", "amber"], "red"))
rows = np.flatnonzero(known(at["referral_date"]) & ~np.isnan(child))
rows = rows[np.lexsort((key[rows], at["referral_date"][rows], child[rows]))]
of_child, referred = child[rows], at["referral_date"][rows]
again = np.zeros(len(rows), bool)
again[1:] = (of_child[1:] == of_child[:-1]) & (referred[1:] <= months(referred[:-1], 12))
place = team[rows] * MONTHS + month_of(referred)
monthly = [np.bincount(place, weights, size).astype(np.int64).reshape(-1, MONTHS) for weights in (again, None)]
rolling = []
for one in monthly:
    total = np.cumsum(one, 1)
    total[:, 12:] -= np.cumsum(one, 1)[:, :-12]
    total[:, :3 * 12] = 0      # from 2013
    total[:, 15 * 12:] = 0     # to 2024
    rolling.append(total.ravel())
figure("r12", *rolling, lambda part, total: np.select([part <= 20 * total, part <= 25 * total], ["green", "amber"], "red"))

day_texts = np.append(np.datetime_as_string(np.arange(first, first + len(calendar)).astype("datetime64[D]")).astype(object), "")
as_text = lambda day: day_texts[np.where(day == NONE, len(day_texts) - 1, day - first)]
for name, parts in (("breaches", breaches), ("upcoming", upcoming)):
    with open(f"{out}/{name}.csv", "w", encoding="utf-8") as file:
        file.write("rule,key,outcome,due,done\n")
        for rule, keys, outcome, due, done in parts:
            pd.DataFrame({"rule": rule, "key": keys, "outcome": WORDS[outcome], "due": as_text(due), "done": as_text(done)}).to_csv(file, header=False, index=False)
pd.concat(figures).to_csv(f"{out}/kpi.csv", index=False)
pd.DataFrame(counts, columns=["rule", "outcome", "count"]).groupby(["rule", "outcome"], as_index=False).sum().to_csv(f"{out}/counts.csv", index=False)
