#!/usr/bin/env python3
"""The feeds of rules/feeds against the headers that the field's exports have, and against the sample files.

    check.py DULY SOURCE_DIR            runs all of it
    check.py DULY SOURCE_DIR --write    after a change of rules/common or of a feed: writes rules/feeds/local_tables and the table of
                                        rules/feeds/README.md anew

- Every table of headers/*.txt is taken by its feed, and each of its columns is mapped or named by `ignores`.
- The samples in fixtures/ load with the findings that stand below, and no others.
- One return gives the same outcomes as XML and as the tables of the validator; Annex A the same under both of its header sets.
- The local tables say what rules/common holds, and the table of rules/feeds/README.md what the feeds hold.
"""
import collections
import csv
import io
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

import api_json
import cin_tables
import holdings
import local_tables
import return_xml
import workbook

DULY, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
HERE = pathlib.Path(__file__).resolve().parent
ENGLAND = SOURCE / "rules" / "england"
FEEDS = [ENGLAND / "feeds.duly"]
PACKS = FEEDS + [ENGLAND / f"{name}.duly" for name in ("front_door", "section_47", "child_protection", "child_in_need", "looked_after", "looked_after_visits", "looked_after_health", "care_leavers", "adoption")]
failures = []


def expect(holds, words):
    if not holds:
        failures.append(words)


# --- headers -------------------------------------------------------------------------------------------------------------
# Feed by list of headers.
LISTS = {"ssd": "ssd", "annex_a": "annex_a", "annex_a_older": "annex_a", "annex_a_ssd": "annex_a", "ssda903": "ssda903", "cin_census": "cin_census_tables"}


def tables(name):
    """(table, header row) of a list of headers."""
    for line in (HERE / "headers" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        table, row = line.split("\t")
        yield table, row


def feeds(data):
    """Feed and records by file, columns that nothing takes by file, and the findings (code, file, words)."""
    done = subprocess.run([DULY, "feeds", *map(str, FEEDS), "--data", str(data)], capture_output=True, text=True)
    expect(done.returncode in (0, 4), f"duly feeds over {data} ended with {done.returncode}: {done.stderr[-800:]}")
    taken, loose, found = collections.defaultdict(set), {}, []
    file = None
    for line in done.stdout.splitlines():
        gives = re.match(r"  feed (\S+)(?: gives (\w+))?", line)
        if gives and file:
            taken[file].add((gives[1], gives[2] or ""))      # a table that the feed passes over gives nothing
        elif line.startswith("  columns that nothing takes: ") and file:
            loose[file] = line[len("  columns that nothing takes: "):]
        elif re.match(r"\S+: ", line):
            finding = re.match(r"(?P<file>[^:]+).*?: (?:error|warning|note): (?P<words>.*) \[(?P<code>D\d+)\](?: \((?P<times>\d+) times\))?$", line)
            if finding:
                found.append((finding["code"], os.path.basename(finding["file"]), finding["words"], int(finding["times"] or 1)))
        elif line and not line.startswith(" "):
            file = os.path.basename(line)
    return taken, loose, found


def check_headers(folder):
    for name, feed in LISTS.items():
        data = folder / name
        data.mkdir()
        expected = {}
        for table, row in tables(name):
            (data / f"{table}.csv").write_text(row + "\n", encoding="utf-8")
            expected[f"{table}.csv"] = feed
        taken, loose, found = feeds(data)
        for file in expected:
            names = {each for each, _ in taken.get(file, ())}
            expect(names == {feed}, f"{name}: {file} is taken by {sorted(names) or 'no feed'}, not by {feed}")
            expect(file not in loose, f"{name}: of {file} nothing takes {loose.get(file)}")
        for code, file, words, _ in found:
            expect(code in ("D0404", "D0508"), f"{name}: {file}: {words} [{code}]")     # no rows; a calendar that ends some day
        check_odd_names(folder, name, feed, {file: {record for _, record in taken[file]} for file in expected})


def check_odd_names(folder, name, feed, known):
    """Under a name that says nothing the headers tell; tables that no rule needs have none to be told by."""
    data = folder / f"{name}_odd"
    data.mkdir()
    files = {f"{i:02}.csv": table for i, table in enumerate(sorted(known))}
    for odd, table in files.items():
        (data / odd).write_text((folder / name / table).read_text(encoding="utf-8"), encoding="utf-8")
    taken, _, _ = feeds(data)
    for odd, table in files.items():
        if known[table] == {""}:
            continue
        found = {record for each, record in taken.get(odd, ()) if each == feed}
        expect(found == known[table], f"{name}: {table} under another name gives {sorted(taken.get(odd, ()))}, not {sorted(known[table])} of {feed}")


# --- samples -------------------------------------------------------------------------------------------------------------
# What is found in the samples: the codes and how often. Their dirt is real, or was made to look so.
SAMPLES = {
    # `#N/A` as team and worker of five children; list 10 has other birthdays of five, list 5 another team and worker of one. Counted with Python's csv.
    "annex_a": {"D0414": 10, "D0415": 7},
    "ssda903": {"D0422": 6190, "D0414": 1, "D0415": 52, "D0440": 1},    # one review stands there twice; the next days in placements for adoption of one child; reviews of the fake return fall outside care, counted with Python's dates; an ACTIV of 0
    "cin": {},
}


def check_samples():
    for name, expected in SAMPLES.items():
        taken, loose, found = feeds(SOURCE / "fixtures" / name)
        expect(not loose, f"fixtures/{name}: nothing takes {loose}")
        counts = collections.Counter()
        for code, _, _, times in found:
            counts[code] += times
        counts.pop("D0508", None)
        expect(dict(counts) == expected, f"fixtures/{name}: found {dict(counts)}, expected {expected}")


# --- the same twice --------------------------------------------------------------------------------------------------------
# Of the sample of Annex A, 45 working days from the start of each assessment; its three conferences were held within 15 working days of
# 16 September 2020 (7 October), and two were deemed unnecessary.
LISTS_SAY = {
    ("assessment_from_start", "10692868", "late", "2019-07-19", "2021-02-08"),
    ("assessment_from_start", "15221387", "late", "2020-01-06", "2021-01-19"),
    ("assessment_from_start", "12590177", "late", "2020-02-28", "2020-11-11"),
    ("assessment_from_start", "15765513", "late", "2020-05-01", "2021-02-02"),
    ("assessment_from_start", "12012513", "late", "2020-05-01", "2021-02-02"),
}


def outcomes(folder, data, as_of, keep):
    """Outcomes without the keys of rows, which two sources put together in two ways."""
    out = folder / f"out_{len(list(folder.iterdir()))}"
    done = subprocess.run([DULY, "run", *map(str, PACKS), "--data", str(data), "--as-of", as_of, "--out", str(out)], capture_output=True, text=True)
    expect(done.returncode in (0, 4), f"duly run over {data} ended with {done.returncode}: {done.stderr[-800:]}")
    rows = collections.Counter()
    for path in sorted(out.glob("*.csv")):
        if path.name not in ("breaches.csv", "unknown.csv", "upcoming.csv", "excused.csv"):
            continue
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                rows[tuple(row.get(column, "") for column in keep)] += 1
    return rows


def same(what, first, second):
    expect(sum(first.values()) > 5, f"{what}: only {sum(first.values())} outcomes to compare")
    for row in list((first - second).elements())[:5]:
        failures.append(f"{what}: only the first has {row}")
    for row in list((second - first).elements())[:5]:
        failures.append(f"{what}: only the second has {row}")


KEEP = ("rule", "turn", "outcome", "due", "done")

# Of the census sample, counted by hand over the bank holidays of 2024 to 2026, as of 31 March 2026. What was met stands in no file.
CENSUS = {
    ("assessment_finished", "C0003", "late", "2025-01-23", "2025-01-24"),       # 45 working days from 18 November 2024
    ("assessment_finished", "C0005", "overdue", "2026-01-08", ""),              # from 3 November 2025
    ("assessment_finished", "C0002", "due_soon", "2026-04-08", ""),             # from 2 February 2026, over Easter
    ("conference_from_enquiry", "C0002", "late", "2026-03-09", "2026-03-12"),   # 15 working days from 16 February 2026
    ("conference_from_enquiry", "C0002", "due", "2026-04-16", ""),              # from 24 March 2026, over Easter
    ("plan_reviews", "C0004", "late", "2025-12-02", "2025-12-03"),              # 3 months from 2 September 2025
    ("plan_reviews", "C0001", "due", "2026-09-30", ""),                         # 6 months from 30 March 2026
}


def check_annex_a_twice(folder):
    """The sample's columns under the one-word headers of the dataset's SQL."""
    headers = {table: next(csv.reader([row])) for table, row in tables("annex_a_ssd")}
    without = {"Placement Location", "LA of Placement"}     # what the SQL leaves out
    one, other = folder / "lists", folder / "lists_ssd"
    one.mkdir()
    other.mkdir()
    for table, names in headers.items():
        rows = list(csv.reader(io.StringIO((SOURCE / "fixtures" / "annex_a" / f"{table}.csv").read_text(encoding="utf-8-sig"))))
        kept = [i for i, name in enumerate(rows[0]) if name not in without]
        expect(len(kept) == len(names), f"{table} has {len(kept)} columns under its own headers and {len(names)} under the other")
        for target, head, columns in ((one, rows[0], range(len(rows[0]))), (other, names, kept)):
            with open(target / (f"{table}.csv" if target is one else f"AA_{table[5:]}_export.csv"), "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow([head[i] for i in columns] if target is one else head)
                writer.writerows([row[i] for i in columns] for row in rows[1:])
    same("Annex A under both header sets", outcomes(folder, one, "2021-03-31", KEEP), outcomes(folder, other, "2021-03-31", KEEP))


# The dirt that the dataset's own log of changes names: 1900-01-01 and NULL for none, days with midnight and fractions, -1 for no team,
# tables that hold a placeholder only; with local tables that add a decision and the reason of a late assessment.
DIRT = {
    "ssd_person": "pers_person_id,pers_dob,pers_death_date,pers_expected_dob,pers_sex\n1,2015-03-01 00:00:00.000,1900-01-01 00:00:00.000,NULL,M\n"
                  "2,2016-03-01,NULL,1900-01-01,F\n3,NULL,,2025-09-01 00:00:00,U\n",
    "ssd_cin_episodes": "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date,cine_referral_team\n"
                        "10,1,2025-01-06 14:30:00.123,1900-01-01 00:00:00.000,North\n11,2,2025-01-06 00:00:00.0000000,NULL,-1\n",
    "ssd_cin_assessments": "cina_assessment_id,cina_person_id,cina_referral_id,cina_assessment_start_date,cina_assessment_auth_date,cina_assessment_outcome_nfa,cina_assessment_team,cina_assessment_worker_id\n"
                           "20,1,10,2025-01-07 00:00:00.000,2025-03-11 00:00:00.000,N,North,W1\n21,2,11,2025-01-07 00:00:00.000,1900-01-01 00:00:00.000,N,North,W1\n",
    "ssd_pre_proceedings": "prep_table_id,prep_person_id,prep_pre_pro_decision_date,prep_pre_pro_letter_date,prep_initial_pre_pro_meeting_date,prep_agree_stepdown_issue_date,prep_pre_pro_outcome\n"
                           "PLACEHOLDER_DATA,1,1900-01-01 00:00:00,1900-01-01 00:00:00,1900-01-01 00:00:00,1900-01-01 00:00:00,PLACEHOLDER_DATA\n",
    "local_assessment": "assessment_id,child_id,delay_reason\n20,1,Family abroad\n",
    "local_decision": "referral_id,decided,outcome\n10,07/01/2025,assessment\n11,2025-01-08,no further action\n",
}
# 45 working days from 6 January 2025 end on 10 March, one on 7 January.
DIRT_SAYS = {("assessment_finished", "20", "late_with_reason", "2025-03-10"), ("assessment_finished", "21", "overdue", "2025-03-10"), ("referral_decided", "11", "late", "2025-01-07")}


def check_dirt(folder):
    data = folder / "dirt"
    data.mkdir()
    for name, text in DIRT.items():
        (data / f"{name}.csv").write_text(text, encoding="utf-8")
    said = {row for row in outcomes(folder, data, "2025-06-30", ("rule", "key", "outcome", "due")) if row[0] in ("assessment_finished", "referral_decided")}
    expect(said == DIRT_SAYS, f"the dirt of the dataset: {sorted(said ^ DIRT_SAYS)}")
    _, _, found = feeds(data)
    expect({code for code, *_ in found} <= {"D0414", "D0508"}, f"the dirt of the dataset: {found}")
    # The same as one database, where the SQL of the dataset leaves its tables.
    path = folder / "ssd.sqlite"
    with sqlite3.connect(path) as database:
        for name, text in DIRT.items():
            head, *rows = csv.reader(io.StringIO(text))
            database.execute(f"create table {name} ({', '.join(column + ' nvarchar(48)' for column in head)})")
            database.executemany(f"insert into {name} values ({', '.join('?' * len(head))})", [[cell if cell != "NULL" else None for cell in row] for row in rows])
    database.close()
    keep = ("rule", "key", "outcome", "due", "done")
    same("The dataset as files and as a database", outcomes(folder, data, "2025-06-30", keep), outcomes(folder, path, "2025-06-30", keep))


def check_workbook(folder):
    """The lists as sheets of one workbook, days as cells of days. List 10 of the sample gives the care leavers other birthdays than list 9,
    and of two the first counts: it is left out."""
    data, sheets = folder / "files", {}
    data.mkdir()
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 11):
        text = (SOURCE / "fixtures" / "annex_a" / f"list_{number}.csv").read_text(encoding="utf-8-sig")
        (data / f"list_{number}.csv").write_text(text, encoding="utf-8")
        sheets[f"List {number}"] = list(csv.reader(io.StringIO(text)))
    path = folder / "annex_a.xlsx"
    workbook.write(path, sheets)
    keep = ("rule", "child", "outcome", "due", "done")
    rules = ("assessment_from_start", "conference_from_enquiry", "conference_from_strategy")
    said = {row for row in outcomes(folder, data, "2021-03-31", keep) if row[0] in rules}
    expect(said == LISTS_SAY, f"the lists of Annex A: {sorted(said ^ LISTS_SAY)}")
    keep = ("rule", "child", "turn", "outcome", "due", "done", "team")
    same("Annex A as files and as a workbook", outcomes(folder, data, "2021-03-31", keep), outcomes(folder, path, "2021-03-31", keep))


def check_api(folder):
    """What the census and the nightly data both hold comes out alike."""
    path = folder / "children.json"
    api_json.write(SOURCE / "fixtures" / "cin" / "cin_census.xml", path)
    _, loose, found = feeds(path)
    expect(not loose, f"the nightly data: nothing takes {loose}")
    expect(not [each for each in found if each[0] != "D0508"], f"the nightly data: {found}")
    keep = ("rule", "child", "outcome", "due", "done")
    both = ("assessment_finished", "assessment_from_start", "conference_from_enquiry", "plan_under_two_years", "conference_before_birth")
    census = outcomes(folder, SOURCE / "fixtures" / "cin" / "cin_census.xml", "2026-03-31", keep)
    nightly = outcomes(folder, path, "2026-03-31", keep)
    first, second = (collections.Counter({row: n for row, n in rows.items() if row[0] in both}) for rows in (census, nightly))
    same("The census and the nightly data", first, second)


# One child with an assessment and an enquiry that nobody ended; `{}` says where the marks stand.
NIGHTLY = """[{{"la_child_id": "C1", {child}"child_details": {{"date_of_birth": "2012-05-01", "sex": "F"}}, "social_care_episodes": [
 {{"social_care_episode_id": "S1", "referral_date": "2025-01-06", {episode}"care_worker_details": [{{"worker_id": "W1", {worker}"start_date": "2025-01-06"}}],
  "child_and_family_assessments": [{{"child_and_family_assessment_id": "A1", "start_date": "2025-01-07", "purge": false}}],
  "child_protection_plans": [{{"child_protection_plan_id": "P1", "start_date": "2025-01-29"}}]}}]}},
 {{"la_child_id": "C2", "purge": false, "child_details": {{"date_of_birth": "2010-01-01"}}, "social_care_episodes": [
 {{"social_care_episode_id": "S2", "referral_date": "2025-01-06", "purge": false, "child_and_family_assessments": [{{"child_and_family_assessment_id": "A2", "start_date": "2025-01-07"}}]}}]}}]
"""


def check_purged(folder):
    """Nothing of what stands in a purged child or episode is used, however the mark is written, and the child comes in by no other table."""
    def children(name, **marks):
        path = folder / name / "children.json"
        path.parent.mkdir()
        path.write_text(NIGHTLY.format(**{"child": "", "episode": "", "worker": ""} | marks), encoding="utf-8")
        rows = outcomes(folder, path, "2025-06-30", ("rule", "child"))
        told = {(rule, child) for rule, child in rows if child}     # of what no file gives, one line a rule says so
        return {child for _, child in told}, {child for rule, child in told if rule in ("assessment_finished", "assessment_from_start", "plan_under_two_years")}
    expect(children("kept") == ({"C1", "C2"}, {"C1", "C2"}), "the nightly data has outcomes of other children than C1 and C2")
    for n, mark in enumerate(("true", "1", '"true"', '"Yes"')):
        expect(children(f"child_{n}", child=f'"purge": {mark}, ')[0] == {"C2"}, f"a child marked {mark} to be purged has outcomes")
        expect(children(f"episode_{n}", episode=f'"purge": {mark}, ')[1] == {"C2"}, f"what stands in an episode marked {mark} to be purged has outcomes")
    expect(children("worker", worker='"purge": true, ') == ({"C1", "C2"}, {"C1", "C2"}), "a purged worker takes the child away")
    # In an object round it the list is read as it is alone.
    bare = outcomes(folder, folder / "kept" / "children.json", "2025-06-30", ("rule", "child", "outcome"))
    path = folder / "round" / "children.json"
    path.parent.mkdir()
    path.write_text('{"count": 2, "children": ' + NIGHTLY.format(child="", episode="", worker="") + "}", encoding="utf-8")
    expect(outcomes(folder, path, "2025-06-30", ("rule", "child", "outcome")) == bare and bare, "the nightly data in an object round it has other outcomes")
    # Under a name that says nothing the outermost objects are told by what they hold.
    path = folder / "nightly" / "return_2026.json"
    path.parent.mkdir()
    path.write_text(NIGHTLY.format(child="", episode="", worker=""), encoding="utf-8")
    taken, _, found = feeds(path)
    expect(("dfe_api", "child") in {one for each in taken.values() for one in each} and "D0417" not in {code for code, *_ in found}, f"the nightly data under another name: {dict(taken)}, {found}")


def check_twice_in_one(folder):
    """A second date of a conference in one enquiry is listed; the first counts, and every other child keeps its own."""
    text = (SOURCE / "fixtures" / "cin" / "cin_census.xml").read_text(encoding="utf-8")
    first = re.search(r"<DateOfInitialCPC>[^<]*</DateOfInitialCPC>", text[text.index("<Section47>"):])[0]
    path = folder / "twice.xml"
    path.write_text(text.replace(first, first + "<DateOfInitialCPC>2026-03-31</DateOfInitialCPC>", 1), encoding="utf-8")
    _, _, found = feeds(path)
    expect([code for code, *_ in found if code != "D0508"] == ["D0438"], f"a conference that stands twice: {found}")
    same("a date that stands twice", outcomes(folder, SOURCE / "fixtures" / "cin" / "cin_census.xml", "2026-03-31", KEEP), outcomes(folder, path, "2026-03-31", KEEP))


def check_return_twice(folder):
    data, path = folder / "return", folder / "return.xml"
    data.mkdir()
    return_xml.write(SOURCE / "fixtures" / "ssda903", data, path, 120)
    _, loose, _ = feeds(path)
    expect(not loose, f"the return as XML: nothing takes {loose}")
    keep = ("rule", "child", "turn", "outcome", "due", "done")
    same("The return on looked-after children as files and as XML", outcomes(folder, data, "2018-03-31", keep), outcomes(folder, path, "2018-03-31", keep))


def check_census_twice(folder):
    """Also where no element occurs twice in another, so that the readers of XML lay the tables out otherwise."""
    census = SOURCE / "fixtures" / "cin" / "cin_census.xml"
    text = census.read_text(encoding="utf-8")
    again = re.search(r" *<CPPreviewDate>2026-03-30</CPPreviewDate>\n", text)[0]
    once = folder / "once.xml"
    once.write_text(text.replace(again, ""), encoding="utf-8")
    keep = ("rule", "child", "outcome", "due", "done")
    for path in (census, once):
        data = folder / f"tables_{path.stem}"
        data.mkdir()
        cin_tables.write(path, data)
        for each in (path, data):
            _, loose, found = feeds(each)
            expect(not loose and not [finding for finding in found if finding[0] != "D0508"], f"{each.name}: nothing takes {loose}; {found}")
        tables_say = outcomes(folder, data, "2026-03-31", keep)
        same(f"{path.name} and its tables", outcomes(folder, path, "2026-03-31", keep), tables_say)
        if path == census:
            said = {row for row in tables_say if row[0] in {rule for rule, *_ in CENSUS} and row[2] != "unknown"}
            expect(said == CENSUS, f"the census as tables: {sorted(said ^ CENSUS)}")


# --- what stands in files --------------------------------------------------------------------------------------------------
def write():
    folder = SOURCE / "rules" / "feeds" / "local_tables"
    for name, made in local_tables.made(SOURCE).items():
        path = folder / name
        if not path.exists() or local_tables.words(path.read_text(encoding="utf-8")) != local_tables.words(made):
            path.write_text(made, encoding="utf-8")
    subprocess.run([DULY, "fmt", str(folder)], check=True)
    path = SOURCE / "rules" / "feeds" / "README.md"
    path.write_text(HOLDINGS.sub(lambda _: readme_table(), path.read_text(encoding="utf-8")), encoding="utf-8")


HOLDINGS = re.compile("<!-- holdings -->\n.*?<!-- end of holdings -->", re.S)


def readme_table():
    return "<!-- holdings -->\n" + holdings.table(SOURCE) + "<!-- end of holdings -->"


def check_readme():
    path = SOURCE / "rules" / "feeds" / "README.md"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    expect(readme_table() in text, "the table of rules/feeds/README.md is not what the feeds hold: run tests/feeds/check.py DULY SOURCE --write")


def check_local_tables():
    there = {path.name: path.read_text(encoding="utf-8") for path in (SOURCE / "rules" / "feeds" / "local_tables").glob("*.duly")}
    made = local_tables.made(SOURCE)
    expect(there.keys() == made.keys(), f"local tables: {sorted(there.keys() ^ made.keys())}")
    for name in there.keys() & made.keys():
        expect(local_tables.words(there[name]) == local_tables.words(made[name]), f"rules/feeds/local_tables/{name} is not what rules/common/{name} holds: run tests/feeds/check.py DULY SOURCE --write")


def main():
    if "--write" in sys.argv[3:]:
        return write()
    check_readme()
    check_local_tables()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        check_headers(folder)
        check_samples()
        check_annex_a_twice(folder)
        check_census_twice(folder)
        check_return_twice(folder)
        check_dirt(folder)
        check_workbook(folder)
        check_api(folder)
        check_purged(folder)
        check_twice_in_one(folder)
    for words in failures:
        print(words)
    print("the feeds: " + (f"{len(failures)} failures" if failures else "every header is known, the samples load as expected"))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
