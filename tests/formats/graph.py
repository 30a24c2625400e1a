#!/usr/bin/env python3
"""Reads the graphs that `duly graph` writes with parsers of its own, and holds that all formats tell the same.

    graph.py DULY SOURCE_DIR
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

DULY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
failures = []
KINDS = ["calendar", "record", "define", "timescale", "check", "measure", "action"]

ODD = r'''record child "A ""child"" [or] {two} (three) | a; b # c <d> & `e`"
  `end` text
  team text
record `sub graph` of child
  held date
define `class` for each child is child.team is known
check `end` "50% #quot; \ done"
  for each child
  must `class`
check `Z e` "<br/> --> x"
  for each `sub graph`
  must `sub graph`.held is known
'''


def graph(words, folder, path=None):
    environment = dict(os.environ, **({"PATH": path} if path is not None else {}))
    done = subprocess.run([DULY, "graph", *words], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.stdout, done.stderr, done.returncode


def unescaped(text):
    """Mermaid's entities, then its line break."""
    return re.sub(r"#(\d+);", lambda m: chr(int(m.group(1))), text.replace("<br/>", "\n"))


def mermaid(text):
    """Nodes id -> (label, kind, box) and edges, read line by line; any line of another shape is a failure."""
    shapes = {"[/": "/]", "[(": ")]", "([": "])", "[[": "]]", "{{": "}}", ">": "]", "[": "]"}
    lines = text.split("\n")
    if lines[0] != "flowchart LR" or lines[-1] != "":
        failures.append("a Mermaid graph begins with `flowchart LR` and ends with a line end")
    nodes, edges, styles, box = {}, [], set(), None
    for line in lines[1:-1]:
        if match := re.fullmatch(r'  subgraph (all_[A-Za-z]+)\["([A-Za-z]+)"\]', line):
            box = match.group(2)
        elif line == "  end":
            box = None
        elif match := re.fullmatch(r"  classDef ([a-z]+) fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}", line):
            styles.add(match.group(1))
        elif match := re.fullmatch(r"  ([A-Za-z0-9_]+) (-->|-\. extends \.->) ([A-Za-z0-9_]+)", line):
            edges.append((match.group(1), match.group(3), "extends" if "extends" in match.group(2) else "needs"))
        elif match := re.fullmatch(r'    ([A-Za-z0-9_]+)(\[/|\[\(|\(\[|\[\[|\{\{|>|\[)"([^"]*)"(/\]|\)\]|\]\)|\]\]|\}\}|\]):::([a-z]+)', line):
            name, opens, label, closes, kind = match.groups()
            if shapes[opens] != closes or not box or name in nodes or re.search(r'[\[\](){}|`\\&]|<(?!br/>)|#(?!\d+;)', label):
                failures.append(f"Mermaid: {line}")
            nodes[name] = (unescaped(label), kind, box)
        else:
            failures.append(f"Mermaid cannot be read: {line}")
    for name, (_, kind, _) in nodes.items():
        if kind not in styles or name in ("end", "graph", "subgraph", "class"):
            failures.append(f"Mermaid: {name} has no style, or is a word of Mermaid")
    return nodes, edges


def dot(text):
    nodes = {m.group(1): re.sub(r"\\(.)", lambda c: "\n" if c.group(1) == "n" else c.group(1), m.group(2))
             for m in re.finditer(r'^    (\w+) \[label="((?:[^"\\]|\\.)*)"', text, re.M)}
    return nodes, [(a, b, "extends" if look else "needs") for a, b, look in re.findall(r'^  (\w+) -> (\w+)( \[label="extends", [^\]]*\])?;$', text, re.M)]


def reach(start, edges, forward):
    seen, queue = {start}, [start]
    while queue:
        at = queue.pop()
        for a, b, _ in edges:
            one, other = (a, b) if forward else (b, a)
            if one == at and other not in seen:
                seen.add(other)
                queue.append(other)
    return seen


def hold(rules, folder):
    text = graph([rules, "--format", "json"], folder)[0]
    told = json.loads(text)
    if list(told) != ["schema", "ruleset", "nodes", "edges"] or told["schema"] != 1 or list(told["ruleset"]) != ["title", "version"]:
        failures.append(f"{rules}: the JSON is not of schema 1")
    for node in told["nodes"]:
        if list(node) != ["id", "kind", "name", "title", "file", "line"] or node["kind"] not in KINDS or node["line"] < 1:
            failures.append(f"{rules}: {node}")
        elif node["name"] not in (folder / node["file"]).read_text(encoding="utf-8").split("\n")[node["line"] - 1].replace('""', '"'):
            failures.append(f"{rules}: {node} is declared elsewhere")
    wanted = {node["id"]: node["name"] + ("\n" + node["title"] if node["title"] else "") for node in told["nodes"]}
    edges = [(edge["from"], edge["to"], edge["kind"]) for edge in told["edges"]]
    if len(wanted) != len(told["nodes"]) or len(set(edges)) != len(edges) or any(end not in wanted for edge in edges for end in edge[:2]) or any(edge[2] not in ("needs", "extends") for edge in edges):
        failures.append(f"{rules}: ids stand twice, or an edge has no end")
    if [KINDS.index(node["kind"]) for node in told["nodes"]] != sorted(KINDS.index(node["kind"]) for node in told["nodes"]):
        failures.append(f"{rules}: the kinds stand out of order")

    flow = graph([rules, "--format", "mermaid"], folder)[0]
    nodes, arrows = mermaid(flow)
    if {name: label for name, (label, _, _) in nodes.items()} != wanted or arrows != edges:
        failures.append(f"{rules}: Mermaid tells otherwise")
    drawn = graph([rules], folder)[0]
    if dot(drawn) != (wanted, edges):
        failures.append(f"{rules}: DOT tells otherwise")
    if drawn != graph([rules, "--format", "dot"], folder)[0] or flow != graph([rules, "--format", "mermaid"], folder)[0]:
        failures.append(f"{rules}: not the same twice")
    if shutil.which("dot"):
        picture, errors, code = graph([rules, "--format", "svg"], folder)
        if code != 0:
            failures.append(f"{rules}: SVG ended with {code}: {errors}")
        else:
            space = "{http://www.w3.org/2000/svg}"
            groups = [g for g in xml.etree.ElementTree.fromstring(picture).iter(space + "g")]
            count = {kind: sum(g.get("class") == kind for g in groups) for kind in ("node", "edge", "cluster")}
            if count["node"] != len(wanted) or count["edge"] != len(edges) or count["cluster"] != len({n["kind"] for n in told["nodes"]}):
                failures.append(f"{rules}: the SVG shows {count}")
    return told, edges


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(SOURCE / "rules", folder / "rules")
        (folder / "odd.duly").write_text(ODD, encoding="utf-8")
        hold("odd.duly", folder)
        told, edges = hold("rules", folder)
        # Who extends whom, read from the rule files themselves.
        text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((folder / "rules").rglob("*.duly")))
        extends = {(f"{kind}_{base}", f"{kind}_{name}") for kind, name, base in re.findall(r'^(calendar|timescale) (\w+) (?:"(?:[^"]|"")*" )?extends (\w+)', text, re.M)}
        if {(a, b) for a, b, kind in edges if kind == "extends"} != extends or not any(a.startswith("timescale") for a, _ in extends):
            failures.append(f"extends: {sorted(extends)[:5]} ... in the rule files, otherwise in the graph")
        for node in [n for n in told["nodes"] if n["kind"] in ("measure", "action", "calendar")][:6]:
            for options, up, down in ((["--needs"], True, False), (["--needed-by"], False, True), ([], True, True), (["--needs", "--needed-by"], True, True)):
                part = json.loads(graph(["rules", "--format", "json", "--of", node["name"], *options], folder)[0])
                expected = (reach(node["id"], edges, False) if up else {node["id"]}) | (reach(node["id"], edges, True) if down else set())
                if {n["id"] for n in part["nodes"]} != expected:
                    failures.append(f"--of {node['name']} {options}: {len(part['nodes'])} nodes, not {len(expected)}")
                if [(e["from"], e["to"], e["kind"]) for e in part["edges"]] != [e for e in edges if e[0] in expected and e[1] in expected]:
                    failures.append(f"--of {node['name']} {options}: other edges")
        # Without Graphviz: a sentence that says how to come by it, and nothing drawn.
        picture, errors, code = graph(["odd.duly", "--format", "svg"], folder, path="/nonexistent")
        if (picture, code) != ("", 1) or "install" not in errors or "Graphviz" not in errors:
            failures.append(f"without Graphviz: {code} {errors}")
    for words in failures[:40]:
        print(words)
    print(f"graph: {len(told['nodes'])} nodes, {len(edges)} edges, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
