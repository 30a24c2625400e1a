"""What a run said, in one form for Duly and for its peers: lines of breaches and deadlines to come, counts, figures."""
import collections
import csv
import hashlib
import json
import os

# How Duly's summary tells of the five words.
WORDS = {"met": "met", "late": "late", "overdue": "overdue", "due": "due", "due_soon": "due", "unknown": "unknown"}


class Said:
    """breaches, upcoming: sorted lines `rule,key,outcome,due,done`, as bytes. counts: (rule, word) -> how many. figures: (measure, group, yyyy-mm) -> (numerator, denominator, grade)."""

    def __init__(self, breaches, upcoming, counts, figures):
        self.breaches, self.upcoming = sorted(breaches), sorted(upcoming)
        self.counts = {what: count for what, count in counts.items() if count and what[0] not in ("r11", "r12")}
        self.figures = figures

    def grades(self):
        return collections.Counter((measure, grade) for (measure, _, _), (_, _, grade) in self.figures.items())

    def digest(self):
        """Small enough to keep: counts, and a sum over the sorted lines."""
        lines = lambda all_: {"lines": len(all_), "sha256": hashlib.sha256(b"".join(line + b"\n" for line in all_)).hexdigest()}
        figures = sorted(",".join(map(str, (*key, *value))).encode() for key, value in self.figures.items())
        counts = collections.defaultdict(dict)
        for (rule, word), count in sorted({**self.counts, **self.grades()}.items()):
            counts[rule][word] = count
        return {"breaches": lines(self.breaches), "upcoming": lines(self.upcoming), "figures": lines(figures), "counts": dict(counts)}


def grade_of(measure, part, all_):
    if measure == "r11":
        return "green" if 100 * part >= 90 * all_ else "amber" if 100 * part >= 80 * all_ else "red"
    return "green" if 100 * part <= 20 * all_ else "amber" if 100 * part <= 25 * all_ else "red"


def _lines(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read().replace(b"\r", b"").rstrip(b"\n").split(b"\n")[1:]


def of_peer(folder):
    with open(os.path.join(folder, "counts.csv"), encoding="utf-8") as file:
        counts = {(row["rule"], row["outcome"]): int(row["count"]) for row in csv.DictReader(file)}
    with open(os.path.join(folder, "kpi.csv"), encoding="utf-8") as file:
        figures = {(row["measure"], row["group"], row["period"]): (int(row["numerator"]), int(row["denominator"]), row["grade"]) for row in csv.DictReader(file)}
    return Said(_lines(folder, "breaches.csv"), _lines(folder, "upcoming.csv"), counts, figures)


def of_duly(folder):
    """A run with --files breaches.csv,upcoming.csv,measures.csv,summary.json --columns rule,key,outcome,due,done."""
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    counts = collections.Counter()
    for rule in summary["rules"]:
        for word, count in rule.get("outcomes", {}).items():
            if word in WORDS:
                counts[rule["id"], WORDS[word]] += count
    figures = {}
    with open(os.path.join(folder, "measures.csv"), encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            counted, month = int(row["denominator"] or 0) - int(row["unknown"] or 0), row["period"][-7:]
            if row["kind"] != "unplaced" and row["by"] and counted and (row["measure"] == "r11" or month >= "2013-01"):
                part, told = int(row["numerator"]), row["grade"]
                grade = grade_of(row["measure"], part, counted)
                # Where a case is not told, Duly says between which grades; the others count the told ones alone.
                figures[row["measure"], row["group"], month] = (part, counted, grade if grade in told else told)
    return Said(_lines(folder, "breaches.csv"), _lines(folder, "upcoming.csv"), counts, figures)


def differences(have, want, most=5):
    """What is said otherwise, as text; nothing if all is the same."""
    out = []
    for name in ("breaches", "upcoming"):
        mine, other = getattr(have, name), getattr(want, name)
        if mine != other:
            more, less = collections.Counter(mine) - collections.Counter(other), collections.Counter(other) - collections.Counter(mine)
            out.append(f"{name}: {len(mine)} lines where {len(other)} are expected; {sum(more.values())} too many, {sum(less.values())} missing")
            out += [f"  + {line.decode()}" for line in sorted(more)[:most]] + [f"  - {line.decode()}" for line in sorted(less)[:most]]
    for name, mine, other in (("counts", have.counts, want.counts), ("figures", have.figures, want.figures)):
        differ = [key for key in sorted(set(mine) | set(other)) if mine.get(key) != other.get(key)]
        if differ:
            out.append(f"{name}: {len(differ)} differ")
            out += [f"  {key}: {mine.get(key)} where {other.get(key)} is expected" for key in differ[:most]]
    return out
