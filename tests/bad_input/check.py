#!/usr/bin/env python3
"""Bad input, and machines that fail: whatever happens to the files, the memory or the disk during a run, it ends with the results of the untouched
files or with a sentence, exit code 1 and the earlier folder of results as it was.

    check.py DULY SOURCE_DIR MEDDLE     MEDDLE: the library of meddle.cpp
"""
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

DULY, SOURCE, MEDDLE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve(), os.path.abspath(sys.argv[3])
RULES = SOURCE / "tests" / "commands" / "common" / "requests.duly"
PEOPLE = (SOURCE / "tests" / "commands" / "common" / "data" / "people.csv").read_text()
HEADER = "id,person,received,answered,reason,complex\n"
UPDATE = os.environ.get("DULY_UPDATE") == "1"
failures, done = [], 0


def row(number, reason=""):
    return f"R{number:06},{('ANN', 'BOB', 'DAN')[number % 3]},2026-01-{5 + number % 20:02},2026-01-{12 + number % 17:02},{reason},{'YN'[number % 2]}\n"


def expect(held, *words):
    global done
    done += 1
    if not held:
        failures.append(" ".join(str(word) for word in words))


def run(folder, *options, data="data", out="out", env=None, before=None):
    """The run of the rules over `data`; a crash (a signal) is a negative code."""
    command = [DULY, "run", "rules.duly", "--data", data, "--as-of", "2026-02-09", "--threads", "2", "--out", out, *options]
    return subprocess.run(command, cwd=folder, env={"PATH": "/usr/bin:/bin", **(env or {})}, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=100, check=False,
                          preexec_fn=before)


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()} if folder.is_dir() else {}


def left(folder):
    """What a run left beside the folder of its results."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def scene(base, rows):
    """A folder with the rules, `data` of so many requests, and `out` of an earlier run over other data."""
    base.mkdir()
    shutil.copy(RULES, base / "rules.duly")
    (base / "data").mkdir()
    (base / "data" / "people.csv").write_text(PEOPLE)
    (base / "data" / "requests.csv").write_text(HEADER + row(1))
    first = run(base)
    expect(first.returncode in (0, 4) and (base / "out" / "summary.json").exists(), "the first run:", first.stderr)
    with open(base / "data" / "requests.csv", "w") as file:
        file.write(HEADER)
        file.writelines(row(number) for number in range(rows))
    return base


def refused(name, folder, ended, earlier, *codes):
    said = re.findall(r"\[(D\d{4})\]", ended.stderr)
    expect(ended.returncode == 1, f"{name}: ended with {ended.returncode}: {ended.stderr[:300]}")
    expect(set(said) & set(codes) and len(said) == 1, f"{name}: said {said} and not {codes}: {ended.stderr[:300]}")
    expect(ended.stdout == "", f"{name}: printed {ended.stdout[:100]!r}")
    expect(tree(folder / "out") == earlier, f"{name}: the earlier folder was changed")
    expect(left(folder) == [], f"{name}: left {left(folder)}")


def changed_data(base):
    """A file of 5 MB is changed at each of some moments while it is read, in each of some ways."""
    folder = scene(base, 120_000)
    original = (folder / "data" / "requests.csv").read_bytes()
    earlier = tree(folder / "out")
    whole = run(folder, out="whole")
    results = tree(folder / "whole")
    expect(whole.returncode in (0, 4) and results, "the untouched run:", whole.stderr)
    for how in ("cut", "halve", "grow", "touch", "overwrite", "move", "replace"):
        for moment in (1, 4):
            (folder / "data" / "requests.csv").write_bytes(original)
            os.utime(folder / "data" / "requests.csv", (1_700_000_000, 1_700_000_000))       # not of this very moment, which a file system tells in steps
            ended = run(folder, env={"LD_PRELOAD": MEDDLE, "DULY_MEDDLE": "data/requests.csv", "DULY_MEDDLE_HOW": how, "DULY_MEDDLE_AT": str(moment)})
            name = f"a file that another program does `{how}` to, moment {moment}"
            if how == "replace":        # nobody's trouble: the run goes on with the file that it has
                expect(ended.returncode == whole.returncode and tree(folder / "out") == results, f"{name}: other results, {ended.returncode}, {ended.stderr}")
                shutil.rmtree(folder / "out")
                shutil.copytree(base / "whole", folder / "out")
                earlier = tree(folder / "out")
            else:
                refused(name, folder, ended, earlier, "D0442")
                expect("data/requests.csv" in ended.stderr, f"{name}: does not name the file: {ended.stderr}")
            changed = (folder / "data" / "requests.csv").read_bytes() if (folder / "data" / "requests.csv").exists() else b""
            expect((how == "touch") == (changed == original), f"{name}: it did not happen")
    (folder / "data" / "requests.csv").write_bytes(original)
    expect(tree(folder / "out") == earlier, "the folder is whole at the end")


def changed_while_read(base):
    """A small file is read and not mapped: it changes between two reads of it."""
    folder = scene(base, 100)
    earlier = tree(folder / "out")
    ended = run(folder, env={"LD_PRELOAD": MEDDLE, "DULY_MEDDLE": "data/requests.csv", "DULY_MEDDLE_HOW": "grow", "DULY_MEDDLE_AT": "read"})
    refused("a small file that grows while it is read", folder, ended, earlier, "D0442")
    # A rule file that is written to each time that it is read.
    rules = (folder / "rules.duly").read_bytes()
    ended = run(folder, env={"LD_PRELOAD": MEDDLE, "DULY_MEDDLE": "rules.duly", "DULY_MEDDLE_HOW": "grow", "DULY_MEDDLE_AT": "read"})
    refused("a rule file that grows while it is read", folder, ended, earlier, "D0010")
    golden = SOURCE / "tests" / "messages" / "rule_file_changes.txt"
    if UPDATE:
        golden.write_text(ended.stderr)
    expect(golden.exists() and golden.read_text() == ended.stderr, f"{golden.name}: {ended.stderr}")
    (folder / "rules.duly").write_bytes(rules)


def little_memory(base):
    """The same run with less and less memory: all or nothing, and a sentence for nothing."""
    folder = scene(base, 60_000)
    earlier = tree(folder / "out")
    whole = run(folder, out="whole")
    results = tree(folder / "whole")
    refusals = successes = 0
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        for megabytes in (24, 40, 56, 72, 88, 112, 160, 260, 700, 1500):
            ended = run(folder, before=lambda: (resource.setrlimit(kind, (megabytes << 20,) * 2), resource.setrlimit(resource.RLIMIT_CORE, (0, 0))))
            name = f"with {megabytes} MB of {'address space' if kind == resource.RLIMIT_AS else 'data'}"
            if ended.returncode == whole.returncode:
                successes += 1
                expect(tree(folder / "out") == results, f"{name}: other results")
                shutil.rmtree(folder / "out")
                for path, data in earlier.items():
                    (folder / "out").mkdir(exist_ok=True)
                    (folder / "out" / path).write_bytes(data)
            elif "error while loading shared libraries" not in ended.stderr:
                refusals += 1
                refused(name, folder, ended, earlier, "D0605")
    expect(refusals >= 4 and successes >= 4, f"{refusals} runs without memory, {successes} with enough")
    for size in ("40MB", "60MB"):
        refused(f"--memory {size}", folder, run(folder, "--memory", size), earlier, "D0605")
    expect(run(folder, "--memory", "4GB", out="more").returncode == whole.returncode, "--memory 4GB")
    expect(tree(folder / "more") == results, "--memory 4GB: other results")


def rows_on_disk(base):
    """What does not fit into memory stands in a file: as slow as the disk, and the same results; nothing stays of it."""
    folder = scene(base, 600_000)
    earlier = tree(folder / "out")
    files = ("--files", "measures.csv,summary.json")
    whole = run(folder, *files, out="whole")
    (folder / "rows").mkdir()
    refused("600,000 rows in 90 MB", folder, run(folder, *files, "--memory", "90MB"), earlier, "D0605")
    ended = run(folder, *files, "--memory", "90MB", "--spill", "rows")
    if "was built without" in ended.stderr:     # for sanitizers, which have an allocator of their own
        return print("bad input: this program cannot hold rows on a disk, so that is not tried")
    expect(ended.returncode == whole.returncode, f"--spill: ended with {ended.returncode}: {ended.stderr}")
    expect(tree(folder / "out") == tree(folder / "whole"), "--spill: other results")
    expect(list((folder / "rows").iterdir()) == [], "--spill left something")
    script = f"""mount -t tmpfs -o size=300k none rows
{DULY} run rules.duly --data data --as-of 2026-02-09 --out new --spill rows >stdout 2>stderr || echo "memory $?"
"""
    ended = subprocess.run(["unshare", "-rm", "sh", "-c", script], cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    expect("Operation not permitted" in ended.stderr or ended.stdout == "memory 1\n", f"--spill into memory: {ended.stdout}{ended.stderr}")
    if ended.stdout:
        expect((folder / "stderr").read_text() == "duly: the folder `rows` lies in memory itself: name one on a disk\n", (folder / "stderr").read_text())
    ended = run(folder, "--spill", "nowhere", out="new")
    expect(ended.returncode == 1 and ended.stderr == "duly: the folder `nowhere` cannot hold rows: No such file or directory\n", ended.stderr)
    expect(not (folder / "new").exists(), "--spill nowhere wrote results")


def no_threads(base):
    """Where no thread can be had the work is done without. Root has no such limit, so it is lack of address space for their stacks."""
    folder = scene(base, 30_000)
    whole = run(folder, out="whole")
    ended = run(folder, before=lambda: resource.setrlimit(resource.RLIMIT_STACK, (1 << 30, 1 << 30)) or resource.setrlimit(resource.RLIMIT_AS, (900 << 20,) * 2))
    expect(ended.returncode == whole.returncode and tree(folder / "out") == tree(folder / "whole"), f"no threads: {ended.returncode} {ended.stderr}")


def full_disk(base):
    """--out on a disk that is too small, one that cannot be written, and into a folder that is not there any more. Takes a namespace of its own."""
    folder = scene(base, 60_000)
    (folder / "disk").mkdir()
    script = f"""set -e
mount -t tmpfs -o size=300k none disk
cp -r out disk/out; sha256sum disk/out/* > before
ended=0; {DULY} run rules.duly --data data --as-of 2026-02-09 --out disk/out >stdout 2>stderr || ended=$?
echo "full $ended"; sha256sum disk/out/* | cmp - before && echo whole; ls -A disk
mount -o remount,ro disk
ended=0; {DULY} run rules.duly --data data --as-of 2026-02-09 --out disk/out >stdout2 2>stderr2 || ended=$?
echo "read-only $ended"; sha256sum disk/out/* | cmp - before && echo whole; ls -A disk
"""
    ended = subprocess.run(["unshare", "-rm", "sh", "-c", script], cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if ended.stdout == "":
        print("bad input: no file system of its own can be mounted here, so no full disk is tried:", ended.stderr.strip())
        return
    expect(ended.stdout == "full 1\nwhole\nout\nread-only 1\nwhole\nout\n", f"a full disk: {ended.stdout} {ended.stderr}")
    said, said_later = (folder / "stderr").read_text(), (folder / "stderr2").read_text()
    expect(re.fullmatch(r"duly: cannot write `[^`]*`: No space left on device[^\n]*\n", said), f"a full disk: {said}")
    expect(re.fullmatch(r"duly: cannot write into the folder `[^`]*`: Read-only file system[^\n]*\n", said_later), f"a read-only disk: {said_later}")


def endless(base):
    """Rows, fields and headers without end: in time that grows with the file, and told in words."""
    folder = scene(base, 10)
    good = row(1)
    cases = {
        "a line of 30 MB": (HEADER + good + row(2, "x" * 30_000_000) + row(3), {}, 3),
        "a quoted text of 300,000 lines": (HEADER + good + row(2, '"' + ("x" * 99 + "\n") * 300_000 + '"') + row(3), {}, 3),
        "a quote never closed before 30 MB": (HEADER + good + row(2, '"flood') + row(3) * 800_000, {"D0406": 3}, 1),
        "a row of 1,000,000 fields": (HEADER + good + "R2" + ",x" * 1_000_000 + "\n" + row(3), {"D0405": 3}, 2),
        "a row of one field": (HEADER + good + "R2\n" + row(3), {"D0405": 3}, 2),
        "3,000,000 empty lines": (HEADER + good + "\n" * 3_000_000 + row(3), {}, 2),
        "3,000,000 empty lines before the header": ("\n" * 3_000_000 + HEADER + good + row(3), {}, 2),
        "only delimiters": (",,,,,\n" * 1_000_000, {"D0404": 0}, 0),
        "a header of 100,000 columns": (",".join(f"c{at}" for at in range(100_000)) + "," + HEADER + ("," * 100_000 + good) + ("," * 100_000 + row(3)), {"D0410": 1}, 2),
        "a zero byte": (HEADER + good + row(2, "a\0b") + row(3), {"D0408": 3}, 3),
        "30 MB of zero bytes": (HEADER + good + "\0" * 30_000_000 + row(3), {"D0408": 3}, 2),
    }
    for name, (text, told, used) in cases.items():
        (folder / "data" / "requests.csv").write_text(text, newline="")
        ended = run(folder)     # what grew with the square of these would not end in time
        expect(ended.returncode in (0, 4), f"{name}: ended with {ended.returncode}: {ended.stderr[:300]}")
        quality = (folder / "out" / "data-quality.csv").read_text(encoding="utf-8-sig")
        found = {code: int(line or 0) for code, line in re.findall(r'^(D\d{4}),\w+,data/requests\.csv,(\d*),', quality, re.M) if code != "D0416"}
        expect(found == told, f"{name}: told {found} and not {told}: {quality[:600]}")
        summary = (folder / "out" / "summary.json").read_text()
        expect(re.search(r'requests\.csv".*?"rows_used": %d\b' % used, summary, re.S), f"{name}: not {used} rows were used")
        expect("has 1 fields" not in quality, f"{name}: {quality}")


def main():
    with tempfile.TemporaryDirectory(prefix="duly-bad-input-") as name:
        base = pathlib.Path(name)
        for part in (changed_data, changed_while_read, little_memory, rows_on_disk, no_threads, full_disk, endless):
            part(base / part.__name__)
    for words in failures:
        print(words)
    print(f"bad input: {done} checks, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
