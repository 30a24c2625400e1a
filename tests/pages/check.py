#!/usr/bin/env python3
"""Holds the pages of the diagnostics (dsl/base/pages): each kind has one, what is shown as wrong gives that very code and what is shown as right
gives none; each kind is shown by a golden; and no text that a person reads has the words of programmers in it.

    check.py DULY SOURCE_DIR
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

DULY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
PAGES = SOURCE / "dsl" / "base" / "pages"
LINTS = {"D0227", "D0228", "D0229", "D0307", "D0308"}       # only with --lint
ALSO = {"D0305": {"D0301"}}     # of two rows that contradict each other one fails
failures = []

# What a rule author must never have to read. Whole words, whatever their case.
FORBIDDEN = re.compile(r"std::|::|\b(nullptr|null pointer|x3|spirit|boost|parser?|parse error|parsing|tokens?|lexer|iterator|variant|optional<|exception|segfault|"
                       r"assert\w*|stack|heap|enum\w*|struct|const|lambda|template|unexpected end|eof|syntax error|AST|regex|boolean|integer|string|null|malloc|"
                       r"bad_alloc|typeid|node|utf8_\w+|int64|size_t|nan)\b", re.I)
BLOCK = re.compile(r"^```(duly|text)( alone)? (wrong|right)\n(.*?)^```$", re.M | re.S)


def kinds():
    text = (SOURCE / "dsl" / "base" / "diagnostic_kinds.def").read_text(encoding="utf-8")
    return re.findall(r'^DULY_DIAGNOSTIC\((\w+), "(D\d{4})", (\w+), "(.*)"\)$', text, re.M)


def codes_of(text, alone, lint):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(SOURCE / "tests" / "pages", folder, dirs_exist_ok=True)
        (folder / "page.duly").write_text(("" if alone else 'use "records.duly"\n') + text, encoding="utf-8")
        done = subprocess.run([DULY, "check", "page.duly", "--format", "json", *(["--lint"] if lint else [])], cwd=folder, capture_output=True, text=True,
                              encoding="utf-8", check=False)
        return [one["code"] for one in json.loads(done.stdout)["diagnostics"]]


def page(kind):
    name, code, _, _ = kind
    path = PAGES / f"{code}.md"
    if not path.exists():
        return [f"{code} ({name}) has no page {path.relative_to(SOURCE)}"]
    text = path.read_text(encoding="utf-8")
    found = []
    blocks = BLOCK.findall(text)
    if [block[2] for block in blocks] != ["wrong", "right"]:
        return [f"{code}: a page has a wrong example and a right one"]
    prose = BLOCK.sub("", text).strip()
    if not 40 <= len(prose) <= 700 or any(len(line) > 110 for line in text.splitlines()):
        found.append(f"{code}: the page is too short, or has long lines")
    if word := FORBIDDEN.search(prose):
        found.append(f"{code}: the page says {word.group(0)!r}")
    lint = code in LINTS
    for form, alone, side, example in blocks:
        if form != "duly":
            continue
        codes = codes_of(example, bool(alone), lint)
        wanted = [code] if side == "wrong" else []
        if lint and (code in codes) != (side == "wrong") or not lint and sorted(set(codes) - ALSO.get(code, set())) != wanted:
            found.append(f"{code}: the {side} example gives {', '.join(codes) or 'nothing'}")
    if code[:3] in ("D00", "D01", "D02", "D03") and blocks[0][0] != "duly" and code != "D0002":
        found.append(f"{code}: the examples of a rule file are not run")
    return found


def goldens():
    """The expected output of the tests, all that is printed for people or programs."""
    for folder, patterns in {"check": ["*.txt"], "grammar": ["**/*.expected"], "messages": ["*.txt"], "commands": ["*/stdout", "*/stderr", "*/expected/**/*"]}.items():
        for pattern in patterns:
            for path in sorted((SOURCE / "tests" / folder).glob(pattern)):
                if path.is_file():
                    yield path
    yield SOURCE / "dsl" / "mistakes.md"


def main():
    all_kinds = kinds()
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for found in pool.map(page, all_kinds):
            failures.extend(found)
    codes = {code for _, code, _, _ in all_kinds}
    for path in sorted(PAGES.glob("*")):
        if path.stem not in codes or path.suffix != ".md":
            failures.append(f"{path.relative_to(SOURCE)} is the page of no kind")
    shown = set()
    for path in goldens():
        text = path.read_text(encoding="utf-8", errors="replace")
        if not path.parent.name.startswith("explain_code"):
            shown.update(re.findall(r"\bD0\d{3}\b", text))
        for line in text.splitlines():
            # What the author wrote, and the lines shown of it, are the author's words.
            if re.match(r"\s*\d+ \|", line) or path.suffix == ".expected" and not re.search(r"error:|warning:|note:|help:", line):
                continue
            said = re.sub(r"`[^`]*`", "", line)
            if re.search(r"(error|warning|note|help): |^\W?D0\d{3},", line) and (word := FORBIDDEN.search(said)):
                failures.append(f"{path.relative_to(SOURCE)} says {word.group(0)!r}: {line.strip()}")
    for name, code, _, summary in all_kinds:
        if code not in shown:
            failures.append(f"{code} ({name}) is shown by no golden under tests")
        if (word := FORBIDDEN.search(summary)) or not summary or summary[-1] == ".":
            failures.append(f"{code}: the summary says {word.group(0) if word else summary!r}")
    for words in failures:
        print(words)
    print(f"pages: {len(all_kinds)} kinds, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
