#!/usr/bin/env python3
"""Holds the arrows between the folders: who may include whom, which package headers stand where, and file sizes.

    check.py SOURCE_DIR
"""
import os
import re
import sys

SOURCE = sys.argv[1]
# What each folder includes directly; reach is through these arrows only.
ARROWS = {
    "dsl/base": [],
    "dsl/syntax": ["dsl/base"],
    "dsl/grammar": ["dsl/syntax"],
    "dsl/model": ["dsl/base"],
    "dsl/check": ["dsl/syntax", "dsl/model"],
    "engine/calendar": ["dsl/base"],
    "engine/data": ["dsl/model"],
    "engine/plan": ["engine/data", "engine/calendar"],
    "engine/eval": ["engine/plan"],
    "engine/explain": ["engine/eval"],
    "engine/verify": ["engine/explain"],
    "engine/report": ["engine/explain"],
    "engine/api": ["engine/report", "engine/verify", "dsl/check"],
    "engine/cli": ["engine/api"],
}
# Package headers and the only places for them.
PACKAGES = {
    r"boost/spirit": r"dsl/grammar/",
    r"boost/graph": r"dsl/model/graph\w*\.cpp",
    r"boost/multiprecision": r"engine/eval/exact_sum\.cpp",
    r"spdlog/": r"engine/cli/",
    r"nlohmann/": r"engine/(data/holidays|data/readers/read_json|report/|api/|cli/)",
    r"expat\.h": r"engine/data/readers/xml_events",
    r"sqlite3\.h": r"engine/data/readers/read_database",
    r"zlib\.h": r"engine/(data/readers/zip|report/deflate)",
}
# Things that hide state or read the machine; the command line and the one file of system calls may.
HIDDEN = re.compile(r"\b(getenv|system_clock|std::exit|setlocale|spdlog::default_logger)\b|\bprintf\(|std::cout|std::cerr")
PUBLIC = "engine/api/include/"
failures = []


def reach(folder, seen=None):
    seen = seen if seen is not None else set()
    if folder not in seen:
        seen.add(folder)
        for other in ARROWS[folder]:
            reach(other, seen)
    return seen


def check(path, folder):
    name = os.path.relpath(path, SOURCE)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = text.count("\n")
    if lines > 430:
        failures.append(f"{name}: {lines} lines; split it by topic")
    for number, line in enumerate(text.splitlines(), 1):
        include = re.match(r'\s*#\s*include\s+[<"]([^>"]+)[>"]', line)
        if include:
            target = include.group(1)
            part = "/".join(target.split("/")[:2])
            if part in ARROWS and part not in reach(folder):
                failures.append(f"{name}:{number}: {folder} may not include {target}")
            if name.startswith(PUBLIC) and not re.match(r"[a-z_]+$|duly/\w+\.hpp$", target):
                failures.append(f"{name}:{number}: a public header includes the standard library and its own kind only, not {target}")
            for package, place in PACKAGES.items():
                if re.match(package, target) and not re.match(place, name):
                    failures.append(f"{name}:{number}: {target} may stand only in {place}")
        elif folder != "engine/cli" and HIDDEN.search(re.sub(r"//.*|\"(\\.|[^\"])*\"", "", line)):
            failures.append(f"{name}:{number}: {line.strip()}")


for folder in ARROWS:
    for parent, _, files in os.walk(os.path.join(SOURCE, folder)):
        for file in sorted(files):
            if file.endswith((".cpp", ".hpp", ".h")):
                check(os.path.join(parent, file), folder)
for words in failures:
    print(words)
print(f"architecture: {len(failures)} failures" if failures else "architecture: every arrow holds")
sys.exit(1 if failures else 0)
