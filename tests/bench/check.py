"""The speed workload against its reference: every breach and deadline by case, due and done, every unknown one by count, every figure.

    check.py DULY SOURCE [CASES [SEED]]
"""
import collections
import csv
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import generate  # noqa: E402
import reference  # noqa: E402


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


def found(folder):
    """The same counts as in the reference, from the files of a run."""
    breaches, upcoming, unknown, figures = collections.Counter(), collections.Counter(), collections.Counter(), {}
    for row in rows(folder, "breaches.csv"):
        breaches[row["rule"], row["key"], "overdue" if row["outcome"] == "overdue" else "breached", row["due"], row["done"]] += 1
    for row in rows(folder, "upcoming.csv"):
        upcoming[row["rule"], row["key"], row["due"]] += 1
    for row in rows(folder, "unknown.csv"):
        first, _, last = row["turn"].partition(" to ")
        unknown[row["rule"]] += int(last) - int(first) + 1 if last else 1
    for row in rows(folder, "measures.csv"):
        month = row["period"][-7:]
        counted = int(row["denominator"] or 0) - int(row["unknown"] or 0)
        if row["kind"] != "unplaced" and counted and (row["measure"] == "r11" or month >= "2013-01"):
            figures[row["measure"], row["group"], month] = (int(row["numerator"]), counted, row["grade"])
    return breaches, upcoming, unknown, figures


def main(duly, source, cases="3000", seed="11"):
    with tempfile.TemporaryDirectory() as folder:
        generate.main(folder, cases, seed)
        out = os.path.join(folder, "out")
        subprocess.run([duly, "run", os.path.join(source, "tests/bench/workload.duly"), "--data", folder, "--as-of", "2024-12-31", "--out", out],
                       check=True, stdout=subprocess.DEVNULL)
        expected = reference.Reference(folder)
        wrong = 0
        for name, have, want in zip(("breaches", "deadlines", "unknown", "figures"), found(out), (expected.breaches, expected.upcoming, expected.unknown, expected.figures)):
            # An interval where a case is not told has a grade in doubt; the reference counts the told ones alone.
            differ = [(key, have.get(key), want.get(key)) for key in sorted(set(have) | set(want)) if have.get(key) != want.get(key)
                      and not (name == "figures" and key in have and key in want and have[key][:2] == want[key][:2] and want[key][2] in have[key][2])]
            print(f"{name}: {sum(want.values()) if name != 'figures' else len(want)} expected, {len(differ)} differ")
            for one in differ[:10]:
                print("   ", *one)
            wrong += len(differ)
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
