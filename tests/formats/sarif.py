#!/usr/bin/env python3
"""Holds `duly check --format sarif` to the published schema of SARIF 2.1.0, as far as Duly uses it, and to the files it speaks of.

    sarif.py DULY SOURCE_DIR
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

DULY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
failures = []

# The objects of the standard (its schema forbids any other property): property -> kind; `!` = required.
OBJECTS = {
    "log": {"$schema": "uri", "version!": "version", "runs!": ["run"]},
    "run": {"tool!": "tool", "columnKind": "columnKind", "originalUriBaseIds": {"*": "artifactLocation"}, "results": ["result"]},
    "tool": {"driver!": "driver"},
    "driver": {"name!": "text", "version": "text", "semanticVersion": "semver", "informationUri": "uri", "rules": ["rule"]},
    "rule": {"id!": "text", "name": "text", "shortDescription": "message", "fullDescription": "message", "help": "message",
             "helpUri": "uri", "defaultConfiguration": "configuration"},
    "configuration": {"level": "level"},
    "message": {"text!": "text", "markdown": "text"},
    "result": {"ruleId": "text", "ruleIndex": "index", "level": "level", "message!": "message", "locations": ["location"],
               "relatedLocations": ["location"], "fixes": ["fix"]},
    "location": {"id": "index", "physicalLocation": "physicalLocation", "message": "message"},
    "physicalLocation": {"artifactLocation": "artifactLocation", "region": "region"},
    "artifactLocation": {"uri": "reference", "uriBaseId": "text", "description": "message"},
    "region": {"startLine": "count", "startColumn": "count", "endLine": "count", "endColumn": "count"},
    "fix": {"description": "message", "artifactChanges!": ["artifactChange"]},
    "artifactChange": {"artifactLocation!": "artifactLocation", "replacements!": ["replacement"]},
    "replacement": {"deletedRegion!": "region", "insertedContent": "content"},
    "content": {"text": "anything"},
}
VALUES = {
    "version": lambda v: v == "2.1.0",
    "columnKind": lambda v: v == "unicodeCodePoints",
    "level": lambda v: v in ("none", "note", "warning", "error"),
    "text": lambda v: isinstance(v, str) and v != "",
    "anything": lambda v: isinstance(v, str),
    "semver": lambda v: isinstance(v, str) and re.fullmatch(r"\d+\.\d+\.\d+", v),
    "uri": lambda v: isinstance(v, str) and re.fullmatch(r"https://[!-~]+", v),
    "reference": lambda v: isinstance(v, str) and re.fullmatch(r"(?:[A-Za-z0-9/\-._~!$&'()*+,=@:]|%[0-9A-F]{2})+", v),
    "index": lambda v: type(v) is int and v >= 0,
    "count": lambda v: type(v) is int and v >= 1,
}


def valid(value, kind, path):
    if isinstance(kind, list):
        if not isinstance(value, list):
            failures.append(f"{path} is no list")
        for at, one in enumerate(value):
            valid(one, kind[0], f"{path}[{at}]")
    elif isinstance(kind, dict):
        for key, one in value.items():
            valid(one, kind["*"], f"{path}.{key}")
    elif kind in VALUES:
        if not VALUES[kind](value):
            failures.append(f"{path} is no {kind}: {value!r}")
    else:
        properties = {name.rstrip("!"): what for name, what in OBJECTS[kind].items()}
        for name in OBJECTS[kind]:
            if name.endswith("!") and name[:-1] not in value:
                failures.append(f"{path} has no {name[:-1]}")
        for name, one in value.items():
            if name in properties:
                valid(one, properties[name], f"{path}.{name}")
            else:
                failures.append(f"{path}: the standard has no property {name} of {kind}")


def check(words, folder):
    done = subprocess.run([DULY, "check", *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.stdout, done.returncode


def words_at(folder, place):
    """The words of a region, counted in code points."""
    physical = place["physicalLocation"] if "physicalLocation" in place else place
    path = urllib.parse.unquote(physical["artifactLocation"]["uri"])
    region = physical.get("region") or place["region"]
    lines = (folder / path).read_text(encoding="utf-8").split("\n")
    return lines[region["startLine"] - 1][region["startColumn"] - 1:region["endColumn"] - 1]


def hold(words, folder, at_least):
    text, code = check([*words, "--format", "sarif"], folder)
    log = json.loads(text)
    valid(log, "log", "log")
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    ids = [rule["id"] for rule in rules]
    if len(set(ids)) != len(ids) or ids != sorted(ids):
        failures.append(f"{words}: rules stand twice or out of order")
    found = json.loads(check([*words, "--format", "json"], folder)[0])["diagnostics"]
    if len(found) != len(run["results"]) or len(found) < at_least:
        failures.append(f"{words}: {len(run['results'])} results for {len(found)} diagnostics")
    if (code == 3) != any(one["severity"] == "error" for one in found):
        failures.append(f"{words}: ended with {code}")
    for one, result in zip(found, run["results"]):
        if ids[result["ruleIndex"]] != result["ruleId"] or result["ruleId"] != one["code"] or result["level"] != one["severity"]:
            failures.append(f"{words}: {result} is not {one}")
        if not result["message"]["text"].lower().startswith(one["message"].lower()):
            failures.append(f"{words}: the message {result['message']['text']} is not {one['message']}")
        if len(one["labels"]) != len(result.get("relatedLocations", [])):
            failures.append(f"{words}: related places are lost: {one}")
        for place in result.get("locations", []):
            region = place["physicalLocation"].get("region", {})
            if one["line"] and region.get("startLine") != one["line"]:
                failures.append(f"{words}: {region} is not line {one['line']}")
            if "startColumn" in region and one["length"] and len(words_at(folder, place)) != one["length"]:
                failures.append(f"{words}: {words_at(folder, place)!r} is not {one['length']} signs long")
        if bool(one["replacement"]) != bool(result.get("fixes")):
            failures.append(f"{words}: a replacement is lost: {one}")
    return run["results"]


def mended(folder, results):
    """Applies every fix, from the end of the file to its beginning."""
    edits = [(change["artifactLocation"]["uri"], piece["deletedRegion"], piece["insertedContent"]["text"])
             for result in results for fix in result.get("fixes", []) for change in fix["artifactChanges"] for piece in change["replacements"]]
    for uri, region, new in sorted(edits, key=lambda e: (e[0], -e[1]["startLine"], -e[1]["startColumn"])):
        path = folder / urllib.parse.unquote(uri)
        lines = path.read_text(encoding="utf-8").split("\n")
        line = lines[region["startLine"] - 1]
        lines[region["startLine"] - 1] = line[:region["startColumn"] - 1] + new + line[region["endColumn"] - 1:]
        path.write_text("\n".join(lines), encoding="utf-8")
    return len(edits)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        shutil.copytree(SOURCE / "tests" / "check", folder / "check")
        files = sorted(path.relative_to(folder).as_posix() for path in (folder / "check").glob("*.duly"))
        for file in files:
            hold([file], folder, 1)
        # Absolute paths below the folder come out relative to it; those outside stay whole.
        results = hold([str(folder / "check" / "unknown_field.duly")], folder, 2)
        uri = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]
        if uri != {"uri": "check/unknown_field.duly", "uriBaseId": "%SRCROOT%"}:
            failures.append(f"an absolute path became {uri}")
        text, _ = check([str(folder / "check" / "unknown_field.duly"), "--format", "sarif"], SOURCE)
        uri = json.loads(text)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        if not uri["uri"].startswith("file:///") or "uriBaseId" in uri:
            failures.append(f"a path outside the folder became {uri}")
        # A blank and letters beyond ASCII in the path and before the words; the fix mends the file.
        (folder / "früh 1.duly").write_text('record child\n  team text\ncheck a "Ä, ö → ü" for each child must child.taem is known\n', encoding="utf-8")
        results = hold(["früh 1.duly"], folder, 1)
        if mended(folder, results) != 1 or "child.team is known" not in (folder / "früh 1.duly").read_text(encoding="utf-8"):
            failures.append("the fix of früh 1.duly does not mend it")
        if check(["früh 1.duly"], folder)[1] != 0:
            failures.append("früh 1.duly is still wrong after its fix")
        # Every replacement mends its own mistake: none of the codes that offered one is said at that line again.
        for file in files:
            before = hold([file], folder, 1)
            offered = {(r["ruleId"], r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in before if r.get("fixes")}
            if not mended(folder, before):
                continue
            again = json.loads(check([file, "--format", "json"], folder)[0])["diagnostics"]
            still = {(one["code"], one["line"]) for one in again if one["replacement"]} & offered
            if still:
                failures.append(f"{file}: the fixes of {sorted(still)} do not mend it")
        shutil.copytree(SOURCE / "rules", folder / "rules")
        hold(["rules"], folder, 0)
        hold(["rules", "--lint"], folder, 1)
    for words in failures[:40]:
        print(words)
    print(f"sarif: {len(files) + 4} logs, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
