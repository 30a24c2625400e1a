"""The smallest workbook: sheets of texts, numbers and days, by hand, so that nothing is shared with the reader."""
import datetime
import re
import zipfile
from xml.sax.saxutils import escape

SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def letters(column):
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def cell(text, place):
    if re.fullmatch(r"\d\d/\d\d/\d{4}", text):     # a day: a number that the second style shows as a date
        day = datetime.datetime.strptime(text, "%d/%m/%Y") - datetime.datetime(1899, 12, 30)
        return f'<c r="{place}" s="1"><v>{day.days}</v></c>'
    if re.fullmatch(r"\d+(\.\d+)?", text) and not text.startswith("0"):
        return f'<c r="{place}"><v>{text}</v></c>'
    if text == "#N/A":
        return f'<c r="{place}" t="e"><v>#N/A</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' if text else ""


def write(path, sheets):
    """sheets: name to rows of texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        types = "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' for i in range(1, len(sheets) + 1))
        book.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
                      '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
                      f'<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{types}</Types>')
        book.writestr("_rels/.rels", f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        listed = "".join(f'<sheet name="{escape(name)}" sheetId="{i}" r:id="s{i}"/>' for i, name in enumerate(sheets, 1))
        book.writestr("xl/workbook.xml", f'<?xml version="1.0"?><workbook {SPREADSHEET} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>')
        parts = "".join(f'<Relationship Id="s{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(sheets) + 1))
        book.writestr("xl/_rels/workbook.xml.rels", f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{parts}<Relationship Id="st" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>')
        book.writestr("xl/styles.xml", f'<?xml version="1.0"?><styleSheet {SPREADSHEET}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
                      '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>')
        for i, rows in enumerate(sheets.values(), 1):
            lines = "".join(f'<row r="{r}">' + "".join(cell(text, f"{letters(c)}{r}") for c, text in enumerate(row)) + "</row>" for r, row in enumerate(rows, 1))
            book.writestr(f"xl/worksheets/sheet{i}.xml", f'<?xml version="1.0"?><worksheet {SPREADSHEET}><sheetData>{lines}</sheetData></worksheet>')
