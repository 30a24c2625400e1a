"""Terms over the rows below a record: any, no, every, count, sum, average, earliest, latest, and the windows of `in any`."""
from fractions import Fraction

from rule_files import months_on, plain_day
from values import BLANK, DAY, MISSING, both, known, need, opposite, read, singular


def aggregate(terms, term):
    op, rows = term["op"], []
    open_rows = "not_told" in term or "left_out_until" in term or term.get("left_out", 0) > 0
    for row in term["rows"]:
        where = terms.answer(row["where"]) if "where" in row else True
        if where is False:
            need("what" not in row and "has" not in row, "a row that does not count, with a figure")
            continue
        if row.get("certain") is False:
            where = None
        rows.append((where, row))
    if op in ("any", "no", "every"):
        answers = []
        for where, row in rows:
            has = terms.answer(row["has"]) if "has" in row else op != "every"
            answers.append(both(where, has) if op != "every" else opposite(both(where, opposite(has))))
        if op == "every":
            found = False if False in answers else None if None in answers else True
            return None if open_rows and found is not False else terms.of_answer(found)
        found = True if True in answers else None if None in answers else False
        if open_rows and found is not True:
            return None
        return terms.of_answer(found if op == "any" else opposite(found))
    if open_rows or any(where is None for where, _ in rows):
        for _, row in rows:
            if "what" in row:
                terms.value(row["what"])
        return None
    if "window" in term:
        return window(terms, term, [row for _, row in rows])
    if op == "count":
        return known(Fraction(len(rows)))
    values = [(terms.value(row["what"]), row) for _, row in rows]
    if op in ("earliest", "latest"):
        return picked(terms, op, values)
    if any(value.state not in ("known", "blank") or (value.state == "known" and not value.exact()) for value, _ in values):
        return None if any(value.state in ("known", "doubt") and not value.exact() for value, _ in values) else MISSING
    numbers = [value.low for value, _ in values if value.state == "known"]
    if op == "sum":
        return known(sum(numbers, Fraction(0)))
    return known(sum(numbers, Fraction(0)) / len(numbers)) if numbers else MISSING


def picked(terms, op, values):
    latest = op == "latest"
    by_order = any("orders" in row for _, row in values)
    if by_order:
        ordered = [(terms.cell(row.get("orders")), value) for value, row in values]
        if any(order.state not in ("known", "blank", "not_yet") for order, _ in ordered):
            return None
        ordered = [(plain_day(order.low), order.low, value) for order, value in ordered if order.state == "known"]
        if not ordered:
            return BLANK
        best = (max if latest else min)(at for _, at, _ in ordered)
        of_that_day = [value for _, at, value in ordered if at == best]
        return of_that_day[-1 if latest else 0]
    if any(value.state == "missing" or value.state == "doubt" or (value.state == "known" and not value.exact()) for value, _ in values):
        return None
    there = [value.low for value, _ in values if value.state == "known"]
    return known((max if latest else min)(there)) if there else BLANK


def window(terms, term, rows):
    """The highest figure of all windows of the length: each that begins on a day where something may change is looked at."""
    length = terms.value(term["args"][-1])
    if not length.exact():
        return None
    unit, amount = singular(term["args"][-1]["unit"]), int(length.low)

    def last(day):
        if unit in ("month", "year"):
            return months_on(day, amount * (12 if unit == "year" else 1)) - DAY
        return day + DAY * (amount * (7 if unit == "week" else 1) - 1)

    weights = {}
    for row in rows:
        if "from" in row:
            days = terms.days_of(row, plain_day(terms.as_of) - DAY * 40_000, plain_day(terms.as_of) + DAY * 4_000)
            if days is None:
                return None
            for day in days:
                weights[day] = weights.get(day, 0) + 1
            continue
        order = terms.cell(row.get("orders"))
        if order.state in ("blank", "not_yet"):
            continue
        value = terms.value(row["what"]) if "what" in row else known(Fraction(1))
        if order.state != "known" or value.state not in ("known", "blank") or (value.state == "known" and not value.exact()):
            return None
        if value.state == "known":
            day = plain_day(order.low)
            weights[day] = weights.get(day, 0) + value.low
    if not weights:
        return known(Fraction(0))
    days = sorted(weights)
    first = days[0]
    starts = {day for day in days} | {first}
    # Of spans the best window may also end with a span: its start is found by going back from there.
    for day in days:
        start = day
        while last(start) > day:
            start -= DAY
        starts.add(start)
        if last(start) < day:
            starts.add(start + DAY)
    best = max(sum((weights[day] for day in days if start <= day <= last(start)), Fraction(0)) for start in starts)
    best = max(best, Fraction(0))
    shown = term["window"]
    if shown:
        begin, end = read(shown["from"]), read(shown["to"])
        if begin is not None and end is not None:
            need(end == last(begin) or best == 0, "a window from", begin, "to", end)
            need(best == 0 or sum((weights[day] for day in days if begin <= day <= end), Fraction(0)) == best, "a window that does not give the most")
    return known(Fraction(best))
