#!/usr/bin/env python3
"""Runs the command goldens: a folder per case.

command    the command line for sh; `duly` is the program that was built
input/     copied into the empty folder in which the command runs, beside common/
stdout, stderr, exit    what is expected; a missing file means nothing printed, or 0
expected/  files that the command must have written, byte for byte; a file named NAME.absent must not be there

DULY_UPDATE=1 writes what came out as the new expectation. Names after the options choose cases.
"""
import concurrent.futures
import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

CASES = pathlib.Path(__file__).resolve().parent
UPDATE = os.environ.get("DULY_UPDATE") == "1"


def environment(program):
    # The results must not depend on any of it: an odd zone and no colour, whatever the developer's own settings are.
    path = os.pathsep.join([str(program.parent), os.environ.get("PATH", "/usr/bin:/bin")])
    return {"PATH": path, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": "/nonexistent",
            **{name: os.environ[name] for name in ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}}


def difference(name, expected, got):
    def lines(data):
        return data.decode("utf-8", "backslashreplace").splitlines(keepends=True)
    return "".join(line if line.endswith("\n") else line + "\n(no line end)\n"
                   for line in difflib.unified_diff(lines(expected), lines(got), "expected " + name, "got " + name))


def read(path):
    return path.read_bytes() if path.exists() else b""


def write(path, data, blank=b""):
    if data == blank:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(data)


def run(case, program):
    """The differences, as text; empty when all is as expected."""
    with tempfile.TemporaryDirectory(prefix="duly-") as folder:
        here = pathlib.Path(folder)
        shutil.copytree(CASES / "common", here / "common")
        if (case / "input").is_dir():
            shutil.copytree(case / "input", here, dirs_exist_ok=True)
        done = subprocess.run(["sh", "-c", (case / "command").read_text()], cwd=here, env=environment(program),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
        # Paths stand as they were given, so the place of the checkout shows nowhere.
        got = {"stdout": done.stdout, "stderr": done.stderr, "exit": b"%d\n" % done.returncode}
        if UPDATE:
            write(case / "stdout", got["stdout"])
            write(case / "stderr", got["stderr"])
            write(case / "exit", got["exit"], b"0\n")
        found = difference("exit", read(case / "exit") or b"0\n", got["exit"])
        found += difference("stdout", read(case / "stdout"), got["stdout"]) + difference("stderr", read(case / "stderr"), got["stderr"])
        expected = case / "expected"
        for path in sorted(expected.rglob("*")) if expected.is_dir() else []:
            if path.is_dir():
                continue
            name = path.relative_to(expected)
            if path.suffix == ".absent":
                if (here / name.with_suffix("")).exists():
                    found += f"{name.with_suffix('')} must not be there\n"
                continue
            if UPDATE and (here / name).exists():
                path.write_bytes((here / name).read_bytes())
            if not (here / name).exists():
                found += f"{name} was not written\n"
            else:
                found += difference(str(name), path.read_bytes(), (here / name).read_bytes())
        return found


def main():
    if len(sys.argv) < 2:
        print("usage: run.py PROGRAM [CASE...]", file=sys.stderr)
        return 2
    program = pathlib.Path(sys.argv[1]).resolve()
    cases = sorted(path.parent for path in CASES.glob("*/command"))
    if sys.argv[2:]:
        cases = [case for case in cases if case.name in sys.argv[2:]]
    if not cases or not program.exists():
        print("no cases, or no program at", program, file=sys.stderr)
        return 2
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = list(pool.map(lambda case: run(case, program), cases))
    failed = [(case, text) for case, text in zip(cases, results) if text]
    for case, text in failed:
        print(f"--- {case.name}: {(case / 'command').read_text().strip()}\n{text}")
    print(f"{len(cases) - len(failed)} of {len(cases)} commands as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
