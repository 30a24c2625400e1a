"""What the examples of pages need beside their text: files that no text can be, by the words in brackets behind `wrong` or `right`."""
import importlib.util
import pathlib

_spec = importlib.util.spec_from_file_location("files", pathlib.Path(__file__).resolve().parent.parent / "containers" / "files.py")
files = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(files)


def sheets(text, *names, hidden=()):
    """A workbook: a line a row, `|` between cells, `--` between sheets."""
    tables = [[[cell.strip() or None for cell in line.split("|")] for line in one.splitlines()] for one in text.split("--\n")]
    return files.workbook(dict(zip(names or ("Children",), tables)), hidden=hidden)


def nested(text):
    return text.replace("[", "[" * 20).replace("]", "]" * 20)


def bracketed(text):
    return text.replace("(", "(" * 9).replace(")", ")" * 9)


def many(text):
    return "\n".join(text.replace(" one\n", f" c{at}\n") for at in range(120))


def dangling(path, text):
    path.symlink_to(text.strip())


MAKERS = {
    "saved as ANSI": lambda text: text.encode("cp1252"),
    "saved as UTF-8": lambda text: text.encode("utf-8"),
    "with zero bytes for the question marks": lambda text: text.replace("?", "\0"),
    "saved as Excel 97-2003 Workbook": lambda text: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + text.encode("utf-8"),
    "and so on, 200 in each other": nested,
    "and so on, 100 in each other": bracketed,
    "and so on, 120 checks": many,
    "and so on, for 17 MB": lambda text: text * (17_000_000 // len(text) + 1),
    "with a sheet Children": sheets,
    "the sheet Children is hidden": lambda text: sheets(text, "Children", hidden=("Children",)),
    "with a sheet Children and a sheet Cover": lambda text: sheets(text, "Children", "Cover"),
    "the feed says: blank is 1900-01-01": lambda text: text,
}


def make(path, form, words, text):
    """Writes one example; `words` stand in brackets on its page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if words == "a link to a file that was moved away":
        return dangling(path, text)
    data = MAKERS[words](text) if words else sheets(text) if form == "xlsx" else text
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
