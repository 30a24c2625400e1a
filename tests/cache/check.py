#!/usr/bin/env python3
"""The column cache: a run with `--cache` writes the bytes of one without, whether the cache is empty, filled, of another state of files or rules,
damaged, or shared by two runs at once; and a second run over the same takes its rows from it.

    check.py DULY SOURCE_DIR GENERATE     GENERATE: the generator of the workload
"""
import json
import os
import pathlib
import random
import shutil
import stat
import subprocess
import sys
import tempfile

DULY, SOURCE, GENERATE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve(), os.path.abspath(sys.argv[3])
failures, done = [], 0


def expect(held, *words):
    global done
    done += 1
    if not held:
        failures.append(" ".join(str(word) for word in words))


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Scene:
    def __init__(self, base, name, rules, data, as_of):
        self.name, self.base, self.as_of, self.data = name, base / name, as_of, data
        self.base.mkdir()
        self.rules, self.cache = rules, self.base / "cache"

    def start(self, out, *options, threads=2, cache=True):
        shutil.rmtree(self.base / out, ignore_errors=True)
        command = [DULY, "run", *map(str, self.rules), "--data", str(self.data), "--as-of", self.as_of, "--threads", str(threads), "--out", str(self.base / out), *options]
        if cache:
            command += ["--cache", str(self.cache), "--log", str(self.base / (out + ".log"))]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *options, threads=2, cache=True):
        """The files, what was printed and the exit code; and of each large CSV file that a feed reads whether it came from the cache."""
        log = self.base / "out.log"
        log.unlink(missing_ok=True)
        process = self.start("out", *options, threads=threads, cache=cache)
        said = process.communicate(timeout=300)
        lines = [json.loads(line) for line in log.read_text().splitlines()] if cache else []
        return (tree(self.base / "out"), said[0], said[1], process.returncode), {
            line["path"]: line["cached"] == 1 for line in lines if line["event"] == "file read" and line["feed"] and line["rows_read"] and line["bytes"] >= 1 << 14 and line["path"].endswith(".csv")}

    def same(self, what, *options, cached=None):
        """A run with the cache is one without; `cached`: whether all, some or none of the large files come from it."""
        plain, _ = self.run(*options, cache=False)
        expect(plain[3] in (0, 4) and "summary.json" in plain[0], self.name, what, "the run fails:", plain[2])
        for threads in (1, 2, 4) if cached == "all" else (2,):
            with_cache, found = self.run(*options, threads=threads)
            expect(with_cache == plain, self.name, what, f"{threads} threads: other results,", with_cache[2], [name for name in plain[0] if plain[0][name] != with_cache[0].get(name)])
            expect(cached != "all" or found and all(found.values()), self.name, what, "not from the cache:", [path for path in found if not found[path]])
            expect(cached != "none" or not any(found.values()), self.name, what, "from the cache:", [path for path in found if found[path]])
        return plain


def damage(scene):
    entries = sorted(scene.cache.iterdir())
    expect(entries and all(stat.S_IMODE(entry.stat().st_mode) == 0o600 and entry.suffix == ".pieces" for entry in entries), scene.name, "entries that others may read, or rests:", entries)
    expect(stat.S_IMODE(scene.cache.stat().st_mode) == 0o700, scene.name, "a folder that others may read")
    numbers = random.Random(5)
    ways = {"letters changed": lambda old: bytearray(old), "cut": lambda old: old[:numbers.randrange(len(old))], "emptied": lambda old: b"", "another file's": lambda old: entries[0].read_bytes(), "longer": lambda old: old + b"x"}
    for how, way in ways.items():
        for entry in entries:
            changed = way(entry.read_bytes())
            if how == "letters changed":
                for _ in range(3):
                    changed[numbers.randrange(len(changed))] ^= 1 << numbers.randrange(8)
            entry.write_bytes(bytes(changed))
        scene.same(f"entries {how}")
        scene.same(f"after entries {how}", cached="all")


def two_at_once(scene):
    plain, _ = scene.run(cache=False)
    shutil.rmtree(scene.cache)
    both = [scene.start(f"out{number}") for number in (1, 2)]
    said = [process.communicate(timeout=300) for process in both]
    for number in (0, 1):
        expect(tree(scene.base / f"out{number + 1}") == plain[0] and said[number][1] == plain[2], scene.name, "two at once:", said[number][1])
    expect(all(entry.suffix == ".pieces" for entry in sorted(scene.cache.glob("*"))), scene.name, "two at once left rests")
    scene.same("after two at once", cached="all")


def steps(scene, change_file, change_rules, options):
    scene.same("first run", cached="none")
    scene.same("second run", cached="all")
    before = len(list(scene.cache.iterdir()))
    change_file()
    scene.same("after a change of a file")
    scene.same("after a change of a file, again", cached="all")
    change_rules()
    scene.same("after a change of a rule", cached="none")
    scene.same("after a change of a rule, again", cached="all")
    expect(len(list(scene.cache.iterdir())) == before, scene.name, "the folder grew")
    scene.same("other options", *options)
    scene.same("other options, again", *options)
    damage(scene)
    two_at_once(scene)


def workload(base):
    data, rules = base / "data", base / "workload.duly"
    data.mkdir()
    subprocess.run([GENERATE, str(data), "3000", "7"], check=True)
    for path in data.iterdir():
        if path.name not in ("cases.csv", "events.csv"):
            path.unlink()
    text = (SOURCE / "tests" / "bench" / "workload.duly").read_text().replace("../../rules", os.path.relpath(SOURCE / "rules", base))
    rules.write_text(text)
    scene = Scene(base, "workload", [rules], data, "2024-12-31")

    def change_file():
        lines = (data / "events.csv").read_text().splitlines(True)
        (data / "events.csv").write_text("".join(lines[:-1] + lines[-9:-1]))
    steps(scene, change_file, lambda: rules.write_text(text + "\n# another state\n"), ["--rule", "r01"])


def council(base):
    data, rules = base / "council", base / "england"
    shutil.copytree(SOURCE / "fixtures" / "council", data, ignore=shutil.ignore_patterns("*.py", "key", "areas", "*.md"))
    shutil.copytree(SOURCE / "rules", rules)
    scene = Scene(base, "council_run", [rules / "england"], data, "2026-03-31")
    largest = max(data.glob("*.csv"), key=lambda path: path.stat().st_size)
    rule = sorted((rules / "england").rglob("*.duly"))[0]

    def change_file():
        largest.write_bytes(b"".join(largest.read_bytes().splitlines(True)[:-1]))
    steps(scene, change_file, lambda: rule.write_text(rule.read_text() + "\n# another state\n"), ["--all"])


def not_writable(base):
    people = SOURCE / "tests" / "commands" / "common"
    scene = Scene(base, "no_folder", [people / "requests.duly"], people / "data", "2026-02-09")
    plain, _ = scene.run(cache=False)
    for path in (base / "none" / "there", base / "a_file", pathlib.Path("/dev/null")):
        (base / "a_file").write_text("a file")
        scene.cache = path
        with_cache, _ = scene.run()
        expect(with_cache[:2] == plain[:2] and with_cache[3] == plain[3], "a folder that cannot be made: other results", path)
        expect(with_cache[2].count("[D0606]") == 1, "a folder that cannot be made is told once:", with_cache[2])
    expect((base / "a_file").read_text() == "a file", "a file in the place of the folder was written over")


with tempfile.TemporaryDirectory(prefix="duly-") as folder:
    for check in (workload, council, not_writable):
        (pathlib.Path(folder) / check.__name__).mkdir()
        check(pathlib.Path(folder) / check.__name__)
print(*failures[:20], sep="\n")
print(f"cache: {len(failures)} failures" if failures else f"cache: {done} comparisons hold")
sys.exit(1 if failures or not done else 0)
