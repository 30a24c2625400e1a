"""Every explanation of the synthetic council verified step by step, by a reckoning that shares no code with the engine; tampered ones are rejected.

    check.py DULY SOURCE [NDJSON]

Cells are read from the files again, conditions are asked again from their cells, due dates are counted again on the calendars of rules/calendars, outcomes are judged
again, and figures are counted again from the outcomes. NDJSON: the lines of `duly explain --all`, made before.
"""
import collections
import copy
import datetime
import json
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "rules")]
from cells import Cells, Files  # noqa: E402
from conditions import counter_of  # noqa: E402
from figures import Figures, check_of_action, check_of_measure, check_of_rule  # noqa: E402
from outcomes import Timescale  # noqa: E402
from rule_files import NotRecounted, NotRun, Rules  # noqa: E402
from tamper import TAMPERS  # noqa: E402
from terms import Terms  # noqa: E402
from values import Wrong, need, read  # noqa: E402

RULES = ["rules/england", "rules/plans/banes_2012.duly"]
DATA, AS_OF = "fixtures/council", "2026-03-31"


class Calendars:
    """Counters by the name of their calendar; without a name, of days and months, which need none."""

    def __init__(self, calendars):
        self.calendars = calendars

    def __call__(self, name):
        need(name is None or name in self.calendars, "there is no calendar", name)
        return counter_of(self.calendars[name or "england_and_wales"])

    def names(self):
        return self.calendars


class Checker:
    def __init__(self, source):
        self.files, self.rules = Files(source), Rules(source)
        self.tally, self.asked = collections.Counter(), []
        self.figures, self.counter = Figures(), Calendars(self.rules.calendars)


    def check(self, node):
        """Raises Wrong where a step does not follow."""
        proof = node.get("proof")
        need(proof is not None, "a line without a proof")
        as_of = read(proof["as_of"])
        end = as_of if isinstance(as_of, datetime.datetime) else datetime.datetime.combine(as_of, datetime.time(23, 59, 59))
        cells = Cells(self.files, end)
        terms = Terms([cells.check(cell) for cell in proof["values"]], self.counter, as_of, self.asked, self.tally)
        self.tally["cells"] += len(proof["values"])
        self.header(node, proof)
        kind = proof["is"]
        if kind == "timescale":
            try:
                Timescale(proof, terms, self.counter, copy.copy(proof["clauses"])).check()
            except (NotRecounted, NotRun) as reason:
                self.tally[f"(not recounted: {reason})"] += 1
            self.figures.enter(proof)
        elif kind == "check":
            check_of_rule(proof, terms, proof["clauses"])
            self.figures.enter_check(proof)
        elif kind == "measure":
            check_of_measure(proof, terms, self.figures, node)
        else:
            check_of_action(proof, terms, self.figures, node, self.check_milestone)
        self.tally[kind] += 1

    def check_milestone(self, proof):
        cells = Cells(self.files, datetime.datetime.combine(read(proof["as_of"]), datetime.time(23, 59, 59)))
        terms = Terms([cells.check(cell) for cell in proof["values"]], self.counter, read(proof["as_of"]), self.asked, self.tally)
        return [terms.answer(clause["term"]) for clause in proof["clauses"]]

    @staticmethod
    def header(node, proof):
        need(node["id"] in (proof["rule"], proof.get("key")) or node["kind"] == "case", "the explanation of", node["id"], "proves", proof["rule"])
        if proof["is"] in ("timescale", "check"):
            need(node["state"] == proof["outcome"], "it says", node["state"], "and proves", proof["outcome"])
            shown = {(value["file"], value["line"], value["header"], value["name"]): value["value"] for value in node["values"] if value["file"]}
            for cell in proof["values"]:
                at = (cell.get("file"), cell.get("line"), cell.get("header"), f"{cell['record']}.{cell['field']}")
                if at in shown and "state" not in cell and cell["type"] in ("date", "text"):
                    need(shown[at] == cell["value"], at, "is", cell["value"], "and is told as", shown[at])
        elif proof["is"] == "action":
            need(node["state"] == proof["state"], "it says", node["state"], "and proves", proof["state"])

    def asked_of_others(self):
        """What a proof takes from another: due dates and figures."""
        for kind, rule, key, term in self.asked:
            if kind == "due":
                self.figures.due_is(rule, key, term)
            else:
                self.figures.measure_is(rule, key, term)


def lines_of(duly, source, given):
    if given:
        with open(given, encoding="utf-8") as file:
            yield from file
        return
    command = [os.path.abspath(duly), "explain", *RULES, "--data", DATA, "--as-of", AS_OF, "--all"]
    with subprocess.Popen(command, cwd=source, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        yield from running.stdout
    if running.returncode != 0:
        raise SystemExit(f"duly explain ended with {running.returncode}")


def tampered(source, kept):
    """Each kept line, altered in each way that fits it, must be rejected."""
    tries, passed = collections.Counter(), []
    chance = random.Random(20261120)
    for name, tamper in TAMPERS.items():
        for line in chance.sample(kept, len(kept)):
            if tries[name] >= 40:
                break
            node = json.loads(line)
            if not tamper(node, chance):
                continue
            tries[name] += 1
            try:
                CHECKER.check(node)
                passed.append((name, node["id"], node["proof"].get("key"), node["proof"].get("turn")))
            except Wrong:
                pass
            except Exception as error:     # a checker that stumbles has not accepted it; a lie that only breaks the form is told as such
                tries[f"{name} ({type(error).__name__})"] += 1
    return tries, passed


def main(duly, source, given=None):
    global CHECKER
    CHECKER = Checker(source)
    wrong, kept, count, chance = [], [], 0, random.Random(7)
    for line in lines_of(duly, source, given):
        count += 1
        node = json.loads(line)
        try:
            CHECKER.check(node)
            if chance.random() < 0.02 or node["proof"]["is"] in ("measure", "action") or node["proof"].get("moved") or node["proof"].get("pauses"):
                kept.append(line)
        except (Wrong, TypeError, KeyError, AttributeError, ValueError, IndexError) as error:
            if not isinstance(error, Wrong) and os.environ.get("DULY_TRACE"):
                raise
            wrong.append(f"{node['id']} {node['proof'].get('key', '') if node.get('proof') else ''} {node['proof'].get('turn') or ''}: {type(error).__name__ + ' ' if not isinstance(error, Wrong) else ''}{error}")
    try:
        CHECKER.asked_of_others()
    except Wrong as error:
        wrong.append(str(error))
    print(f"{count} explanations: {CHECKER.tally['timescale']} of timescales, {CHECKER.tally['check']} of checks, {CHECKER.tally['measure']} of measures, {CHECKER.tally['action']} of actions; "
          f"{CHECKER.tally['cells']} cells read again, {len(wrong)} wrong")
    rest = {name: times for name, times in CHECKER.tally.items() if name.startswith("(")}
    print("taken as shown or not recounted:", rest or "nothing")
    by_rule = collections.Counter()
    for words in wrong:
        by_rule[words.split(" ", 1)[0]] += 1
        if by_rule[words.split(" ", 1)[0]] <= 3:
            print("   ", words[:400])
    if wrong:
        print("by rule:", by_rule.most_common(20))
        return 1
    tries, passed = tampered(source, kept)
    print("tampered:", ", ".join(f"{name} {times}" for name, times in tries.items()))
    for one in passed[:40]:
        print("    accepted although tampered:", *one)
    return 1 if passed or any(tries[name] == 0 for name in TAMPERS) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
