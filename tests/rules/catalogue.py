#!/usr/bin/env python3
"""The catalogue of timescales against the rules: every row has a rule or a reason, and the table in rules/README.md says so.

    catalogue.py DULY SOURCE_DIR            holds it
    catalogue.py DULY SOURCE_DIR --write    writes the table anew

The rows stand in rules/catalogue/*.csv; the ids that there must be in catalogue_ids.txt beside this file. When each source was last looked
at stands in rules/catalogue/checked.csv: whatever is 15 months older than the newest entry shows as unconfirmed.
"""
import csv
import datetime
import json
import os
import re
import subprocess
import sys

DULY, SOURCE = sys.argv[1], sys.argv[2]
WRITE = "--write" in sys.argv
HERE = os.path.dirname(os.path.abspath(__file__))
README = os.path.join(SOURCE, "rules", "README.md")
BEGIN, END = "<!-- coverage: written by tests/rules/catalogue.py -->", "<!-- end of coverage -->"
CHECKED_BEGIN, CHECKED_END = "<!-- checked: written by tests/rules/catalogue.py -->", "<!-- end of checked -->"
CHECKED = ["source", "moves", "look", "where", "last_checked", "note"]
COLUMNS = ["id", "duty", "limit", "in_force", "confidence", "rule", "reason", "fields"]
# The areas of the law in the order of the catalogue, then what is measured and the sources of plans.
SECTIONS = [("front_door", "Front door, assessment, section 47"), ("child_protection", "Child protection plans"), ("child_in_need", "Children in need, early help, before birth"),
            ("looked_after", "Looked-after children"), ("care_leavers", "Care leavers"), ("private_fostering", "Private fostering"), ("adoption", "Adoption"),
            ("fostering", "Fostering"), ("courts", "Courts and orders"), ("incidents", "Allegations, incidents, deaths"), ("inspection", "Inspection"),
            ("complaints", "Complaints, access to records, special educational needs"), ("variation", "Temporary, transitional and local variation"),
            ("measures", "Measures"), ("targets", "Targets that councils published"), ("figures", "Published figures of England"), ("plans", "What the improvement plans state")]
LAW = [name for name, _ in SECTIONS[:12]]
failures = []


def fail(words):
    failures.append(words)


def read_catalogue():
    tables = {}
    folder = os.path.join(SOURCE, "rules", "catalogue")
    found = sorted(name[:-4] for name in os.listdir(folder) if name.endswith(".csv"))
    for name in found:
        if name not in dict(SECTIONS) and name != "checked":
            fail(f"rules/catalogue/{name}.csv is no section that this test knows")
    for name, _ in SECTIONS:
        path = os.path.join(folder, name + ".csv")
        if not os.path.exists(path):
            fail(f"rules/catalogue/{name}.csv is not there")
            continue
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != COLUMNS:
                fail(f"rules/catalogue/{name}.csv has the columns {reader.fieldnames}")
                continue
            tables[name] = list(reader)
    return tables


def read_checked():
    """Rows of checked.csv, each with `confirmed`: looked at within the 15 months before the newest entry. No clock is asked."""
    with open(os.path.join(SOURCE, "rules", "catalogue", "checked.csv"), encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != CHECKED:
            fail(f"rules/catalogue/checked.csv has the columns {reader.fieldnames}")
            return []
        rows = list(reader)
    for row in rows:
        if None in row or None in row.values() or not all(row[column].strip() for column in CHECKED[:4]):
            fail(f"rules/catalogue/checked.csv: {row['source']!r} has another number of fields, or an empty one")
            return []
        try:
            row["day"] = datetime.date.fromisoformat(row["last_checked"]) if row["last_checked"] else None
        except ValueError:
            fail(f"rules/catalogue/checked.csv: {row['source']} was checked on {row['last_checked']!r}, which is no day")
            return []
        if not row["day"] and not row["note"]:
            fail(f"rules/catalogue/checked.csv: {row['source']} was never checked and does not say what stands in its place")
    newest = max((row["day"] for row in rows if row["day"]), default=None)
    for row in rows:
        row["confirmed"] = confirmed(row["day"], newest)
    return rows


def confirmed(day, newest):
    """15 months by the same-numbered day; a shorter month has none left over."""
    if day is None:
        return False
    month = newest.year * 12 + newest.month - 1 - 15
    return (day.year * 12 + day.month - 1, day.day) >= (month, newest.day)


assert confirmed(datetime.date(2026, 1, 31), datetime.date(2027, 4, 30)) and not confirmed(datetime.date(2026, 1, 29), datetime.date(2027, 4, 30))


def written_checked(rows):
    out = [CHECKED_BEGIN, "", "| source | what moves | look | where | last checked | |", "|---|---|---|---|---|---|"]
    for row in rows:
        last = "; ".join(part for part in ("" if row["confirmed"] else "**unconfirmed**", cell(row["note"])) if part)
        out.append(f"| {cell(row['source'])} | {cell(row['moves'])} | {cell(row['look'])} | {cell(row['where'])} | {row['last_checked'] or 'never'} | {last} |")
    return "\n".join(out + ["", CHECKED_END])


def names_in_rules():
    """Names of timescales, checks, measures, actions by `duly graph`, and how many example rows each has, counted in the text."""
    done = subprocess.run([DULY, "graph", os.path.join(SOURCE, "rules"), "--format", "json"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"duly graph rules ended with {done.returncode}: {done.stderr[:2000]}")
    kinds = {node["name"]: node["kind"] for node in json.loads(done.stdout)["nodes"]}
    files = {node["name"]: node["file"] for node in json.loads(done.stdout)["nodes"]}
    rows = {}
    for folder, _, names in os.walk(os.path.join(SOURCE, "rules")):
        for name in sorted(names):
            if not name.endswith(".duly"):
                continue
            target, header = None, False
            for line in open(os.path.join(folder, name), encoding="utf-8"):
                begins = re.match(r"example (\w+)", line)
                if begins:
                    target, header = begins.group(1), False
                elif line[:1] not in (" ", "\n", "#"):
                    target = None
                elif target and line.strip().startswith("|"):
                    if header:
                        rows[target] = rows.get(target, 0) + 1
                    header = True
    return kinds, files, rows


def check(tables, kinds, files, rows):
    seen = {}
    for name, table in tables.items():
        for row in table:
            if None in row.values() or None in row:
                fail(f"{name}: a row of {row['id']} has another number of fields")
                continue
            if row["id"] in seen and name != "plans":
                fail(f"{name}: {row['id']} stands there twice")
            seen[row["id"]] = row
            if row["confidence"] not in ("verified", "secondary", "unverified"):
                fail(f"{name}: {row['id']} has the confidence {row['confidence']!r}")
            named = [rule.strip() for rule in row["rule"].split(";") if rule.strip()]
            for rule in named:
                if rule not in kinds:
                    fail(f"{name}: {row['id']} names the rule {rule}, which is not there")
                elif name in LAW and rows.get(rule, 0) == 0 and kinds[rule] in ("timescale", "check"):
                    fail(f"{name}: {rule} of {row['id']} has no example")
            if not named and not row["reason"].strip():
                fail(f"{name}: {row['id']} has neither a rule nor a reason")
            if name in LAW and named and not row["fields"].strip():
                fail(f"{name}: {row['id']} does not say which fields of which feed trigger it")
    with open(os.path.join(HERE, "catalogue_ids.txt"), encoding="utf-8") as file:
        for wanted in file.read().split("\n"):
            if wanted and wanted not in seen:
                fail(f"the catalogue has no row {wanted}")
    named = {rule.strip() for table in tables.values() for row in table for rule in row["rule"].split(";")}
    for rule, kind in kinds.items():
        if kind == "timescale" and files[rule].split("rules/")[-1].startswith("england/") and rule not in named:
            fail(f"the timescale {rule} stands in no row of the catalogue")
    limited = [row for name in LAW if name in tables for row in tables[name] if row["limit"].strip()]
    ruled = [row for row in limited if row["rule"].strip()]
    if len(ruled) < 0.95 * len(limited):
        fail(f"{len(ruled)} of {len(limited)} rows with a limit are rules, fewer than 95%")
    return len(limited), len(ruled)


def cell(text):
    return text.strip().replace("|", "\\|").replace("\n", " ")


def written(tables, rows, limited, ruled):
    out = [BEGIN, "", f"{ruled} of {limited} rows with a limit are rules.", ""]
    for name, title in SECTIONS:
        if name not in tables:
            continue
        out += [f"### {title}", "", "| row | what must be done | limit | confidence | rule | examples | triggered by; what is missing |", "|---|---|---|---|---|---|---|"]
        for row in tables[name]:
            rules = [rule.strip() for rule in row["rule"].split(";") if rule.strip()]
            shown = ", ".join(f"`{rule}`" for rule in rules)
            count = sum(rows.get(rule, 0) for rule in rules)
            last = "; ".join(part for part in (cell(row["fields"]), cell(row["reason"])) if part)
            out.append(f"| {cell(row['id'])} | {cell(row['duty'])} | {cell(row['limit'])} | {row['confidence']} | {shown} | {count or ''} | {last} |")
        out.append("")
    return "\n".join(out + [END])


def main():
    tables = read_catalogue()
    kinds, files, rows = names_in_rules()
    limited, ruled = check(tables, kinds, files, rows)
    table = written(tables, rows, limited, ruled)
    with open(README, encoding="utf-8") as file:
        readme = file.read()
    fresh = readme
    for begins, ends, words in ((BEGIN, END, table), (CHECKED_BEGIN, CHECKED_END, written_checked(read_checked()))):
        begin, end = fresh.find(begins), fresh.find(ends)
        if begin < 0 or end < 0:
            fail(f"rules/README.md does not hold the lines {begins} and {ends}")
        else:
            fresh = fresh[:begin] + words + fresh[end + len(ends):]
    if WRITE:
        with open(README, "w", encoding="utf-8") as file:
            file.write(fresh)
    elif fresh != readme:
        fail("a table in rules/README.md is not that of the catalogue: run tests/rules/catalogue.py DULY . --write")
    for words in failures[:40]:
        print(words)
    print(f"{ruled} of {limited} rows with a limit are rules; {len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
