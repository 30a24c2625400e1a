"""The first children of a statutory return (SSDA903) in CSV files, as CSV again and in the XML form."""
import collections
import csv
from xml.sax.saxutils import escape

# Inside HEADER: element by table; the yearly answers and AD1 stand in HEADER itself.
PARTS = {"Reviews": "AREVIEW", "Missing": "AMISSING", "OC2": "OC2", "PrevPerm": "PERMANENCE", "PlacedAdoption": "AD_PLACED"}
PLAIN = ("UASC", "OC3", "AD1")
OTHERWISE = {"CHILD": "CHILDID", "PLACE": "PL"}


def elements(row, leave):
    return "".join(f"<{OTHERWISE.get(name, name)}>{escape(text)}</{OTHERWISE.get(name, name)}>" for name, text in row.items() if name not in leave and text)


def write(source, folder, path, count):
    tables, children = {}, set()
    for file in sorted(source.glob("*.csv")):
        with open(file, encoding="utf-8-sig", newline="") as stream:
            tables[file.stem] = list(csv.DictReader(stream))
    for table in ("OC3", "AD1", "Missing"):         # the rare ones first
        children.update(row["CHILD"] for row in tables[table])
    for row in tables["Header"]:
        if len(children) < count:
            children.add(row["CHILD"])
    by_child = {table: collections.defaultdict(list) for table in tables}
    for table, rows in tables.items():
        kept = [row for row in rows if row["CHILD"] in children]
        with open(folder / f"{table}.csv", "w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows(kept)
        for row in kept:
            by_child[table][row["CHILD"]].append(row)
    lines = []
    for head in (row for row in tables["Header"] if row["CHILD"] in children):
        child = head["CHILD"]
        inside = elements(head, ()) + "".join(elements(row, ("CHILD", "SEX", "DOB")) for table in PLAIN for row in by_child[table][child])
        inside += "".join(f"<{part}>{elements(row, ('CHILD', 'DOB'))}</{part}>" for table, part in PARTS.items() for row in by_child[table][child])
        episodes = "".join(f"<EPISODE>{elements(row, ('CHILD',))}</EPISODE>" for row in by_child["Episodes"][child])
        lines.append(f"<CHILD><HEADER>{inside}</HEADER>{episodes}</CHILD>")
    path.write_text("<?xml version='1.0'?>\n<EXPSSDA903>\n" + "\n".join(lines) + "\n</EXPSSDA903>\n", encoding="utf-8")
