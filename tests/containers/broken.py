"""Files that are broken, locked, encrypted or not what they are called."""
import csv
import io
import sqlite3
import zipfile

import files
from common import CHILDREN, RULES, VISIT_ROWS, VISITS, Folder, failures, findings, run, same


def wrong():
    """What cannot be read is told in one line and left out; nothing passes silently, and nothing takes long."""
    good = files.workbook({"children": [CHILDREN, ["A1", None]]})

    def without(part):
        return files.workbook({"children": [CHILDREN, ["A1", None]]}, change=lambda parts: parts.pop(part))

    def with_sheet(text):
        return files.workbook({"children": [CHILDREN]}, change=lambda parts: parts.update({"xl/worksheets/sheet1.xml": text}))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as one:
        one.writestr("children.csv", "child_id\nA1\n")
    laughs = "<!DOCTYPE x [<!ENTITY a \"ha\">" + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)) + "]><x><children><child_id>&j;</child_id></children></x>"
    bomb = with_sheet('<worksheet><sheetData><row><c r="A1" t="str"><v>' + "a" * 100_000_000 + "</v></c></row></sheetData></worksheet>")
    cases = {
        "cut.xlsx": (good[: len(good) // 2], "D0431", "cut off"),
        "no_sheet.xlsx": (without("xl/worksheets/sheet1.xml"), "D0432", "is not there"),
        "wrong_place.xlsx": (with_sheet('<worksheet><sheetData><row><c r="ZZZZ1" t="str"><v>x</v></c></row></sheetData></worksheet>'), "D0432", "at a place"),
        "wrong_text.xlsx": (with_sheet('<worksheet><sheetData><row><c r="A1" t="s"><v>77</v></c></row></sheetData></worksheet>'), "D0432", "that is not there"),
        "wrong_xml.xlsx": (with_sheet("<worksheet><sheetData>"), "D0432", "cut off or broken"),
        "bomb.xlsx": (bomb, "D0433", "unfolds to more"),
        "old.xls": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "D0431", "old Office file"),
        "password.xlsx": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "D0431", "password"),
        "letter.pdf": (b"%PDF-1.4\n", "D0431", "PDF"),
        "packed.zip": (archive.getvalue(), "D0431", "unpack"),
        "web.xls": (b"<html><table><tr><td>x</td></tr></table></html>", "D0402", "passed over"),
        "web.xlsx": (b"<html><table><tr><td>x</td></tr></table></html>", "D0431", "web page"),
        "encrypted.sqlite": (bytes(range(256)) * 16, "D0431", "encrypted"),
        "cut.sqlite": (b"SQLite format 3\0" + bytes(84), "D0432", "broken or encrypted"),
        "cut.xml": (b"<x>\n<children><child_id>A1</child_id></children>\n<chil", "D0432", "breaks off"),
        "laughs.xml": (laughs, "D0432", "entities"),
        "outside.xml": (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x><children><child_id>&e;</child_id></children></x>', "D0432", "entities"),
        "deep.xml": ("<x>" * 5000 + "</x>" * 5000, "D0433", "deep"),
        "cut.json": (b'[{"child_id": "A1"},\n {"child_id": ', "D0432", "breaks off"),
        "deep.json": ("[" * 100_000 + "]" * 100_000, "D0433", "deep"),
        "twice.json": (b'{"children": [{"child_id": "A1", "born": "2010-01-01", "born": "2011-01-01"}]}', "D0438", "`born` stands twice"),
        "nothing.json": (b"[]\n", "D0404", "no rows"),
        "lines.ndjson": (b'{"child_id": "A1"}\n{"child_id": \n{"child_id": "A2"}\n', "D0432", "this line"),
    }
    lines = {"cut.xml": "3", "cut.json": "2", "lines.ndjson": "2", "laughs.xml": "1", "twice.json": "1"}
    for name, (data, code, words) in cases.items():
        with Folder() as folder:
            files.write(folder / "data" / name, data)
            files.as_csv(folder / "data" / "visits.csv", VISITS, VISIT_ROWS[:1])
            files.write(folder / "data" / "Thumbs.db", bytes.fromhex("d0cf11e0a1b11ae1"))
            files.write(folder / "data" / "~$book.xlsx", bytes(165))
            done, out = run(folder)
            hit = [one for one in findings(out) if one["code"] == code and words in one["message"] + one["help"]]
            if len(hit) != 1 or (name in lines and hit[0]["line"] != lines[name]) or (name not in ("letter.pdf", "twice.json", "web.xls", "nothing.json") and done.returncode != 4):
                failures.append(f"{name}: expected {code} `{words}`, exit {done.returncode}, got {[(one['code'], one['line'], one['message']) for one in findings(out)]} {done.stderr[:300]}")


def databases():
    with Folder() as folder:
        path = folder / "data" / "base.db"
        path.parent.mkdir()
        base = sqlite3.connect(path)
        base.executescript('create table person (pid integer, dob date); insert into person values (7, 20100228), (8, 1262304000), (9, 1262304000000), (10, 2455197.5), (11, "2010-01-01"), (12, null);'
                           "create view children as select pid as child_id, dob as born from person where pid < 12;"
                           "create view endless as with recursive n(i) as (select 1 union all select i + 1 from n) select sum(i) as child_id from n;")
        base.commit()
        rules = RULES + "\ncheck late_born\n  for each child\n  must child.born is after 1 January 2010\n"
        _, out = run(folder, rules)
        born = sorted(one["key"] for one in csv.DictReader(io.StringIO(out["breaches.csv"])) if one["rule"] == "late_born")
        same("dates of a database", born, ["10", "11", "8", "9"])
        before = path.read_bytes()
        same("left as it was", (path.read_bytes() == before, sorted(p.name for p in path.parent.iterdir())), (True, ["base.db"]))
        base.execute("begin exclusive")
        base.execute("insert into person values (13, null)")
        done, out = run(folder, rules)
        same("locked", ([one["code"] for one in findings(out) if "in use" in one["message"]], done.returncode), (["D0432"], 4))
        base.rollback()
        base.execute("pragma journal_mode = wal")
        base.execute("insert into person values (14, null)")
        base.commit()
        done, out = run(folder, rules)
        same("log not written back", [one["code"] for one in findings(out) if "not yet in it" in one["message"]], ["D0432"])
        base.close()
        _, out = run(folder, rules)
        same("a database that logs ahead", [one["code"] for one in findings(out) if one["severity"] != "note"], [])
