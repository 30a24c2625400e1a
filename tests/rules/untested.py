#!/usr/bin/env python3
"""What the shipped rules leave untested by their own examples, and what nothing uses: nothing, but for what untested.csv lists with the reason.

    untested.py DULY SOURCE_DIR

The timescales and checks of rules/england are covered whole by their examples; `duly check rules --lint` has nothing else to say.
"""
import csv
import json
import os
import re
import subprocess
import sys

DULY, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
HERE = os.path.dirname(os.path.abspath(__file__))
failures = []


def ran(*command):
    done = subprocess.run([DULY, *command], capture_output=True, text=True, cwd=SOURCE, env=dict(os.environ, NO_COLOR="1"))
    if not done.stdout:
        sys.exit(f"duly {' '.join(command)} ended with {done.returncode}: {done.stderr[:2000]}")
    return done.stdout


def coverage():
    """What is not tested of timescales and checks, as `rule: text: what`; and how many are tested whole, of how many."""
    nodes = json.loads(ran("graph", "rules/england", "--format", "json"))["nodes"]
    judged = {node["name"] for node in nodes if node["kind"] in ("timescale", "check")}
    out, whole, rule, text = {}, set(), None, None
    for line in ran("test", "rules/england", "--coverage").splitlines():
        found = re.match(r"(\w+): covered (\d+) of (\d+) by \d+ row", line)
        if found:
            rule = found[1] if found[1] in judged else None
            whole |= {found[1]} if found[2] == found[3] else set()
        elif rule and line.startswith("    not tested"):
            out[("coverage", f"{rule}: {text}: {line[14:].strip()}")] = place
        elif rule and line.startswith("  "):
            place, text = re.match(r"\s+(\S+:\d+): (.*)", line).groups()
    told = {key[1].split(":")[0] for key in out}
    out.update({("coverage", f"{name}: no example"): "rules/england" for name in judged - whole - told})
    return out, len(judged & whole), len(judged)


def lint():
    notes = json.loads(ran("check", "rules", "--lint", "--format", "json"))["diagnostics"]
    return {(one["code"], one["message"]): f"{one['file']}:{one['line']}" for one in notes}


with open(os.path.join(HERE, "untested.csv"), encoding="utf-8", newline="") as file:
    listed = {(row["code"], row["message"]): row["why"] for row in csv.DictReader(file)}
said, whole, judged = coverage()
said.update(lint())
for key, place in said.items():
    if key not in listed:
        failures.append(f"{place}: {key[1]} [{key[0]}]")
for key, why in listed.items():
    if key not in said:
        failures.append(f"untested.csv lists what is not said: {key[1]} [{key[0]}]")
    if not why.strip():
        failures.append(f"untested.csv gives no reason for: {key[1]} [{key[0]}]")
for words in failures[:80]:
    print(words)
print(f"{whole} of {judged} timescales and checks are tested whole; {len(listed)} notes are left, each with its reason; {len(failures)} failures")
sys.exit(1 if failures else 0)
