#!/usr/bin/env python3
"""Due dates and outcomes of the shipped rules from random starts, against arithmetic that is not Duly's and, where asked for, PostgreSQL's.

    differential.py DULY SOURCE_DIR [--rows N] [--postgres] [--why]

A row of a rule's own examples is moved by a random number of days; what it must give is worked out anew (recount.py: NumPy's business days,
Python's dates), also with its end put on the due date, a day before or a day after. Duly must say the same outcome, due date and lateness for
every turn. All rules are tried; those without a due date to compare stand in NOT_TRIED with the reason.
"""
import csv
import datetime
import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile

from limits import Limits
from recount import ready_rules, recount, rows_of
from rule_files import NotRecounted, NotRun, Rules

DULY, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ROWS = int(sys.argv[sys.argv.index("--rows") + 1]) if "--rows" in sys.argv else 100_000
POSTGRES = "--postgres" in sys.argv
DAY = datetime.timedelta(days=1)
EARLIEST, LATEST, AS_OF = datetime.date(2009, 6, 1), datetime.date(2028, 6, 30), datetime.date(2028, 12, 31)
# Before gov.uk's list begins.
BEFORE_2012 = """2009-01-01 2009-04-10 2009-04-13 2009-05-04 2009-05-25 2009-08-31 2009-12-25 2009-12-28 2010-01-01 2010-04-02 2010-04-05 2010-05-03 2010-05-31
2010-08-30 2010-12-27 2010-12-28 2011-01-03 2011-04-22 2011-04-25 2011-04-29 2011-05-02 2011-05-30 2011-08-29 2011-12-26 2011-12-27""".split()
AT_ONCE = "as soon as practicable: it has no due date"
NOT_TRIED = {}
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def holidays():
    """Of gov.uk and typed above: the rules' calendar must hold these and no others."""
    with open(os.path.join(SOURCE, "rules", "calendars", "bank-holidays.json"), encoding="utf-8") as file:
        days = [event["date"] for event in json.load(file)["england-and-wales"]["events"]]
    return sorted(set(days) | set(BEFORE_2012))


# --- PostgreSQL --------------------------------------------------------------------------------------------------------------------
def against_postgres(counted):
    """The counts from one date by SQL: a temporary server of its own, run by another user than root. Ends the program where one differs."""
    folder = sorted(path for path in [*glob.glob("/usr/lib/postgresql/*/bin"), *glob.glob(os.path.join(SOURCE, ".deps/usr/lib/postgresql/*/bin"))] if os.path.exists(os.path.join(path, "initdb")))
    if not folder:
        sys.exit("PostgreSQL is not installed: apt-get install postgresql")
    user = [] if os.geteuid() != 0 else ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    calendars = {}
    for _, _, _, _, counter, _ in counted:
        calendars.setdefault((counter.week, counter.closed.tobytes()), (len(calendars), counter))
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o777)
        data, rows_file = os.path.join(place, "data"), os.path.join(place, "rows.csv")
        with open(rows_file, "w", encoding="utf-8") as file:
            file.writelines(f"{start},{amount},{unit},{own},{calendars[(counter.week, counter.closed.tobytes())][0]},{day}\n" for start, amount, unit, own, counter, day in counted)
        os.chmod(rows_file, 0o644)

        def run(*command, **more):
            done = subprocess.run([*user, *command], capture_output=True, text=True, cwd=place, env={"PATH": f"{folder[-1]}:/usr/bin:/bin", "HOME": place, "LC_ALL": "C"}, **more)
            if done.returncode != 0:
                sys.exit(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
            return done.stdout

        run("initdb", "-D", data, "-A", "trust", "-U", "duly", "--no-sync")
        run("pg_ctl", "-D", data, "-w", "-l", os.path.join(place, "log"), "-o", f"-k {place} -c listen_addresses= -c fsync=off", "start")
        try:
            weeks = ",".join(f"({n}, '{counter.week}')" for n, counter in calendars.values())
            closed = ",".join(f"({n}, '{day}'::date)" for n, counter in calendars.values() for day in counter.closed)
            found = run("psql", "-h", place, "-U", "duly", "-d", "postgres", "-At", "-F", ",", "-v", "ON_ERROR_STOP=1", input=f"""
create table rows (start date, amount int, unit text, own boolean, calendar int, due date);
\\copy rows from '{rows_file}' csv
create table calendars (calendar int, week text);
insert into calendars values {weeks};
create table closed (calendar int, day date);
insert into closed values {closed};
create table working as
  select calendar, day, row_number() over (partition by calendar order by day) as n
  from calendars, (select generate_series('2008-01-01'::date, '2030-12-31'::date, '1 day')::date as day) as days
  where substr(week, extract(isodow from day)::int, 1) = '1' and (calendar, day) not in (select calendar, day from closed);
create unique index on working (calendar, day);
create unique index on working (calendar, n);
analyze;
with counted as (
  select r.*, case
    when unit = 'working day' and own then
      (select w.day from working w where w.calendar = r.calendar
         and w.n = (select v.n from working v where v.calendar = r.calendar and v.day >= r.start order by v.day limit 1) + r.amount - 1)
    when unit = 'working day' and amount >= 0 then
      (select w.day from working w where w.calendar = r.calendar
         and w.n = (select v.n from working v where v.calendar = r.calendar and v.day <= r.start order by v.day desc limit 1) + r.amount)
    when unit = 'working day' then
      (select w.day from working w where w.calendar = r.calendar
         and w.n = (select v.n from working v where v.calendar = r.calendar and v.day >= r.start order by v.day limit 1) + r.amount)
    else (r.start + r.amount * (case unit when 'day' then interval '1 day' when 'week' then interval '7 days'
                                  when 'month' then interval '1 month' else interval '1 year' end))::date - case when own then 1 else 0 end end as sql_due
  from rows r)
select count(*), count(*) filter (where sql_due is distinct from due) from counted;
""").strip().splitlines()[-1]
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    total, differ = (int(n) for n in found.split(","))
    print(f"{total} counts from one date, of {len(calendars)} calendars, by PostgreSQL: {differ} differ")
    if differ or total == 0:
        sys.exit(1)


# --- rows moved --------------------------------------------------------------------------------------------------------------------
class Template:
    """A row of an example with what is given as columns, so that its dates move along."""

    def __init__(self, rule, example, given, header, cells):
        self.rule, self.path = rule, example.path
        width = {}
        for name, cell in zip(header, cells):
            width[name.split(".")[0]] = max(width.get(name.split(".")[0], 1), cell.count(";") + 1)
        self.given = [(name, value) for name, value in given if not ISO.search(value)]
        dated = [(name, value) for name, value in given if ISO.search(value)]
        self.header = header[:-1] + [name for name, _ in dated]
        self.cells = cells[:-1] + ["; ".join([value] * width.get(name.split(".")[0], 1)) for name, value in dated]
        days = [datetime.date.fromisoformat(day) for cell in self.cells for day in ISO.findall(cell)]
        self.first, self.last = (min(days), max(days)) if days else (None, None)
        self.ends = self.end_columns()

    def end_columns(self):
        """Columns of one date that the rule's `to` names."""
        named = {field for version in self.rule.versions or [None] for field in re.findall(r"\w+\.\w+", self.rule.clauses(version).get("to", "").split(" where ")[0])}
        return [n for n, name in enumerate(self.header) if name in named and ISO.fullmatch(self.cells[n])]

    def moved(self, shift):
        return [ISO.sub(lambda found: str(datetime.date.fromisoformat(found[0]) + DAY * shift), cell) for cell in self.cells]


def expected(rules, template, cells):
    return recount(rules, template.rule, AS_OF, None, template.given, template.header + ["expect"], cells + [""])


def one_row(rules, template, chance):
    """A moved row with its outcomes, its end near the due date where there is one."""
    # Years of birth may lie before what a calendar knows; the last date may not lie behind.
    span = (LATEST - template.last).days
    back = min((template.last - EARLIEST).days, (template.first - datetime.date(1985, 1, 1)).days)
    near = chance.random() < 0.5        # half stay near the version of the law that the row is of
    cells = template.moved(chance.randint(max(-back, -60), min(span, 60)) if near and span > 0 else chance.randint(-back, span))
    got = expected(rules, template, cells)
    if template.ends and len(got) == 1 and isinstance(got[0].due, datetime.date) and chance.random() < 0.8:
        n = chance.choice(template.ends)
        day = (got[0].due.date() if isinstance(got[0].due, datetime.datetime) else got[0].due) + DAY * chance.choice((-1, 0, 0, 1))
        cells[n] = cells[n].replace(ISO.search(cells[n])[0], str(day))
        got = expected(rules, template, cells)
    return cells, got


def templates(rules, ready):
    """Of each rule the rows that state a day or a lateness, and a place in the calendar that can be moved."""
    found = {}
    for example in rules.examples:
        rule = ready.get(example.name)
        for _, _, _, given, header, cells in rows_of(example) if rule else []:
            if "expect" not in header or header[-1] != "expect" or any("?" in cell for cell in cells[:-1]):
                continue
            template = Template(rule, example, given, header, cells)
            if template.first and any(word in cells[-1] for word in ("met", "late", "due")):
                found.setdefault(rule.name, []).append(template)
    return found


class Made:
    """Rows made so far, by the example that they come from."""

    def __init__(self, rules, chance):
        self.rules, self.chance, self.dates, self.tried, self.why, self.files = rules, chance, 0, set(), {}, {}

    def rows_of(self, name, choices, wanted):
        """Makes rows with `wanted` due dates, as far as it goes; was that all of them?"""
        here = tries = 0
        while here < wanted and tries < 8 * wanted:
            tries += 1
            template = self.chance.choice(choices)
            try:
                cells, got = one_row(self.rules, template, self.chance)
            except (NotRecounted, NotRun, OverflowError, ValueError) as reason:
                self.why[name] = str(reason)
                continue
            dates = sum(one.due is not None for one in got)
            if not dates and self.chance.random() < 0.9:
                continue        # a few of those that do not apply, too
            here += dates
            self.dates += dates
            self.tried |= {name} if dates else set()
            place = (name, template.path, tuple(template.given), tuple(template.header))
            self.files.setdefault(place, []).append(cells + ["; ".join(map(str, got))])
        return here >= wanted


def main():
    rules = Rules(SOURCE)
    ready = ready_rules(rules)
    known = rules.calendars["england_and_wales"]
    wrong = {str(day) for day in known.closed if 2009 <= day.year <= 2028} ^ {day for day in holidays() if day < "2029"}
    if wrong:
        sys.exit(f"the rules' calendar and the list of holidays differ: {sorted(wrong)}")
    chance, found = random.Random(20261120), templates(rules, ready)
    made = Made(rules, chance)
    each = -(-ROWS // max(1, len(found)))
    plenty = [name for name, choices in sorted(found.items()) if made.rows_of(name, choices, each)]
    if plenty and made.dates < ROWS:        # these make up for the rules that were in force briefly
        more = -(-(ROWS - made.dates) // len(plenty))
        for name in plenty:
            made.rows_of(name, found[name], more)
    total, tried, why, files = made.dates, made.tried, made.why, made.files
    counted, passed, failures = list(Limits.counted), 0, []
    with tempfile.TemporaryDirectory() as folder:
        text = ["ruleset \"Random starts\""] + sorted({f"use \"{os.path.relpath(path, folder)}\"" for _, path, _, _ in files})
        for number, ((name, _, given, header), rows) in enumerate(files.items()):
            table = f"rows_{number}.csv"
            with open(os.path.join(folder, table), "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([list(header) + ["expect"]] + rows)
            text += ["", f"example {name}", f"  as of {AS_OF}"] + [f"  given {field} is {value}" for field, value in given] + [f"  table from \"{table}\""]
        with open(os.path.join(folder, "random.duly"), "w", encoding="utf-8") as file:
            file.write("\n".join(text) + "\n")
        # The rules' own examples run along.
        done = subprocess.run([DULY, "test", os.path.join(folder, "random.duly"), "--format", "json"], capture_output=True, text=True)
        try:
            report = json.loads(done.stdout)
        except ValueError:
            sys.exit(f"duly test ended with {done.returncode}: {(done.stderr or done.stdout)[:3000]}")
    passed, failures = report["passed"], [row for row in report["rows"] if row["state"] != "passed" and "rows_" in row["file"]]
    written = sum(len(rows) for rows in files.values())
    if passed + len(failures) < written:
        sys.exit(f"for {written} rows {passed} passed and {len(failures)} failed")
    print(f"{total} due dates in {written} rows of {len(tried)} rules from random starts: {len(failures)} rows differ; {len(ready) - len(tried)} rules have no due date to compare")
    for row in failures[:12]:
        print(f"  {row['rule']}: {row['cells']} as of {AS_OF}\n    recounted {row['expected']}\n    Duly says {row['got']}")
    left = {name: AT_ONCE if at_once(rule) else why.get(name, "no example has a row with a day that can be moved") for name, rule in ready.items() if name not in tried}
    faults = [f"{name} is not tried and stands not in NOT_TRIED: {reason}" for name, reason in left.items() if reason != AT_ONCE and name not in NOT_TRIED]
    faults += [f"{name} stands in NOT_TRIED and is tried" for name in NOT_TRIED if name not in left]
    for words in faults:
        print(words)
    if "--why" in sys.argv:
        for name, reason in left.items():
            print(f"  {name}: {NOT_TRIED.get(name, reason)}")
    if POSTGRES:
        against_postgres(counted)
    sys.exit(1 if failures or faults or total < ROWS else 0)


def at_once(rule):
    return all("as soon as practicable" in rule.clauses(version) for version in [one for one in rule.versions if not one.temporary] or [None])


main()
