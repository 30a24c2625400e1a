#!/usr/bin/env python3
"""What the examples of the rules expect, worked out anew from the rules' text and the cells alone; Duly itself is not run.

    recount.py DULY SOURCE_DIR [--list] [--why]     DULY is not used; --list prints what is left to hand, --why the reasons by rule

Each row that states a day or a lateness is either recounted or stands in by_hand.csv beside this file, which says how it was worked out.
"""
import collections
import csv
import datetime
import os
import re
import sys

from checks import Check
from conditions import counter_of
from duties import Duty, Outcome
from rule_files import NotRecounted, NotRun, Rules, day_of
from scene import Scene

SOURCE = os.path.abspath(sys.argv[2])
HERE = os.path.dirname(os.path.abspath(__file__))


# --- rows --------------------------------------------------------------------------------------------------------------------------
def cells_of(text):
    """Cells of a row; a bar inside quotes belongs to its cell."""
    out, quoted = [""], False
    for sign in text.strip()[1:-1]:
        quoted ^= sign == '"'
        if sign == "|" and not quoted:
            out.append("")
        else:
            out[-1] += sign
    return [cell.strip() for cell in out]


def parts_of(text):
    """Values between semicolons, outside quotes."""
    return [part.strip() for part in re.findall(r'(?:"[^"]*"|[^;"])+|(?<=;)(?=;)|(?<=;)$|^(?=;)', text)] if ";" in text else [text]


def tables_of(header, cells, given, own):
    tables, columns = {own: [{}]}, {}
    for name, cell in zip(header, cells):
        if name != "expect":
            record, field = name.replace("`", "").split(".", 1)
            columns.setdefault(record, {})[field] = parts_of(cell)
    for record, fields in columns.items():
        count = max(len(values) for values in fields.values())
        rows = []
        for n in range(count):
            row = {field: values[n] if n < len(values) else "" for field, values in fields.items()}
            row["at"] = (n, count)
            rows.append(row)
        tables[record] = rows
    for name, value in given:
        record, field = name.replace("`", "").split(".", 1)
        if record not in columns and record not in tables:
            tables[record] = [{}]
        for row in tables[record]:
            if field not in columns.get(record, {}):
                row[field] = value
    return tables, columns


def expected(text):
    out = []
    for part in parts_of(text):
        part = re.sub(r"^(due|due soon) on ", r"\1, due on ", part)
        found = re.match(r"([a-z ]+?)(?: by (\d+) ([a-z ]+?)s?)?(?:,? due on (\d{4}-\d\d-\d\d(?: \d\d:\d\d)?))?(?:,.*)?$", part)
        out.append((found[1].strip(), int(found[2]) if found[2] else None, found[3], found[4]) if found else (part, None, None, None))
    return out


def agrees(want, got):
    word, by, unit, due = want
    if word != got.word or (by is not None and (by, unit) != (got.by, got.unit)):
        return False
    if due is None:
        return True
    shown = f"{got.due:%Y-%m-%d %H:%M}" if isinstance(got.due, datetime.datetime) else str(got.due)
    return shown == due


STATES = re.compile(r"\d{4}-\d\d-\d\d|by \d")


def rows_of(example):
    as_of, known_on, given, header = None, None, [], None
    for _, text, number in example.clauses:
        if text.startswith("as of "):
            found = re.match(r"as of (.+?)(?: (\d\d:\d\d))?$", text)
            as_of = day_of(found[1])
            as_of = datetime.datetime.fromisoformat(f"{as_of} {found[2]}") if found[2] else as_of
        elif text.startswith("as known on "):
            known_on = day_of(text[12:])
        elif text.startswith("given "):
            found = re.match(r"given (\S+) is (.+)", text)
            value = found[2]
            given.append((found[1], str(day_of(value)) if re.fullmatch(r"\d{1,2} \w+ \d{4}", value) else value))
        elif text.startswith("|"):
            if header is None:
                header = cells_of(text)
            else:
                yield number, as_of, known_on, given, header, cells_of(text)


def recount(rules, rule, as_of, known_on, given, header, cells):
    tables, columns = tables_of(header, cells, given, rule.record)
    above = rules.records[rule.record].parent
    fixed = [rule.record]
    while above:
        fixed.append(above)
        tables.setdefault(above, [{}])
        above = rules.records[above].parent if above in rules.records else None
    if rules.spells & set(columns):
        raise NotRecounted("parts of a spell")
    for record in list(tables):
        if record not in fixed:
            shown = columns.get(record)
            tables[record] = [row for row in tables[record] if shown is None or any(row.get(field) for field in shown)]
    counter = counter_of(rules.calendars["england_and_wales"], known_on)
    scene = Scene(rules, tables, rule.record, as_of, counter)
    first = rule.clauses(rule.versions[0] if rule.versions else None)
    if "on calendar" in first and first["on calendar"] in rules.calendars:
        scene.counter = counter_of(rules.calendars[first["on calendar"]], known_on)
    out = []
    for one in scene.tables[rule.record]:
        try:
            out += [rule.outcome(scene, one)] if isinstance(rule, Check) else Duty(rule, scene, one, rules, known_on).outcomes()
        except NotRun:
            out.append(Outcome("not run"))
    return out or [Outcome("no outcome")]


def ready_rules(rules):
    """Each timescale with what it takes over, and the record that it is for."""
    ready = {name: rule.taken_over(rules.timescales) for name, rule in rules.timescales.items()}
    for rule in ready.values():
        rule.record = rule.clauses(rule.versions[0] if rule.versions else None)["for each"]
    return ready


def main():
    rules = Rules(SOURCE)
    ready = ready_rules(rules)
    with open(os.path.join(HERE, "by_hand.csv"), encoding="utf-8", newline="") as file:
        by_hand = {(row["rule"], row["row"]): row["worked_out"] for row in csv.DictReader(file)}
    total = done = wrong = 0
    others = collections.Counter()
    differ, left, used, why = [], [], set(), collections.Counter()
    checks = {name: check for name, check in ((name, Check(one)) for name, one in rules.checks.items()) if check.record}
    for example in rules.examples:
        rule = ready.get(example.name) or checks.get(example.name)
        if rule is None:
            continue
        for number, as_of, known_on, given, header, cells in rows_of(example):
            if len(cells) != len(header):
                sys.exit(f"{example.path}:{number}: a row of {len(cells)} cells under {len(header)} columns")
            expect = cells[header.index("expect")]
            stated = bool(STATES.search(expect))
            total += stated
            text = " | ".join(cells)
            place = f"{os.path.relpath(example.path, SOURCE)}:{number}"
            try:
                got = recount(rules, rule, as_of, known_on, given, header, cells)
            except NotRecounted as reason:
                if stated:
                    why[(rule.name, str(reason))] += 1
                    used.add((rule.name, text))
                    if (rule.name, text) not in by_hand:
                        left.append((rule.name, place, text, str(reason)))
                continue
            want = expected(expect)
            if len(want) == len(got) and all(agrees(one, other) for one, other in zip(want, got)):
                done += stated
                others["recounted"] += not stated
            elif (rule.name, text) in by_hand:
                used.add((rule.name, text))
            else:
                differ.append((rule.name, place, text, "; ".join(map(str, got))))
                wrong += stated
    stale = [key for key in by_hand if key not in used]
    print(f"{done} of {total} rows that state a day or a lateness recounted ({done / total:.1%}), {len(differ)} differ, {total - done - wrong} by hand; "
          f"{others['recounted']} others recounted, too")
    for rule, place, text, got in differ[:30]:
        print(f"{place}: {rule}: {text}\n  recounted: {got}")
    for rule, place, text, reason in left[:None if "--list" in sys.argv else 20]:
        print(f"{place}: {rule} is neither recounted ({reason}) nor in by_hand.csv: {text}")
    for rule, text in stale[:20]:
        print(f"by_hand.csv: {rule} has no such row, or it is recounted: {text}")
    if "--why" in sys.argv:
        for (rule, reason), count in sorted(why.items(), key=lambda item: -item[1]):
            print(f"  {count:4} {rule}: {reason}")
    if done < 0.9 * total:
        print("fewer than 90% are recounted")
    sys.exit(1 if differ or left or stale or done < 0.9 * total else 0)


if __name__ == "__main__":
    main()
