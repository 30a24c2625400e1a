"""A run over a folder of files, and what came of it."""
import csv
import io
import pathlib
import subprocess
import sys
import tempfile

import files

DULY = pathlib.Path(sys.argv[1]).resolve()
failures = []
RULES = """record child
  child_id  text  key
  born      date  optional

record visit of child
  visit_id  text  key
  held      date
  moved_at  moment optional
  seen      yes_no optional
  share     percentage optional
  miles     number optional
  words     text optional shown

timescale held_soon "Held within 10 days of 1 January 2024"
  for each visit
  from 1 January 2024
  to visit.held
  within 10 days

check was_seen
  for each visit
  must visit.seen

check near
  for each visit
  must visit.miles is at most 100.5

check morning
  for each visit
  must visit.moved_at is before 1 March 2024 12:00

check most
  for each visit
  must visit.share is at least 95.5%

feed made
  dates are dd/mm/yyyy or yyyy-mm-dd or yyyy-mm-dd hh:mm:ss
  blank is "", "NULL"
  file "children*" gives child
    child_id  is "child_id"
    born      is "born"
  file "visits*" gives visit
    visit_id  is "visit_id"
    held      is "held"
    moved_at  is "at"
    seen      is "seen"
    share     is "share"
    miles     is "miles"
    words     is "words"
    parent is the child whose child_id is "child"
"""
CHILDREN = ["child_id", "born"]
VISITS = ["visit_id", "child", "held", "at", "seen", "share", "miles", "words"]
CHILD_ROWS = [["A1", "2010-02-28"], ["A2", None], ["A2", "2011-01-01"], ["A2", "2011-01-02"]]
VISIT_ROWS = [
    ["v1", "A1", "11/01/2024", "2024-03-01 11:59:59", "yes", "95.5%", "100.5", 'said "no", then\nleft'],
    ["v2", "A1", "12/01/2024", "2024-03-01 12:00:00", "no", "95.4%", "100.6", "Łódź – ‘quoted’"],
    ["v3", "A1", "30/02/2024", None, "perhaps", "most", "far", "NULL"],
    ["v4", "A2", "2024-01-05", None, "true", "100", "1,000", "a,b;c\td|e"],
    ["v5", "B9", "2024-01-05", None, "1", None, None, "orphan"],
    ["v6", "A2", "2024-02", None, None, None, "0.1", "  blanks  round  "],
]


def run(folder, rules=RULES):
    """(exit, {file: text}) of a run over `folder`/data: its tables and lists, not the reports that are made of them."""
    files.write(folder / "rules.duly", rules)
    done = subprocess.run([DULY, "run", "rules.duly", "--data", "data", "--as-of", "2024-06-01", "--out", "out"], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    out = {path.name: path.read_text(encoding="utf-8-sig") for path in sorted((folder / "out").glob("*")) if path.suffix in (".csv", ".json")} if (folder / "out").is_dir() else {}
    return done, out


def findings(out):
    return list(csv.DictReader(io.StringIO(out.get("data-quality.csv", ""))))


def same(what, got, expected):
    if got != expected:
        failures.append(f"{what}: expected {expected!r:.2000}, got {got!r:.2000}")


class Folder:
    def __enter__(self):
        self.kept = tempfile.TemporaryDirectory()
        return pathlib.Path(self.kept.name)

    def __exit__(self, *_):
        self.kept.cleanup()


def shown(folder, rules=RULES):
    """How the feeds show it, for what stands in no file."""
    files.write(folder / "rules.duly", rules)
    return subprocess.run([DULY, "feeds", "rules.duly", "--data", "data"], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
