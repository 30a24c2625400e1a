#!/usr/bin/env python3
"""Root causes against brute force: of random plans every set of leaves is put right in turn, the states of all actions are worked out by the language's own
words (plans.py), and what `duly explain --causes` says must be what comes out: which actions do not stand, the smallest sets that clear each, in their order, what
each cause clears, alone or once all is recorded done, and what every way down goes through. Of some plans the sets named are put right in the data itself, and the
action must then stand, and must not with one of them left as it was.

    check.py DULY [--plans N] [--seed N]
"""
import json
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from plans import AS_OF, Action, BruteForce, Plan, need_state  # noqa: E402

DULY = os.path.abspath(sys.argv[1])


def option(name, otherwise):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else otherwise


class Wrong(Exception):
    pass


def expect(holds, *words):
    if not holds:
        raise Wrong(" ".join(str(word) for word in words))


def causes_of(folder):
    done = subprocess.run([DULY, "explain", os.path.join(folder, "plan.duly"), "--data", os.path.join(folder, "data"), "--as-of", str(AS_OF), "--causes", "--format", "json", "--threads", "1"],
                          capture_output=True, text=True)
    expect(done.returncode == 0, "duly ended with", done.returncode, done.stderr)
    return json.loads(done.stdout)


def names(leaves):
    """As the program names them: a milestone and what is not done go by their action."""
    return sorted(leaf.name for leaf in leaves)


def leaf_of(plan, cause):
    """The leaf that a cause is; milestones are told apart by their words."""
    if cause["kind"] == "done":
        return next(action for action in plan.actions if action.name == cause["id"])
    if cause["kind"] == "milestone":
        return next(leaf for leaf in plan.leaves if leaf.kind == "milestone" and f'"{leaf.name}"' in cause["standing"])
    return next(leaf for leaf in plan.leaves if leaf.name == cause["id"])


def asked_below(plan, states, top):
    """What stands below an action that does not stand: pairs [action, what it needs], and the leaves at the ends."""
    by_name = {action.name: action for action in plan.actions}
    past = {action.name: bool(action.due) and action.due < AS_OF for action in plan.actions}
    edges, ends, queue, met = set(), set(), [(top, past[top])], set()
    while queue:
        name, achieved = queue.pop()
        if (name, achieved) in met:
            continue
        met.add((name, achieved))
        action = by_name[name]
        stands = states[name] in ("achieved", "on_course")
        open_lines = 0
        for any_of, needs in action.lines:
            found = []
            for need in needs:
                if need.action:
                    state = states[need.action.name]
                    holds = state == "achieved" or (not achieved and state == "on_course")
                else:
                    holds = need.leaf.state == "holds" or (not achieved and need.leaf.state == "fails" and bool(need.by) and need.by >= AS_OF)
                found.append(holds)
            if (any if any_of else all)(found):
                continue
            open_lines += 1
            for need, holds in zip(needs, found):
                if holds:
                    continue
                if need.action:
                    edges.add((name, need.action.name))
                    queue.append((need.action.name, achieved or past[need.action.name]))
                else:
                    measure = need.leaf.kind == "timescale" and not need.text.startswith("no breach")
                    end = ("end", need.leaf.name)
                    if measure:
                        edges.add((name, need.text.split()[0]))
                        edges.add((need.text.split()[0], need.leaf.name))
                        edges.add((need.leaf.name, end))
                    elif need.leaf.kind == "milestone":
                        edges.add((name, end))
                    else:
                        edges |= {(name, need.leaf.name), (need.leaf.name, end)}
                    ends.add(end)
        if achieved and not action.done and (action.says_done or not action.lines) or (not stands and not open_lines):
            edges.add((name, ("done", name)))
            ends.add(("done", name))
    return edges, ends


def told_together(plan, states):
    """Alternatives of which one is not told, and none holds: what lies behind then hangs on whether all else would hold, and only the sets are compared."""
    for action in plan.actions:
        for any_of, needs in action.lines:
            found = [need_state(need, (), states) for need in needs]
            if any_of and "holds" not in found and "unknown" in found:
                return True
    return False


def through(edges, ends, top):
    """What no way down can do without: left out, it cuts the action off from all its leaves."""
    nodes = {node for edge in edges for node in edge if isinstance(node, str)} - {top}
    found = set()
    for without in nodes:
        reached, queue = {top}, [top]
        while queue:
            at = queue.pop()
            for before, after in edges:
                if before == at and after != without and after not in reached:
                    reached.add(after)
                    queue.append(after)
        if not reached & ends:
            found.add(without)
    return found


def never_done(plan):
    """Actions that nothing would show done: no leaf of theirs is in the data, and putting them right cannot be tried."""
    return any(not action.says_done and not action.lines for action in plan.actions)


def check(plan, folder, try_it):
    plan.write(folder)
    got = causes_of(folder)
    force = BruteForce(plan)
    expect({action["id"]: action["state"] for action in got["actions"]} == {name: force.now[name] for name in force.open}, "states", got["actions"], force.now)
    causes = {cause["number"]: cause for cause in got["causes"]}
    leaves = {number: leaf_of(plan, cause) for number, cause in causes.items()}

    def rank(number):
        cause = causes[number]
        return (-len(cause["clears"]) - len(cause["once_done"]), -len(cause["clears"]), -len(cause["beside"]), max(1, cause["cases"]))
    expect([rank(number) for number in sorted(causes)] == sorted(rank(number) for number in causes), "the ranks of", got["causes"])
    for number, cause in causes.items():
        leaf = leaves[number]
        if cause["kind"] in ("check", "timescale"):
            expect(cause["cases"] == leaf.cases and cause["state"] == leaf.state, "cases of", cause)

    for action in got["actions"]:
        name = action["id"]
        sets = [frozenset(leaves[n] for n in one) for one in action["cheapest"]]
        smallest = force.smallest_sets(name)
        expect(action["smallest"] and len(sets) + action["more"] == len(smallest) and set(sets) <= set(smallest), "sets of", name, [names(one) for one in sets], [names(one) for one in smallest])
        cases = {leaves[n]: max(1, causes[n]["cases"]) for n in action["causes"]}
        order = sorted((len(one), sum(cases[leaf] for leaf in one)) for one in smallest)
        expect([(len(one), sum(cases[leaf] for leaf in one)) for one in sets] == order[:len(sets)], "the order of the sets of", name, [names(one) for one in sets])
        for n in action["causes"]:
            alone, once = force.alone(name, leaves[n]), force.once_done(name, leaves[n])
            wanted = "clears" if alone else "once_done" if once else "beside"
            expect(name in causes[n][wanted], causes[n]["id"], "should be told of", name, "as", wanted, causes[n])
        if try_it and action["cheapest"]:
            best = [leaves[n] for n in action["cheapest"][0]]
            for left_out in [None] + best:
                put_right = {leaf for leaf in best if leaf is not left_out}
                with tempfile.TemporaryDirectory() as other:
                    plan.write(other, put_right)
                    stands = name not in {one["id"] for one in causes_of(other)["actions"]}
                    expect(stands == (left_out is None), name, "with", names(put_right), "put right in the data", "stands" if stands else "does not stand")
        edges, ends = asked_below(plan, force.now, name)
        got_ends = {("done" if causes[n]["kind"] == "done" else "end", leaves[n].name) for n in action["causes"]}
        needed = {("done" if isinstance(leaf, Action) else "end", leaf.name) for one in force.smallest_sets(name) for leaf in one}
        expect(needed <= got_ends, "what lies behind", name, "lacks some of", needed, got_ends)
        if told_together(plan, force.now):
            continue
        expect(got_ends == ends, "what lies behind", name, got_ends, ends)
        expect(set(action["through"]) == through(edges, ends, name), "what everything behind", name, "goes through:", action["through"], through(edges, ends, name))
    return len(got["actions"]), len(causes)


def main():
    seed, count = option("--seed", 5), option("--plans", 120)
    actions = causes = done = number = 0
    while done < count:
        number += 1
        rand = random.Random(seed * 1_000_003 + number)
        plan = Plan(rand, rand.randint(2, 6), rand.randint(2, 7))
        open_leaves = sum(leaf.state != "holds" for leaf in plan.leaves) + sum(action.says_done and not action.done for action in plan.actions)
        if open_leaves > 8 or never_done(plan):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                a, c = check(plan, folder, done % 6 == 0)
            except Wrong as wrong:
                print(f"plan {number} of seed {seed}: {wrong}")
                print(open(os.path.join(folder, "plan.duly"), encoding="utf-8").read().split("holds every\n    `action`")[1].split("\n", 2)[2])
                for name in ("items", "jobs", "figures", "log"):
                    print(name, open(os.path.join(folder, "data", name + ".csv"), encoding="utf-8").read())
                return 1
        actions, causes, done = actions + a, causes + c, done + 1
    print(f"{done} plans, {actions} actions that do not stand, {causes} causes: as brute force has them")
    return 0 if actions > count else 1


sys.exit(main())
