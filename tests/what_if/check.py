#!/usr/bin/env python3
"""What if, against clingo: check.py DULY [TOWNS [SEED]]

Small towns made at random: rule text and CSV files. `duly explain --to` tells the fewest cases to complete; the same question is put to the
answer set solver clingo, from the rows alone and with day counting of its own. Then each set of cases that Duly names is really completed
in the CSV files, and `duly run` at the end of the period must find the grade reached, and no longer so with any one of the cases left out.
"""
import concurrent.futures
import csv
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from town import AFTER, AS_OF, FORMS, Town

DULY = os.path.abspath(sys.argv[1])
TOWNS = int(sys.argv[2]) if len(sys.argv) > 2 else 16
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1


def solve(program):
    """The least cost, or None."""
    found = subprocess.run(["clingo", "--outf=2", "--quiet=1", "-"], input=program, capture_output=True, text=True, check=False)
    told = json.loads(found.stdout)
    if told["Result"] == "UNSATISFIABLE":
        return None
    assert told["Result"] in ("OPTIMUM FOUND", "SATISFIABLE"), (told["Result"], program, found.stderr)
    return told["Models"]["Costs"][0] if "Costs" in told["Models"] else 0       # nothing to choose


def duly(*words):
    done = subprocess.run([DULY, *words], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 2), (words, done.stderr)
    return done.stdout


def grades(rules, data, folder):
    duly("run", rules, "--data", data, "--as-of", AFTER.isoformat(), "--out", folder)
    found = {}
    with open(os.path.join(folder, "measures.csv"), encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["period"] != "2026-03":
                continue
            if not row["by"]:
                found[row["measure"][2:]] = row["grade"]
            elif row["group"] == "North":
                found["north"] = row["grade"]
    return found


class Tally:
    def __init__(self):
        self.mistakes, self.compared, self.named, self.reached, self.impossible, self.refused = [], 0, 0, 0, 0, 0


def ask(number, top):
    """All forms over one town."""
    tally, town = Tally(), Town(random.Random(f"{SEED} {number}"))
    here = os.path.join(top, str(number))
    town.write(os.path.join(here, "data"))
    rules = os.path.join(here, "town.duly")
    with open(rules, "w") as out:
        out.write(town.text())
    for form in FORMS:
        asked = ["--for", "m_team", "--group", "North"] if form == "north" else ["--for", "m_" + form]
        if form == "north" and all(job["team"] == "South" for job in town.jobs):
            continue
        answer = json.loads(duly("explain", rules, "--data", os.path.join(here, "data"), "--as-of", AS_OF.isoformat(), *asked, "--to", "green", "--period", "2026-03",
                                 "--format", "json"))["what_if"]
        of, least = answer["cases"], solve(town.program(form))
        got = {"reached": 0, "possible": len(of)}.get(answer["reach"])
        tally.compared += 1
        if not answer["smallest"]:
            tally.mistakes.append(f"town {number}, {form}: not shown to be the smallest")
        if got != least:
            tally.mistakes.append(f"town {number}, {form}: clingo says {least}, Duly {answer['reach']} {got}: {answer['sentence']}")
        tally.reached += got == 0
        tally.impossible += got is None
        if not got:
            continue
        tally.named += got
        town.write(os.path.join(here, "with"), of)
        grade = grades(rules, os.path.join(here, "with"), os.path.join(here, "out"))[form]
        if grade != "green":
            tally.mistakes.append(f"town {number}, {form}: with its cases completed it is {grade or 'unrated'}")
        for k in range(len(of)) if len(of) <= 4 else sorted(random.Random(number).sample(range(len(of)), 3)):
            # Of turns in a row the last one is left out: without an earlier one a later one is another turn.
            one = of[k]
            if form in ("schedule", "stages") and any(c["key"] == one["key"] and c["turn"] > one["turn"] for c in of):
                continue
            town.write(os.path.join(here, "without"), of[:k] + of[k + 1:])
            tally.refused += 1
            if grades(rules, os.path.join(here, "without"), os.path.join(here, "out2")).get(form) == "green":
                tally.mistakes.append(f"town {number}, {form}: without {one['key']} it is green all the same")
    return tally


def main():
    with tempfile.TemporaryDirectory(prefix="duly-") as top, concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        towns = list(pool.map(lambda number: ask(number, top), range(TOWNS)))
    total = lambda what: sum(getattr(town, what) for town in towns)
    mistakes = [mistake for town in towns for mistake in town.mistakes]
    for mistake in mistakes[:40]:
        print(mistake)
    compared, reached, impossible = total("compared"), total("reached"), total("impossible")
    possible = compared - reached - impossible
    print(f"{compared} questions: {reached} need nothing, {impossible} cannot be, {possible} need {total('named')} cases; {total('refused')} left out one by one; {len(mistakes)} mistakes")
    enough = reached > compared // 20 and impossible > compared // 20 and possible > compared // 5
    return 1 if mistakes or not enough else 0


if __name__ == "__main__":
    sys.exit(main())
