"""Whole processes timed, and whether the machine was left alone meanwhile."""
import json
import os
import statistics
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")
FOREIGN = 0.06     # of the machine; a run in which others took more is not clean


def two_cores():
    """This process and all that it starts on the first two processors; how many they are."""
    mine = sorted(os.sched_getaffinity(0))[:2]
    os.sched_setaffinity(0, mine)
    return len(mine)


def _busy(cores):
    with open("/proc/stat", encoding="ascii") as file:
        parts = [[int(part) for part in line.split()[1:9]] for line in file if line[:3] == "cpu" and line[3].isdigit() and int(line[3:line.index(" ")]) in cores]
    return sum(sum(part) - part[3] - part[4] for part in parts) / TICKS


def wait_for_quiet(seconds):
    """Until nothing else runs, or so long."""
    cores, end = os.sched_getaffinity(0), time.monotonic() + seconds
    while time.monotonic() < end:
        before = _busy(cores)
        time.sleep(0.2)
        if _busy(cores) - before < 0.2 * len(cores) * FOREIGN + 2 / TICKS:
            return


def run(timed, command, folder):
    """What one run took: wall, cpu, megabytes, clean."""
    cores = os.sched_getaffinity(0)
    told = os.path.join(folder, "timed.json")
    before = _busy(cores)
    with open(os.path.join(folder, "errors.txt"), "wb") as errors:
        status = subprocess.run([timed, told, *command], stdout=subprocess.DEVNULL, stderr=errors).returncode
    foreign = _busy(cores) - before
    if status:
        with open(os.path.join(folder, "errors.txt"), encoding="utf-8", errors="replace") as errors:
            sys.exit(f"{' '.join(command)}\nended with {status}:\n{errors.read()[-2000:]}")
    with open(told, encoding="ascii") as file:
        took = json.load(file)
    cpu = took["user"] + took["system"]
    # The kernel counts in hundredths of a second, so a short run may be wrong by two of them a processor.
    allowed = max(FOREIGN * took["wall"] * len(cores), 2 * len(cores) / TICKS)
    return {"wall": took["wall"], "cpu": cpu, "megabytes": took["kilobytes"] / 1024, "clean": foreign - cpu <= allowed}


def interleaved(timed, commands, folder, runs, budget, quiet, before=lambda name: None):
    """A B C A B C: each command as often as asked, in clean runs where the time allows; at least three times. `before` is called ahead of each run. Returns name -> runs."""
    found, spent = {name: [] for name in commands}, dict.fromkeys(commands, 0.0)
    for name in commands:
        before(name)
        run(timed, commands[name], folder)     # files into memory
    for _ in range(3 * runs):
        open_ = [name for name in commands if sum(one["clean"] for one in found[name]) < runs and (len(found[name]) < 3 or spent[name] < budget)]
        for name in open_:
            before(name)
            wait_for_quiet(quiet)
            one = run(timed, commands[name], folder)
            found[name].append(one)
            spent[name] += one["wall"]
        if not open_:
            break
    return found


def middle(runs):
    """The medians of the clean runs, or of all where fewer than three were clean."""
    clean = [one for one in runs if one["clean"]]
    used = clean if len(clean) >= 3 else runs
    out = {what: statistics.median(one[what] for one in used) for what in ("wall", "cpu")}
    out.update(megabytes=max(one["megabytes"] for one in used), low=min(one["wall"] for one in used), high=max(one["wall"] for one in used), runs=len(runs), clean=len(clean))
    return out


def seconds(value):
    return f"{value * 1000:.1f} ms" if value < 0.0995 else f"{value * 1000:.0f} ms" if value < 0.9995 else f"{value:.2f} s"
