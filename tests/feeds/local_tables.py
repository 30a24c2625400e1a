"""Local tables: for each record of rules/common a table `local_<record>.csv` whose headers are the names of the fields. Makes the
feeds that read them, one for each file of records; check.py writes them and compares them with what stands in rules/feeds/local_tables.
"""
import pathlib
import re

import records

# Records that other feeds read from tables of their own: published and local figures, the log of actions.
ELSEWHERE = {"kpi_value", "kpi_share", "action_log", "logged_action", "log_entry"}

HEAD = """# Local tables for {title}.
# They give what no export holds, or what one holds wrongly. A table has the name of its record, `local_{example}.csv` (or a
# sheet or table `local_{example}`), the names of the fields as its headers, and a column more that names the parent, as the last line of
# its block says. A row with the key of a row of an export adds to it what is blank there.
# Written by tests/feeds/check.py from rules/common/{file}.
ruleset "Feed: local tables, {title}"
use "../../common/{file}"

feed local_tables_{stem} "Local tables: {title}"
  dates are yyyy-mm-dd or dd/mm/yyyy or yyyy-mm-dd hh:mm:ss or yyyy-mm-dd hh:mm or dd/mm/yyyy hh:mm:ss or dd/mm/yyyy hh:mm
  blank is "", "NULL"
  missing is "not known"
"""


def link(record, found):
    """The line that names the parent, or None where there is none. (record named, its field, column)"""
    if record.parent is None:
        return None
    parent = found[record.parent]
    above = found.get(parent.parent) if parent.parent else None
    if record.by and above is not None and above.key and above.name == "child":
        return f'parent is the {above.name} whose {above.key} is "{above.key}"', above.name
    if parent.key:
        return f'parent is the {parent.name} whose {parent.key} is "{parent.key}"', parent.name
    raise SystemExit(f"{record.name} is of {parent.name}, which has no key, and is not linked `by` a date")


def block(record, found):
    lines = []
    # Several rows of one key speak of one record, so that a table may add a field to what an export holds.
    what = f"each {record.name} once" if record.key else f"{record.name}, holds every"
    lines.append(f'  file "local_{record.name}.csv" gives {what}')
    # What tells rows apart must be there; of the rest a table may have what it has.
    needed = {record.key, record.by} if record.key else {record.orders, record.by}
    for name, _, _ in record.fields:
        lines.append(f'    {name} is "{name.strip("`")}"' + ("" if name in needed else " if there"))
    named = link(record, found)
    if named:
        lines.append(f"    {named[0]}")
        if record.key and found[named[1]].key == record.key:
            raise SystemExit(f"{record.name} and its parent share the name of their keys")
    return "\n".join(lines)


def made(source):
    """Text by name of file."""
    found = records.read(source)
    files = {}
    for record in found.values():
        if record.name not in ELSEWHERE:
            files.setdefault(record.file, []).append(record)
    out = {}
    for file, members in files.items():
        text = pathlib.Path(source, "rules", "common", file).read_text(encoding="utf-8")
        title = re.search(r'^ruleset "(?:Children\'s social care: )?([^"]*)"', text, re.M)[1]
        stem = file.removesuffix(".duly")
        body = HEAD.format(title=title, example=members[0].name, file=file, stem=stem)
        out[f"{stem}.duly"] = body + "\n" + "\n\n".join(block(record, found) for record in members) + "\n"
    return out


def words(text):
    """What a layout cannot change: blanks apart, comments too."""
    return re.sub(r"\s+", " ", text).replace(" ,", ",").strip()
