#!/usr/bin/env python3
"""Holds the pages of the diagnostics (dsl/base/pages): each kind has one, what is shown as wrong gives that very code and what is shown as right
gives none; each kind is shown by a golden; and no text that a person reads has the words of programmers in it.

    check.py DULY SOURCE_DIR

An example is a fenced block `FORM [alone] [FILE] [wrong|right] [(WORDS)]`. Without wrong or right it belongs to both sides. A rule file lies in
rules/ beside those of tests/pages/rules, or without them where it stands `alone`; another file is data and lies in extract/; WORDS tell how
the file is made (makers.py) or what else it gives. A block `sh` is a command line. Without one, data is read by `duly run`, and rules alone
by `duly check`.
"""
import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from makers import make

DULY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
PAGES = SOURCE / "dsl" / "base" / "pages"
LINTS = {"D0227", "D0228", "D0229", "D0307", "D0308"}       # only with --lint
failures = []

# What a rule author must never have to read. Whole words, whatever their case.
FORBIDDEN = re.compile(r"std::|::|\b(nullptr|null pointer|x3|spirit|boost|parser?|parse error|parsing|tokens?|lexer|iterator|variant|optional<|exception|segfault|"
                       r"assert\w*|stack|heap|enum\w*|struct|const|lambda|template|unexpected end|eof|syntax error|AST|regex|boolean|integer|string|null|malloc|"
                       r"bad_alloc|typeid|node|utf8_\w+|int64|size_t|nan)\b", re.I)
BLOCK = re.compile(r"^```(\w+)( alone)?(?: ([\w./-]+\.\w+))?(?: (wrong|right))?(?: \(([^)\n]+)\))?\n(.*?)^```$", re.M | re.S)
AS_OF = "2024-07-31"

# What no command line can cause, with what shows it instead: the test that causes it and what it has printed.
NOT_RUN = {
    "D0010": ("another program must write to a file just then", "bad_input/check.py", "messages/rule_file_changes.txt"),
    "D0442": ("another program must write to a file just then", "unit/api/bad_input_test.cpp", "messages/data_changed.txt"),
    "D0605": ("it takes a large file or a small machine", "unit/api/bad_input_test.cpp", "messages/out_of_memory.txt"),
    "D0604": ("the limit is 500 million rows, and only a program may lower it", "unit/data/dirt_test.cpp", "messages/too_many_rows.txt"),
    "D0703": ("only a program names a record by its own words", "unit/api/messages_test.cpp", "messages/rows_that_do_not_fit.txt"),
    "D0704": ("only a program sets a value by its own words", "unit/api/messages_test.cpp", "messages/rows_that_do_not_fit.txt"),
    "D0707": ("only a program can bring data and rules together that do not belong together", "unit/api/messages_test.cpp", "messages/data_of_another_rule_set.txt"),
    "D0799": ("it takes a machine that fails", "unit/api/messages_test.cpp", "messages/reader_that_throws.txt"),
}


def kinds():
    text = (SOURCE / "dsl" / "base" / "diagnostic_kinds.def").read_text(encoding="utf-8")
    return re.findall(r'^DULY_DIAGNOSTIC\((\w+), "(D\d{4})", (\w+), "(.*)"\)$', text, re.M)


def codes_of(blocks, lint):
    """What one side of a page gives: the codes, and how the program ended."""
    with tempfile.TemporaryDirectory(prefix="duly-") as name:
        folder = pathlib.Path(name)
        pages = SOURCE / "tests" / "pages"
        alone = any(block[1] for block in blocks)
        shutil.copytree(pages, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("rules", "extract", "*.py", "__pycache__"))
        commands = [block[5].strip() for block in blocks if block[0] == "sh"]
        data = [block for block in blocks if block[0] not in ("sh", "duly")]
        if (commands or data) and not alone:
            shutil.copytree(pages / "rules", folder / "rules")
        if commands and not data:
            shutil.copytree(pages / "extract", folder / "extract")
        for form, _, file, _, words, text in blocks:
            if form == "duly":
                path = folder / "rules" / file if file else folder / "page.duly"
                text = ("" if alone else f'use "{"../" if file else ""}records.duly"\n') + text
            elif form != "sh":
                path = folder / (file if "/" in file else "extract/" + file)
            if form != "sh":
                make(path, form, re.sub(r"(^|; )gives .*", "", words), text)
        rules = "page.duly" if (folder / "page.duly").exists() else "rules"
        command = commands[0] if commands else f"duly run {rules} --data extract --as-of {AS_OF} --out out" if data else f"duly check {rules}" + (" --lint" if lint else "")
        done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
                              env={**os.environ, "PATH": os.path.dirname(DULY) + os.pathsep + os.environ.get("PATH", "/usr/bin:/bin")})
        codes = re.findall(r"(?:\[|^  \d+ times?  )(D\d{4})\b", done.stdout + done.stderr, re.M)
        listed = folder / "out" / "data-quality.csv"
        if listed.exists():
            with open(listed, newline="", encoding="utf-8-sig") as lines:
                codes += [row["code"] for row in csv.DictReader(lines)]
        elif data and not codes:
            codes.append(f"no outcomes but {done.stdout} {done.stderr}")
        return sorted(set(codes)), done.returncode


def not_run(code, blocks):
    """The kinds of NOT_RUN have a test that shows them, and no others go without an example that is run."""
    texts_only = all(form == "text" and not file for form, _, file, _, _, _ in blocks)
    if texts_only != (code in NOT_RUN):
        return [f"{code}: the examples are not run" if texts_only else f"{code}: the examples are run, so NOT_RUN need not list it"]
    if not texts_only:
        return []
    _, test, golden = NOT_RUN[code]
    shown = SOURCE / "tests" / golden
    if code not in shown.read_text(encoding="utf-8") or shown.stem not in (SOURCE / "tests" / test).read_text(encoding="utf-8"):
        return [f"{code}: tests/{test} does not show it by tests/{golden}"]
    return []


def page(kind):
    name, code, _, _ = kind
    path = PAGES / f"{code}.md"
    if not path.exists():
        return [f"{code} ({name}) has no page {path.relative_to(SOURCE)}"]
    text = path.read_text(encoding="utf-8")
    found = []
    blocks = BLOCK.findall(text)
    sides = [block[3] for block in blocks]
    if [side for side in sides if side] != ["wrong", "right"] or text.count("```") != 2 * len(blocks):
        return [f"{code}: a page has a wrong example and a right one"]
    prose = BLOCK.sub("", text).strip()
    if not 40 <= len(prose) <= 700 or any(len(line) > 110 for line in text.splitlines()):
        found.append(f"{code}: the page is too short, or has long lines")
    if word := FORBIDDEN.search(prose):
        found.append(f"{code}: the page says {word.group(0)!r}")
    found += not_run(code, blocks)
    if code in NOT_RUN:
        return found
    lint = code in LINTS
    for side in ("wrong", "right"):
        taken = [block for block in blocks if block[3] in ("", side)]
        codes, ended = codes_of(taken, lint)
        also = sum((re.findall(r"gives (D\d{4}) as well", block[4]) for block in taken), [])
        wanted = sorted([code] + also) if side == "wrong" else []
        if lint and (code in codes) != (side == "wrong") or not lint and codes != wanted:
            found.append(f"{code}: the {side} example gives {', '.join(codes) or 'nothing'}")
        if side == "right" and ended and not lint:
            found.append(f"{code}: the right example ends with {ended}")
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
    print(f"pages: {len(all_kinds)} kinds, {len(all_kinds) - len(NOT_RUN)} with examples that are run, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
