"""What makes a row unusable, as SQL that follows from the data of a source: kinds, bounds, codes, required cells.

A year or a date after the day of the import is impossible, whatever the source.

>>> written("%Y%m%d"), written("%d %B %Y")
('YYYYMMDD', 'DD Month YYYY')
"""

from servanda.evidence.importing.catalogue import Column, Table
from servanda.evidence.sql import named, quoted


def verdict(table: Table, today: str) -> str:
    """SQL for the first thing that is wrong with a row (column, reason, remedy), NULL for a good row."""
    cases = [case for column in table.columns for case in _cases(column, today)]
    cases += [
        f"WHEN {check.condition} THEN {_said(check.column, quoted(check.reason), check.remedy)}"
        for check in table.checks
    ]
    return f"CASE {' '.join(cases)} END" if cases else "NULL"


def _said(column: str, reason: str, remedy: str) -> str:
    return f"concat_ws(chr(31), {quoted(column)}, {reason}, {quoted(remedy)})"


def _cases(column: Column, today: str) -> list[str]:
    cell = named(column.name)
    shown = f"'`' || left({cell}, 40) || '`'"
    unknown = (
        f", or {' or '.join(f'`{one}`' for one in column.missing)} where it is not known" if column.missing else ""
    )
    found = []

    def case(condition: str, reason: str, remedy: str) -> None:
        found.append(f"WHEN {condition} THEN {_said(column.name, reason, remedy)}")

    if column.filled:
        case(f"{cell} IS NULL", "'the cell is empty'", "Fill it in, or download the file again.")
    if column.kind in ("whole", "year", "month", "day"):
        case(f"NOT regexp_full_match({cell}, '-?[0-9]{{1,18}}')", f"{shown} || ' is not a whole number'", "Correct it.")
    if column.kind == "decimal":
        case(
            f"{cell} IS NOT NULL AND TRY_CAST({cell} AS DOUBLE) IS NULL",
            f"{shown} || ' is not a number'",
            "Correct it.",
        )
    least, most = _bounds(column, today)
    if least is not None or most is not None:
        number = f"TRY_CAST({cell} AS DOUBLE)"
        low, high = (f"{least:g}" if least is not None else "", f"{most:g}" if most is not None else "")
        outside = " OR ".join([f"{number} < {least}"] * bool(low) + [f"{number} > {most}"] * bool(high))
        span = f"from {low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
        case(outside, f"{shown} || ' cannot be'", f"It must be {span}{unknown}.")
    if column.among:
        listed = ", ".join(map(quoted, column.among))
        codes = ", ".join(column.among[:12]) + (", …" if len(column.among) > 12 else "")
        case(f"{cell} NOT IN ({listed})", f"{shown} || ' is no code of this column'", f"Codes: {codes}{unknown}.")
    if column.kind == "date":
        day = f"TRY_STRPTIME({cell}, {quoted(column.form)})"
        case(
            f"{cell} IS NOT NULL AND {day} IS NULL",
            f"{shown} || ' is no date'",
            f"Dates are written {written(column.form)}.",
        )
        case(
            f"{day} > TIMESTAMP {quoted(today + ' 23:59:59')}", f"{shown} || ' lies in the future'", "Correct the date."
        )
    return found


def _bounds(column: Column, today: str) -> tuple[float | None, float | None]:
    if column.kind == "year":
        return (column.least if column.least is not None else 1, min(column.most or 9999, int(today[:4])))
    if column.kind == "month":
        return 1, 12
    if column.kind == "day":
        return 1, 31
    return column.least, column.most


def written(form: str) -> str:
    """A form of strptime as people say it."""
    words = {"Y": "YYYY", "m": "MM", "d": "DD", "H": "hh", "M": "mm", "S": "ss", "B": "Month", "y": "YY"}
    for letter, word in words.items():
        form = form.replace(f"%{letter}", word)
    return form
