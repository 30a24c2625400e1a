"""The records of rules/common, read from their files: a reader of its own that knows one declaration, `record`, and its fields."""
import pathlib
import re

TYPES = ("text", "number", "percentage", "money", "date", "moment", "yes_no", "choice")
HEAD = re.compile(r'^record\s+(?P<name>`[^`]+`|\w+)(?:\s+"[^"]*")?(?:\s+of\s+(?P<parent>\w+))?(?:\s+by\s+(?P<by>\w+))?\s*$')
FIELD = re.compile(r'^\s+(?P<name>`[^`]+`|\w+)\s+(?:"[^"]*"\s+)?(?P<type>' + "|".join(TYPES) + r')\b(?P<rest>.*)$')


class Record:
    def __init__(self, name, parent, by, file):
        self.name, self.parent, self.by, self.file = name, parent, by, file
        self.fields = []        # (name as written, type, marks)

    @property
    def key(self):
        return next((name for name, _, marks in self.fields if "key" in marks), None)

    @property
    def orders(self):
        return next((name for name, _, marks in self.fields if "orders" in marks), None)

    def has(self, field):
        return any(name.strip("`") == field.strip("`") for name, _, _ in self.fields)


def read(source):
    """Record by name, in the order of the files and of their lines."""
    found = {}
    for path in sorted(pathlib.Path(source, "rules", "common").glob("*.duly"), key=lambda p: (p.name != "records.duly", p.name)):
        record = None
        for line in path.read_text(encoding="utf-8").splitlines():
            code = line.split("#")[0].rstrip() if '"' not in line else line.rstrip()
            head = HEAD.match(code)
            if head:
                record = Record(head["name"], head["parent"], head["by"], path.name)
                found[record.name] = record
            elif not code.startswith(" "):
                if code:
                    record = None
            elif record is not None:
                field = FIELD.match(code)
                if field:
                    marks = re.findall(r"\b(key|orders|optional|planned|shown|with \w+)\b", re.sub(r"^\s+of\s.*?(?=\s{2,}|$)", " ", field["rest"]))
                    record.fields.append((field["name"], field["type"], marks))
    return found
