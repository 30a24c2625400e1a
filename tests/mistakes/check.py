#!/usr/bin/env python3
"""Makes every mistake of dsl/mistakes.md anew and holds that Duly answers as the page says: one mistake, one message, with
what to do; and where the message offers words to write instead, they mend it.

    check.py DULY SOURCE_DIR      DULY_UPDATE=1 writes the answers
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

DULY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
PAGE = SOURCE / "dsl" / "mistakes.md"
UPDATE = os.environ.get("DULY_UPDATE") == "1"
SECTION = re.compile(r"(### (\d+)\. .+?\n\n)(.+?)\n\n```duly\n(.*?)^```\n\n```text\n(.*?)^```\n", re.M | re.S)
failures = []


def answer(text, folder):
    (folder / "mine.duly").write_text('use "records.duly"\n' + text, encoding="utf-8")
    done = subprocess.run([DULY, "check", "mine.duly"], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    said, _, summary = done.stdout.rstrip("\n").rpartition("\n\n")
    return said + "\n", summary, done.returncode


def mended(folder):
    """What is left after the replacement that the message offers, or nothing when it offers none."""
    told = json.loads(subprocess.run([DULY, "check", "mine.duly", "--format", "json"], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False).stdout)
    one = told["diagnostics"][0]
    if not one["replacement"]:
        return None
    lines = (folder / "mine.duly").read_text(encoding="utf-8").split("\n")
    line, at = lines[one["line"] - 1], one["column"] - 1
    lines[one["line"] - 1] = line[:at] + one["replacement"] + line[at + one["length"]:]
    (folder / "mine.duly").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run([DULY, "check", "mine.duly"], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    return "" if done.returncode == 0 else lines[one["line"] - 1] + "\n" + done.stdout


def main():
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "records.duly").write_text(re.search(r"^```duly\n(.*?)^```", page, re.M | re.S).group(1), encoding="utf-8")
        if subprocess.run([DULY, "check", "records.duly"], cwd=folder, capture_output=True, check=False).returncode != 0:
            failures.append("the records are wrong")
        numbers, offered = [], []

        def section(match):
            head, number, why, text, expected = match.groups()
            numbers.append(int(number))
            said, summary, code = answer(text, folder)
            if not why.strip() or why.strip().startswith("```"):
                failures.append(f"{number}: it does not say why people make it")
            if summary != "1 error" or code != 3:
                failures.append(f"{number}: one mistake gives {summary}, exit {code}\n{said}")
            if "  help: " not in said:
                failures.append(f"{number}: the answer does not say what to do\n{said}")
            left = mended(folder)
            if left is not None:
                offered.append(number)
            if left:
                failures.append(f"{number}: what the message offers to write does not mend it\n{left}")
            if said != expected and not UPDATE:
                failures.append(f"{number}: Duly says\n{said} and the page\n{expected}")
            return f"{head}{why}\n\n```duly\n{text}```\n\n```text\n{said}```\n"

        written = SECTION.sub(section, page)
    if numbers != list(range(1, 51)):
        failures.append(f"the page has the mistakes {numbers}, not 1 to 50")
    if UPDATE:
        PAGE.write_text(written, encoding="utf-8")
    if len(offered) < 20:
        failures.append(f"only {len(offered)} answers offer words to write instead")
    for words in failures:
        print(words)
    print(f"mistakes: {len(numbers)} made, {len(offered)} mended by the words that the message offers, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
