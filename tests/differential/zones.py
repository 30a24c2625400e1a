#!/usr/bin/env python3
"""Counts hours, days and times of day across changes of the clocks a second time, with Python's zoneinfo: zones.py DULY

One rule set a zone. Moments are drawn around the changes of its clocks and at random; each becomes a row of an example whose due date was worked out
here. A wall time that occurs twice is the first and one that never occurs moves on, which is how zoneinfo takes a time with fold 0.
DULY_DIFFERENTIAL_ROWS=20 tries twenty times as many, DULY_DIFFERENTIAL_SEED=7 others.
"""
import datetime
import os
import random
import subprocess
import sys
import tempfile
import zoneinfo

DULY = os.path.abspath(sys.argv[1])
CHOOSE = random.Random(int(os.environ.get("DULY_DIFFERENTIAL_SEED", "2026")))
TIMES = int(os.environ.get("DULY_DIFFERENTIAL_ROWS", "1"))
UTC, MINUTE, HOUR, DAY = datetime.timezone.utc, datetime.timedelta(minutes=1), datetime.timedelta(hours=1), datetime.timedelta(1)
# Changes of half an hour and of two hours, at midnight, over midnight, in Ramadan, back in summer, a day left out, one lived twice, none at all, and London.
ZONES = ["Europe/London", "Europe/Paris", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe",
         "Antarctica/Troll", "Pacific/Apia", "Pacific/Kwajalein", "Asia/Tehran", "Asia/Gaza", "Africa/Casablanca", "Asia/Kolkata", "Etc/UTC", "Etc/GMT+12", "Asia/Kathmandu"]
RULES = """ruleset "Zones"
  time zone "{zone}"
record event
  event_id text key
  began moment
  done moment optional
timescale hours_on
  for each event
  from event.began
  to event.done
  within {hours} hours
timescale at_five
  for each event
  from event.began
  to event.done
  within {days} days
  by 17:00
timescale to_midnight
  for each event
  from event.began
  to event.done
  within {days} days
"""


def text(moment):
    return moment.strftime("%Y-%m-%d %H:%M")


def moved_on(wall, zone):
    """The moment of a wall time, and how the clocks show it."""
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return moment, moment.astimezone(zone).replace(tzinfo=None)


def changes(zone):
    """Moments at which the clocks change, to the minute, by halving; 2 changes within an hour are not told apart."""
    at, end, step = datetime.datetime(1985, 1, 1, tzinfo=UTC), datetime.datetime(2075, 1, 1, tzinfo=UTC), DAY * 5
    while at < end:
        if at.astimezone(zone).utcoffset() != (at + step).astimezone(zone).utcoffset():
            low, high = at, at + step
            while high - low > MINUTE:
                middle = low + (high - low) / 2
                middle = middle.replace(second=0, microsecond=0)
                if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset():
                    low = max(middle, low + MINUTE) if middle == low else middle
                else:
                    high = middle
            yield high
        at += step


def moments(zone):
    around = list(changes(zone))
    for _ in range(40 * TIMES):
        if around and CHOOSE.random() < 0.7:
            yield CHOOSE.choice(around) + MINUTE * CHOOSE.randint(-60 * 30, 60 * 6)
        else:
            yield datetime.datetime(1985, 1, 1, tzinfo=UTC) + MINUTE * CHOOSE.randrange(90 * 365 * 24 * 60)


def rows(zone, hours, days):
    """Of each rule the lines of its table."""
    tables = {"hours_on": [], "at_five": [], "to_midnight": []}
    for drawn in moments(zone):
        wall = drawn.astimezone(zone).replace(tzinfo=None, second=0, fold=0)
        if CHOOSE.random() < 0.3:       # perhaps a time that never occurs
            wall += HOUR * CHOOSE.randint(-1, 1)
        began, shown = moved_on(wall, zone)
        due = began + HOUR * hours
        due_shown = due.astimezone(zone).replace(tzinfo=None)
        for done, expect in ((due, f"met, due on {text(due_shown)}"), (due + MINUTE, "late by 1 hour")):
            written = done.astimezone(zone).replace(tzinfo=None, fold=0)
            if moved_on(written, zone)[0] == done:      # not the second of two
                tables["hours_on"].append(f"| {text(wall)} | {text(written)} | {expect} |")
        five, five_shown = moved_on(datetime.datetime.combine(shown.date() + DAY * days, datetime.time(17)), zone)
        if five >= began:
            tables["at_five"].append(f"| {text(wall)} | {text(five_shown)} | met, due on {text(five_shown)} |")
        # A day that the zone left out is over with the day before it.
        last = shown.date() + DAY * days
        midnight = moved_on(datetime.datetime.combine(last + DAY, datetime.time()), zone)[0]
        for done in (midnight - MINUTE, midnight + MINUTE):
            written = done.astimezone(zone).replace(tzinfo=None, fold=0)
            if moved_on(written, zone)[0] == done and done >= began:
                late = (written.date() - last).days
                tables["to_midnight"].append(f"| {text(wall)} | {text(written)} | {'met' if late <= 0 else f'late by {late} day' + 's' * (late > 1)} |")
    return tables


def main():
    compared = 0
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name in ZONES:
            zone, hours, days = zoneinfo.ZoneInfo(name), CHOOSE.choice([1, 24, 48, 72]), CHOOSE.choice([1, 2, 3])
            out = RULES.format(zone=name, hours=hours, days=days)
            for rule, lines in rows(zone, hours, days).items():
                compared += len(lines)
                out += f'example {rule} "In {name}"\n  as of 31 December 2090\n  | event.began | event.done | expect |\n' + "".join(f"  {line}\n" for line in lines)
            files.append(os.path.join(folder, name.replace("/", "_") + ".duly"))
            with open(files[-1], "w", encoding="utf-8") as file:
                file.write(out)
        failed = []
        for file in files:
            run = subprocess.run([DULY, "test", file], capture_output=True, text=True)
            if run.returncode != 0:
                failed.append(run.stdout[-3000:] + run.stderr)
    for words in failed:
        print(words)
    print(f"{compared} due dates in {len(ZONES)} time zones")
    return 1 if failed or compared < 1000 else 0


sys.exit(main())
