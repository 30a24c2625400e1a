#!/usr/bin/python3
"""Parts of the work by themselves: reading, evaluating with the data in memory, writing, beside DuckDB's; simple rules by number against plain loops over columns,
and the same over data in which nothing is missing against loops that know of nothing missing.

    growth.py [--sizes 100k,1m] [--rules 10,100,1000] [--runs 3] [--build build/release] [--work build/bench]

How time grows with rows is in what compare.py prints. Every outcome of the rules is counted alike by Duly and by the loops, or this says so.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import compare  # noqa: E402
import measuring  # noqa: E402


def told(command):
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout or done.stderr)


def evaluation(options):
    """The parts of both, two threads: files read, then rules over data in memory, then results made (by DuckDB also written)."""
    tools = os.path.join(options.build, "tests", "bench")
    parts = ("read", "evaluate", "write")
    print("\n**By parts**, two threads\n\n| cases | | read | evaluate | write | evaluation against DuckDB's, at least 15 times faster |\n|---|---|---|---|---|---|")
    for size in options.sizes.split(","):
        data = compare.data_of(size, options.work, options.build)
        out = os.path.join(options.work, "out", size, "duckdb")
        os.makedirs(out, exist_ok=True)
        options.peers, options.threads = "duckdb", 2
        commands = {"Duly": [f"{tools}/phases_bench", os.path.join(HERE, "workload.duly"), "2", "1", "breaches.csv,upcoming.csv,measures.csv,summary.json",
                             f"{data}/cases.csv", f"{data}/events.csv"]}
        commands.update(("DuckDB", make(data, out)) for make in compare.peers(options, size).values())
        took = {name: {part: [] for part in parts} for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                measuring.wait_for_quiet(options.quiet)
                found = told(command)
                for part in parts:
                    took[name][part].append(found["load" if part == "read" and name == "Duly" else part])
        middle = {name: {part: statistics.median(times[part]) for part in parts} for name, times in took.items()}
        for name, times in middle.items():
            ratio = middle["DuckDB"]["evaluate"] / times["evaluate"] if name == "Duly" and "DuckDB" in middle else 0
            word = f"{ratio:.1f}, {'met' if ratio >= 15 else 'MISSED'}" if ratio else ""
            print(f"| {compare.CASES[size]:,} | {name} | {' | '.join(measuring.seconds(times[part]) for part in parts)} | {word} |", flush=True)


def whole_data(options):
    """Data in which no date is missing: what three values, partial dates and reasons cost beyond loops that know of met and late only, and keep as much."""
    tools = os.path.join(options.build, "tests", "bench")
    data = os.path.join(options.work, "whole")
    os.makedirs(data, exist_ok=True)
    subprocess.run([f"{tools}/rules_limit", "--whole", data, "100000"], check=True)
    calendar = os.path.join(compare.SOURCE, "rules", "calendars", "england_and_wales.duly")
    agree = True
    print("\n**No data missing**, 100,000 cases, one thread; the loops tell met and late, and keep the late rows\n\n"
          "| rules | Duly evaluates | plain loops | Duly / loops, at most 1.2 times |\n|---|---|---|---|")
    for count in [count for count in options.rules.split(",") if int(count) >= 100]:
        rules = os.path.join(options.work, f"differ{count}.duly")
        subprocess.run([f"{tools}/rules_limit", "--write", rules, count, "differ", calendar], check=True)
        measuring.wait_for_quiet(options.quiet)
        loops = told([f"{tools}/rules_limit", data, count, "differ", str(options.runs), "plain"])
        measuring.wait_for_quiet(options.quiet)
        mine = told([f"{tools}/phases_bench", rules, "1", str(options.runs), "summary.json", f"{data}/cases.csv"])
        same = all(loops["outcomes"][word] == mine["outcomes"].get(word, 0) for word in loops["outcomes"])
        agree &= same
        ratio = mine["evaluate"] / loops["evaluate"]
        word = "RESULTS DIFFER" if not same else "met" if ratio <= 1.2 else "MISSED"
        print(f"| {int(count):,} | {measuring.seconds(mine['evaluate'])} | {measuring.seconds(loops['evaluate'])} | {ratio:.2f}, {word} |", flush=True)
    return agree


def many_rules(options):
    """Each n working days from one date of a case to another, on one thread; files read before, for Duly and for the loops."""
    tools = os.path.join(options.build, "tests", "bench")
    data = compare.data_of("100k", options.work, options.build)
    calendar = os.path.join(compare.SOURCE, "rules", "calendars", "england_and_wales.duly")
    agree = True
    print("\n**Simple rules over 100,000 cases**, one thread\n\n"
          "| rules | | compiled in | Duly evaluates | loops | Duly / loops | memory of Duly | at most 2 times |\n|---|---|---|---|---|---|---|---|")
    for kind in ("differ", "share"):
        for count in options.rules.split(","):
            rules = os.path.join(options.work, f"{kind}{count}.duly")
            subprocess.run([f"{tools}/rules_limit", "--write", rules, count, kind, calendar], check=True)
            runs = str(options.runs if int(count) < 1000 else 1)
            measuring.wait_for_quiet(options.quiet)
            loops = told([f"{tools}/rules_limit", data, count, kind, str(options.runs)])
            measuring.wait_for_quiet(options.quiet)
            mine = told([f"{tools}/phases_bench", rules, "1", runs, "summary.json", f"{data}/cases.csv"])
            same = loops["outcomes"] == {word: mine["outcomes"].get(word, 0) for word in loops["outcomes"]}
            agree &= same
            ratio = mine["evaluate"] / loops["evaluate"]
            word = "RESULTS DIFFER" if not same else "" if int(count) < 1000 else "met" if ratio <= 2 else "MISSED"
            print(f"| {int(count):,} | {kind} | {measuring.seconds(mine['compile'])} | {measuring.seconds(mine['evaluate'])} | {measuring.seconds(loops['evaluate'])} | {ratio:.1f} "
                  f"| {mine['megabytes']:.0f} MB | {word} |", flush=True)
    return agree


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="100k,1m")
    parser.add_argument("--rules", default="10,100,1000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quiet", type=float, default=10, help="seconds to wait for a quiet machine before each run")
    parser.add_argument("--build", default=os.path.join(compare.SOURCE, "build", "release"))
    parser.add_argument("--work", default=os.path.join(compare.SOURCE, "build", "bench"))
    options = parser.parse_args()
    options.install = False
    measuring.two_cores()
    evaluation(options)
    agree = whole_data(options)
    return 0 if many_rules(options) and agree else 1


if __name__ == "__main__":
    sys.exit(main())
