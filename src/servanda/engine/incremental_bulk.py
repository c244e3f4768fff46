"""Take a large piece of a log into a state without its rows passing through Python.

Rules it keeps:

- only a piece of the plain kind (`log_scan`), all of whose stamps come after those known and none goes back; anything
  else gives False, and has changed nothing;
- the last time point, which may go on, is taken as any batch is (`incremental_step`), in the same transaction.

It leaves to others: what the piece changes.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from servanda.diagnostics import Refused
from servanda.engine.incremental import Held, read_text_batch
from servanda.engine.incremental_step import take
from servanda.engine.incremental_store import State, event_table
from servanda.engine.log_scan import Unusual, lay_log
from servanda.engine.plan.relation import encoded


def take_large(state: State, text: str, *, closed: bool = False) -> bool:
    """Commit the piece, if it is of the plain kind; whether it was."""
    import duckdb

    held = state.held()
    whole = held.tail + text
    end = whole.rfind("\n@") + 1
    if not end or state.task.merged:
        return False
    execute = state.connection.execute
    try:
        batch = read_text_batch(state.task, Held(), whole[end:], closed=closed)
        execute("ATTACH ':memory:' AS scanned")
        execute("USE scanned")
        with tempfile.NamedTemporaryFile(suffix=".log") as file:
            file.write(whole[:end].encode())
            file.flush()
            width = lay_log(state.connection, Path(file.name), state.task.signature).width
        ends = execute("SELECT min(stamp), max(stamp) FROM time_points").fetchone()
    except (Unusual, duckdb.Error, Refused):
        execute("USE state")
        execute("DETACH DATABASE IF EXISTS scanned")
        return False
    execute("USE state")
    first, last = ends or (None, None)
    fits = first is not None and (held.latest is None or first > held.latest)
    if fits:
        execute("BEGIN")
        execute(f"INSERT INTO points SELECT stamp, position - stamp * {width} FROM scanned.time_points ORDER BY number")
        for schema in state.task.signature.values():
            columns = "".join(f', "c{at}"' for at in range(len(schema.columns)))
            execute(
                f"INSERT INTO {event_table(schema)} SELECT DISTINCT here // {width}, here % {width}{columns}"
                f' FROM scanned."rows_{encoded(schema.name)}" ORDER BY 1, 2'
            )
        known = replace(held, latest=last, tail="", tail_told=False)
        state.keep(known, max(width, state.width))
        take(state, batch, text=whole[end:], held=known)
    execute("DETACH scanned")
    return fits
