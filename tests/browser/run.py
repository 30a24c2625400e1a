#!/usr/bin/env python3
"""report.html in a real browser: run.py BINARY ROOT

Debian's chromium without a window, driven by playwright-core from npm; nothing but the two packages of package.json is fetched, once, into the
user's cache. Without chromium, node or npm the test is skipped, and says so.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import made

skipped = 77


def modules(here):
    """The folder with the npm packages of the lock, filled when it is not there."""
    lock = (here / "package-lock.json").read_bytes()
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = cache / "duly" / ("browser-" + hashlib.sha256(lock).hexdigest()[:16])
    if (folder / "ready").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(here / name, folder)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        print("skipped: npm could not fetch playwright-core and axe-core (without a network they must be in " + str(folder) + "):\n" + done.stderr)
        sys.exit(skipped)
    (folder / "ready").touch()
    return folder


def main():
    binary, root = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    missing = [name for name in ("chromium", "node", "npm") if not shutil.which(name)]
    if missing:
        print("skipped: " + ", ".join(missing) + " not installed (script/test --all installs them)")
        sys.exit(skipped)
    here = pathlib.Path(__file__).resolve().parent
    packages = modules(here)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        made.pages(binary, root, work)
        # Modules are looked for from where a script stands.
        for script in here.glob("*.mjs"):
            shutil.copy(script, work)
        os.symlink(packages / "node_modules", work / "node_modules")
        shots = os.environ.get("DULY_SHOTS", "")
        done = subprocess.run(["node", "check.mjs", shutil.which("chromium"), shots], cwd=work)
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
