"""Lies: each alters an explanation in one place, and gives whether it could."""
import datetime
import re


def _day(text, by):
    return (datetime.date.fromisoformat(text[:10]) + datetime.timedelta(days=by)).isoformat() + text[10:]


def _dates_of(proof, *names):
    return [name for name in names if isinstance(proof.get(name), str)]


def due_moved(node, chance):
    proof = node["proof"]
    if proof["is"] != "timescale" or proof["settled_by"] or not isinstance(proof["due"], str) or not proof["limit"] or not isinstance(proof["start"], str):
        return False
    proof["due"] = _day(proof["due"], chance.choice((-1, 1)))
    return True


def done_moved(node, chance):
    proof = node["proof"]
    if proof["is"] != "timescale" or proof["settled_by"] or not isinstance(proof["done"], str) or proof["version"]["shape"] == "windows":
        return False
    proof["done"] = _day(proof["done"], chance.choice((-1, 1)))
    return True


def start_moved(node, chance):
    proof = node["proof"]
    if proof["is"] != "timescale" or proof["settled_by"] or not isinstance(proof["due"], str) or not proof["limit"] or not isinstance(proof["start"], str):
        return False
    if proof["limit"]["unit"] not in ("days", "weeks"):
        return False
    proof["start"] = _day(proof["start"], chance.choice((-1, 1)))
    return True


def outcome_changed(node, chance):
    proof = node["proof"]
    if proof["is"] == "timescale" and not proof["settled_by"] and proof["outcome"] in ("met", "late", "overdue", "due_soon", "due") and proof["limit"]:
        others = [one for one in ("met", "late", "overdue", "late_with_reason") if one != proof["outcome"]]
    elif proof["is"] == "check" and proof["outcome"] in ("met", "breached"):
        others = ["met", "breached", "unknown"]
        others.remove(proof["outcome"])
    else:
        return False
    proof["outcome"] = node["state"] = chance.choice(others)
    return True


def cell_changed(node, chance):
    """A cell that the files do not have."""
    cells = [cell for cell in node["proof"]["values"] if "raw" in cell and "state" not in cell and cell["type"] == "date"]
    if not cells:
        return False
    cell = chance.choice(cells)
    cell["value"] = _day(cell["value"], 7)
    return True


def raw_changed(node, chance):
    """The lie goes down to what is said to stand in the file."""
    cells = [cell for cell in node["proof"]["values"] if "raw" in cell and "state" not in cell and cell["type"] == "date"]
    if not cells:
        return False
    cell = chance.choice(cells)
    cell["value"] = _day(cell["value"], 7)
    cell["raw"] = re.sub(r"\d{4}-\d\d-\d\d", cell["value"][:10], cell["raw"])
    return True


def line_changed(node, chance):
    """A cell of another row: its text is not there."""
    cells = [cell for cell in node["proof"]["values"] if "raw" in cell and cell["type"] == "text" and "state" not in cell and cell["value"] == cell["raw"]
             and re.search(r"_id$", cell["field"])]
    if not cells:
        return False
    chance.choice(cells)["line"] += 1
    return True


def _conditions(term, out):
    if isinstance(term.get("value"), bool) and term["op"] not in ("literal", "define", "any", "every", "no"):
        out.append(term)
    for part in term.get("args", []):
        _conditions(part, out)
    return out


def condition_flipped(node, chance):
    proof = node["proof"]
    terms = [one for clause in proof.get("clauses", []) if "term" in clause for one in _conditions(clause["term"], [])]
    if not terms:
        return False
    term = chance.choice(terms)
    term["value"] = not term["value"]
    return True


def field_changed(node, chance):
    """A condition is said to have read another value than its cell has."""
    def leaves(term, out):
        if term["op"] == "field" and isinstance(term.get("value"), str) and "last" not in term and re.fullmatch(r"\d{4}-\d\d-\d\d", term["value"]):
            out.append(term)
        for part in term.get("args", []):
            leaves(part, out)
        return out
    terms = [one for clause in node["proof"].get("clauses", []) if "term" in clause for one in leaves(clause["term"], [])]
    if not terms:
        return False
    term = chance.choice(terms)
    term["value"] = _day(term["value"], 30)
    return True


def limit_changed(node, chance):
    proof = node["proof"]
    if proof["is"] != "timescale" or proof["settled_by"] or not proof["limit"] or not isinstance(proof["due"], str) or proof["moved"] or proof["version"]["shape"] == "windows":
        return False
    proof["limit"]["amount"] = str(int(float(proof["limit"]["amount"])) + 1)
    return True


def holiday_left_out(node, chance):
    closed = node["proof"].get("closed")
    if not closed:
        return False
    closed.pop(chance.randrange(len(closed)))
    return True


def holiday_invented(node, chance):
    proof = node["proof"]
    if proof["is"] != "timescale" or proof["settled_by"] or not proof["limit"] or proof["limit"]["unit"] != "working days" or not isinstance(proof["due"], str):
        return False
    if not isinstance(proof["start"], str):
        return False
    proof["closed"].append({"date": proof["due"][:10], "name": "Founder's day"})
    return True


def lateness_changed(node, chance):
    proof = node["proof"]
    if proof["is"] != "timescale" or not proof["late_by"] or not isinstance(proof["due"], str) or (proof["done"] is not None and not isinstance(proof["done"], str)):
        return False
    if proof["outcome"] != "overdue" and not isinstance(proof["done"] or proof["stop"], str):
        return False
    proof["late_by"]["amount"] = str(int(proof["late_by"]["amount"]) + 1)
    return True


def version_changed(node, chance):
    """The rule of another time."""
    version = node["proof"].get("version")
    proof = node["proof"]
    if proof["is"] != "timescale" or not version or proof["settled_by"] or proof["from"] is None or version["shape"] == "two tiers" or any(c["clause"] in ("chosen by", "version from") for c in proof["clauses"]):
        return False
    if not isinstance(proof["from"], str):
        return False
    version["from"] = _day(proof["from"][:10], 1)
    return True


def entry_left_out(node, chance):
    proof = node["proof"]
    if proof["is"] != "measure" or not proof.get("entries") or proof["kind"] == "reported" or not proof["kind"].startswith("percentage"):
        return False
    proof["entries"].pop(chance.randrange(len(proof["entries"])))
    return True


def entry_counts_otherwise(node, chance):
    proof = node["proof"]
    if proof["is"] != "measure" or not proof["kind"].startswith("percentage") or not proof.get("entries"):
        return False
    entry = chance.choice(proof["entries"])
    entry["counts"] = "denominator" if entry["counts"] == "numerator" else "numerator"
    return True


def share_changed(node, chance):
    proof = node["proof"]
    if proof["is"] != "measure" or not proof["kind"].startswith("percentage") or not proof.get("entries") or proof["unknown"]:
        return False
    proof["numerator"] += 1
    return True


def grade_changed(node, chance):
    proof = node["proof"]
    bands = proof.get("bands") if proof["is"] == "measure" else None
    if not bands or bands["best"] is None or bands["best"] != bands["worst"] or bands["compared"] or proof["worst"] != proof["best"]:
        return False
    if any(band["kind"] not in ("at least", "at most", "otherwise") or len(band) > 3 for band in bands["list"]):
        return False
    others = [band["grade"] for band in bands["list"] if band["grade"] != bands["best"]]
    if not others:
        return False
    bands["best"] = bands["worst"] = node["state"] = chance.choice(others)
    return True


def need_changed(node, chance):
    proof = node["proof"]
    if proof["is"] != "action":
        return False
    lines = [line for line in proof["needs"] if line["state"] in ("holds", "does_not_hold")]
    if not lines:
        return False
    line = chance.choice(lines)
    line["state"] = "holds" if line["state"] == "does_not_hold" else "does_not_hold"
    return True


def proof_of_another(node, chance):
    """The words of one outcome over the proof of another."""
    if node["proof"]["is"] not in ("timescale", "check"):
        return False
    node["state"] = "met" if node["state"] != "met" else "excluded"
    return True


TAMPERS = {name: value for name, value in list(globals().items()) if callable(value) and not name.startswith("_")}
