#!/usr/bin/env python3
"""Reads report.xlsx with Python's own zipfile and XML, and holds it against the CSV files of the same run, cell by cell.

    workbook.py DULY SOURCE_DIR
"""
import csv
import datetime
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
import zipfile

DULY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TABLES = ["breaches", "upcoming", "unknown", "excused", "measures", "actions", "data-quality"]
DAYS = {"from", "due", "done", "to", "done_on"}
NUMBERS = {"turn", "late_by", "value", "worst", "best", "numerator", "denominator", "unknown", "needs", "needs_that_hold", "line", "count"}
failures = []

HOSTILE = ["=1+1", "+44 20", "-5", "@cmd", "=HYPERLINK(\"http://x.example\",\"y\")", "<script>alert(1)</script>", "a & b \"c\"", "_x0041_", "\u202eabc\u202c",
           "tab\there", " blank ", "x" * 200, "http://x.example/", "\uff1d2+2", "]]>", "007", "2024-01-02", "1e5"]
RULES = '''ruleset "Hostile & <b>bold</b> =1+1"
record visit
  visit_id  text    key
  asked     date
  held      date    optional
  weight    number  optional shown
  told      date    optional shown
  team      text    optional shown
timescale visited "=cmd|' /C calc'!A0"
  law "<a href='x'>law</a>"
  for each visit
  from visit.asked
  to visit.held
  within 5 days
measure in_time "Visits in time"
  percentage of visited that are met
  counted when due
  per month, by visit.team
  hide counts under 3
feed visits
  dates are yyyy-mm-dd
  blank is ""
  file "visits*.csv" gives visit
    visit_id  is "id"
    asked     is "asked"
    held      is "held"
    weight    is "weight"
    told      is "told"
    team      is "team"
'''


def duly(words, cwd):
    return subprocess.run([DULY, *words], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


def unescaped(text):
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def number_of(letters):
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


class Book:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        if self.zip.testzip() is not None:
            failures.append(f"{path}: a part of the file is damaged")
        book = self.xml("xl/workbook.xml")
        targets = {one.get("Id"): one.get("Target") for one in self.xml("xl/_rels/workbook.xml.rels")}
        self.sheets = {one.get("name"): "xl/" + targets[one.get(RELATION + "id")] for one in book.iter(MAIN + "sheet")}
        self.filters = {int(one.get("localSheetId")): one.text for one in book.iter(MAIN + "definedName") if one.get("name") == "_xlnm._FilterDatabase"}
        styles = self.xml("xl/styles.xml")
        formats = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(MAIN + "numFmt")}
        fonts = [one.find(MAIN + "b") is not None for one in styles.find(MAIN + "fonts")]
        self.styles = [(formats.get(one.get("numFmtId"), ""), fonts[int(one.get("fontId"))], one.get("quotePrefix") == "1") for one in styles.find(MAIN + "cellXfs")]

    def xml(self, name):
        return xml.etree.ElementTree.fromstring(self.zip.read(name))

    def rows(self, name):
        """By row a dictionary column -> (value, format, bold, quoted); a value is a str, float, or datetime."""
        rows, last = [], 0
        root = self.xml(self.sheets[name])
        for row in root.iter(MAIN + "row"):
            if int(row.get("r")) != last + 1:
                failures.append(f"{name}: row {row.get('r')} behind {last}")
            last = int(row.get("r"))
            cells = {}
            for cell in row:
                letters = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r"))
                if int(letters.group(2)) != last or cell.find(MAIN + "f") is not None:
                    failures.append(f"{name}: {cell.get('r')} stands in row {last}, or is a formula")
                style = self.styles[int(cell.get("s", 0))]
                if cell.get("t") == "inlineStr":
                    value = unescaped("".join(cell.itertext()))
                else:
                    value = float(cell.find(MAIN + "v").text)
                    if "yy" in style[0]:
                        value = datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(value * 86400))
                cells[number_of(letters.group(1))] = (value, *style)
            rows.append(cells)
        return root, rows


def same(header, text, cell):
    """A CSV cell against a cell of the sheet."""
    if cell is None:
        return text == ""
    value, form = cell[0], cell[1]
    if isinstance(value, datetime.datetime):
        said = value.strftime("%Y-%m-%d %H:%M" if "hh" in form else "%Y-%m-%d")
        return text == said and header in DAYS | {"told"}
    if isinstance(value, float):
        return bool(re.fullmatch(r"'?-?\d+(\.\d+)?", text)) and float(text.lstrip("'")) == value and header in NUMBERS | {"weight"}
    if header in DAYS and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return False
    # The apostrophe that keeps a CSV cell from being a formula is not needed here.
    return text == value or (text == "'" + value and cell[3])


def hold(folder):
    path = folder / "report.xlsx"
    book = Book(path)
    names = set(book.zip.namelist())
    if any("externalLink" in name or "hyperlink" in name.lower() or "vba" in name.lower() or "connections" in name for name in names):
        failures.append(f"{path}: holds links or programs: {names}")
    for name in names:
        text = book.zip.read(name)
        if b"<f>" in text or b"<hyperlink" in text or b"TargetMode" in text or b"DDE" in text:
            failures.append(f"{path}: {name} holds a formula or a link")
        if book.zip.getinfo(name).date_time != (1980, 1, 1, 0, 0, 0):
            failures.append(f"{path}: {name} has a time")
    if list(book.sheets) != ["summary", *TABLES]:
        failures.append(f"{path}: sheets {list(book.sheets)}")
    seen = cells = 0
    _, summary = book.rows("summary")
    told = {}
    for row in summary:
        if 0 in row and 1 in row:
            told.setdefault(row[0][0], row[1][0])     # the sheets stand above the outcomes
    for at, name in enumerate(TABLES, 1):
        rows = list(csv.reader(io.StringIO((folder / f"{name}.csv").read_text(encoding="utf-8-sig"), newline="")))
        root, sheet = book.rows(name)
        header = rows[0]
        if len(rows) != len(sheet):
            failures.append(f"{name}: {len(sheet)} rows, {len(rows)} in the CSV file")
        if told.get(name) != len(rows) - 1:
            failures.append(f"summary: {name} has {told.get(name)} rows")
        if any(not cell[2] for cell in sheet[0].values()):
            failures.append(f"{name}: the header is not bold")
        pane = root.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
        if pane is None or pane.get("state") != "frozen" or pane.get("ySplit") != "1":
            failures.append(f"{name}: the header is not frozen")
        area = root.find(MAIN + "autoFilter")
        columns, last = re.fullmatch(r"A1:([A-Z]+)(\d+)", area.get("ref")).groups() if area is not None else ("A", "0")
        if number_of(columns) + 1 != len(header) or int(last) != len(rows) or book.filters[at] != f"'{name}'!$A$1:${columns}${last}":
            failures.append(f"{name}: the filter is on {area.get('ref') if area is not None else None}, {book.filters.get(at)}")
        widths = [float(one.get("width")) for one in root.iter(MAIN + "col")]
        if len(widths) != len(header) or not all(8 <= width <= 64 for width in widths):
            failures.append(f"{name}: widths {widths}")
        for number, (row, cells_of_row) in enumerate(zip(rows, sheet), 1):
            for column, (title, text) in enumerate(zip(header, row)):
                cell = cells_of_row.get(column)
                cells += 1
                seen += cell is not None and not isinstance(cell[0], str)
                if not (cell and cell[0] == text if number == 1 else same(title, text, cell)) and len(failures) < 30:
                    failures.append(f"{name} row {number} {title}: {cell} but {text!r}")
    return told, cells, seen


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lines = ["id,asked,held,weight,told,team"]
        for i, text in enumerate(HOSTILE):
            lines.append(",".join('"' + one.replace('"', '""') + '"' for one in (f"V{i}" if i else "=V0", "2024-01-01", "" if i % 3 else "2024-01-20", "-2.5", "2024-01-15", text)))
        (folder / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "hostile.duly").write_text(RULES, encoding="utf-8")
        done = duly(["run", "hostile.duly", "--data", "visits.csv", "--as-of", "2024-02-01", "--out", "out"], folder)
        if done.returncode not in (0, 4):
            print(done.stdout + done.stderr)
            return 1
        hold(folder / "out")
        _, rows = Book(folder / "out" / "report.xlsx").rows("breaches")
        teams = {value[0]: value for row in rows for value in row.values() if isinstance(value[0], str)}
        for text in HOSTILE:
            if text.strip() not in {one.strip() for one in teams}:
                failures.append(f"the team {text!r} is not in the sheet as it stands")
            elif text.startswith(("=", "+", "@")) and not teams[text][3]:
                failures.append(f"{text!r} would become a formula once it is edited")
        _, measures = Book(folder / "out" / "report.xlsx").rows("measures")
        hidden = [row for row in measures[1:] if row[17][0] == "yes"]
        if not hidden or any(column in row for row in hidden for column in (9, 10, 11, 13, 14, 15)):
            failures.append("a small number shows, or none is hidden")
        one = (folder / "out" / "report.xlsx").read_bytes()
        duly(["run", "hostile.duly", "--data", "visits.csv", "--as-of", "2024-02-01", "--out", "again", "--threads", "3", "--files", "xlsx"], folder)
        if sorted(os.listdir(folder / "again")) != ["report.xlsx"] or (folder / "again" / "report.xlsx").read_bytes() != one:
            failures.append("another number of threads, or --files, gives other bytes")
        council = folder / "council"
        done = duly(["run", "rules/england", "rules/plans/banes_2012_looked_after.duly", "--data", "fixtures/council", "--as-of", "2026-03-31", "--out", str(council)], SOURCE)
        if done.returncode not in (0, 4):
            print(done.stderr)
            return 1
        told, cells, typed = hold(council)
        if told["As of"] != datetime.datetime(2026, 3, 31) or told["breaches"] != 4053:
            failures.append(f"the council's summary tells {told}")
    for words in failures[:40]:
        print(words)
    print(f"workbook: {cells} cells of the council, {typed} of them dates and numbers, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
