"""Which feed holds which record, and how much of it: read from the texts of the feeds and the records."""
import pathlib
import re

import records

FEEDS = ["ssd", "annex_a", "ssda903", "cin_census", "dfe_api"]      # the others hold what their twins do
TWINS = {"cin_census_tables": "cin_census", "ssda903_xml": "ssda903"}
GIVES = re.compile(r'\bgives\s+(?:each\s+(?P<once>\w+)\s+once|(?P<name>\w+))(?:\s*,?\s*holds\s+(?P<holds>every|the\s+latest|the\s+last\s+\d+\s+months?))?')
LEAST = ["not there", "every", "the latest", "last months"]


def of_feed(source, name):
    """What is held, by record: `every`, `the latest` or `the last N months`; of several tables what says least."""
    text = (pathlib.Path(source) / "rules" / "feeds" / f"{name}.duly").read_text(encoding="utf-8")
    text = "\n".join(line.split("#")[0] for line in text.splitlines())
    held = {}
    for found in GIVES.finditer(text):
        record = found["once"] or found["name"]
        holds = re.sub(r"\s+", " ", found["holds"] or "every")
        if held.get(record, "every") == "every":
            held[record] = holds
    return held


def table(source):
    known = records.read(source)
    held = {name: of_feed(source, name) for name in FEEDS}
    for twin, name in TWINS.items():
        other = of_feed(source, twin)
        for record in other:
            if held[name].get(record) != other[record]:
                raise SystemExit(f"{twin} holds {other[record]} of {record}, {name} {held[name].get(record)}")
    for records_held in held.values():
        if "episode" in records_held:       # the spell of rules/common/records.duly
            records_held["care_period"] = "joined from its episodes"
    lines = ["| record | " + " | ".join(f"`{name}`" for name in FEEDS) + " |", "|---" * (len(FEEDS) + 1) + "|"]
    local = []
    for name in known:
        cells = [held[feed].get(name) for feed in FEEDS]
        if any(cells):
            lines.append(f"| `{name}` | " + " | ".join(cell or "" for cell in cells) + " |")
        else:
            local.append(f"`{name}`")
    lines += ["", "Records that no export holds, so that only a local table or a feed of figures gives them: " + ", ".join(local) + "."]
    return "\n".join(lines) + "\n"
