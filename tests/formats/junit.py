#!/usr/bin/env python3
"""The JUnit XML of `duly test` is well-formed and has only what the schema that Jenkins checks by has, whatever stands in the rule files.

    junit.py PROGRAM SOURCE_DIR
"""
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
# element: attributes it may have, those it must have, children in order
SCHEMA = {
    "testsuites": ({"name", "time", "tests", "failures", "disabled", "errors"}, set(), ["testsuite"]),
    "testsuite": ({"name", "tests", "failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package"},
                  {"name", "tests"}, ["properties", "testcase", "system-out", "system-err"]),
    "testcase": ({"name", "assertions", "time", "classname", "status"}, {"name"}, ["skipped", "error", "failure", "system-out", "system-err"]),
    "failure": ({"type", "message"}, set(), []),
    "error": ({"type", "message"}, set(), []),
    "skipped": (set(), set(), []),
}
HOSTILE = """record case
  case_id  text  key
  team     text  optional
  started  date
  held     date  optional
calendar gone
  working monday to friday
  holidays from "not-there.json" division "x"
timescale held
  for each case
  from case.started
  to case.held
  within 5 days
example held "]]> <!-- & ""quoted"" 'x' é \u0001 \ufffe \U0001F600"
  as of 1 February 2026
  | case.team                                 | case.started | case.held  | expect        |
  | <script>& ]]> "a ""b"" 'c'" \u0002\u001b é | 2026-01-01   | 2026-01-06 | met           |
  | two\ttabs \ufffe                           | 2026-01-01   | 2026-01-07 | met           |
  | x                                         | 2026-01-01   | 2026-01-07 | proposed: late |
"""
failures = []


def check(node, where):
    if node.tag not in SCHEMA:
        failures.append(f"{where}: there is no element {node.tag}")
        return
    may, must, children = SCHEMA[node.tag]
    for name in set(node.attrib) - may:
        failures.append(f"{where}: {node.tag} has no attribute {name}")
    for name in must - set(node.attrib):
        failures.append(f"{where}: {node.tag} needs {name}")
    for name in {"tests", "failures", "errors", "skipped"} & set(node.attrib):
        if not node.attrib[name].isdigit():
            failures.append(f"{where}: {name} of {node.tag} is no number")
    order = [children.index(child.tag) if child.tag in children else -1 for child in node]
    if -1 in order or order != sorted(order):
        failures.append(f"{where}: the children of {node.tag} are {[child.tag for child in node]}")
    for child in node:
        check(child, where)


def read(arguments, folder, where):
    done = subprocess.run([PROGRAM, "test", *arguments], cwd=folder, capture_output=True, check=False)
    try:
        root = tree.fromstring(done.stdout)
    except tree.ParseError as error:
        failures.append(f"{where}: not well-formed: {error}")
        return None
    check(root, where)
    return root


everything = read(["rules", "--format", "junit"], SOURCE, "rules")
if everything is not None:
    cases = list(everything.iter("testcase"))
    suites = everything.findall("testsuite")
    if len(cases) != int(everything.get("tests")) or len(cases) != sum(int(suite.get("tests")) for suite in suites) or not cases:
        failures.append("rules: the numbers of tests do not add up")

with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "hostile.duly").write_text(HOSTILE, encoding="utf-8")
    root = read(["hostile.duly", "--format", "junit"], folder, "hostile")
    if root is not None:
        names = [case.get("name") for case in root.iter("testcase")]
        if not any("\ufffd" in name and "\U0001F600" in name and "<script>" in name for name in names):
            failures.append(f"hostile: the names are {names}")
        counts = [len(list(root.iter(tag))) for tag in ("failure", "skipped", "error")]
        if counts[:2] != [1, 1] or counts[2] < 1:
            failures.append(f"hostile: failures, skipped and errors are {counts}")

for words in failures:
    print(words)
print(f"junit: {len(failures)} failures" if failures else "junit: all of it is in the schema")
sys.exit(1 if failures else 0)
