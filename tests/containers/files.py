"""Files of every kind that `--data` takes, written with Python's standard library alone."""
import csv
import datetime
import io
import json
import sqlite3
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
STYLES = {"date": 1, "moment": 2, "time": 3, "per cent": 4, "noughts": 5, "own date": 6, "length": 7, "words": 8}
FORMATS = [0, 14, 22, 21, 10, 164, 165, 166, 167]
CODES = {164: "00000000", 165: '[$-809]dd" of "mmmm\\ yyyy;@', 166: "[h]:mm", 167: '"days: "0'}


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))


def as_csv(path, headers, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([headers] + [["" if cell is None else cell for cell in row] for row in rows])
    write(path, out.getvalue())


def as_json(path, headers, rows):
    write(path, json.dumps([dict(zip(headers, row)) for row in rows], indent=1, ensure_ascii=False))


def as_json_lines(path, headers, rows):
    write(path, "".join(json.dumps(dict(zip(headers, row)), ensure_ascii=False) + "\n" for row in rows))


def as_xml(path, element, headers, rows):
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<export xmlns="urn:made-up">\n'
    for row in rows:
        parts = "".join(f"\n    <{header}>{escape(str(cell))}</{header}>" for header, cell in zip(headers, row) if cell is not None)
        text += f"  <{element}>{parts}\n  </{element}>\n"
    write(path, text + "</export>\n")


def as_database(path, tables):
    path.parent.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(path)
    for name, headers, rows in tables:
        base.execute(f'create table "{name}" (' + ", ".join(f'"{header}"' for header in headers) + ")")
        base.executemany(f'insert into "{name}" values (' + ",".join("?" * len(headers)) + ")", rows)
    base.commit()
    base.close()


def letters(column):
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class Styled:
    """A number in one of the formats of STYLES."""

    def __init__(self, number, style):
        self.number, self.style = number, style


def serial(day, from_1904=False):
    start = datetime.date(1904, 1, 1) if from_1904 else datetime.date(1899, 12, 30)
    return (day - start).days


def cell(reference, value, strings, inline):
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Styled):
        return f'<c r="{reference}" s="{STYLES[value.style]}"><v>{value.number}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{reference}"><v>{value!r}</v></c>'
    if value.startswith("<"):       # the inside of a cell as it is
        return f'<c r="{reference}" {value[1:]}</c>'
    if value.startswith("#"):
        return f'<c r="{reference}" t="e"><v>{escape(value)}</v></c>'
    if inline:
        return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{reference}" t="s"><v>{strings.setdefault(escape(value), len(strings))}</v></c>'


def workbook(sheets, from_1904=False, inline=False, strings_first=(), hidden=(), merged=None, change=None):
    """sheets: {name: rows}; a row is a list of cells: None, text, number, bool, Styled. Gives the bytes."""
    strings = {one: at for at, one in enumerate(strings_first)}
    parts = {}
    for number, (name, rows) in enumerate(sheets.items(), 1):
        body = "".join(f'<row r="{r}">' + "".join(cell(f"{letters(c)}{r}", value, strings, inline) for c, value in enumerate(row, 1)) + "</row>"
                       for r, row in enumerate(rows, 1))
        ranges = "".join(f'<mergeCell ref="{one}"/>' for one in (merged or {}).get(name, []))
        parts[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>' + (f"<mergeCells>{ranges}</mergeCells>" if ranges else "") + "</worksheet>"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">' + "".join(f"<si>{one}</si>" if one.startswith("<") else f"<si><t>{one}</t></si>" for one in strings) + "</sst>"
    parts["xl/styles.xml"] = (f'<styleSheet xmlns="{MAIN}"><numFmts>' + "".join(f'<numFmt numFmtId="{key}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>' for key, code in CODES.items()) +
                              '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>' + "".join(f'<xf numFmtId="{one}"/>' for one in FORMATS) + "</cellXfs></styleSheet>")
    parts["xl/workbook.xml"] = (f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(from_1904)}"/><sheets>' +
                                "".join(f'<sheet name="{escape(name)}" sheetId="{n}"{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""} r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)) +
                                "</sheets></workbook>")
    parts["xl/_rels/workbook.xml.rels"] = (f'<Relationships xmlns="{PACKAGE}relationships">' +
                                           "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1)) +
                                           f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="t" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>')
    parts["_rels/.rels"] = f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    parts["[Content_Types].xml"] = f'<Types xmlns="{PACKAGE}content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    if change:
        change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
