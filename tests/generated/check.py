#!/usr/bin/env python3
"""What `duly test --generate` proposes can be pasted: for the rule packs and every area of the conformance cases the text is read, is laid out as
`duly fmt` would, agrees with the rules, and, once confirmed, leaves nothing untested but what it said it found no row for.

    check.py PROGRAM SOURCE_DIR
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
failures = []
rows = 0


def duly(folder, *arguments):
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def check(name, folder, files):
    global rows
    uses = "".join(f'use "{file}"\n' for file in files)
    paste = folder / "paste.duly"
    paste.write_text(uses)
    code, text = duly(folder, "test", "paste.duly", "--generate")
    if code != 0:
        failures.append(f"{name}: --generate ends with {code}\n{text}")
        return
    left = {line[4:].rsplit(": ", 1)[0] for line in text.splitlines() if line.startswith("#   ")}
    if "\nexample " not in "\n" + text:
        return
    paste.write_text(uses + "\n" + text)
    code, told = duly(folder, "fmt", "--check", "paste.duly")
    if code != 0:
        failures.append(f"{name}: what is proposed is laid out otherwise\n{told}")
    code, told = duly(folder, "test", "paste.duly", "--format", "json")
    results = json.loads(told) if code == 0 else {}
    if code != 0 or results["to_confirm"] == 0:
        failures.append(f"{name}: what is proposed does not agree\n{told[:2000]}")
    rows += results.get("to_confirm", 0)
    paste.write_text(uses + "\n" + text.replace("proposed: ", ""))
    code, told = duly(folder, "test", "paste.duly")
    if code != 0:
        failures.append(f"{name}: what was confirmed fails\n{told[:2000]}")
    coverage = json.loads(duly(folder, "test", "paste.duly", "--coverage", "--format", "json")[1])
    for rule in coverage["rules"]:
        for item in rule["items"]:
            words = f"{item['subject']} {item['wanted']}"
            if item["rows"] == 0 and words not in left:
                failures.append(f"{name}: no row of {rule['rule']} shows {words}, and nothing is said of it")


with tempfile.TemporaryDirectory() as made:
    made = pathlib.Path(made)
    shutil.copytree(SOURCE / "rules", made / "rules")
    check("rules", made, sorted(str(file.relative_to(made)) for file in (made / "rules").rglob("*.duly")))
    for area in sorted(path for path in (SOURCE / "tests/conformance").iterdir() if path.is_dir()):
        files = sorted(area.glob("*.duly"))
        if not files:
            continue
        shutil.copytree(area, made / "tests/conformance" / area.name, ignore=shutil.ignore_patterns("bad", "run"))
        check(area.name, made, [f"tests/conformance/{area.name}/{file.name}" for file in files])

for words in failures:
    print(words)
print(f"generated: {len(failures)} failures" if failures else f"generated: {rows} proposed rows can be pasted")
sys.exit(1 if failures or rows < 100 else 0)
