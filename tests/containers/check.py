#!/usr/bin/env python3
"""One table in every kind of file: the same results byte for byte, and the same findings but for their places. Then what only one kind has,
and files that are broken, locked, encrypted or not what they are called.

    check.py DULY
"""
import csv
import io
import json
import subprocess
import sys

import files
from broken import databases, wrong
from common import CHILD_ROWS, CHILDREN, DULY, RULES, VISIT_ROWS, VISITS, Folder, failures, findings, run, same
from workbooks import dates_in_workbooks, shape_of_sheets, texts_in_workbooks


def kinds(data):
    """By kind: how the two tables are written, and where the third row of visits (v3) then stands."""
    def csv_files():
        files.as_csv(data / "children.csv", CHILDREN, CHILD_ROWS)
        files.as_csv(data / "visits.csv", VISITS, VISIT_ROWS)
        return "visits.csv", 5      # the text of v1 goes over two lines

    def json_files():
        files.as_json(data / "children.json", CHILDREN, CHILD_ROWS)
        files.as_json(data / "visits.json", VISITS, VISIT_ROWS)
        return "visits.json", 22

    def json_one():
        files.write(data / "all.json", json.dumps({"children": [dict(zip(CHILDREN, row)) for row in CHILD_ROWS], "visits": [dict(zip(VISITS, row)) for row in VISIT_ROWS]}, indent=0))
        return "all.json/visits", 41      # { children [ 4 times 4 lines ] visits [ 2 times 10 lines

    def json_lines():
        files.as_json_lines(data / "children.ndjson", CHILDREN, CHILD_ROWS)
        files.as_json_lines(data / "visits.jsonl", VISITS, VISIT_ROWS)
        return "visits.jsonl", 3

    def xml():
        files.as_xml(data / "a.xml", "children", CHILDREN, CHILD_ROWS)
        files.as_xml(data / "b.xml", "visits", VISITS, VISIT_ROWS)
        return "b.xml/export/visits", 24

    def database():
        files.as_database(data / "case system.sqlite", [("children", CHILDREN, CHILD_ROWS), ("visits", VISITS, VISIT_ROWS)])
        return "case system.sqlite/visits", 3

    def book():
        files.write(data / "book.xlsx", files.workbook({"Children": [CHILDREN] + CHILD_ROWS, "Visits": [VISITS] + VISIT_ROWS}))
        return "book.xlsx/Visits", 4

    def book_inline():
        files.write(data / "book.xlsx", files.workbook({"Children": [CHILDREN] + CHILD_ROWS, "Visits": [VISITS] + VISIT_ROWS}, inline=True))
        return "book.xlsx/Visits", 4

    def tabs():
        out = io.StringIO()
        csv.writer(out, delimiter="\t", lineterminator="\r\n").writerows([VISITS] + [[cell or "" for cell in row] for row in VISIT_ROWS])
        files.write(data / "visits.txt", out.getvalue().encode("utf-16"))
        files.as_csv(data / "children.xlsx", CHILDREN, CHILD_ROWS)      # not what it is called
        return "visits.txt", 5
    return [csv_files, json_files, json_one, json_lines, xml, database, book, book_inline, tabs]


def one_table_in_every_kind():
    reference = None
    for number in range(9):
        with Folder() as folder:
            kind = kinds(folder / "data")[number]
            table, line = kind()
            done, out = run(folder)
            results = {name: text for name, text in out.items() if name not in ("data-quality.csv", "summary.json")}
            found = sorted([one["code"], one["column"], one["text"], one["message"], one["count"]] for one in findings(out))
            if reference is None:
                reference = (done.returncode, results, found)
                # Counted by hand from VISIT_ROWS: v3 is unreadable, B9 is nobody, A2 stands twice in different words.
                same("codes of CSV", sorted(one[0] for one in found), ["D0412"] * 3 + ["D0413", "D0414", "D0415", "D0415", "D0417"])
                rows = list(csv.DictReader(io.StringIO(results["breaches.csv"])))
                # What is blank is not so; what cannot be read is unknown; February 2024 is late on each of its days.
                same("breaches", [one["rule"] + " " + one["key"] for one in rows],
                     ["held_soon v2", "held_soon v6", "morning v2", "morning v3", "morning v4", "morning v6", "most v2", "most v6", "near v2", "near v4", "was_seen v2", "was_seen v6"])
            same(f"exit of {kind.__name__}", done.returncode, reference[0])
            same(f"findings of {kind.__name__}", found, reference[2])
            same(f"files of {kind.__name__}", sorted(results), sorted(reference[1]))
            for name, text in results.items():
                same(f"{name} of {kind.__name__}", text.replace(f"data/{table} line {line}", "PLACE"), reference[1][name].replace("data/visits.csv line 5", "PLACE"))
            place = [(one["file"], one["line"]) for one in findings(out) if one["text"] == "30/02/2024"]
            same(f"place of {kind.__name__}", place, [("data/" + table, str(line))])


def nested():
    """A tree as XML and as JSON; the parent is found by the number of the row round it."""
    rules = """record person
  person_id  text  key
  born       date  optional

record stay of person
  stay_id  text  key
  began    date  orders

record review of stay
  review_id  text  key
  held       date  orders

record need of person
  need_id  text  key
  code     text  shown

timescale in_time
  for each review
  from stay.began
  to review.held
  within 10 days

check told
  for each need
  must need.code is "none" or person.born is known

feed tree
  dates are yyyy-mm-dd
  file "person" or "tree.json" gives person
    person_id  is "details/id"
    born       is "details/born"
  file "tree.json/stays" gives stay
    stay_id  is "stays number"
    began    is "began"
    parent is the person whose person_id is "row/details/id"
  file "*/person/stays" gives stay
    stay_id  is "stays number"
    began    is "began"
    parent is the person whose person_id is "person/details/id"
  file "*stays/reviews/held" gives review
    review_id  is "held number"
    held       is "held"
    parent is the stay whose stay_id is "stays number"
  file "tree.json/details/needs" or "*/person/details/needs" gives need
    need_id  is "needs number"
    code     is "needs"
    parent is the person whose person_id is "details/id"
"""
    tree = [{"details": {"id": "P1", "born": "2010-01-01", "needs": ["a"]}, "stays": [{"began": "2024-01-01", "reviews": {"held": ["2024-01-11", "2024-01-12"]}}, {"began": "2024-02-01"}]},
            {"details": {"id": "P2", "born": None, "needs": ["none", "b"]}, "stays": [{"began": "2024-03-01", "reviews": {"held": ["2024-04-01"]}}]}]
    xml = """<?xml version="1.0"?>
<people>
  <person><details id="P1" born="2010-01-01"><needs>a</needs></details>
    <stays><began>2024-01-01</began><reviews><held>2024-01-11</held><held>2024-01-12</held></reviews></stays><stays><began>2024-02-01</began></stays></person>
  <person><details id="P2"><needs>none</needs><needs>b</needs></details>
    <stays><began>2024-03-01</began><reviews><held>2024-04-01</held></reviews></stays></person>
</people>
"""
    for name, text in {"tree.json": json.dumps(tree), "tree.xml": xml}.items():
        with Folder() as folder:
            files.write(folder / "data" / name, text)
            done, out = run(folder, rules)
            # By hand: the second review of P1's first stay is a day late, P2's one 21; P2 has no day of birth and a need `b`.
            same(f"breaches of {name}", sorted((one["rule"], one["key"], one["late_by"]) for one in csv.DictReader(io.StringIO(out.get("breaches.csv", "")))),
                 [("in_time", "2", "1"), ("in_time", "3", "21"), ("told", "3", "")])
            same(f"warnings of {name}", [(one["code"], one["file"], one["message"]) for one in findings(out) if one["severity"] != "note"], [])
            same(f"exit of {name}", done.returncode, 0)
    with Folder() as folder:    # numbers go on from file to file
        files.write(folder / "data" / "1.xml", xml)
        files.write(folder / "data" / "2.xml", xml.replace("P1", "P3").replace("P2", "P4"))
        _, out = run(folder, rules)
        same("numbers over two files", sorted(one["key"] for one in csv.DictReader(io.StringIO(out["breaches.csv"])) if one["rule"] == "in_time"), ["2", "3", "5", "6"])


def by_headers():
    with Folder() as folder:
        data = folder / "data"
        files.as_csv(data / "export 1.csv", CHILDREN, [["A1", None]])
        files.as_csv(data / "export 2.csv", VISITS, VISIT_ROWS[:2])
        files.as_csv(data / "export 3.csv", ["visit_id", "share", "at", "other", "more"], [["v", None, None, None, None]])
        _, out = run(folder)
        told = [(one["code"], one["file"]) for one in findings(out)]
        same("taken by their headers", told, [("D0429", "data/export 1.csv"), ("D0429", "data/export 2.csv"), ("D0403", "data/export 3.csv")])
        same("the nearest", "nearest is feed `made` for `visits*`" in findings(out)[2]["message"] and "`child`" in findings(out)[2]["message"], True)
        same("the run names the feed", "feed made reads data/export 1.csv, data/export 2.csv" in run(folder)[0].stdout, True)
    two = RULES + '\nfeed other\n  file "kids*" gives child\n    child_id  is "child_id"\n    born      is "born"\n'
    with Folder() as folder:
        files.as_csv(folder / "data" / "export.csv", CHILDREN, [["A1", None]])
        done, out = run(folder, two)
        same("two feeds fit", ([one["code"] for one in findings(out)], done.returncode), (["D0430"], 4))


def feeds_of_a_folder():
    with Folder() as folder:
        files.as_csv(folder / "data" / "children.csv", CHILDREN, [["A1", None]])
        files.write(folder / "rules" / "r.duly", RULES)
        for command, told in ((["data"], "read through the feeds of rules\n"), (["rules", "data"], "feed made gives child"), (["data", "rules/r.duly"], "feed made gives child"), (["rules", "--data", "data"], "feed made")):
            done = subprocess.run([DULY, "feeds", *command], cwd=folder, capture_output=True, text=True, check=False)
            same(f"feeds {' '.join(command)}", (done.returncode, told in done.stdout), (0, True))
        done = subprocess.run([DULY, "feeds", "."], cwd=folder / "data", capture_output=True, text=True, check=False)
        same("feeds without rules", (done.returncode, "name" in done.stderr), (1, True))


for work in (one_table_in_every_kind, dates_in_workbooks, texts_in_workbooks, shape_of_sheets, nested, by_headers, wrong, databases, feeds_of_a_folder):
    try:
        work()
    except Exception as fault:      # the others go on
        failures.append(f"{work.__name__}: {type(fault).__name__}: {fault}")
for words in failures:
    print(words)
print(f"containers: {len(failures)} failures" if failures else "containers: every kind of file gives the same")
sys.exit(1 if failures else 0)
