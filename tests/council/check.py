#!/usr/bin/env python3
"""The synthetic council through the national packs: every planted breach is found and nothing else, every planted doubt is unknown, what
is met, due, excluded and not applicable is as much as the generator counts, for every rule there is; every planted fault of the data is
listed; and mending one cause changes the actions above it and nothing else.

    check.py DULY SOURCE_DIR
The expected values stand in fixtures/council/key, written by the generator, which counts days its own way.
"""
import collections
import csv
import datetime
import filecmp
import json
import os
import shutil
import subprocess
import sys
import tempfile

DULY, SOURCE = sys.argv[1], sys.argv[2]
COUNCIL = os.path.join(SOURCE, "fixtures", "council")
AS_OF = "2026-03-31"
RULES = ["rules/england", "rules/plans/banes_2012_looked_after.duly"]
# Rules of which the council has no row, with the reason. They must come out with nothing or with unknown: no data never passes.
NO_DATA = {}
failures = []


def expect(holds, words):
    if not holds:
        failures.append(words)


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def run(data, out, *more):
    command = [DULY, "run", *(os.path.join(SOURCE, *name.split("/")) for name in RULES), "--data", data, "--as-of", AS_OF, "--out", out, *more]
    done = subprocess.run(command, capture_output=True, text=True)
    expect(done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done


def differ(what, found, planted):
    found, planted = collections.Counter(found), collections.Counter(planted)
    for row in sorted((planted - found).elements())[:10]:
        failures.append(f"{what} planted and not found: {row}")
    for row in sorted((found - planted).elements())[:10]:
        failures.append(f"{what} found and not planted: {row}")


# Reckoned by hand from the calendar: what, from, how many, to.
DAYS = """working 2017-04-24 5 2017-05-02
working 2020-04-20 10 2020-05-04
working 2022-08-30 45 2022-11-02
working 2023-03-20 45 2023-05-26
working 2026-01-05 45 2026-03-09
working 2026-05-23 1 2026-05-26
working 2026-12-15 10 2026-12-31
working 2026-12-09 20 2027-01-11
with_first 2026-04-13 40 2026-06-09
months 2025-11-30 3 2026-02-28
months 2023-08-31 6 2024-02-29
months 2026-06-01 3 2026-09-01
birthday 2008-02-29 18 2026-03-01
hours 2026-03-28T18:00 72 2026-03-31T19:00
hours 2026-10-24T09:00 72 2026-10-27T08:00"""


def check_days():
    """The generator's own arithmetic, before anything is believed of it."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, COUNCIL)
    import day_counting
    ways = {"working": day_counting.add_working_days, "with_first": day_counting.nth_day_counted_from_first, "months": day_counting.add_months,
            "birthday": day_counting.birthday, "hours": day_counting.add_hours}
    for line in DAYS.splitlines():
        way, start, count, end = line.split()
        read = datetime.datetime.fromisoformat if "T" in start else datetime.date.fromisoformat
        found = ways[way](read(start), int(count))
        expect(found == read(end), f"the generator counts {way} {count} from {start} to {found}, and it is {end}")


def check_generator(folder):
    subprocess.run([sys.executable, os.path.join(COUNCIL, "generate.py"), folder], check=True)
    names = sorted(name for name in os.listdir(folder) if name.endswith(".csv"))
    expect(names == sorted(name for name in os.listdir(COUNCIL) if name.endswith(".csv")), "the generator makes other files than the shipped ones")
    for name in names + ["key/breaches.csv", "key/unknown.csv", "key/counts.csv", "key/dirt.csv"]:
        expect(filecmp.cmp(os.path.join(folder, name), os.path.join(COUNCIL, name), shallow=False), f"the generator makes another {name}")


def turns_of(cell):
    """Turns that share a row: `3 to 5` are three; without a turn it is one outcome."""
    first, _, last = cell.partition(" to ")
    return range(int(first), int(last or first) + 1) if first else [0]


def check_key(out):
    planted = [(r["rule"], r["key"], r["turn"], r["outcome"], r["due"], r["done"]) for r in rows(os.path.join(COUNCIL, "key", "breaches.csv"))]
    found = [(r["rule"], r["key"], r["turn"], r["outcome"], r["due"], r["done"]) for r in rows(os.path.join(out, "breaches.csv"))]
    expect(len(planted) > 3000, "the key is too short to say anything")
    differ("breach", found, planted)
    planted = [(r["rule"], r["key"]) for r in rows(os.path.join(COUNCIL, "key", "unknown.csv"))]
    unknown = rows(os.path.join(out, "unknown.csv"))
    differ("unknown", [(r["rule"], r["key"]) for r in unknown for _ in turns_of(r["turn"])], planted)
    for row in unknown:
        expect(row["reason"].strip() != "", f"no reason for the unknown {row['rule']} {row['key']}")


def check_counts(out):
    """Every rule stands in the key with all its outcomes; one that does not has a reason, and none of its outcomes is definite."""
    planted = {(r["rule"], r["outcome"]): int(r["count"]) for r in rows(os.path.join(COUNCIL, "key", "counts.csv"))}
    judged = {rule for rule, _ in planted}
    with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
        rules = {rule["id"]: {name: count for name, count in rule["outcomes"].items() if count} for rule in json.load(file)["rules"]}
    expect(not judged & set(NO_DATA), f"rules with rows in the council stand among those without: {sorted(judged & set(NO_DATA))}")
    for rule in sorted(judged - set(rules)):
        failures.append(f"the key holds `{rule}`, which the packs do not have")
    for rule, outcomes in sorted(rules.items()):
        if rule in NO_DATA:
            expect(set(outcomes) <= {"unknown", "not_applicable"}, f"{rule} has no data and yet {outcomes}")
        elif rule not in judged:
            failures.append(f"{rule} has rows or none, and neither the key nor the list of rules without data names it: {outcomes}")
        else:
            expected = {outcome: count for (name, outcome), count in planted.items() if name == rule}
            expect(outcomes == expected, f"{rule}: {outcomes}, and the key counts {expected}")


# The code of the message that lists a planted fault.
CODES = {"latin_1": "D0407", "wrong_number_of_fields": "D0405", "duplicate_key": "D0415", "orphan": "D0417", "falls_in_two": "D0423",
         "unknown_code": "D0413", "unreadable_date": "D0412"}


def check_dirt(out):
    """Each planted fault is listed with its file and text, as often as it was planted, and no other of its kinds."""
    quality = rows(os.path.join(out, "data-quality.csv"))
    planted, found = collections.Counter(), collections.Counter()
    for fault in rows(os.path.join(COUNCIL, "key", "dirt.csv")):
        if fault["kind"] in CODES:
            planted[(CODES[fault["kind"]], fault["file"], fault["text"])] += 1
    # The local table of placements calls some of the moves temporary whose type in the dataset is none; both tables say so of one placement.
    types = {row["clap_cla_placement_id"]: row["clap_cla_placement_type"] for row in rows(os.path.join(COUNCIL, "ssd_cla_placement.csv"))}
    for row in rows(os.path.join(COUNCIL, "local_placement.csv")):
        if row["temporary_move"] == "Y" and types[row["placement_id"]] not in ("T0", "T1", "T2", "T3", "T4"):
            planted[("D0415", "ssd_cla_placement.csv", "no")] += 1
    for row in quality:
        expect(row["message"] != "" and (row["help"] != "" or row["severity"] == "note"), f"a line of data-quality.csv without words: {row}")
        if row["code"] in CODES.values():
            found[(row["code"], os.path.basename(row["file"]), row["text"])] += int(row["count"])
    differ("fault of the data", found.elements(), planted.elements())


def check_conservation(out):
    with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    breaches = collections.Counter(r["rule"] for r in rows(os.path.join(out, "breaches.csv")))
    for rule in summary["rules"]:
        outcomes = rule["outcomes"]
        counted = sum(outcomes.get(name, 0) for name in ("late", "overdue", "too_early", "breached"))
        expect(counted == breaches[rule["id"]], f"{rule['id']}: {counted} breaches counted, {breaches[rule['id']]} listed")
    return {action["id"]: action["state"] for action in summary["actions"]}


def check_mending(folder, out, states):
    """The reviewing officer who came late is made to come in time."""
    mended = os.path.join(folder, "mended")
    shutil.copytree(COUNCIL, mended, ignore=shutil.ignore_patterns("key", "*.py", "__pycache__"))
    [late] = [r for r in rows(os.path.join(COUNCIL, "key", "breaches.csv")) if r["rule"] == "officer_appointed"]
    path = os.path.join(mended, "local_reviewing_officers.csv")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    person, started = late["key"].split(" ")
    with open(os.path.join(mended, "ssd_cla_episodes.csv"), encoding="utf-8") as file:
        [period] = {r["clae_cla_id"] for r in csv.DictReader(file)
                    if r["clae_person_id"] == person and r["clae_entered_care_date"].startswith(started)}
    before = f",{period},{late['done']} 00:00:00"
    expect(text.count(before) == 1, "the late officer is not in the file")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(before, f",{period},{late['due']} 00:00:00"))
    run(mended, os.path.join(folder, "out2"))
    after = check_conservation(os.path.join(folder, "out2"))
    changed = {name for name in states if states[name] != after[name]}
    expect(states["notify_officers"] == "failing" and after["notify_officers"] == "achieved", f"notify_officers: {states['notify_officers']} -> {after['notify_officers']}")
    expect(changed == {"notify_officers"}, f"mending the officer changed {sorted(changed)}")
    first = {(r["rule"], r["key"], r["turn"]) for r in rows(os.path.join(out, "breaches.csv"))}
    second = {(r["rule"], r["key"], r["turn"]) for r in rows(os.path.join(folder, "out2", "breaches.csv"))}
    expect({(rule, key) for rule, key, _ in first - second} == {("officer_appointed", late["key"])} and not second - first,
           f"mending the officer changed other breaches: {sorted(first ^ second)[:5]}")


def main():
    check_days()
    with tempfile.TemporaryDirectory() as folder:
        check_generator(os.path.join(folder, "made"))
        out = os.path.join(folder, "out")
        run(COUNCIL, out)
        if not failures:
            check_key(out)
            check_counts(out)
            check_dirt(out)
            check_mending(folder, out, check_conservation(out))
        one = os.path.join(folder, "one")
        run(COUNCIL, one, "--threads", "1")
        for name in sorted(os.listdir(out)):
            expect(filecmp.cmp(os.path.join(out, name), os.path.join(one, name), shallow=False), f"{name} differs with one thread")
    for words in failures:
        print(words)
    print("the synthetic council: " + (f"{len(failures)} failures" if failures else "every planted breach found and nothing else"))
    sys.exit(1 if failures else 0)


main()
