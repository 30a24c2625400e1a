#!/usr/bin/env python3
"""Reads the graph of a run in its four formats with parsers of its own: they tell the same, and the drawing can be read.

    graph_state.py DULY SOURCE_DIR
"""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

DULY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
SVG = "{http://www.w3.org/2000/svg}"
STATES = ["achieved", "on_course", "at_risk", "failing", "blocked", "unknown"]
KINDS = ["calendar", "record", "define", "timescale", "check", "measure", "action"]
NEEDS = {"holds": "holds", "does_not_hold": "does not hold", "unknown": "cannot be told", "not_yet": "does not hold yet"}
failures = []


def duly(words, cwd, path=None):
    environment = dict(os.environ, **({"PATH": path} if path is not None else {}))
    done = subprocess.run([DULY, *words], cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    if done.returncode != 0:
        failures.append(f"{words}: {done.stderr}")
    return done.stdout


def luminance(colour):
    if len(colour) == 4:
        colour = "#" + "".join(c * 2 for c in colour[1:])
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colours(style):
    """Each state's box and line against what is behind them, in the light and in the dark: 3:1; letters 4.5:1."""
    light, dark = style.split("@media", 1)
    told = 0
    for part, prefix, ground, letters in ((light, r"^\.duly-graph ", "#fff", "#1a1a1a"), (dark, r"^\[data-theme=dark\] \.duly-graph ", "#161616", "#f2f2f2")):
        fills = {}
        for state, rule in re.findall(prefix + r"\.(\w+) \.box\{([^}]*)\}", part, re.M):
            fills[state] = re.search(r"fill:(#\w+)", rule).group(1)
            stroke = re.search(r"stroke:(#\w+)", rule).group(1)
            if contrast(stroke, ground) < 3 or contrast(stroke, fills[state]) < 3 or contrast(letters, fills[state]) < 4.5:
                failures.append(f"{state}: {stroke} on {ground} or {fills[state]} has too little contrast")
            told += 1
        for state, stroke in re.findall(prefix + r"\.edge\.(\w+)\{[^}]*?stroke:(#\w+)", part, re.M):
            if contrast(stroke, ground) < 3:
                failures.append(f"the line {state} has too little contrast")
            told += 1
    if told != 20:
        failures.append(f"{told} colours were looked at, not 20")


def drawing(text, told, ids):
    if re.search(r"<script|onload|javascript:|url\(|@import|https?://(?!www\.w3\.org/2000/svg)", re.sub(r"<(text|title)\b.*?</\1>|aria-label=\"[^\"]*\"", "", text)):
        failures.append("the drawing fetches or runs something")
    root = xml.etree.ElementTree.fromstring(text)
    if root.get("role") != "group" or not root.get("aria-label"):
        failures.append("the drawing has no name for a screen reader")
    width, height = float(root.get("width")), float(root.get("height"))
    boxes, seen = [], {}
    for node in root.iter(SVG + "a"):
        name = node.get("href")
        title = node.find(SVG + "title").text
        words = [one.text for one in node.iter(SVG + "text")]
        seen[name] = (node.get("class"), words)
        outline = next(one for one in node if one.get("class") == "box")
        if outline.tag == SVG + "rect":
            x, y, w, h = (float(outline.get(one)) for one in ("x", "y", "width", "height"))
        else:
            numbers = [float(one) for one in re.findall(r"-?[\d.]+", outline.get("d"))]
            x, y = numbers[5 + 4], numbers[1]       # M x y H x L right middle L x bottom H x L left middle
            x, w, h = numbers[-2], numbers[3] - numbers[-2], numbers[6] - numbers[1]
        boxes.append((x, y, w, h, name))
        if title != node.get("aria-label") or (told[name[1:]].get("words") or "") not in title:
            failures.append(f"{name}: its title {title!r} does not tell the state")
        if len(words) < 2 or any(len(one) > 60 for one in words):
            failures.append(f"{name}: words {words}")
    if sorted(seen) != sorted("#" + one for one in ids):
        failures.append(f"the drawing shows {len(seen)} nodes, not {len(ids)}")
    for name, (style, words) in seen.items():
        node = told[name[1:]]
        state = node.get("state") or "plain"
        if style != f"node {node['kind']} {state}" or not words[0].endswith(node["kind"]) or (state != "plain" and words[0] == node["kind"]):
            failures.append(f"{name}: drawn as {style} {words[0]!r}, it is {state}")
    for i, (x, y, w, h, name) in enumerate(boxes):
        if x < -0.1 or y < -0.1 or x + w > width or y + h > height:
            failures.append(f"{name} stands outside the drawing")
        for ax, ay, aw, ah, other in boxes[:i]:
            if x < ax + aw and ax < x + w and y < ay + ah and ay < y + h:
                failures.append(f"{name} and {other} stand on each other")
    return root, {name: (x, w) for x, _, w, _, name in boxes}


def hold(words, cwd):
    made = {form: duly(["graph", *words, "--state", "--format", form], cwd, "/nonexistent") for form in ("json", "svg", "mermaid", "dot")}
    if not all(made.values()):
        return {}, []
    told = json.loads(made["json"])
    nodes = {node["id"]: node for node in told["nodes"]}
    if list(told) != ["schema", "ruleset", "as_of", "nodes", "edges"] or told["schema"] != 1:
        failures.append(f"{words}: {list(told)}")
    for node in nodes.values():
        judged = node["kind"] in KINDS[3:]
        if judged != ("state" in node) or (judged and (node["state"] is None) != (node["words"] == "")) or (judged and node["state"] not in [*STATES, "plain", None]):
            failures.append(f"{words}: {node}")
    edges = {(edge["from"], edge["to"]): edge for edge in told["edges"]}
    for edge in edges.values():
        if edge.get("state", "holds") not in NEEDS or ("state" in edge) != (nodes[edge["to"]]["kind"] == "action" and nodes[edge["to"]]["state"] is not None and nodes[edge["from"]]["kind"] in KINDS[3:]):
            failures.append(f"{words}: {edge}")

    root, places = drawing(made["svg"], nodes, nodes)
    drawn = [one for one in root.iter(SVG + "path") if (one.get("class") or "").startswith("edge ") and not one.get("d").startswith("M0 0H32")]
    styles = {"does_not_hold": "broken", "unknown": "untold", "not_yet": "not_yet", "holds": "holds", None: "rests"}
    if sorted(one.get("class") for one in drawn) != sorted("edge " + styles[edge.get("state")] for edge in edges.values()):
        failures.append(f"{words}: {len(drawn)} lines are drawn for {len(edges)} edges, or otherwise")
    for start, end in edges:
        if places["#" + start][0] + places["#" + start][1] >= places["#" + end][0]:
            failures.append(f"{words}: {start} does not stand before {end}")

    lines = made["mermaid"].split("\n")
    classes, flow, arrows = set(), {}, {}
    for line in lines[1:-1]:
        if match := re.fullmatch(r'    (\w+)(?:\[/|\[\(|\(\[|\[\[|\{\{|>|\[)"([^"]*)"(?:/\]|\)\]|\]\)|\]\]|\}\}|\]):::(\w+)', line):
            flow[match.group(1)] = (re.sub(r"#(\d+);", lambda m: chr(int(m.group(1))), match.group(2).replace("<br/>", "\n")), match.group(3))
        elif match := re.fullmatch(r"  classDef (\w+) fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}(?:,stroke-width:\dpx(?:,stroke-dasharray:\d+ \d+)?)?", line):
            classes.add(match.group(1))
        elif match := re.fullmatch(r"  (\w+) (?:-->\|([a-z ]+)\||-->|-\. extends \.->) (\w+)", line):
            arrows[match.group(1), match.group(3)] = match.group(2)
        elif not re.fullmatch(r'  subgraph all_\w+\["\w+"\]|  end', line):
            failures.append(f"{words}: Mermaid cannot be read: {line}")
    dots = {match.group(1): re.sub(r"\\(.)", lambda c: "\n" if c.group(1) == "n" else c.group(1), match.group(2)) for match in re.finditer(r'^    (\w+) \[label="((?:[^"\\]|\\.)*)"', made["dot"], re.M)}
    named = dict(re.findall(r'^    (\w+) \[label="(?:[^"\\]|\\.)*".* class="(\w+)"', made["dot"], re.M))
    lines = {(a, b): label for a, b, label in re.findall(r'^  (\w+) -> (\w+)(?: \[label="([^"]*)"[^\]]*\])?;$', made["dot"], re.M)}
    if set(flow) != set(nodes) or set(dots) != set(nodes) or set(arrows) != set(edges) or set(lines) != set(edges):
        failures.append(f"{words}: JSON, Mermaid and DOT show other nodes or edges")
    for name, node in nodes.items():
        state = node.get("state") if node.get("state") in STATES else node["kind"]
        parts = [node["name"], node["title"], ": ".join(one for one in (node.get("words"), node.get("detail")) if one)]
        label = "\n".join(one for i, one in enumerate(parts) if one)
        if flow.get(name) != (label, state) or state not in classes or dots.get(name) != label or named.get(name, node["kind"]) != state:
            failures.append(f"{words}: {name} is {label!r} {state}; Mermaid has {flow.get(name)}, DOT {dots.get(name)!r} {named.get(name)}")
    for ends, edge in edges.items():
        said = NEEDS.get(edge.get("state"))
        if arrows.get(ends) != said or (lines.get(ends) or None) not in ((said,) if said else (None, "extends")):
            failures.append(f"{words}: {ends} is {said}; Mermaid says {arrows.get(ends)}, DOT {lines.get(ends)}")
    return nodes, list(edges.values())


def council(folder):
    data = ["--data", "fixtures/council", "--as-of", "2026-03-31"]
    rules = ["rules/england", "rules/plans/banes_2012_looked_after.duly"]
    duly_run = subprocess.run([DULY, "run", *rules, *data, "--out", str(folder / "out"), "--files", "actions.csv,measures.csv"], cwd=SOURCE, capture_output=True, check=False)
    if duly_run.returncode not in (0, 4):
        failures.append(duly_run.stderr.decode())
    actions = {row["action"]: row["state"] for row in csv.DictReader(io.StringIO((folder / "out" / "actions.csv").read_text(encoding="utf-8-sig")))}
    nodes, _ = hold([*rules, *data, "--of", "report_yearly"], SOURCE)
    if {node["name"]: node["state"] for node in nodes.values() if node["kind"] == "action"} != {name: actions[name] for name in ("report_yearly", "make_reviews_timely", "assess_health_in_time", "notify_officers", "appoint_doctor_and_nurse")}:
        failures.append("the states of the actions differ from those in actions.csv")
    # Why the yearly report fails, worked out by hand from the rule files and actions.csv: what does not hold below it, and nothing that stands.
    nodes, edges = hold([*rules, *data, "--failing", "--of", "report_yearly", "--needs"], SOURCE)
    wanted = {"action_report_yearly", "action_make_reviews_timely", "action_assess_health_in_time", "action_notify_officers", "measure_initial_health_assessments", "measure_reviews_in_time",
              "timescale_care_reviews", "timescale_officer_appointed"}
    if set(nodes) != wanted:
        failures.append(f"below report_yearly there fail {sorted(nodes)}")
    everything, _ = hold([*rules, *data, "--failing"], SOURCE)
    if {node["name"] for node in everything.values() if node["kind"] == "action"} != {name for name, state in actions.items() if state in ("failing", "blocked", "unknown")}:
        failures.append("--failing shows other actions than those that fail or cannot be told")
    colours(duly(["graph", *rules, *data, "--state", "--of", "report_yearly", "--format", "svg"], SOURCE).split("<style>")[1].split("</style>")[0])
    return len(everything)


def hostile(folder):
    texts = ["<script>alert(1)</script>", "a & b \"c\" 'd'", "]]>", "\u202etxt.exe", "x" * 10000, "word " * 2000, "| pipe ` tick", "\u5b57" * 300, "</svg><a href='javascript:1'>"]
    doubled = [text.replace('"', '""') for text in texts]
    rules = 'record visit\n  visit_id text key\n  asked date\n  held date optional\nfeed visits\n  dates are yyyy-mm-dd\n  blank is ""\n  file "visits*.csv" gives visit\n    visit_id is "id"\n    asked is "asked"\n    held is "held"\n'
    for i, text in enumerate(doubled):
        rules += f'timescale t{i} "{text}"\n  for each visit\n  from visit.asked\n  to visit.held\n  within 5 days\naction a{i} "{text}"\n  due 1 January 2024\n  needs no breach of t{i}\n' + (f"  needs action a{i - 1}\n" if i else "")
    (folder / "hostile.duly").write_text(rules, encoding="utf-8")
    (folder / "visits.csv").write_text("id,asked,held\nV1,2024-01-01,\n", encoding="utf-8")
    words = ["hostile.duly", "--data", "visits.csv", "--as-of", "2024-02-01"]
    picture = duly(["graph", *words, "--state", "--format", "svg"], folder)
    if "\u202e" in picture or "<script" in picture:
        failures.append("a mark of direction or a script stands in the drawing")
    told = json.loads(duly(["graph", *words, "--state", "--format", "json"], folder))
    drawing(picture, {node["id"]: {**node, "words": node.get("words", "")} for node in told["nodes"]}, [node["id"] for node in told["nodes"]])
    if len(picture) > 60000:
        failures.append(f"long titles are not cut: {len(picture)} bytes")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        hostile(folder)
        shown = council(folder)
    for words in failures[:40]:
        print(words)
    print(f"graph of a run: {shown} nodes fail in the council, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
