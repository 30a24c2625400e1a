"""The speed workload against counts of others: each breach and deadline by rule, case, outcome, due and done, each outcome's count and each figure, as expected/ keeps them
from reference.py and near_limit; and the same bytes from one, two and four threads.

    check.py DULY SOURCE GENERATE NEAR_LIMIT [CASES SEED]       # other data than that of expected/, straight against reference.py

The hand-written near_limit is held to the same counts, with wide instructions and without: what time is compared with is no quicker for being wrong.
"""
import filecmp
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import agreement  # noqa: E402
import reference  # noqa: E402

FILES = ["breaches.csv", "upcoming.csv", "measures.csv", "summary.json"]


def run(duly, source, data, out, threads):
    subprocess.run([duly, "run", os.path.join(source, "tests/bench/workload.duly"), "--data", f"{data}/cases.csv", "--data", f"{data}/events.csv", "--as-of", "2024-12-31",
                    "--out", out, "--threads", str(threads), "--files", ",".join(FILES), "--columns", "rule,key,outcome,due,done"], check=True, stdout=subprocess.DEVNULL)
    return agreement.of_duly(out)


def main(duly, source, generate, near_limit, cases=None, seed=None):
    wrong = []
    sizes = [(cases, seed, None)] if cases else []
    for name in [] if cases else sorted(os.listdir(os.path.join(HERE, "expected"))):
        with open(os.path.join(HERE, "expected", name), encoding="utf-8") as file:
            kept = json.load(file)
        sizes.append((str(kept.pop("cases")), str(kept.pop("seed")), kept))
    for cases, seed, kept in sizes:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([generate, folder, cases, seed], check=True)
            if kept and reference.data_sum(folder) != kept.pop("data"):
                wrong.append(f"{cases} cases: generate makes other data than the one that expected/ was made of")
                continue
            said = run(duly, source, folder, os.path.join(folder, "out1"), 1)
            if not kept or said.digest() != kept:
                differ = agreement.differences(said, reference.said(folder))
                wrong += differ or (["expected/ says otherwise than reference.py"] if kept else [])
            for threads in (2, 4):
                run(duly, source, folder, os.path.join(folder, f"out{threads}"), threads)
                _, other, missing = filecmp.cmpfiles(os.path.join(folder, "out1"), os.path.join(folder, f"out{threads}"), FILES, shallow=False)
                wrong += [f"{cases} cases: {name} of {threads} threads is not that of one" for name in other + missing]
            for how in (["1"], ["3"], ["2", "plain"]):
                subprocess.run([near_limit, folder, folder, *how], check=True)
                other = agreement.of_peer(folder)
                if not wrong and other.digest() != said.digest():
                    wrong += [f"{cases} cases: near_limit {' '.join(how)} says otherwise", *agreement.differences(other, said)]
            print(f"{cases} cases: {len(said.breaches)} breaches, {len(said.upcoming)} to come, {len(said.figures)} figures")
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
