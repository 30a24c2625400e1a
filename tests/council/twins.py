#!/usr/bin/env python3
"""The same children in every form in which the field exports them: what each form tells comes out as it does from the tables of the dataset,
and what it does not tell is unknown or not there, never another outcome.

    twins.py DULY SOURCE_DIR

The dataset's tables as CSV are the measure (check.py holds them to the key). As one SQLite file and as one workbook they must give the same
to the last outcome. For the other exports TWINS says of each rule that they can speak of whether all outcomes are told (`same`) or some of them
(`open`), and why; every other rule must be silent."""
import collections
import contextlib
import csv
import io
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

DULY, SOURCE = sys.argv[1], sys.argv[2]
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(SOURCE, "fixtures", "council"), os.path.join(SOURCE, "tests", "feeds")]
import cin_tables  # noqa: E402
import exports  # noqa: E402
import generate  # noqa: E402
import workbook  # noqa: E402
from twins_held import TWINS  # noqa: E402

AS_OF = "2026-03-31"
CHILDREN = 1200
LISTED = ("breaches", "excused", "upcoming", "unknown")
failures = []
compared = {}


def expect(holds, words):
    if not holds:
        failures.append(words)


def run(data, out):
    command = [DULY, "run", os.path.join(SOURCE, "rules", "england"), "--data", data, "--as-of", AS_OF, "--out", out]
    done = subprocess.run(command, capture_output=True, text=True)
    expect(done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-1500:]}")
    return Result(out)


class Result:
    """What a run wrote: counts by rule and outcome, and every outcome that is listed."""

    def __init__(self, out):
        with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
            self.counts = {rule["id"]: collections.Counter({name: count for name, count in rule["outcomes"].items() if count})
                           for rule in json.load(file)["rules"]}
        with open(os.path.join(out, "measures.csv"), encoding="utf-8-sig", newline="") as file:
            self.measures = list(csv.reader(file))
        self.listed, self.unknown, self.names = collections.Counter(), collections.Counter(), {}
        self.everything, self.unanswered = collections.Counter(), set()
        for name in LISTED:
            with open(os.path.join(out, name + ".csv"), encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    row["child"] = row["child"] or row["key"]
                    line = tuple(row[column] for column in ("rule", "child", "from", "outcome", "due", "done", "late_by"))
                    self.everything[(row["record"], row["key"], row["turn"]) + line] += 1
                    if row["outcome"] == "unknown" and not row["key"]:       # one line for all rows that the rule looks at
                        self.unanswered.add(row["rule"])
                    elif row["outcome"] == "unknown":
                        self.unknown[(row["rule"], row["child"])] += 1
                    elif row["outcome"] not in ("no_due_date", "excluded", "not_applicable"):
                        self.listed[line] += 1
                        self.names.setdefault(line, set()).add((row["record"], row["key"]))


def write_tables(tables, folder, end=".csv"):
    os.makedirs(folder, exist_ok=True)
    for name, rows in tables.items():
        with open(os.path.join(folder, name + end), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


def write_text(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def read_tables(folder):
    tables = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".csv"):
            with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
                tables[name[:-4]] = list(csv.reader(file))
    return tables


def write_database(tables, path):
    with contextlib.closing(sqlite3.connect(path)) as base:
        for name, (header, *rows) in tables.items():
            base.execute(f'create table "{name}" ({", ".join(f"{chr(34)}{column}{chr(34)} text" for column in header)})')
            base.executemany(f'insert into "{name}" values ({", ".join("?" * len(header))})', [[cell or None for cell in row] for row in rows])
        base.commit()


def headers(name):
    with open(os.path.join(SOURCE, "tests", "feeds", "headers", name + ".txt"), encoding="utf-8") as file:
        return {line.split("\t")[0]: next(csv.reader(io.StringIO(line.rstrip("\n").split("\t")[1]))) for line in file if "\t" in line}


def same_to_the_last(name, ours, theirs):
    """The same data in another container."""
    for rule in sorted(set(ours.counts) | set(theirs.counts)):
        expect(ours.counts.get(rule) == theirs.counts.get(rule), f"{name}: {rule} gives {theirs.counts.get(rule)}, and from CSV {ours.counts.get(rule)}")
    for line in sorted((ours.everything - theirs.everything).elements())[:5]:
        failures.append(f"{name}: not found {line}")
    for line in sorted((theirs.everything - ours.everything).elements())[:5]:
        failures.append(f"{name}: found besides {line}")
    compared[name] = sum(sum(counts.values()) for counts in ours.counts.values())


def twin(name, ours, theirs, ledger, held):
    """`ours` from the dataset's tables, `theirs` from the export, which holds the rows `held`."""
    known = TWINS[name]
    told, read_as, silent = {}, known.get("as", {}), known.get("silent", {})
    for rule, row, _, outcome, *_ in ledger.lines:
        if row in held:
            told.setdefault(rule, collections.Counter())[outcome] += 1
    names = {(row.record, row.name()) for row in held.rows}
    without_days = {line[:4] for line in ours.listed}       # where earlier events are not told, a due date may be left blank
    for line in sorted(theirs.listed.elements()):
        as_line = (read_as.get(line[0], line[0]),) + line[1:]
        if ours.listed[as_line] < theirs.listed[line] and not (line[4:] == ("", "", "") and line[0] in known["open"] and line[:4] in without_days):
            failures.append(f"{name}: another outcome {line}")
    blank = {line[:4] for line in theirs.listed if line[4:] == ("", "", "")}
    for line in sorted((ours.listed - theirs.listed).elements()):
        rule, child = line[0], line[1]
        spoken = theirs.unknown[(rule, child)] or rule in theirs.unanswered or line[:4] in blank or rule in read_as or rule in silent
        if ours.names[line] & names and theirs.counts.get(rule) and not spoken:
            failures.append(f"{name}: lost without a word {line}")
    total = 0
    for rule, counts in sorted(theirs.counts.items()):
        definite = {outcome: count for outcome, count in counts.items() if outcome not in ("unknown", "not_applicable", "excluded")}
        ours_told = told.get(rule, collections.Counter())
        if rule in known["same"] or rule in read_as:
            ours_told = told.get(read_as.get(rule, rule))
            expect(counts == ours_told, f"{name}: {rule} gives {dict(counts)}, and from the dataset {dict(ours_told)}")
            total += sum(counts.values())
        elif rule in known["open"]:
            expect(definite, f"{name}: {rule} is said to be told in part, and gives {dict(counts)}")
            expect(counts["unknown"] > 0, f"{name}: {rule} is said to be open in part, and gives {dict(counts)}")
            for outcome, count in definite.items():
                expect(count <= ours_told[outcome], f"{name}: {rule} is {outcome} {count} times, and from the dataset {ours_told[outcome]} times")
            total += sum(definite.values())
        elif rule in silent:
            expect(not definite and sum(ours_told.values()) > ours_told["not_applicable"], f"{name}: {rule} is said to be silent: {dict(counts)}, {dict(ours_told)}")
        else:
            expect(not definite, f"{name}: {rule} gives {dict(counts)}, and nothing says that it can; from the dataset {dict(ours_told)}")
            lost = sum(count for outcome, count in ours_told.items() if outcome not in ("unknown", "not_applicable", "excluded", "no_due_date"))
            expect(not lost or counts["unknown"] > 0 or not counts, f"{name}: {rule} gives {dict(counts)} and does not say that it cannot tell; from the dataset {dict(ours_told)}")
    for group in ("same", "open", "silent", "as"):
        for rule in known.get(group, {}):
            expect(rule in theirs.counts, f"{name}: there is no rule {rule}")
    compared[name] = total


def main():
    with tempfile.TemporaryDirectory() as folder:
        at = lambda *names: os.path.join(folder, *names)  # noqa: E731
        council = generate.Council(at("ssd"), CHILDREN, 2027, clean=True).make()
        ledger = council.judged()
        council.tables.write()
        ours = run(at("ssd"), at("out"))
        counted = collections.defaultdict(collections.Counter)
        for rule, _, _, outcome, *_ in ledger.lines:
            counted[rule][outcome] += 1
        for rule, counts in sorted(ours.counts.items()):
            expect(counts == counted[rule], f"the dataset's tables: {rule} gives {dict(counts)}, and the key counts {dict(counted[rule])}")
        tables = read_tables(at("ssd"))
        os.makedirs(at("more"))
        write_database(tables, at("more", "council.sqlite"))
        same_to_the_last("sqlite", ours, run(at("more", "council.sqlite"), at("out-sqlite")))
        workbook.write(at("more", "council.xlsx"), tables)
        same_to_the_last("workbook", ours, run(at("more", "council.xlsx"), at("out-workbook")))

        lists, held = exports.annex_a(council)
        sheets = exports.annex_a_tables(lists, headers("annex_a"))
        write_tables(sheets, at("annex"))
        twin("annex_a", ours, run(at("annex"), at("out-annex")), ledger, held)
        workbook.write(at("more", "annex_a.xlsx"), {name.replace("list_", "List "): rows for name, rows in sheets.items()})
        twin("annex_a workbook", ours, run(at("more", "annex_a.xlsx"), at("out-annex-book")), ledger, held)
        lists, held = exports.annex_a(council, last=9)
        write_tables(exports.annex_a_tables(lists, headers("annex_a_ssd"), camel=True), at("camel"))
        twin("annex_a of the dataset", ours, run(at("camel"), at("out-camel")), ledger, held)

        text, held = exports.census(council)
        write_text(at("census", "cin.xml"), text)
        twin("census", ours, run(at("census"), at("out-census")), ledger, held)
        os.makedirs(at("census-tables"))
        cin_tables.write(at("census", "cin.xml"), pathlib.Path(at("census-tables")))
        twin("census tables", ours, run(at("census-tables"), at("out-census-tables")), ledger, held)

        tables, held = exports.looked_after_return(council)
        columns = headers("ssda903")
        write_tables({name: [columns[name]] + [[row.get(column, "") for column in columns[name]] for row in rows] for name, rows in tables.items()}, at("return"))
        twin("return", ours, run(at("return"), at("out-return")), ledger, held)

        write_text(at("return-xml", "return.xml"), exports.return_xml(tables))
        twin("return XML", ours, run(at("return-xml"), at("out-return-xml")), ledger, held)
        # Both in one folder tell the same events: nothing counts twice.
        alone = Result(at("out-return"))
        write_text(at("return", "return.xml"), exports.return_xml(tables))
        both = run(at("return"), at("out-return-both"))
        same_to_the_last("return as CSV and XML", alone, both)
        expect(both.measures == alone.measures, "return as CSV and XML: other measures than the CSV alone")

        children, held = exports.nightly(council)
        write_text(at("nightly", "children.json"), json.dumps(children, indent=1))
        twin("nightly", ours, run(at("nightly"), at("out-nightly")), ledger, held)
        write_text(at("nightly-lines", "children.ndjson"), "".join(json.dumps(child) + "\n" for child in children))
        twin("nightly lines", ours, run(at("nightly-lines"), at("out-nightly-lines")), ledger, held)
    for words in failures[:2000]:
        print(words)
    print("the twins: " + (f"{len(failures)} failures" if failures else "the same outcomes wherever both hold the fields"))
    print("compared: " + ", ".join(f"{name} {count}" for name, count in compared.items()))
    sys.exit(1 if failures else 0)


main()
