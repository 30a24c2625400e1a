#!/usr/bin/env python3
"""Works measures out a second time, by other means, and compares: figures.py DULY

Small towns made at random go through `duly run`; each figure, its range, its grade and whether it is hidden are then worked out from the same rows
with Python's fractions. Where it is not told which records count, all subsets of them are tried; where a value has a range, the
grades are those at some thousand points of it.
"""
import csv
import datetime
import fractions
import itertools
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DULY = os.path.abspath(sys.argv[1])
TOWNS = 25
F, Day, INF = fractions.Fraction, datetime.date, float("inf")
AS_OF, NOVEMBER, ONE = Day(2026, 4, 30), Day(2025, 11, 1), datetime.timedelta(days=1)
UNREADABLE = "2026-13-45"
AREAS = {"A": ("North", 1000), "B": ("South", 2000), "C": ("North", 500)}
ENGLAND = {Day(2025, 9, 30): 4, Day(2025, 12, 31): 3, Day(2026, 1, 31): 5, Day(2026, 3, 31): 2}
GRADES = ["green", "amber", "red"]


def month_end(day):
    return Day(day.year + (day.month == 12), day.month % 12 + 1, 1) - ONE


def stretches(first, months):
    """Months, or the quarters of a year that starts in April, from the one that holds `first` to the one that holds as-of."""
    start = Day(first.year, first.month, 1)
    while (start.month - 4) % months:
        start = (start - ONE).replace(day=1)
    found = []
    while start <= AS_OF:
        end = start - ONE
        for _ in range(months):
            end = month_end(end + ONE)
        found.append((start, end))
        start = end + ONE
    return found


def month_name(day):
    return f"{day.year}-{day.month:02d}"


def quarter_name(day):
    year = day.year if day.month >= 4 else day.year - 1
    return f"{year}/{(year + 1) % 100:02d} Q{(day.month - 4) % 12 // 3 + 1}"


def percentile(values, rank):
    values = sorted(values)
    place = F(rank, 100) * (len(values) - 1)
    low = values[int(place)]
    rest = place - int(place)
    if not rest:
        return low
    high = values[int(place) + 1]
    return -INF if low == -INF else INF if high == INF else low + rest * (high - low)


def shown(value, places=2):
    """As measures.csv writes it: half away from zero, a whole number without places."""
    if value is None or abs(value) == INF:
        return ""
    value = F(value)
    if places == 2 and value.denominator == 1:
        return str(value.numerator)
    size = abs(value) * 10 ** places
    digits = int(size + F(1, 2))
    text = f"{digits // 10 ** places}.{digits % 10 ** places:0{places}d}"
    return "-" + text if value < 0 and digits else text


def between(low, high, grades_of):
    """Every grade from the best to the worst that some value from low to high has."""
    if low is None:
        return "unrated"
    low, high = max(low, F(-10 ** 6)), min(high, F(10 ** 6))
    points = {low, high}
    for edge in (F(twentieth, 20) for twentieth in range(-100, 400)):
        points.update(point for point in (edge - F(1, 10 ** 9), edge, edge + F(1, 10 ** 9)) if low < point < high)
    places = [GRADES.index(grade) for point in points for grade in grades_of(point)]
    return " or ".join(GRADES[min(places):max(places) + 1])


def hidden(counts, under):
    """Which rows may not be shown: `counts` by group, the total first."""
    small = {group for group, count in counts.items() if 0 < count < under}
    groups = [group for group in counts if group and group in small]
    others = [(count, at, group) for at, (group, count) in enumerate(counts.items()) if group and group not in small]
    if len(groups) == 1 and others:
        small.add(min(others)[2])
    return small


def number(text):
    try:
        return F(text)
    except (ValueError, TypeError):
        return None


class Town:
    def __init__(self, seed):
        self.seed, chance = seed, random.Random(seed)
        self.children = {f"c{i}": (chance.choice(["East", "West", ""]), chance.choice("ABC")) for i in range(8)}
        self.visits = []
        for i in range(chance.randint(20, 90)):
            planned = Day(2025, 9, 1) + ONE * chance.randint(0, 240)
            held = chance.choice([None, planned + ONE * chance.randint(0, 5), planned + ONE * chance.randint(0, 3), UNREADABLE if chance.random() < 0.3 else planned])
            waited = chance.choice(["", "?", *range(-3, 9), *range(9)]) if chance.random() < 0.6 else chance.randint(0, 8)
            self.visits.append({"id": f"v{i}", "planned": planned, "held": held, "waited": waited, "flag": chance.choice(["y", "y", "y", "n", ""]),
                                "size": chance.randint(1, 10), "child": chance.choice(list(self.children))})
        for visit in self.visits:
            visit["value"] = number(visit["waited"])
            visit["team"] = self.children[visit["child"]][0] or "(blank)"
            visit["region"] = AREAS[self.children[visit["child"]][1]][0]

    def run(self, folder):
        def write(name, head, rows):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(head + "\n")
                file.writelines(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)
        write("areas.csv", "id,region,population", [(key, *area) for key, area in AREAS.items()])
        write("children.csv", "id,team,area", [(key, *child) for key, child in self.children.items()])
        columns = ["id", "planned", "held", "waited", "flag", "size", "child"]
        write("visits.csv", ",".join(columns), [[visit[column] for column in columns] for visit in self.visits])
        write("figures.csv", "measure,period,area,value", [("mean_wait", day, "England", value) for day, value in ENGLAND.items()])
        out = os.path.join(folder, "out")
        subprocess.run([DULY, "run", os.path.join(HERE, "figures.duly"), "--data", folder, "--as-of", str(AS_OF), "--out", out], check=False, capture_output=True)
        with open(os.path.join(out, "measures.csv"), encoding="utf-8-sig") as file:
            rows = [row for row in csv.DictReader(file) if row["kind"] != "unplaced"]
        self.given = {(row["measure"], row["kind"], row["period"] if row["kind"] != "rolling" else row["to"], row["group"]): row for row in rows}
        self.wrong, self.seen = [], 0

    def expect(self, *place, **wanted):
        row = self.given.pop(place, None)
        self.seen += 1
        for column, value in wanted.items():
            if row is None or row[column] != str(value):
                self.wrong.append(f"town {self.seed}, {place}: {column} is {row and row[column]}, not {value}")


def groups(visits, by):
    found = {"": visits}
    for visit in sorted(visits, key=lambda one: one[by]):
        found.setdefault(visit[by], []).append(visit)
    return found


def means(town, name, end, here):
    def grades(value):
        if end not in ENGLAND:
            return GRADES
        return ["green"] if value <= ENGLAND[end] else ["amber"] if value <= ENGLAND[end] * F(11, 10) else ["red"]
    for group, visits in groups([visit for visit in here if visit["flag"] != "n"], "team").items():
        unknown = sum(visit["flag"] == "" or visit["value"] is None for visit in visits)
        value = sum(max(visit["value"], 0) for visit in visits) / F(len(visits)) if visits and not unknown else None
        town.expect("mean_wait", "month", name, group, worst=shown(value), best=shown(value), unknown=unknown, grade=between(value, value, grades))


def medians(town, name, here):
    found = groups([visit for visit in here if visit["flag"] != "n"], "team")
    secret = hidden({group: len(visits) for group, visits in found.items()}, 3)
    for group, visits in found.items():
        if group in secret:
            town.expect("mid_wait", "month", name, group, hidden="yes", worst="", best="", grade="")
            continue
        certain, perhaps = [], []
        for visit in visits:
            (certain if visit["flag"] == "y" else perhaps).append((-INF, INF) if visit["value"] is None else (visit["value"],) * 2)
        lows, highs = [], []
        for size in range(len(perhaps) + 1):
            for some in itertools.combinations(perhaps, size):
                if all_of := certain + list(some):
                    lows.append(percentile([low for low, _ in all_of], 50))
                    highs.append(percentile([high for _, high in all_of], 50))
        low, high = (min(lows), max(highs)) if lows else (None, None)
        grade = between(low, high, lambda value: ["green"] if value <= 3 else ["amber"] if value <= 5 else ["red"])
        unknown = sum(visit["flag"] == "" or visit["value"] is None for visit in visits)
        town.expect("mid_wait", "month", name, group, hidden="no", worst=shown(high), best=shown(low), unknown=unknown, grade=grade)


def quotients(town, name, here, known):
    """Thirds, and parts with up to ten divisors, whose sums often stand exactly on an edge."""
    def part(visit):
        return visit["value"] / visit["size"]
    for group, visits in groups(known, "team").items():
        value = sum(visit["value"] for visit in visits) / 3 if visits else None
        grade = between(value, value, lambda value: ["green"] if value >= 8 else ["amber"] if value >= 4 else ["red"])
        town.expect("thirds_known", "month", name, group, best=shown(value), grade=grade)
    for group, visits in groups([visit for visit in here if visit["flag"] != "n"], "team").items():
        unknown = any(visit["flag"] == "" or visit["value"] is None for visit in visits)
        value = sum(max(part(visit), F(0)) for visit in visits) / len(visits) if visits and not unknown else None
        grade = between(value, value, lambda value: ["green"] if value <= 1 else ["amber"] if value <= F(3, 2) else ["red"])
        town.expect("mean_part", "month", name, group, worst=shown(value), best=shown(value), grade=grade)
    value = max(map(part, known), default=None)
    grade = between(value, value, lambda value: ["green"] if value > F(7, 2) else ["amber"] if value >= 2 else ["red"])
    town.expect("longest_part", "month", name, "", best=shown(value), grade=grade)
    for group, visits in groups(known, "region").items():
        size = F(sum(visit["size"] for visit in visits), 7)
        town.expect("share_of_parts", "month", name, group, best=shown(sum(map(part, visits)) * 100 / size, 1) if size else "")


def upper_parts(town, name, here):
    for group, visits in groups(here, "team").items():
        lows = [-INF if visit["value"] is None else visit["value"] / visit["size"] for visit in visits]
        highs = [INF if visit["value"] is None else visit["value"] / visit["size"] for visit in visits]
        low, high = (percentile(lows, 75), percentile(highs, 75)) if visits else (None, None)
        grade = between(low, high, lambda value: ["green"] if 1 <= value <= 2 else ["amber"] if F(1, 2) <= value <= F(5, 2) else ["red"])
        town.expect("upper_part", "quarter", name, group, worst=shown(low), best=shown(high), grade=grade)


def rates(town, name, here):
    found = groups([visit for visit in here if visit["flag"] != "n"], "region")
    people = {"": 3500, "North": 1500, "South": 2000}
    cases = {group: sum(visit["flag"] == "y" for visit in found.get(group, [])) for group in people}
    secret = hidden(cases, 3)
    for group, count in cases.items():
        unknown = len(found.get(group, [])) - count
        if group in secret:
            town.expect("visit_rate", "month", name, group, hidden="yes", worst="", best="")
        else:
            town.expect("visit_rate", "month", name, group, hidden="no", worst=shown(F(count * 1000, people[group])),
                        best=shown(F((count + unknown) * 1000, people[group])), numerator=count, unknown=unknown)


def totals(town):
    """Sums with movement: each value beside those of its own group before it."""
    known = [visit for visit in town.visits if visit["value"] is not None]
    months = stretches(min(visit["planned"] for visit in known), 1)
    quarters = stretches(months[0][0], 3)

    def two_before(start):
        for _ in range(2):
            start = (start - ONE).replace(day=1)
        return start
    kinds = [("month", months, [month_name(start) for start, _ in months]), ("quarter", quarters, [quarter_name(start) for start, _ in quarters]),
             ("rolling", [(two_before(start), end) for start, end in months], [str(end) for _, end in months])]

    def sums(periods):
        found = [groups([visit for visit in known if start <= visit["planned"] <= end], "team") for start, end in periods]
        return [{group: sum(visit["value"] for visit in visits) if visits else None for group, visits in one.items()} for one in found]
    by_month = sums(months)
    for kind, periods, names in kinds:
        values, steps = sums(periods), 1 if kind == "quarter" else 3
        since = next((at for at, (start, end) in enumerate(quarters if kind == "quarter" else months) if start <= NOVEMBER <= end), None)
        for at, (start, end) in enumerate(periods):
            for group, value in values[at].items():
                run = [values[at - back].get(group) if at >= back else None for back in range(steps, 0, -1)] + [value]
                if kind == "quarter":
                    before = [by_month[i].get(group) for i, month in enumerate(months) if month[1] < start][-1:]
                else:
                    before = [values[at - 1].get(group)] if at else []
                base = values[since].get(group) if since is not None and since < at else None
                if value is None or end > AS_OF:
                    grade = "unrated"
                elif None not in run and all(b < a for a, b in zip(run, run[1:])):
                    grade = "red"
                elif before and before[0] is not None and value > before[0]:
                    grade = "green"
                else:
                    grade = "amber" if base is not None and value > base and value >= base + abs(base) / 10 else "red"
                town.expect("total_known", kind, names[at], group, best=shown(value), grade=grade)


def turns(town):
    """Children all of whose visits are in time."""
    judged = []
    for visit in town.visits:
        due = visit["planned"] + 2 * ONE
        held = visit["held"] if visit["held"] == UNREADABLE or (visit["held"] and visit["held"] <= AS_OF) else None
        if due < AS_OF or (due == AS_OF and held):
            judged.append((visit, due, "unknown" if held == UNREADABLE else held is not None and held <= due))
    for start, end in stretches(min(due for _, due, _ in judged), 1):
        children = {}
        for visit, due, outcome in judged:
            if start <= due <= end:
                children.setdefault((visit["team"], visit["child"]), []).append(outcome)
        for group in {"", *(team for team, _ in children)}:
            mine = [outcomes for (team, _), outcomes in children.items() if group in ("", team)]
            met = sum(all(outcome is True for outcome in outcomes) for outcomes in mine)
            unknown = sum("unknown" in outcomes and False not in outcomes for outcomes in mine)
            place = ("all_held", "month", month_name(start), group)
            if not mine:
                town.expect(*place, best="", grade="unrated")
                continue
            low, high = F(met, len(mine)), F(met + unknown, len(mine))
            grade = between(low, high, lambda value: ["green"] if value >= F(3, 5) else ["amber"] if value >= F(1, 2) else ["red"])
            town.expect(*place, numerator=met, denominator=len(mine), unknown=unknown, worst=shown(low * 100, 1), best=shown(high * 100, 1), grade=grade)


def compare(town):
    first = min(visit["planned"] for visit in town.visits)
    for start, end in stretches(first, 1):
        here, name = [visit for visit in town.visits if start <= visit["planned"] <= end], month_name(start)
        known = [visit for visit in here if visit["value"] is not None]
        means(town, name, end, here)
        medians(town, name, here)
        rates(town, name, here)
        quotients(town, name, here, known)
        town.expect("longest_known", "month", name, "", best=shown(max((visit["value"] for visit in known), default=None)))
        for group, visits in groups(known, "region").items():
            size = sum(visit["size"] for visit in visits)
            town.expect("share_used", "month", name, group, best=shown(sum(visit["value"] for visit in visits) * 100 / size, 1) if size else "")
    for start, end in stretches(first, 3):
        for group, visits in groups([visit for visit in town.visits if start <= visit["planned"] <= end], "team").items():
            lows = [F(0) if visit["value"] is None else max(visit["value"], F(0)) for visit in visits]
            highs = [INF if visit["value"] is None else max(visit["value"], F(0)) for visit in visits]
            low, high = (percentile(lows, 75), percentile(highs, 75)) if visits else (None, None)
            grade = between(low, high, lambda value: ["green"] if 2 <= value <= 5 else ["amber"] if 1 <= value <= 6 else ["red"])
            town.expect("upper_wait", "quarter", quarter_name(start), group, worst=shown(low), best=shown(high), grade=grade if len(visits) >= 4 else "unrated")
        upper_parts(town, quarter_name(start), [visit for visit in town.visits if start <= visit["planned"] <= end])
    totals(town)
    turns(town)
    town.wrong += [f"town {town.seed}, {place}: not expected" for place, row in town.given.items() if row["best"] or row["worst"]]


wrong, seen = [], 0
for seed in range(1, TOWNS + 1):
    town = Town(seed)
    with tempfile.TemporaryDirectory() as folder:
        town.run(folder)
    compare(town)
    wrong += town.wrong
    seen += town.seen
print("\n".join(wrong[:20]))
print(f"{seen} figures of {TOWNS} towns, {len(wrong)} differ")
sys.exit(1 if wrong or seen < 100 * TOWNS else 0)
