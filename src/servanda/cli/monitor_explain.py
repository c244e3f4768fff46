"""`servanda monitor --explain`: why some values satisfy the formula at a time point, or why they do not.

Rules it keeps: the values are written as in a log, in the order in which verdicts print them; without values every
satisfying tuple is explained, or why there is none. Exit 1 where something satisfies, else 0, as for `monitor`.

It leaves to others: the explanation (`servanda.engine.explanation`).
"""

import json
import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from servanda.engine.database import Database
    from servanda.logic.monitorable import Prepared
    from servanda.logic.syntax import Formula, Value

ASKED = re.compile(r"\s*(?P<point>\d{1,12})\s*(?P<values>\(.*\))?\s*", re.DOTALL)


def explain_verdicts(
    prepared: "Prepared", formula: "Formula", database: "Database", asked: str, form: str, closed: bool
) -> int:
    """Print the explanations; gives the exit code."""
    from servanda.engine.explain_relations import Remembered
    from servanda.engine.explain_text import explanation_data, explanation_lines
    from servanda.engine.explanation import explain
    from servanda.engine.finality import final_count

    match = ASKED.fullmatch(asked)
    if match is None:
        raise click.UsageError("--explain takes a time point, and perhaps values: --explain '3 (\"ALBA\",9000)'")
    if form == "parquet":
        raise click.UsageError("explanations are lines or JSON")
    point, stamps = int(match["point"]), database.time_points
    if point >= len(stamps):
        raise click.UsageError(f"there is no time point {point}: the log has {len(stamps)}")
    if match["values"] is not None:
        wanted = [read_values(match["values"], prepared)]
    else:
        found = Remembered(prepared, database).of(prepared, point).matching(prepared.formula, {}, point)
        rows = sorted(tuple(row[name] for name in prepared.order) for row in found)
        wanted = [dict(zip(prepared.order, row, strict=True)) for row in rows] or [{}]
    if not closed and point >= final_count(prepared.windows, stamps):
        click.echo(f"The verdict at time point {point} is pending; this explains what holds so far.", err=True)
    explained = [explain(formula, database, point, values, closed=closed) for values in wanted]
    if form == "json":
        click.echo(json.dumps([explanation_data(item, stamps) for item in explained], ensure_ascii=False, indent=2))
    else:
        for item in explained:
            click.echo("\n".join(explanation_lines(item, stamps)))
    return 1 if any(item.holds for item in explained) else 0


def read_values(written: str, prepared: "Prepared") -> "dict[str, Value]":
    """The values of a tuple written as in a log."""
    from servanda.engine.log import read_log
    from servanda.logic.schema import Column, Schema

    shape = Schema("values", tuple(Column(name, prepared.kinds[name]) for name in prepared.order))
    events = read_log(f"@0 values{written}", {"values": shape}, source="--explain").events["values"]
    return dict(zip(prepared.order, events[0][1], strict=True))
