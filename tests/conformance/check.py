#!/usr/bin/env python3
"""Holds the reference of the language (dsl/README.md) and its cases to each other.

    check.py DULY SOURCE_DIR AREA       one folder: its examples pass, its bad cases give the mistakes that they name, its runs the outcomes
    check.py DULY SOURCE_DIR            all folders: every example stands under a quotation, every quotation stands in the
                                        reference, and every sentence of the reference that states a meaning is held by a case
    check.py DULY SOURCE_DIR --list     how the sentences are held, section by section; --open lists those that no case holds

A sentence is one of running text, of a list item, or of a table row (its first cell stands before the first of them). Code blocks
are no sentences: tests/grammar reads them. `not_meaning.txt` lists what states no meaning, with a reason each.
"""
import bisect
import csv
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

DULY, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
WHAT = sys.argv[3] if len(sys.argv) > 3 else None
HERE = os.path.join(SOURCE, "tests/conformance")
SHORTEST = 12       # a quotation of fewer letters could stand anywhere
failures = []


def plain(text):
    """Text as it is compared: no marks of Markdown, no bars, blanks folded."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("\\|", "|")
    return " ".join(re.sub(r"[*`]", "", text).replace("|", " ").split())


class Reference:
    """The sentences of the reference: `text` is all of it, `starts` where each sentence begins in it."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        self.text, self.starts, self.sentences, self.sections = "", [], [], []
        section, units, fenced, table = "", [], False, False
        for number, line in enumerate(lines + [""], 1):
            if line.startswith("```"):
                fenced = not fenced
                units.append(None)
            elif fenced:
                continue
            elif line.startswith("#"):
                section = line.lstrip("# ")
                units.append(None)
            elif not line.strip():
                units.append(None)
                table = False
            elif line.lstrip().startswith("|"):
                if not table or re.fullmatch(r"[|\s:-]+", line):     # the header and the rule below it
                    table = True
                    continue
                units += [None, (section, number, line.strip().strip("|")), None]
            elif re.match(r"\s*([-*]|\d+\.) ", line):
                units += [None, (section, number, re.sub(r"^\s*([-*]|\d+\.) ", "", line))]
            elif units and units[-1]:
                units[-1] = units[-1][:2] + (units[-1][2] + " " + line.strip(),)
            else:
                units.append((section, number, line.strip()))
        for unit in filter(None, units):
            self.add(*unit)

    def add(self, section, number, text):
        text = re.sub(r"^\*\*[^*]+\.\*\*\s*", "", text)       # a heading inside a paragraph
        for sentence in re.split(r"(?<=[.!?])[)\"]?\s+(?=[A-Z0-9`*\"(|])|(?<=[.!?][)\"])\s+(?=[A-Z0-9`*\"(|])", text):
            sentence = plain(sentence)
            if sentence:
                self.starts.append(len(self.text))
                self.sentences.append((section, number, sentence))
                self.text += sentence + " "

    def holding(self, quotation):
        """The sentences that a quotation stands in."""
        quotation, found, at = plain(quotation).rstrip("."), set(), 0
        while (at := self.text.find(quotation, at)) >= 0:
            first, last = (bisect.bisect_right(self.starts, place) - 1 for place in (at, at + len(quotation) - 1))
            found.update(range(first, last + 1))
            at += 1
        return found


def areas():
    return sorted(os.path.basename(os.path.dirname(path)) for path in glob.glob(os.path.join(HERE, "*", ""))
                  if glob.glob(os.path.join(path, "*.duly")) or glob.glob(os.path.join(path, "run/*/rules.duly")))


def good_files(area):
    return sorted(glob.glob(os.path.join(HERE, area, "*.duly")))


def bad_files(area):
    return sorted(glob.glob(os.path.join(HERE, area, "bad", "*.duly")))


def run_files(area):
    return sorted(glob.glob(os.path.join(HERE, area, "run/*/rules.duly")))


def name(path):
    return os.path.relpath(path, SOURCE)


def comments(path):
    """(line, kind, text): `holds`, `gives`, `says`, `run`, `outcome`, `finds` and `shows` comments, `example` heads and `row`s of a file. A comment goes on in lines that begin with a
    `#` and two blanks or more."""
    found, going = [], False
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file.read().splitlines(), 1):
            tag = re.match(r"\s*# (holds|gives|says|run|outcome|finds|shows):\s*(.*)", line)
            more = re.match(r"\s*#  +(.*)", line)
            if tag:
                found.append([number, tag.group(1), tag.group(2)])
            elif more and going:
                found[-1][2] += " " + more.group(1)
            elif re.match(r"\s*example\b", line):
                title = re.search(r'"((?:[^"]|"")*)"', line)
                found.append([number, "example", title.group(1) if title else line.split("#")[0].split()[-1]])
            elif re.match(r"\s*\|", line):
                found.append([number, "row", line])
            going = bool(tag or more and going)
    return found


def read_cases(reference):
    """Reads all files; gives the sentences that are held, and the number of rows and of bad cases."""
    held, rows, bad, runs = {}, 0, 0, 0

    def hold(path, number, quotation):
        text = plain(quotation)
        found = reference.holding(quotation) if len(text) >= SHORTEST else set()
        if not found:
            failures.append(f"{name(path)}:{number}: no sentence of the reference says: {text}")
        for sentence in found:
            held.setdefault(sentence, []).append(f"{name(path)}:{number}")

    for area in areas():
        for path in good_files(area):
            open_holds, covered, head = [], False, None
            for number, kind, text in comments(path):
                if kind == "holds":
                    open_holds.append((number, text))
                elif kind == "example":
                    covered, head = False, text
                    if open_holds:
                        covered = True
                        for quotation in open_holds:
                            hold(path, *quotation)
                        open_holds = []
                    width = 0
                elif kind == "row" and head:
                    width += 1
                    if width == 1:          # the names of the columns
                        continue
                    for quotation in open_holds:
                        hold(path, *quotation)
                        covered = True
                    open_holds = []
                    rows += 1
                    if not covered:
                        failures.append(f"{name(path)}:{number}: the example `{head}` stands under no `# holds:`")
                        covered = True
                else:
                    failures.append(f"{name(path)}:{number}: `# {kind}:` is not for examples")
            for number, _ in open_holds:
                failures.append(f"{name(path)}:{number}: no example follows this `# holds:`")
        for path in bad_files(area):
            found = comments(path)
            bad += 1
            for number, kind, text in found:
                if kind == "holds":
                    hold(path, number, text)
            if not any(kind == "holds" for _, kind, _ in found):
                failures.append(f"{name(path)}:1: the bad case stands under no `# holds:`")
            if sum(kind == "gives" for _, kind, _ in found) != 1:
                failures.append(f"{name(path)}:1: the bad case says once what it `# gives:`")
        for path in run_files(area):
            found = comments(path)
            runs += sum(kind in ("outcome", "finds", "shows") for _, kind, _ in found)
            for number, kind, text in found:
                if kind == "holds":
                    hold(path, number, text)
            kinds = {kind for _, kind, _ in found}
            if not {"holds", "run"} <= kinds or not kinds & {"outcome", "shows"}:
                failures.append(f"{name(path)}:1: a run has lines `# holds:`, `# run:` and `# outcome:` or `# shows:`")
    return held, rows, bad, runs


def no_meaning(reference):
    """The sentences that not_meaning.txt lists: `quotation :: reason`, or `## heading :: reason` for a whole section."""
    listed = set()
    path = os.path.join(HERE, "not_meaning.txt")
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().splitlines(), 1):
            if not line.strip() or line.startswith("# "):
                continue
            quotation, _, reason = line.partition(" :: ")
            if not reason.strip():
                failures.append(f"{name(path)}:{number}: no reason is given: {line}")
            if quotation.startswith("## "):
                found = {at for at, sentence in enumerate(reference.sentences) if sentence[0] == quotation[3:].strip()}
            else:
                found = reference.holding(quotation)
            if not found:
                failures.append(f"{name(path)}:{number}: the reference does not say: {quotation}")
            listed |= found
    return listed


def check_capabilities():
    """tests/README.md names cases as `area/file.duly` "Title" and timescales of the law as `id`: all must be there."""
    path = os.path.join(SOURCE, "tests/README.md")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    rows = re.findall(r"^\| (\d+) \|(.*)\|$", text, flags=re.M)
    if [int(number) for number, _ in rows] != list(range(1, 31)):
        failures.append(f"{name(path)}: the table of capabilities has the numbers 1 to 30, in order")
    for number, row in rows:
        cases = re.findall(r"`([a-z_]+/[a-z0-9_/]+\.duly)`((?:,? \"[^\"]+\")*)", row)
        if not cases:
            failures.append(f"{name(path)}: capability {number} names no case")
        for case, titles in cases:
            file = os.path.join(HERE, case)
            if not os.path.exists(file):
                failures.append(f"{name(path)}: capability {number}: there is no {case}")
                continue
            known = {text for _, kind, text in comments(file) if kind == "example"}
            for title in re.findall(r'"([^"]+)"', titles):
                if title not in known:
                    failures.append(f"{name(path)}: capability {number}: {case} has no example `{title}`")


def in_row(cells, row):
    """Do the cells stand in the row from its start, where `...` stands for any?"""
    if not cells or not row:
        return not cells or cells == ["..."]
    if cells[0] == "...":
        return any(in_row(cells[1:], row[skip:]) for skip in range(len(row) + 1))
    return cells[0] == row[0] and in_row(cells[1:], row[1:])


def run_rules(path):
    """A run over data: `# run:` has the options, `# outcome: RULE KEY OUTCOME WORDS` a case each (a KEY with blanks stands in quotes, WORDS stand in
    its row), `# finds:` what is said of the data, in order, and `# shows: FILE CELL | CELL` cells that stand in this order in a row of a file
    (an empty one is empty there, `...` stands for any cells). What is met stands in no file, so it is counted."""
    found, folder = comments(path), os.path.dirname(path)
    options = " ".join(text for _, kind, text in found if kind == "run").split()
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run([DULY, "run", "rules.duly", "--data", "data", "--out", os.path.join(out, "out")] + options, cwd=folder, capture_output=True, text=True)
        got, codes, shown, order = {}, [], {}, ("breaches", "upcoming", "unknown", "excused")
        for table in order + ("data-quality", "measures", "actions"):
            file = os.path.join(out, "out", table + ".csv")
            if not os.path.exists(file):
                failures.append(f"{name(path)}: no {table}.csv: {done.stdout}{done.stderr}")
                return
            with open(file, newline="", encoding="utf-8-sig") as lines:
                for row in csv.DictReader(lines):
                    shown.setdefault(table, []).append(list(row.values()))
                    if table == "data-quality":
                        codes.append(row["code"])
                    elif table in order:
                        got.setdefault((row["rule"], row["key"]), []).append((row["outcome"].replace("_", " "), " ".join(row.values())))
        with open(os.path.join(out, "out", "summary.json"), encoding="utf-8") as file:
            rules = json.load(file)["rules"]
        met = {rule["id"]: rule["outcomes"]["met"] + rule["outcomes"]["not_applicable"] for rule in rules}
        # A rule that the files do not answer has one row for all its records: as many as the case says are unknown.
        for rule in rules:
            whole = got.pop((rule["id"], ""), None) if rule["not_answered"] else None
            if not whole:
                continue
            parts = [re.fullmatch(r'(\S+) (?:"([^"]+)"|(\S+)) unknown\b.*', text) for _, kind, text in found if kind == "outcome"]
            keys = {part[2] or part[3] for part in parts if part and part[1] == rule["id"]}
            got.update(((rule["id"], key), whole) for key in keys)
            said = sum(bool(part) and part[1] == rule["id"] for part in parts)
            if said != rule["outcomes"]["unknown"]:
                failures.append(f"{name(path)}: `{rule['id']}` has {rule['outcomes']['unknown']} unknown, {said} `# outcome:` lines say so")
    named = set()
    for number, kind, text in found:
        if kind == "finds" and text.split() != codes:
            failures.append(f"{name(path)}:{number}: of the data is said {' '.join(codes) or 'nothing'}")
        if kind == "shows":
            table, _, cells = text.partition(" ")
            if not any(in_row([cell.strip() for cell in cells.split("|")], row) for row in shown.get(table, [])):
                failures.append(f"{name(path)}:{number}: no row of {table}.csv shows that")
        if kind != "outcome":
            continue
        parts = re.fullmatch(r'(\S+) (?:"([^"]+)"|(\S+)) (.+)', text)
        if not parts:
            failures.append(f"{name(path)}:{number}: an outcome has a rule, a key and an outcome")
            continue
        rule, key, expected = parts[1], parts[2] or parts[3], parts[4]
        named.add((rule, key))
        met[rule] = met.get(rule, 0) - (expected in ("met", "not applicable"))
        listed = got.get((rule, key), [("met", "")])
        if expected == "met" and sum(text.split()[:2] == [rule, key] for _, kind, text in found if kind == "outcome") > 1:
            continue        # a turn of several
        told = "; ".join(outcome for outcome, _ in listed)
        if not any((expected + " ").startswith(outcome + " ") and all(word in row for word in expected[len(outcome):].split()) for outcome, row in listed):
            failures.append(f"{name(path)}:{number}: `{rule}` of {key} is {told}, expected {expected}")
    for rule, left in sorted(met.items()):
        if left:
            failures.append(f"{name(path)}: of `{rule}`, {left} more are met than `# outcome:` lines say")
    for (rule, key), listed in sorted(got.items()):
        if (rule, key) not in named:
            failures.append(f"{name(path)}: `{rule}` of {key} is {listed[0][0]}, and no `# outcome:` says so")


def run_area(area):
    if area not in areas():
        failures.append(f"tests/conformance/{area} has no rule file")
        return
    if good_files(area):
        done = subprocess.run([DULY, "test"] + [name(path) for path in good_files(area)], cwd=SOURCE, capture_output=True, text=True)
        print((done.stdout + done.stderr).rstrip())
        if done.returncode:
            failures.append(f"tests/conformance/{area}: duly test ends with {done.returncode}")
    for path in bad_files(area):
        expected = [text.split() for _, kind, text in comments(path) if kind == "gives"]
        done = subprocess.run([DULY, "check", "--format", "json", name(path)], cwd=SOURCE, capture_output=True, text=True)
        try:
            given = json.loads(done.stdout)["diagnostics"]
            got = [one["code"] for one in given]
        except (ValueError, KeyError):
            given, got = [], [f"({done.stdout}{done.stderr} ends with {done.returncode})"]
        told = plain(" ".join(" ".join([one["message"], one["help"]] + [label["text"] for label in one["labels"]]) for one in given))
        failures.extend(f"{name(path)}:{number}: no message says {text}" for number, kind, text in comments(path) if kind == "says" and plain(text) not in told)
        if expected != [got]:
            failures.append(f"{name(path)}: gives {' '.join(got) or 'nothing'}, expected {' '.join(sum(expected, [])) or 'nothing'}")
    for path in run_files(area):
        run_rules(path)


def main():
    if WHAT and not WHAT.startswith("--"):
        run_area(WHAT)
    else:
        reference = Reference(os.path.join(SOURCE, "dsl/README.md"))
        held, rows, bad, runs = read_cases(reference)
        skipped = no_meaning(reference)
        for at in sorted(skipped & set(held)):
            failures.append(f"not_meaning.txt lists what {held[at][0]} holds: {reference.sentences[at][2]}")
        unheld = [at for at in range(len(reference.sentences)) if at not in held and at not in skipped]
        section = None
        for at, (heading, number, sentence) in enumerate(reference.sentences):
            if not WHAT or WHAT == "--open" and at not in unheld:
                continue
            if heading != section:
                print(f"\n{heading}")
                section = heading
            mark = f"{len(held[at]):3}" if at in held else "  -" if at in skipped else "   "
            print(f"  {mark} {number:4}: {sentence}" + (f"   [{held[at][0]}]" if at in held else ""))
        for at in unheld:
            failures.append(f"dsl/README.md:{reference.sentences[at][1]}: no case holds: {reference.sentences[at][2]}")
        check_capabilities()
        print(f"{rows} rows, {bad} bad cases and {runs} lines of runs in {len(areas())} areas; {len(reference.sentences)} sentences: {len(held)} held, {len(skipped)} without "
              f"a meaning of their own, {len(unheld)} held by no case")
    if failures and not (WHAT and WHAT.startswith("--")):
        print("\n".join(failures))
        sys.exit(1)


main()
