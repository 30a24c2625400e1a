#!/usr/bin/env python3
"""Reads report.md back: its tables hold, hostile texts are only text, and the council's page says what the CSV files say.

    markdown.py DULY SOURCE_DIR

Where cmark-gfm is there (Debian's package of this name), GitHub's own renderer has its say too.
"""
import csv
import html
import html.parser
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

DULY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
failures = []
HOSTILE = ["a | b || c", "`code` ``x``", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[link](http://x.example)", "![i](x.png)", "http://x.example/a?b=c",
           "https://x.example", "www.x.example", "WWW.x.example", "me@x.example", "mailto:me@x.example", "*bold* _em_ __b__ **c**", "# heading", "- item", "1. item", "> quote",
           "~~gone~~", "\\", "\\|", "&lt;b&gt; &amp;", "$x^2$ and H~2~O^3^", ":smile: x:y", "#12 and @someone", "[^1]", "a \u202etxt.exe\u202c b", "--- | ---", "{#id .class}", "'\"'", "x\\`y",
           "<!-- -->", "[x]: http://x.example", "word_with_underscores", "C:\\temp\\*.csv", "+ plus", "= =", "- [ ] task", "ftp://x.example"]


def duly(words, cwd):
    return subprocess.run([DULY, *words], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


def split(line):
    """The cells of a row, by its bars that no backslash escapes."""
    out, cell, at = [], "", 1
    while at < len(line):
        if line[at] == "\\" and at + 1 < len(line):
            cell += line[at:at + 2]
            at += 2
            continue
        if line[at] == "|":
            out.append(cell.strip())
            cell = ""
        else:
            cell += line[at]
        at += 1
    return out


def plain(cell):
    """What a reader sees of a cell, if everything in it is text."""
    cell = cell.replace("<!-- -->", "")
    if "<" in cell or ">" in cell:
        failures.append(f"a bare angle bracket in {cell!r}")
    for mark in re.findall(r"(?<!\\)(?:\\\\)*([`*_\[\]{}~$^|])", re.sub(r"^\*\*(.*)\*\*$", r"\1", cell)):
        failures.append(f"a bare {mark} in {cell!r}")
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell))


def tables(text):
    """By heading its table, as rows of cells with the header first; a row of another width is a failure."""
    found, heading, rows = {}, "", []
    for line in text.split("\n"):
        if line.startswith("## "):
            heading = line[3:]
        if line.startswith("|"):
            rows.append(split(line))
            if len(rows[-1]) != len(rows[0]):
                failures.append(f"{heading}: a row of {len(rows[-1])} cells, not {len(rows[0])}: {line}")
        elif rows:
            if not all(re.fullmatch(r"-{3,}|-{2,}:", cell) for cell in rows[1]):
                failures.append(f"{heading}: {rows[1]} is no line below a header")
            found[heading], rows = [rows[0], *rows[2:]], []
    return found


class Seen(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.words = set(), []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag in ("td", "th", "p", "h1", "h2"):
            self.words.append("")

    def handle_data(self, data):
        if self.words:
            self.words[-1] += data


def shown(text):
    """As the report shows it: one line, marks of direction as escapes."""
    return re.sub("[\u202a-\u202e\u2066-\u2069]", lambda m: f"\\u{ord(m.group(0)):04x}", text)


def hostile(folder):
    doubled = [text.replace('"', '""') for text in HOSTILE]
    rules = 'ruleset "' + doubled[0] + doubled[2] + '"\nrecord visit\n  visit_id text key\n  asked date\n  held date optional\ntimescale visited\n  for each visit\n  from visit.asked\n  to visit.held\n  within 5 days\n'
    rules += 'feed visits\n  dates are yyyy-mm-dd\n  blank is ""\n  file "visits*.csv" gives visit\n    visit_id is "id"\n    asked is "asked"\n    held is "held"\n'
    for i, text in enumerate(doubled):
        rules += f'action a{i:02} "{text}"\n  owner "{text}"\n  due 1 January 2024\n  needs no breach of visited\n'
    (folder / "hostile.duly").write_text(rules, encoding="utf-8")
    (folder / "visits.csv").write_text("id,asked,held\nV1,2024-01-01,\n", encoding="utf-8")
    seen = []
    # A table has at most twelve rows: a dozen actions at a time.
    for start in range(0, len(HOSTILE), 12):
        part = [line for line in re.split(r"(?=^action )", rules, flags=re.M) if not line.startswith("action") or start <= int(line[8:10]) < start + 12]
        (folder / "part.duly").write_text("".join(part), encoding="utf-8")
        done = duly(["run", "part.duly", "--data", "visits.csv", "--as-of", "2024-02-01", "--format", "md"], folder)
        if done.returncode != 0:
            failures.append(f"hostile rules: {done.stderr}")
            return
        rows = tables(done.stdout)["Actions that do not stand"][1:]
        for text, row in zip(HOSTILE[start:start + 12], rows):
            if plain(row[1]) != shown(text) or plain(row[2]) != shown(text) or row[0] != "**Failing**":
                failures.append(f"{text!r} stands as {row[1]!r} and {row[2]!r}")
        seen += rows
        if shutil.which("cmark-gfm"):
            page = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist"], input=done.stdout, capture_output=True, text=True, encoding="utf-8", check=True).stdout
            reader = Seen()
            reader.feed(page)
            if odd := reader.tags - {"h1", "h2", "p", "ul", "li", "strong", "table", "thead", "tbody", "tr", "th", "td"}:
                failures.append(f"rendered, there are {odd}")
            for text in HOSTILE[start:start + 12]:
                if [words.strip() for words in reader.words].count(shown(text)) < 2:
                    failures.append(f"rendered, {text!r} is not there twice")
    if len(seen) != len(HOSTILE):
        failures.append(f"{len(seen)} of {len(HOSTILE)} hostile actions stand in the tables")


def council(folder):
    words = ["run", "rules/england", "rules/plans/banes_2012_looked_after.duly", "--data", "fixtures/council", "--as-of", "2026-03-31"]
    done = duly([*words, "--out", str(folder / "out"), "--files", "csv,report.md"], SOURCE)
    if done.returncode not in (0, 4):
        failures.append(done.stderr)
        return ""
    text = (folder / "out" / "report.md").read_text(encoding="utf-8")
    if text != duly([*words, "--format", "md"], SOURCE).stdout:
        failures.append("--format md and report.md differ")

    def table(name):
        return list(csv.DictReader(io.StringIO((folder / "out" / name).read_text(encoding="utf-8-sig"), newline="")))
    found = tables(text)
    wanted = sorted((row["state"], row["title"]) for row in table("actions.csv") if row["state"] in ("failing", "blocked", "unknown", "at_risk"))
    if sorted((plain(row[0]).strip("*").lower().replace(" ", "_"), plain(row[1])) for row in found["Actions that do not stand"][1:]) != wanted:
        failures.append("the actions that do not stand are others than in actions.csv")
    breaches = table("breaches.csv")
    areas = found["Breaches by area"]
    totals = [sum(int(row[i].replace(",", "")) for row in areas[1:]) for i in (1, 2, 3, 4)]
    counted = [sum(row["outcome"] == "overdue" for row in breaches), sum(row["outcome"] == "breached" for row in breaches),
               sum(row["outcome"] == "late" and row["due"].startswith("2026-03") for row in breaches), 112]
    if totals != counted or areas[0][3] != "Due in March 2026 and done late":
        failures.append(f"areas: {totals}, the files tell {counted}")
    due = [row["due"][:10] for row in table("upcoming.csv") if row["outcome"] in ("due_soon", "due") and row["due"] and row["due"][:10] <= "2026-04-14"]
    if f"{len(due)} are open and due by 14 April 2026." not in text:
        failures.append(f"{len(due)} come due, the page says otherwise")
    latest = {}
    for row in table("measures.csv"):
        first = latest.get(row["measure"])
        if not row["group"] and row["kind"] != "unplaced" and (first is None or (row["kind"] == first["kind"] and (row["so_far"] == "no" or first["so_far"] == "yes"))):
            latest[row["measure"]] = row
    by_title = {row["title"]: row for row in latest.values()}
    measures = found["Measures"]
    for row in measures[1:]:
        told = by_title[plain(row[0])]
        if plain(row[1]).strip("*") != told["grade"] or (told["value"] and row[2].rstrip("%") != told["value"]) or (told["hidden"] == "yes" and row[2] != "hidden (small numbers)"):
            failures.append(f"{row} but {told}")
    if sum(row["grade"] == "red" for row in latest.values()) != sum(plain(row[1]) == "**red**" for row in measures[1:]):
        failures.append("not all red measures stand in the table")
    for target in (plain(row[5]) for row in measures[1:]):
        if not re.fullmatch(r"(at least|at most|more than|less than) \d+(\.\d+)?%? \(green\)|see the rule|", target):
            failures.append(f"a target {target!r}")
    if len(text.split()) > 2000 or len(text.split("\n")) > 130:
        failures.append(f"{len(text.split())} words in {len(text.splitlines())} lines: more than three pages")
    return text


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        hostile(folder)
        text = council(folder)
    for words in failures[:40]:
        print(words)
    print(f"markdown: {len(HOSTILE)} hostile texts, {len(text.splitlines())} lines for the council, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
