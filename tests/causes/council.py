#!/usr/bin/env python3
"""The causes planted in the synthetic council, behind the improvement plan of 2012: exactly these are named, and putting each right in the files clears what it
was said to clear, leaves what it stands behind beside others, and takes the cause away.

    council.py DULY SOURCE_DIR

What is planted: figures of initial health assessments under 90 in each of the last three months; reviews of which the key's breaches and counts leave fewer than
90% in time; one reviewing officer appointed late since April 2025; and no figure of examinations at all. The plan in rules/plans/ says who rests on what.
"""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile

DULY, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
COUNCIL = os.path.join(SOURCE, "fixtures", "council")
RULES = [os.path.join(SOURCE, "rules", "england", "feeds.duly"), os.path.join(SOURCE, "rules", "plans", "banes_2012_looked_after.duly")]
FIGURES, OFFICER, REVIEWS, EXAMS = "initial_health_assessments", "officer_appointed", "care_reviews", "five_good_gcses"
# cause: kind, state, cleared by it alone, behind which it stands beside others
PLANTED = {
    FIGURES: ("measure", "fails", {"assess_health_in_time", "carry_out_health_plans"}, {"report_yearly"}),
    OFFICER: ("timescale", "fails", {"notify_officers"}, {"make_reviews_timely", "report_yearly"}),
    REVIEWS: ("timescale", "fails", set(), {"make_reviews_timely", "report_yearly"}),
    EXAMS: ("measure", "unknown", {"raise_attainment"}, set()),
}
failures = []


def expect(holds, *words):
    if not holds:
        failures.append(" ".join(str(word) for word in words))


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def causes(folder):
    done = subprocess.run([DULY, "explain", *RULES, "--data", folder, "--as-of", "2026-03-31", "--causes", "--format", "json"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"duly ended with {done.returncode}: {done.stderr[-400:]}")
    return json.loads(done.stdout)


def mend(folder, cause):
    if cause == OFFICER:
        [late] = [row for row in rows(os.path.join(COUNCIL, "key", "breaches.csv")) if row["rule"] == OFFICER and row["due"] >= "2025-04-01"]
        person, started = late["key"].split(" ")
        [period] = {row["clae_cla_id"] for row in rows(os.path.join(COUNCIL, "ssd_cla_episodes.csv")) if row["clae_person_id"] == person and row["clae_entered_care_date"].startswith(started)}
        change(folder, "local_reviewing_officers.csv", f",{period},{late['done']} 00:00:00", f",{period},{late['due']} 00:00:00")
        return
    path = os.path.join(folder, "local_figures.csv")
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    if cause == FIGURES:
        lines = [line.rsplit(",", 1)[0] + ",91" if line.startswith(FIGURES) and line.split(",")[1] >= "2026-01" else line for line in lines]
    else:
        lines.append("five_good_gcses,2025-04-01,,16")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def change(folder, name, before, after):
    path = os.path.join(folder, name)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    expect(text.count(before) == 1, name, "does not hold", before, "once")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(before, after))


def told(found):
    return {cause["id"]: (cause["kind"], cause["state"], set(cause["clears"]), set(cause["beside"])) for cause in found["causes"]}


def after(mended):
    """What is left when some are put right: what they clear goes, and what they stood behind beside one other is now cleared by that one."""
    left = {name: planted for name, planted in PLANTED.items() if name not in mended}
    behind = {name: planted[2] | planted[3] for name, planted in left.items()}
    actions = set().union(*behind.values())
    alone = {action for action in actions if sum(action in of for of in behind.values()) == 1}
    return {name: (planted[0], planted[1], behind[name] & alone, behind[name] - alone) for name, planted in left.items()}


def main():
    planted = causes(COUNCIL)
    expect(told(planted) == PLANTED, "the causes are", told(planted))
    expect([cause["id"] for cause in planted["causes"]] == [FIGURES, OFFICER, EXAMS, REVIEWS], "their ranks are", [cause["id"] for cause in planted["causes"]])
    expect(all(action["smallest"] and action["cheapest"] == [action["causes"]] for action in planted["actions"]), "every cause is needed: the plan has no alternatives")
    for mended in [{FIGURES}, {OFFICER}, {EXAMS}, {FIGURES, OFFICER}, {FIGURES, OFFICER, EXAMS}]:
        with tempfile.TemporaryDirectory() as folder:
            data = os.path.join(folder, "data")
            shutil.copytree(COUNCIL, data, ignore=shutil.ignore_patterns("key", "*.py", "__pycache__"))
            for cause in mended:
                mend(data, cause)
            found = causes(data)
            expect(told(found) == after(mended), "with", sorted(mended), "put right:", told(found), "and not", after(mended))
    for words in failures:
        print(words)
    print(f"{len(failures)} failures" if failures else "the planted causes, and nothing else; putting them right clears what was said")
    return 1 if failures else 0


sys.exit(main())
