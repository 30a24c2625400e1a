"""Random improvement plans, as rule files and data, and what the language says of them, worked out anew.

A leaf is something that holds or does not: a check, a timescale, a milestone, a figure that arrives ready-made, an action recorded done. Of each the data is
written so that it holds, fails or is not told, and can be written again with some of them put right.
"""
import datetime
import itertools
import os

AS_OF = datetime.date(2026, 3, 5)
PAST, FUTURE = datetime.date(2026, 3, 2), datetime.date(2026, 6, 30)

HEAD = """ruleset "A plan"
scale rag: green, amber, red
record item
  item_id  text  key
  about    text
  good     yes_no
record job
  job_id  text  key
  about   text
  asked   date  orders
  done    date  optional
record figure
  `measure`  text
  period     date
  value      number
record log
  `action`  text
  done      date  optional
feed files
  dates are yyyy-mm-dd
  blank is ""
  file "items.csv" gives item, holds every
    item_id  is "item_id"
    about    is "about"
    good     is "good" where "Y" means yes, "N" means no
  file "jobs.csv" gives job, holds every
    job_id  is "job_id"
    about   is "about"
    asked   is "asked"
    done    is "done"
  file "figures.csv" gives figure, holds every
    `measure`  is "measure"
    period     is "period"
    value      is "value"
  file "log.csv" gives log, holds every
    `action`  is "action"
    done      is "done"
"""


class Leaf:
    """kind: check, timescale, figure, milestone. `by` is the day of a milestone."""

    def __init__(self, name, kind, state, cases, by):
        self.name, self.kind, self.state, self.cases, self.by = name, kind, state, cases, by

    def rules(self):
        if self.kind == "check":
            return f'check {self.name} "Check {self.name}"\n  for each item\n  where item.about is "{self.name}"\n  must item.good is yes\n'
        if self.kind == "timescale":
            return (f'timescale {self.name} "Jobs {self.name}"\n  for each job\n  where job.about is "{self.name}"\n  from job.asked\n  to job.done\n  within 10 days\n'
                    f'measure share_{self.name}\n  percentage of {self.name} that are met\n  counted when due\n  per month\n  bands on rag: green at least 95%, amber at least 90%, otherwise red\n'
                    f'measure twice_{self.name}\n  percentage of {self.name} that are met\n  counted when due\n  per rolling 2 months\n  bands on rag: green at least 99%, amber at least 98%, otherwise red\n')
        if self.kind == "figure":
            return f'measure {self.name} "Figure {self.name}"\n  reported as "{self.name}" in figure\n  per month\n  bands on rag: green at least 90, amber at least 80, otherwise red\n'
        return ""

    def rows(self, state):
        """Lines of the files: cases that fail or are not told, and two that hold."""
        bad = range(self.cases if state != "holds" else 0)
        if self.kind in ("check", "milestone"):
            answer = {"fails": "N", "unknown": ""}.get(state)
            return "items", [f"{self.name}-{i},{self.name},{answer}" for i in bad] + [f"{self.name}-ok{i},{self.name},Y" for i in range(2)]
        if self.kind == "timescale":
            # Due on 11 February, and not done; or done on a day of that month, and so met or late, but not overdue.
            done = {"fails": "", "unknown": "2026-02"}.get(state)
            return "jobs", [f"{self.name}-{i},{self.name},2026-02-01,{done}" for i in bad] + [f"{self.name}-ok{i},{self.name},2026-02-01,2026-02-05" for i in range(2)]
        value = {"fails": "50", "unknown": "", "holds": "95"}[state]
        return "figures", [f"{self.name},2026-02,{value}"]


class Action:
    def __init__(self, name, due, says_done, done, lines):
        self.name, self.due, self.says_done, self.done, self.lines = name, due, says_done, done, lines

    def rules(self):
        text = f'action {self.name} "Action {self.name}"\n'
        if self.due:
            text += f"  due {self.due}\n"
        if self.says_done:
            text += "  recorded in log\n"
        for any_of, needs in self.lines:
            if len(needs) == 1 and not any_of:
                text += f"  needs {needs[0].text}\n"
            else:
                text += f"  needs {'any' if any_of else 'all'} of {', '.join(need.text for need in needs)}\n"
        return text


class Need:
    """Rests on a leaf, or on an action."""

    def __init__(self, text, leaf=None, action=None):
        self.text, self.leaf, self.action = text, leaf, action
        self.by = leaf.by if leaf else None


class Plan:
    def __init__(self, random, leaves, actions, unknown=0.15):
        self.leaves, self.actions = [], []
        for i in range(leaves):
            kind = random.choice(["check", "check", "timescale", "timescale", "figure", "milestone"])
            state = random.choices(["holds", "fails", "unknown"], [0.3, 0.7 - unknown, unknown])[0]
            self.leaves.append(Leaf(f"{kind}_{i}", kind, state, random.randint(1, 3), random.choice([PAST, FUTURE]) if kind == "milestone" else None))
        for i in range(actions):
            lines = []
            for _ in range(random.choice([0, 1, 1, 2, 3])):
                needs = [self.need(random) for _ in range(random.choice([1, 1, 2, 3]))]
                lines.append((len(needs) > 1 and random.random() < 0.6, needs))
            says_done = random.random() < 0.5
            self.actions.append(Action(f"action_{i}", random.choice([None, PAST, PAST, FUTURE]), says_done, says_done and random.random() < 0.6, lines))

    def need(self, random):
        if self.actions and random.random() < 0.45:
            action = random.choice(self.actions)
            return Need(f"action {action.name}", action=action)
        leaf = random.choice(self.leaves)
        if leaf.kind == "check":
            return Need(f"check {leaf.name}", leaf)
        if leaf.kind == "timescale":
            return Need(random.choice([f"no breach of {leaf.name}"] * (leaf.state != "unknown") + [f"share_{leaf.name} at least green", f"share_{leaf.name} at least amber", f"twice_{leaf.name} at least green"]), leaf)
        if leaf.kind == "figure":
            return Need(random.choice([f"{leaf.name} at least green", f"{leaf.name} at least amber"]), leaf)
        return Need(f'every item where item.about is "{leaf.name}" has item.good is yes by {leaf.by.day} {leaf.by:%B} {leaf.by.year}', leaf)

    def write(self, folder, cleared=()):
        with open(os.path.join(folder, "plan.duly"), "w", encoding="utf-8") as file:
            file.write(HEAD + "".join(leaf.rules() for leaf in self.leaves) + "".join(action.rules() for action in self.actions))
        files = {"items": ["item_id,about,good"], "jobs": ["job_id,about,asked,done"], "figures": ["measure,period,value"], "log": ["action,done"]}
        for leaf in self.leaves:
            name, rows = leaf.rows("holds" if leaf in cleared else leaf.state)
            files[name] += rows
        for action in self.actions:
            if action.says_done:
                files["log"].append(f"{action.name},{'2026-02-25' if action.done or action in cleared else ''}")
        os.makedirs(os.path.join(folder, "data"), exist_ok=True)
        for name, rows in files.items():
            with open(os.path.join(folder, "data", name + ".csv"), "w", encoding="utf-8") as file:
                file.write("\n".join(rows) + "\n")


# --- what the language says: states of needs and actions, with some leaves put right ----------------------------------------

def need_state(need, cleared, states):
    if need.action:
        state = states[need.action.name]
        return {"achieved": "holds", "failing": "fails", "blocked": "fails", "unknown": "unknown"}.get(state, "not yet")
    state = "holds" if need.leaf in cleared else need.leaf.state
    return "not yet" if state == "fails" and need.by and need.by >= AS_OF else state


def when_told(action, done, lines, states):
    """The first that fits of achieved, failing, blocked, at risk, on course, where every need is told. `lines`: (any, [(need, state)])."""
    past = bool(action.due) and action.due < AS_OF
    holds = all((any if any_of else all)(state == "holds" for _, state in needs) for any_of, needs in lines)
    if holds and (done if action.says_done else bool(lines)):
        return "achieved"
    own = by_action = milestone = not_yet = risk = False
    for any_of, needs in lines:
        if (any if any_of else all)(state == "holds" for _, state in needs):
            continue
        not_yet |= any(state == "not yet" and not need.action for need, state in needs)
        if not any_of or all(state == "fails" for _, state in needs):
            own |= any(state == "fails" and not need.action for need, state in needs)
            by_action |= any(state == "fails" and bool(need.action) for need, state in needs)
            milestone |= any(state == "fails" and bool(need.by) for need, state in needs)
        worrying = [state == "fails" or (state == "not yet" and bool(need.action) and states[need.action.name] == "at_risk") for need, state in needs]
        risk |= (all if any_of else any)(worrying)
    if milestone or (past and (own or not_yet or not by_action)):
        return "failing"
    if by_action and not own:
        return "blocked"
    return "at_risk" if risk else "on_course"


def states_of(plan, cleared=()):
    states = {}
    for action in plan.actions:
        done = action.done or action in cleared
        lines = [(any_of, [(need, need_state(need, cleared, states)) for need in needs]) for any_of, needs in action.lines]

        def told_as(state):
            return [(any_of, [(need, state if found == "unknown" else found) for need, found in needs]) for any_of, needs in lines]
        best, worst = (when_told(action, done, told_as(state), states) for state in ("holds", "fails"))
        states[action.name] = best if best in ("failing", "blocked") or best == worst else "unknown"
    return states


# --- the same with every set of leaves put right -------------------------------------------------------------------------

class BruteForce:
    """By action that does not stand: the smallest sets that clear it, and which leaves clear it alone."""

    def __init__(self, plan):
        self.plan = plan
        self.now = states_of(plan)
        self.leaves = [leaf for leaf in plan.leaves if leaf.state != "holds"] + [action for action in plan.actions if action.says_done and not action.done]
        self.done = {leaf for leaf in self.leaves if isinstance(leaf, Action)}
        self.standing = {}      # by frozenset of leaves: the actions that stand
        for size in range(len(self.leaves) + 1):
            for cleared in itertools.combinations(self.leaves, size):
                states = states_of(plan, cleared)
                self.standing[frozenset(cleared)] = {name for name, state in states.items() if state in ("achieved", "on_course")}
        self.open = [action.name for action in plan.actions if self.now[action.name] not in ("achieved", "on_course")]

    def smallest_sets(self, action):
        found = []
        for cleared, standing in self.standing.items():     # by size
            if action in standing and not any(other <= cleared for other in found):
                found.append(cleared)
        return found

    def alone(self, action, leaf):
        return action in self.standing[frozenset([leaf])]

    def once_done(self, action, leaf):
        return action in self.standing[frozenset([leaf]) | self.done]
