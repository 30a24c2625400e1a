#!/usr/bin/env python3
"""Runs what the READMEs show: in a ```console block each line that begins with `$ ` is a command, the lines below are
what it prints; a line of three dots stands for any lines. Commands run in a copy of the rules and fixtures.

    check.py DULY SOURCE_DIR [README ...]      DULY_UPDATE=1 writes what came out (blocks without dots only)
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

DULY, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
READMES = sys.argv[3:] or ["README.md", "rules/README.md"]
UPDATE = os.environ.get("DULY_UPDATE") == "1"
failures = []


def matches(expected, got):
    """Do the lines agree, where `...` stands for any?"""
    if not expected:
        return not got
    if expected[0] == "...":
        return any(matches(expected[1:], got[skip:]) for skip in range(len(got) + 1))
    return bool(got) and expected[0].rstrip() == got[0].rstrip() and matches(expected[1:], got[1:])


def run(command, folder, environment):
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
    return (done.stdout + done.stderr).rstrip("\n").split("\n") if done.stdout + done.stderr else []


def block(name, number, lines, folder, environment):
    out, at, ran = [], 0, 0
    while at < len(lines):
        command = lines[at]
        if not command.startswith("$ "):
            failures.append(f"{name}:{number}: a console block begins with a command")
            return lines, ran
        at += 1
        written = [command]
        while at < len(lines) and (lines[at] == ">" or lines[at].startswith("> ")):     # a command goes on
            written.append(lines[at])
            at += 1
        script = "\n".join([command[2:]] + [line[2:] for line in written[1:]])
        expected = []
        while at < len(lines) and not lines[at].startswith("$ "):
            expected.append(lines[at])
            at += 1
        out += written
        if command[2:].startswith("script/"):       # what builds and tests all this
            out += expected
            continue
        got = run(script, folder, environment)
        ran += 1
        if UPDATE and "..." not in expected:
            expected = got
        if not matches(expected, got):
            failures.append(f"{name}: `{command}` printed\n  " + "\n  ".join(got) + "\n and the page says\n  " + "\n  ".join(expected))
        out += expected
    return out, ran


def page(name):
    path = os.path.join(SOURCE, name)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    ran = 0
    with tempfile.TemporaryDirectory() as folder:
        for part in ("rules", "fixtures", "tests/conformance"):
            shutil.copytree(os.path.join(SOURCE, part), os.path.join(folder, part))
        os.symlink(DULY, os.path.join(folder, "duly"))
        environment = dict(os.environ, PATH=folder + os.pathsep + os.environ["PATH"], NO_COLOR="1", TZ="Europe/London")
        pieces = re.split(r"(^```console\n.*?^```$)", text, flags=re.M | re.S)
        for index, piece in enumerate(pieces):
            if piece.startswith("```console"):
                lines = piece.split("\n")[1:-1]
                lines, count = block(name, index, lines, folder, environment)
                ran += count
                pieces[index] = "\n".join(["```console"] + lines + ["```"])
    if UPDATE:
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(pieces))
    return ran


total = sum(page(name) for name in READMES)
for words in failures:
    print(words)
if total == 0:
    failures.append("no command was run")
print(f"READMEs: {total} commands run, {len(failures)} failures")
sys.exit(1 if failures else 0)
