"""Checks judged again, figures counted again from the outcomes, and actions judged again from their needs."""
from fractions import Fraction

from rule_files import plain_day
from values import need, read


class Figures:
    """What the proofs before have shown, by rule and key."""

    def __init__(self):
        self.turns, self.checks, self.measures, self.actions = {}, {}, {}, {}

    def enter(self, proof):
        self.turns.setdefault(proof["rule"], {})[proof["key"], proof["turn"]] = proof

    def enter_check(self, proof):
        self.checks.setdefault(proof["rule"], {})[proof["key"]] = proof["outcome"]

    def due_is(self, rule, key, term):
        turns = {turn or 0: proof for (of, turn), proof in self.turns.get(rule, {}).items() if of == key}
        if not turns:
            return
        last = turns[max(turns)]
        if isinstance(last["due"], dict) or term.get("state") or term.get("last"):
            return
        need(last["due"] == term["value"], "the due date of", rule, "for", key, "is", last["due"], "and is taken as", term["value"])

    def measure_is(self, rule, period, term):
        proof = self.measures.get(rule)
        if not proof or not proof.get("period") or proof["period"]["name"] != period or term.get("state"):
            return
        if term["op"] == "grade of":
            need(term["value"] in (proof["bands"]["best"], proof["bands"]["worst"]), "the grade of", rule, "is taken as", term["value"])


def fraction(stated):
    return Fraction(int(stated["n"]), int(stated["d"])) if stated and int(stated["d"]) else None


def day_counted(proof, counted):
    at = proof.get({"when due": "due", "when done": "done", "when started": "from"}.get(counted, ""))
    return plain_day(read(at)) if isinstance(at, str) else None


NEVER = {"excluded", "not_applicable", "no_due_date"}


def check_of_measure(proof, terms, figures, node):
    figures.measures[proof["rule"]] = proof
    if proof.get("period") is None:
        return
    if "opaque" in proof:
        return
    first, last = read(proof["period"]["from"]), read(proof["period"]["to"])
    tally = {"numerator": 0, "denominator": 0, "unknown": 0}
    numbers = []
    seen = set()
    for entry in proof["entries"]:
        need((entry["key"], entry.get("turn")) not in seen or proof["kind"] == "reported", "an entry counted twice", entry["key"])
        seen.add((entry["key"], entry.get("turn")))
        need(entry["counts"] in tally, "an entry that counts as", entry["counts"])
        tally[entry["counts"]] += 1
        answers = {}
        for clause in entry.get("clauses", []):
            name = clause["clause"]
            answers[name] = terms.answer(clause["term"]) if name in ("out of", "where") else terms.clause(clause["term"])
        if "counted by" in answers and answers["counted by"].exact():
            need(first <= plain_day(answers["counted by"].low) <= last, entry["key"], "is counted by", answers["counted by"], "outside the period")
        conditions(proof, entry, answers)
        if "figure" in answers:
            numbers.append((answers["figure"], answers.get("out of figure")))
    of_turns(proof, figures, first, last)
    value_of(proof, tally, numbers)
    grade_of(proof, node)


def conditions(proof, entry, answers):
    counts, out_of, where = entry["counts"], answers.get("out of", True), answers.get("where", True)
    need(out_of is not False, entry["key"], "counts, and its `out of` is false")
    if proof["kind"] == "percentage of records":
        want = "unknown" if out_of is None or where is None else "numerator" if where else "denominator"
        if not (out_of is None and where is False):
            need(counts == want, entry["key"], "counts as", counts, "where its conditions are", out_of, where)
    elif proof["kind"] in ("count", "rate"):
        need(where is not False and (counts == "unknown") == (where is None or out_of is None), entry["key"], "counts as", counts)


def of_turns(proof, figures, first, last):
    if proof["kind"] != "percentage of turns" or proof["timescale"] not in figures.turns:
        return
    turns = figures.turns[proof["timescale"]]
    wanted = set(proof["that_are"])
    for entry in proof["entries"]:
        turn = turns.get((entry["key"], entry.get("turn")))
        need(turn is not None, "no turn", entry.get("turn"), "of", entry["key"], "is explained")
        if proof["counted"] not in ("when due", "when done", "when started"):
            continue
        outcome = turn["outcome"]
        want = "numerator" if outcome in wanted else "unknown" if outcome in ("unknown", "not_run") else "denominator"
        if not entry.get("clauses") and not turn["in_doubt"]:
            need(entry["counts"] == want, entry["key"], "is", outcome, "and counts as", entry["counts"])
        at = day_counted(turn, proof["counted"])
        if at is not None:
            need(first <= at <= last, entry["key"], "is counted on", at, "outside the period")
    # Nothing that counts is left out.
    if proof["counted"] not in ("when due", "when done", "when started") or any(entry.get("clauses") for entry in proof["entries"]):
        return
    listed = {(entry["key"], entry.get("turn")) for entry in proof["entries"]}
    as_of = plain_day(read(proof["as_of"]))
    for key, turn in turns.items():
        outcome, at = turn["outcome"], day_counted(turn, proof["counted"])
        if outcome in NEVER or (outcome in ("due", "due_soon") and outcome not in wanted) or at is None or not first <= at <= min(last, as_of):
            continue
        if proof["counted"] == "when done" and outcome in ("overdue",):
            continue
        need(key in listed or proof.get("narrowed") or proof["counted"] == "when done" and turn["done"] is None, "the turn", *key, "counts, and is left out")


def value_of(proof, tally, numbers):
    kind, worst, best = proof["kind"], fraction(proof["worst"]), fraction(proof["best"])
    if kind == "reported":
        return
    shown = (proof["numerator"], proof["denominator"], proof["unknown"])
    listed = sum(tally.values())
    if kind.startswith("percentage of") and kind != "percentage of sums":
        need(shown == (tally["numerator"], listed, tally["unknown"]), "it shows", shown, "and lists", tally)
        if listed and tally["unknown"] == 0:
            need(worst == best == Fraction(tally["numerator"], listed), "its value is", best, "of", tally)
        return
    need(proof["unknown"] == tally["unknown"], "it shows", proof["unknown"], "unknown ones and lists", tally["unknown"])
    if kind in ("count",):
        need(proof["numerator"] == tally["numerator"], "it shows", proof["numerator"], "and lists", tally["numerator"])
        return
    if tally["unknown"] or not numbers or not all(number.exact() for number, _ in numbers) or worst is None:
        return
    values = sorted(number.low for number, _ in numbers)
    if proof.get("floor") is not None:
        values = sorted(max(value, read(proof["floor"])) for value in values)
    found = None
    if kind == "average":
        found = sum(values) / len(values)
    elif kind == "sum":
        found = sum(values)
    elif kind == "longest":
        found = values[-1]
    elif kind in ("median", "percentile"):
        place = (len(values) - 1) * (Fraction(1, 2) if kind == "median" else read(proof["percentile"]) / 100)
        low = int(place)
        found = values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (place - low)
    elif kind == "percentage of sums":
        below = sum(other.low for _, other in numbers)
        found = sum(values) / below if below else None
    if found is not None:
        need(worst == best == found, "its value is", best, "and reckoned", found)


def grade_of(proof, node):
    bands, worst, best = proof.get("bands"), fraction(proof["worst"]), fraction(proof["best"])
    if not bands or best is None or worst != best or bands["best"] is None or bands.get("compared"):
        return
    value = best * (100 if proof["kind"].startswith("percentage") else 1)
    for band in bands["list"]:
        kind = band["kind"]
        if kind == "otherwise":
            found = True
        elif kind in ("at least", "at most", "more than", "less than") and not any(name in band for name in ("low_area", "high_area", "points", "percent", "previous", "months", "since")):
            edge = read(band.get("low", band.get("high")))
            found = {"at least": value >= edge, "at most": value <= edge, "more than": value > edge, "less than": value < edge}[kind]
        elif kind == "between" and not any(name in band for name in ("low_area", "high_area", "points", "percent")):
            found = read(band["low"]) <= value <= read(band["high"])
        else:
            return
        if found:
            need(bands["best"] == bands["worst"] == band["grade"], "the value", float(value), "is", band["grade"], "by its bands, and", bands["best"], "as shown")
            need(node["state"] == band["grade"], "it says", node["state"], "and is", band["grade"])
            return


STATES = ("holds", "does_not_hold", "unknown", "not_yet")


def check_of_action(proof, terms, figures, node, milestone):
    figures.actions[proof["rule"]] = proof
    lines = []
    for line in proof["needs"]:
        states = []
        for one in line["needs"]:
            need(one["state"] in STATES, "a need that is", one["state"])
            states.append(one["state"])
            need_of(one, figures, milestone, proof)
        if line["of"] == "any":
            want = "holds" if "holds" in states else "unknown" if "unknown" in states else "not_yet" if "not_yet" in states else "does_not_hold"
        else:
            want = next((state for state in ("does_not_hold", "unknown", "not_yet") if state in states), "holds")
        need(line["state"] == want, "a line of needs is", line["state"], "and by its needs", want)
        lines.append(want)
    holds = all(state == "holds" for state in lines)
    need(proof["evidenced"] == (holds and bool(lines)), "it is evidenced:", proof["evidenced"], "and its needs are", lines)
    state, done, due = proof["state"], proof["recorded_done"], read(proof["due"])
    as_of = plain_day(read(proof["as_of"]))
    if state == "achieved":
        need(holds and (done or not proof["says_done_on"] or lines), "achieved, and its needs are", lines)
    if state == "failing":
        need(not holds or not done, "failing, and nothing is open")
    if proof["done_on"] is not None:
        need(read(proof["done_on"]) <= as_of, "done on a day that lies ahead")
    need(node["state"] == state, "it says", node["state"], "and proves", state)
    if state == "on_course" and due is not None:
        need(as_of <= due, "on course, and its day has passed")


def need_of(one, figures, milestone, proof):
    kind, state = one["kind"], one["state"]
    if "proof" in one and one["proof"] and kind == "milestone":
        answers = milestone(one["proof"])
        if answers and state == "holds":
            need(answers[0] is True, "a milestone holds, and its condition is", answers[0])
        if answers and state == "does_not_hold":
            need(answers[0] is False, "a milestone does not hold, and its condition is", answers[0])
        return
    rule = one.get("rule")
    if kind == "check" and rule in figures.checks and state in ("holds", "does_not_hold"):
        breached = "breached" in figures.checks[rule].values()
        need(breached == (state == "does_not_hold"), "a need of the check", rule, "is", state)
    elif "breaches_at_most" in one and rule in figures.turns and state in ("holds", "does_not_hold"):
        since = read(one.get("since"))
        found = 0
        for turn in figures.turns[rule].values():
            due = read(turn["due"]) if isinstance(turn["due"], str) else None
            found += turn["outcome"] == "overdue" or (since is not None and turn["outcome"] in ("late", "too_early", "late_with_reason")[:2] and due is not None and plain_day(due) >= since)
        need((found <= one["breaches_at_most"]) == (state == "holds"), "a need of", rule, "is", state, "with", found, "breaches")
    elif kind == "measure" and one.get("months_in_a_row", 0) == 0 and rule in figures.measures and state in ("holds", "does_not_hold"):
        of = figures.measures[rule]
        bands = of.get("bands") if of.get("period") and not of["period"]["so_far"] else None
        if bands and bands["best"] is not None and bands["best"] == bands["worst"]:
            scale = []
            for band in bands["list"]:
                if band["grade"] not in scale:
                    scale.append(band["grade"])
            if one["grade"] in scale:
                at, wanted = scale.index(bands["best"]), scale.index(one["grade"])
                holds = {"at least": at <= wanted, "at most": at >= wanted, "exactly": at == wanted}[one["grade_is"]]
                need(holds == (state == "holds"), "a need of", rule, "is", state, "at the grade", bands["best"])
    elif kind == "action" and rule in figures.actions and state in ("holds", "does_not_hold"):
        need((figures.actions[rule]["state"] == "achieved") == (state == "holds"), "a need of", rule, "is", state)


def check_of_rule(proof, terms, clauses):
    """A proof of a check."""
    answers = {}
    for clause in clauses:
        answers.setdefault(clause["clause"], []).append(terms.answer(clause["term"]))
    where, excluded, must = (answers.get(name, []) for name in ("where", "excluded when", "must"))
    outcome = proof["outcome"]
    if where and where[0] is not True:
        need(outcome == ("not_applicable" if where[0] is False else "unknown"), "its `where` is", where[0], "and it is", outcome)
    elif True in excluded:
        need(outcome == "excluded" and proof["exclusion"] == excluded.index(True), "an exclusion holds, and it is", outcome)
    elif None in excluded:
        need(outcome == "unknown", "an exclusion is unknown, and it is", outcome)
    else:
        need(must and outcome == {True: "met", False: "breached", None: "unknown"}[must[0]], "`must` is", must, "and it is", outcome)
