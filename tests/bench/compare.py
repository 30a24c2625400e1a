#!/usr/bin/python3
"""Whole processes against each other on two cores, from CSV files to written breaches, deadlines to come, counts and figures; prints a Markdown table.

    compare.py [--sizes 10k,100k,1m] [--peers near_limit,duckdb,pandas,sqlite] [--runs 7] [--build build/release] [--work build/bench] [--install]
               [--also 'NAME=COMMAND with {data} {out} {threads}'] [--keep FILE]

The files are made by `generate` where they are not there yet and read once, so that they are in memory; the programs run in turns, A B C A B C. Before that the
results are compared: every breach and deadline by rule, case, outcome, due and done, every count, every figure. --install puts DuckDB into a folder under --work by npm;
nothing else is installed, and a peer that is not there is left out. --also adds another hand-written program, whose files may be of its own form and are not compared.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import agreement  # noqa: E402
import measuring  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(HERE))
DUCKDB = "@duckdb/node-api@1.5.6-r.1"
CASES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
DATA_BYTES = 830     # a case with its events
# Whose time, how many times: at most (Duly's is longer by) or at least (shorter by), and the aim.
TARGETS = {
    "10k": [("near_limit", "most", 2.0, None), ("duckdb", "least", 12, None), ("pandas", "least", 14, None)],
    "100k": [("near_limit", "most", 1.7, None), ("duckdb", "least", 7, 11), ("pandas", "least", 12, None)],
    "1m": [("near_limit", "most", 1.5, 1.0), ("duckdb", "least", 6, 9), ("pandas", "least", 20, None), ("near_limit", "memory", 2.0, None)],
    "10m": [("near_limit", "most", 1.5, None), ("duckdb", "least", 9, None), ("near_limit", "memory", 2.0, None)],
    "1k": [("near_limit", "longer", 0.005, None)],
}
SLOW = {"1m": {"sqlite"}, "10m": {"sqlite", "pandas"}}     # left out unless named


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="10k,100k,1m")
    parser.add_argument("--peers", default="")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--build", default=os.path.join(SOURCE, "build", "release"))
    parser.add_argument("--work", default=os.path.join(SOURCE, "build", "bench"))
    parser.add_argument("--budget", type=float, default=60, help="seconds for one peer and size, beyond three runs")
    parser.add_argument("--quiet", type=float, default=10, help="seconds to wait for a quiet machine before each run")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--keep", help="every run, as JSON")
    return parser.parse_args()


def data_of(size, work, build):
    folder, cases = os.path.join(work, "data", size), CASES[size]
    if not os.path.exists(os.path.join(folder, "events.csv")):
        os.makedirs(work, exist_ok=True)
        free = shutil.disk_usage(work).free
        if free < 1.5 * cases * DATA_BYTES:
            sys.exit(f"{size}: {cases * DATA_BYTES / 1e9:.1f} GB of files, and {free / 1e9:.1f} GB free in {work}")
        subprocess.run([os.path.join(build, "tests", "bench", "generate"), folder + ".part", str(cases)], check=True)
        os.rename(folder + ".part", folder)
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            while file.read(1 << 24):
                pass
    return folder


def duly(build, data, out, threads):
    return [os.path.join(build, "duly"), "run", os.path.join(HERE, "workload.duly"), "--data", f"{data}/cases.csv", "--data", f"{data}/events.csv", "--as-of", "2024-12-31",
            "--out", out, "--threads", str(threads), "--files", "breaches.csv,upcoming.csv,measures.csv,summary.json", "--columns", "rule,key,outcome,due,done"]


def peers(options, size):
    """Name -> how its command is made of data and out; only what is installed."""
    modules, threads = os.path.join(options.work, "npm"), str(options.threads)
    if options.install and not os.path.isdir(os.path.join(modules, "node_modules", "@duckdb")):
        subprocess.run(["npm", "install", "--prefix", modules, "--no-fund", "--no-audit", DUCKDB], check=True, stdout=subprocess.DEVNULL)
    peer = lambda name: os.path.join(HERE, "peers", name)
    memory = ["11GB"] if size == "10m" else []
    there = {"near_limit": lambda data, out: [os.path.join(options.build, "tests", "bench", "near_limit"), data, out, threads]}
    if shutil.which("node") and os.path.isdir(os.path.join(modules, "node_modules", "@duckdb")):
        there["duckdb"] = lambda data, out: ["node", peer("duckdb.mjs"), data, out, threads, modules, *memory]
    if subprocess.run(["/usr/bin/python3", "-c", "import pandas"], capture_output=True).returncode == 0:
        there["pandas"] = lambda data, out: ["/usr/bin/python3", peer("pandas_peer.py"), data, out]
    if shutil.which("sqlite3"):
        there["sqlite"] = lambda data, out: ["sh", "-c", 'sed "s#{DATA}#$1#g; s#{OUT}#$2#g" "$3" | exec sqlite3 :memory:', "sqlite", data, out, peer("sqlite.sql")]
    wanted = options.peers.split(",") if options.peers else [name for name in there if name not in SLOW.get(size, ())]
    for name in wanted:
        if name not in there:
            print(f"{name} is not installed and left out", file=sys.stderr)
    return {name: there[name] for name in wanted if name in there}


def one_size(size, options):
    data = data_of(size, options.work, options.build)
    folder = lambda name: os.path.join(options.work, "out", size, name)
    commands = {"duly": duly(options.build, data, folder("duly"), options.threads)}
    commands.update((name, make(data, folder(name))) for name, make in peers(options, size).items())
    for name in commands:
        os.makedirs(folder(name), exist_ok=True)
        measuring.run(os.path.join(options.build, "tests", "bench", "timed"), commands[name], options.work)
    said = agreement.of_duly(folder("duly"))
    agrees = {"duly": True}
    for name in list(commands)[1:]:
        differ = agreement.differences(said, agreement.of_peer(folder(name)))
        agrees[name] = not differ
        if differ:
            print(f"{size}: Duly and {name} differ:", *differ, sep="\n", file=sys.stderr)
    del said
    for also in options.also:
        name, _, command = also.partition("=")
        os.makedirs(folder(name), exist_ok=True)
        commands[name] = command.format(data=data, out=folder(name), threads=options.threads).split()
        agrees[name] = None

    # Duly waits for the disk where it replaces results of an earlier run, which the others never do.
    def emptied(name):
        shutil.rmtree(folder(name), ignore_errors=True)
        if name != "duly":
            os.makedirs(folder(name))

    found = measuring.interleaved(os.path.join(options.build, "tests", "bench", "timed"), commands, options.work, options.runs, options.budget, options.quiet, emptied)
    return found, agrees


def print_size(size, found, agrees):
    took = {name: measuring.middle(runs) for name, runs in found.items()}
    mine = took["duly"]
    print(f"\n**{CASES[size]:,} cases**\n\n| | time | spread | processor | memory | Duly takes | runs (clean) | agrees |\n|---|---|---|---|---|---|---|---|")
    for name, one in took.items():
        ratio = mine["wall"] / one["wall"]
        against = "" if name == "duly" else f"{ratio:.2f} of it" if ratio >= 0.5 else f"1/{1 / ratio:.1f} of it"
        word = {True: "yes", False: "NO", None: "not compared"}[agrees[name]] if name != "duly" else ""
        print(f"| {name} | {measuring.seconds(one['wall'])} | {measuring.seconds(one['low'])} - {measuring.seconds(one['high'])} | {measuring.seconds(one['cpu'])} | {one['megabytes']:.0f} MB "
              f"| {against} | {one['runs']} ({one['clean']}) | {word} |")
    lines = []
    also = [name for name, word in agrees.items() if word is None]     # a hand-written program, as near_limit is
    told = [(each, *rest) for name, *rest in TARGETS[size] for each in ([name, *also] if name == "near_limit" else [name]) if each in took]
    for name, how, need, aim in told:
        other = took[name]
        if how == "longer":
            value, good, text = mine["wall"] - other["wall"], mine["wall"] - other["wall"] <= need, f"at most {need * 1000:.0f} ms longer than {name}"
            shown = f"{value * 1000:.1f} ms"
        elif how == "memory":
            value = mine["megabytes"] / other["megabytes"]
            good, text, shown = value <= need, f"at most {need:g} times the memory of {name}", f"{value:.2f}"
        elif how == "most":
            value = mine["wall"] / other["wall"]
            good, text, shown = value <= need, f"at most {need:g} times the time of {name}", f"{value:.2f}"
        else:
            value = other["wall"] / mine["wall"]
            good, text, shown = value >= need, f"at least {need:g} times faster than {name}", f"{value:.1f}"
        # The target of memory was set by a hand-written program that keeps every case; near_limit keeps less, so beside another it is only told.
        if how == "memory" and name == "near_limit" and also:
            lines.append(f"| {text} | {shown} | told only: it keeps less than {also[0]} |")
            continue
        reached = aim is not None and (value >= aim if how == "least" else value <= aim)
        lines.append(f"| {text}{f', aim {aim:g}' if aim else ''} | {shown} | {'aim reached' if reached else 'met' if good else 'MISSED'} |")
    if lines:
        print("\n| target | found | |\n|---|---|---|", *lines, sep="\n", flush=True)


def print_growth(kept):
    """How long a case takes, by size: flat where time is linear in rows."""
    sizes = list(kept)
    print(f"\n**Time a case**\n\n| | {' | '.join(f'{CASES[size]:,} cases' for size in sizes)} |\n|---|{'---|' * len(sizes)}")
    for name in kept[sizes[0]]["runs"]:
        took = [measuring.middle(kept[size]["runs"][name])["wall"] / CASES[size] if name in kept[size]["runs"] else None for size in sizes]
        print(f"| {name} | {' | '.join(f'{one * 1e6:.2f} us' if one else '' for one in took)} |")


def main():
    options = arguments()
    with open(os.path.join(options.build, "CMakeCache.txt"), encoding="utf-8") as file:
        if "CMAKE_BUILD_TYPE:STRING=Release\n" not in file.read():
            print(f"{options.build} is no Release build: its times say little", file=sys.stderr)
    measuring.two_cores()
    kept = {}
    for size in options.sizes.split(","):
        found, agrees = one_size(size, options)
        kept[size] = {"runs": found, "agrees": agrees}
        print_size(size, found, agrees)
        if options.keep:
            with open(options.keep, "w", encoding="utf-8") as file:
                json.dump(kept, file, indent=1)
    if len(kept) > 1:
        print_growth(kept)
    return 0 if all(word is not False for one in kept.values() for word in one["agrees"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
