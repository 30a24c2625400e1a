"""What only workbooks have: formats of numbers, shared texts, merged cells, titles above the header."""
import csv
import datetime
import io

import files
from common import CHILDREN, RULES, Folder, findings, run, same, shown
from files import Styled


def dates_of(held, **more):
    """The breaches' `done` days of visits whose `held` cell is as given."""
    with Folder() as folder:
        data = folder / "data"
        files.as_csv(data / "children.csv", CHILDREN, [["A1", None]])
        rows = [["visit_id", "child", "held"]] + [[f"v{n}", "A1", cell] for n, cell in enumerate(held, 1)]
        files.write(data / "book.xlsx", files.workbook({"visits": rows}, **more))
        _, out = run(folder, RULES.replace("dates are dd/mm/yyyy or yyyy-mm-dd or yyyy-mm-dd hh:mm:ss", "dates are dd/mm/yyyy").replace("from 1 January 2024", "from 1 January 1900").replace("  held      date\n", "  held      date shown\n"))
        breaches = {one["key"]: one["done"] for one in csv.DictReader(io.StringIO(out["breaches.csv"])) if one["rule"] == "held_soon"}
        return [breaches.get(f"v{n}", "") for n in range(1, len(held) + 1)], [(one["text"], one["code"]) for one in findings(out) if one["column"] == "held"]


def dates_in_workbooks():
    day = datetime.date(2024, 2, 29)
    number = files.serial(day)
    same("dates by format", dates_of([Styled(number, "date"), Styled(number + 0.5, "moment"), Styled(number, "own date"), "29/02/2024", "<t=\"d\"><v>2024-02-29T00:00:00</v>"])[0], ["2024-02-29"] * 5)
    same("dates from 1904", dates_of([Styled(files.serial(day, True), "date")], from_1904=True)[0], ["2024-02-29"])
    same("days about the false one", dates_of([Styled(59, "date"), Styled(61, "date"), Styled(60, "date")]), (["1900-02-28", "1900-03-01", ""], [("1900-02-29", "D0412")]))
    same("numbers that are no dates", dates_of([Styled(number, "length"), Styled(number, "words"), number]), (["", "", ""], [(str(number), "D0412")] * 3))
    same("a moment rounded to its second", dates_of([Styled(number + 0.999999, "moment")])[0], ["2024-03-01"])


def texts_in_workbooks():
    with Folder() as folder:
        data = folder / "data"
        files.as_csv(data / "children.csv", CHILDREN, [["A1", None]])
        rows = [["visit_id", "child", "held", "seen", "share", "miles", "words"],
                ["<t=\"s\"><v>0</v>", "A1", "01/02/2024", False, Styled(0.954, "per cent"), 100.60000000000001, "x"],
                [Styled(123, "noughts"), "A1", "01/02/2024", True, Styled(1, "per cent"), 1e2, "#N/A"],
                ["<t=\"str\"><f>A1</f><v>f_x0041_1</v>", "A1", "01/02/2024", None, "95.5%", "<><f>1+1</f>", "y"]]
        files.write(data / "book.xlsx", files.workbook({"visits": rows}, strings_first=["<r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh>"]))
        _, out = run(folder)
        breaches = sorted((one["rule"], one["key"]) for one in csv.DictReader(io.StringIO(out["breaches.csv"])))
        same("cells of a workbook", breaches, [(rule, key) for rule in ("held_soon", "morning") for key in ("00000123", "fA1", "rich")] + [("most", "rich"), ("near", "rich"), ("was_seen", "fA1"), ("was_seen", "rich")])
        same("failed formulas", [(one["file"], one["line"], one["column"], one["text"]) for one in findings(out) if one["code"] == "D0412"],
             [("data/book.xlsx/visits", "3", "words", "#N/A"), ("data/book.xlsx/visits", "4", "miles", "#N/A")])
        same("places of cells", [line.split(": ")[0] for line in shown(folder).stdout.splitlines() if "D0412" in line], ["data/book.xlsx/visits!G3", "data/book.xlsx/visits!F4"])


def shape_of_sheets():
    with Folder() as folder:
        data = folder / "data"
        rows = [["Extract of the case system"], [], ["made on", Styled(45000, "date")], ["visit_id", "child", "held", None, "seen"], ["v1", "A1", "01/02/2024", "astray", "yes"], [],
                ["v2", None, "02/02/2024"], ["v3", None, "03/02/2024", None, None, None, None, "beside"]]
        files.write(data / "book.xlsx", files.workbook({"Children": [CHILDREN, ["A1", None]], "Visits": rows, "Empty": [], "Cover": [["about"]]}, hidden=["Visits"],
                                                       merged={"Visits": ["A1:C1", "B5:B8"]}))
        done, out = run(folder)
        same("rows of merged cells", sorted(one["key"] for one in csv.DictReader(io.StringIO(out["breaches.csv"])) if one["rule"] == "held_soon"), ["v1", "v2", "v3"])
        told = [(one["code"], one["file"], one["line"], one["count"]) for one in findings(out) if one["code"] in ("D0434", "D0435", "D0436", "D0437")]
        book = "data/book.xlsx"
        same("what is said of sheets", sorted(told), sorted([("D0434", book + "/Visits", "4", "1"), ("D0435", book + "/Visits", "5", "2"), ("D0436", book + "/Visits", "", "1"), ("D0436", book + "/Visits", "", "1"),
                                                             ("D0436", book + "/Empty", "", "1"), ("D0437", book, "", "1")]))
        same("exit of a workbook with notes", done.returncode, 0)
