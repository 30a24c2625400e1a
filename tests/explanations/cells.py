"""The cells that a proof names, compared with the files: the text that stands there, and what it was understood as."""
import csv
import datetime
import io
import os
import re
import zoneinfo

from values import Value, need, read

LONDON = zoneinfo.ZoneInfo("Europe/London")
STATES = ("partial", "blank", "missing", "unreadable", "no_column", "not_yet", "perhaps_not_yet")


class Files:
    """CSV files by path, each row by its line; and every text that a feed quotes, for the spellings of its codes."""

    def __init__(self, root):
        self.root, self.tables, self.quoted, self.spelt, self.skipped = root, {}, set(), {}, 0
        for folder, _, names in os.walk(os.path.join(root, "rules")):
            for name in names:
                path = os.path.join(folder, name)
                if name.endswith(".duly"):
                    with open(path, encoding="utf-8") as file:
                        self.quoted.update(text.replace('""', '"').lower() for text in re.findall(r'"((?:[^"]|"")*)"', file.read()))
                elif name.endswith(".csv") and "feeds" in path:
                    with open(path, encoding="utf-8-sig", newline="") as file:
                        self.quoted.update(cell.strip().lower() for row in csv.reader(file) for cell in row)
        self.patterns = [re.compile(".*".join(map(re.escape, text.split("*")))) for text in self.quoted if "*" in text]

    def table(self, path):
        if path not in self.tables:
            rows = {}
            with open(os.path.join(self.root, path), "rb") as file:
                data = file.read()
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("cp1252", "replace")     # what Windows programs write where it is not UTF-8
            reader = csv.reader(io.StringIO(text, newline=""))
            headers, last = next(reader), reader.line_num
            for row in reader:
                rows[last + 1] = row
                last = reader.line_num
            self.tables[path] = (headers, rows)
        return self.tables[path]

    def text(self, path, line, header):
        headers, rows = self.table(path)
        need(line in rows, path, "has no row in line", line)
        need(header in headers, path, "has no column", header)
        row = rows[line]
        return row[headers.index(header)].strip() if headers.index(header) < len(row) else ""


def fold(text):
    return re.sub(r"[\s_\-]+", "", text.lower())


def day_of(raw):
    for pattern, order in ((r"(\d{4})-(\d\d)-(\d\d)(?:[ T].*)?", (1, 2, 3)), (r"(\d\d?)/(\d\d?)/(\d{4})(?:[ T].*)?", (3, 2, 1))):
        found = re.fullmatch(pattern, raw)
        if found:
            return datetime.date(*(int(found[part]) for part in order))
    return None


def there(day, clock):
    """A time of London; one that the clocks pass over in spring is an hour later."""
    time = datetime.datetime.combine(day, datetime.time.fromisoformat(clock))
    back = time.replace(tzinfo=LONDON).astimezone(datetime.timezone.utc).astimezone(LONDON).replace(tzinfo=None)
    return back


class Cells:
    """The cells of one proof; every one is read from its file again."""

    def __init__(self, files, as_of):
        self.files, self.as_of = files, as_of

    def check(self, cell):
        state, kind = cell.get("state", "known"), cell["type"]
        need(state == "known" or state in STATES, "a cell that is", state)
        where = f"{cell['record']}.{cell['field']} of {cell['key']}"
        if state in ("known", "partial"):
            need(cell["value"] is not None, where, "is known and has no value")
        low, high = read(cell["value"], "text" if kind in ("text", "choice") else kind), read(cell.get("last"), kind)
        if "file" in cell and "raw" in cell:
            raw = self.files.text(cell["file"], cell["line"], cell["header"])
            need(raw == cell["raw"].strip(), where, "stands in the file as", repr(raw), "and is shown as", repr(cell["raw"]))
            self.understood(cell, state, kind, raw, low, where)
        elif "file" in cell and "cells" in cell:
            parts = [self.files.text(cell["file"], cell["line"], part["header"]) for part in cell["cells"]]
            need(parts == [part["raw"].strip() for part in cell["cells"]], where, "is joined of", parts)
            need(state != "known" or all(not part or part in str(cell["value"]) for part in parts), where, "is not joined of", parts)
        else:
            need("raw" not in cell, where, "has a text and no file")
            self.files.skipped += 1
        return Value(state, low, high if high is not None else low)

    def understood(self, cell, state, kind, raw, low, where):
        by = cell.get("understood", {}).get("by")
        if state in ("blank", "missing", "no_column"):
            need(raw == "" or by == "spelling" or raw.lower() in self.files.quoted or day_of(raw) is not None or "part" in cell.get("understood", {}),
                 where, "is", state, "and the file has", repr(raw))
            return
        if state == "not_yet":
            day = day_of(raw)
            need("with" in cell or (day is not None and day > self.as_of.date()) or day is None or "T" in raw or " " in raw, where, "is not there yet and the file has", repr(raw))
            return
        if state == "unreadable":
            need(raw != "", where, "is unreadable and blank")
            return
        if by == "spelling":
            meaning = self.files.spelt.setdefault((cell["understood"]["feed"], cell["record"], cell["field"], raw.lower()), low)
            need(meaning == low, where, repr(raw), "means", low, "here and", meaning, "there")
            need(raw.lower() in self.files.quoted or any(pattern.fullmatch(raw.lower()) for pattern in self.files.patterns), where, repr(raw), "is spelt in no feed")
        elif by in ("fixed value", "year ending", "joined columns"):
            return
        elif kind in ("date", "moment"):
            day = day_of(raw)
            need(day is not None, where, "is a date and the file has", repr(raw))
            if state == "partial":
                return
            if isinstance(low, datetime.datetime):
                clock = re.search(r"[ T](\d\d:\d\d)", raw)
                need(clock is not None and low.replace(second=0) == there(day, clock[1]), where, "is", low, "and the file has", repr(raw))
            else:
                need(low == day, where, "is", low, "and the file has", repr(raw))
        elif kind in ("number", "money", "percentage"):
            need(read(re.sub(r"[£,\s]", "", raw)) == low, where, "is", low, "and the file has", repr(raw))
        elif kind == "text":
            need(str(cell["value"]).strip() == raw, where, "is", repr(cell["value"]), "and the file has", repr(raw))
        else:
            need(fold(str(cell["value"])) == fold(raw) or (kind == "yes_no" and raw.lower() in self.files.quoted), where, "is", cell["value"], "and the file has", repr(raw))
