"""Spreadsheets as text: the first sheet of an `.xls` or `.xlsx` file, written as CSV for the same way on.

Whole numbers lose the decimal point that spreadsheets store them with; dates become `YYYY-MM-DD`.
"""

import csv
import datetime as dt
from pathlib import Path

from servanda.diagnostics import Place, refuse

SHEETS = (".xls", ".xlsx", ".xlsb", ".ods")


def as_csv(path: Path, target: Path) -> Path:
    """Write the first sheet of `path` into `target`. Raises Refused; ModuleNotFoundError without the `import` extra."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        message = f"The spreadsheet cannot be read: {error}"
        place = Place(str(path), 1, 1, 1, 2)
        raise refuse("import-unreadable", message, place, "Open it and save it as CSV in UTF-8.") from None
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([_text(cell) for cell in row] for row in rows)
    return target


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return "" if cell is None else str(cell).strip()
