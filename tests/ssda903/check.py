#!/usr/bin/env python3
"""Looked-after reviews of the sample SSDA903 return, counted again with NumPy: care periods joined from episodes, reviews
placed by their date, due dates by busday_offset and calendar months. Compares every outcome with the program's.

    check.py DULY SOURCE_DIR
"""
import calendar
import collections
import csv
import datetime
import json
import os
import subprocess
import sys
import tempfile

import numpy

DULY, SOURCE = sys.argv[1], sys.argv[2]
DATA = os.path.join(SOURCE, "fixtures", "ssda903")
AS_OF = datetime.date(2018, 3, 31)
OLD_LAW_ENDS = datetime.date(2011, 3, 31)
DAY = datetime.timedelta(days=1)


def read(name):
    with open(os.path.join(DATA, name), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def date(text):
    text = text.strip()
    if not text:
        return None
    return datetime.datetime.strptime(text, "%d/%m/%Y").date()


def holidays():
    with open(os.path.join(SOURCE, "rules", "calendars", "bank-holidays.json"), encoding="utf-8") as file:
        published = [event["date"] for event in json.load(file)["england-and-wales"]["events"]]
    earlier = """2009-12-25 2009-12-28 2010-01-01 2010-04-02 2010-04-05 2010-05-03 2010-05-31 2010-08-30 2010-12-27 2010-12-28
        2011-01-03 2011-04-22 2011-04-25 2011-04-29 2011-05-02 2011-05-30 2011-08-29 2011-12-26 2011-12-27""".split()
    return numpy.busdaycalendar(holidays=earlier + published)


WORKING = holidays()


def working_days_on(day, count):
    return numpy.busday_offset(day, count, roll="backward", busdaycal=WORKING).astype(object)


def months_on(day, count):
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def periods():
    """By child: [start, end or None]. Episodes that touch are one period, and short breaks (V3, V4) are in none; what starts after as-of is not there yet."""
    children = {row["CHILD"].strip() for row in read("Header.csv")}
    episodes = collections.defaultdict(list)
    for row in read("Episodes.csv"):
        start, end = date(row["DECOM"]), date(row["DEC"])
        if row["CHILD"].strip() in children and row["LS"].strip() not in ("V3", "V4") and start is not None and (end is None or end >= start):
            episodes[row["CHILD"].strip()].append((start, end))
    joined = {}
    for child, spans in episodes.items():
        whole = []
        for start, end in sorted(spans, key=lambda span: span[0]):
            last = whole[-1] if whole else None
            if last and (last[1] is None or start <= last[1]):
                if last[1] is not None:
                    last[1] = None if end is None else max(last[1], end)
            else:
                whole.append([start, end])
        joined[child] = whole
    return joined


def outcomes(start, end, held):
    """The turns of one period, by the words of regulation 33 and of the regulations of 1991 before April 2011."""
    if end is not None and end > AS_OF:
        end = None
    events = sorted(day for day in held if day <= AS_OF and day >= start and (end is None or day <= end))
    previous, found = start, []
    for turn in range(1, len(events) + 2):
        if turn == 1:
            due = start + 28 * DAY if start <= OLD_LAW_ENDS else working_days_on(start, 20)
        else:
            due = months_on(previous, 3 if turn == 2 else 6)
        if turn <= len(events):
            found.append("met" if events[turn - 1] <= due else "late")
            previous = events[turn - 1]
        elif end is not None:
            if end > due:
                found.append("late")
        elif due < AS_OF:
            found.append("overdue")
        elif working_days_on(due, 0) and AS_OF >= warn(due):
            found.append("due_soon")
        else:
            found.append("due")
    return found or ["not_applicable"]


def warn(due):
    """The tenth working day before."""
    return numpy.busday_offset(due, -10, roll="forward", busdaycal=WORKING).astype(object)


def main():
    joined = periods()
    held, unplaced = collections.defaultdict(list), 0
    for row in read("Reviews.csv"):
        child, day = row["CHILD"].strip(), date(row["REVIEW"])
        spanning = [span for span in joined.get(child, []) if day and span[0] <= day and (span[1] is None or day <= span[1])]
        if len(spanning) == 1:
            held[(child, spanning[0][0])].append(day)
        else:
            unplaced += 1
    expected = collections.Counter()
    for child, spans in joined.items():
        for start, end in spans:
            if start <= AS_OF:
                expected.update(outcomes(start, end, held[(child, start)]))
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        command = [DULY, "run", os.path.join(SOURCE, "rules"), "--data", DATA, "--feed", "ssda903", "--as-of", "2018-03-31", "--rule", "care_reviews", "--out", out]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode not in (0, 4):
            sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
        with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
            [rule] = [rule for rule in json.load(file)["rules"] if rule["id"] == "care_reviews"]
    found = {name: count for name, count in rule["outcomes"].items() if count}
    print("NumPy:", dict(sorted(expected.items())), "unplaced reviews:", unplaced)
    print("duly: ", dict(sorted(found.items())))
    sys.exit(0 if found == dict(expected) else 1)


main()
