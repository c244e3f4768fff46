"""Batches of a thousand events after a large log: what `servanda monitor --state` takes for one, and what it keeps.

Rules it keeps:

- the five reference formulas over the log of `logic`, of which each reads its own relations; the last events come in
  batches, the others as one large piece before them;
- two ways of arriving: in order, and with one event in fifty late by up to a day, which the state allows for;
- *batch*: seconds of a process of its own, Python's start and printing included, the median of several after one that
  is not counted; *first*: the same for the large piece; *state*: bytes of the folder after the last batch;
- beside each row stands the load of the machine; results go to benchmarks/results/incremental.json, a run of some sizes
  or rules only replaces those rows.

What it leaves to others: whether the verdicts are right (tests/engine/test_incremental*.py), the log (`_logic_rules`).

    ./dev benchmark incremental [--sizes 1000000,10000000] [--rules a,a2,b,c,d]
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks._logic_rules import DAY, REFERENCES, SEED, TABLES, make_log

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "incremental.json"
BATCH, BATCHES = 1_000, 6  # the first of them is not counted
ARRIVALS = {
    "in order": "ts",
    "late": f"ts + CASE WHEN hash(event, {SEED}) % 50 = 0 THEN (hash(event) % {DAY})::BIGINT ELSE 0 END",
}


@dataclass(frozen=True)
class Row:
    """`read`: events of the rule's own relations in the large piece; times in seconds, CPU and wall."""

    rule: str
    events: int
    read: int
    arrival: str
    first_cpu: float
    batch_cpu: float
    batch_wall: float
    slowest_wall: float
    state_mb: float
    load: float


def write_pieces(rule: str, folder: Path, arrival: str) -> int:
    """`first.log` and `batch-N.log`, one time point for each stamp of a piece; how many events the first has."""
    import duckdb

    parts = []
    for table in REFERENCES[rule].tables:
        row = " || ',' || ".join(column.partition(":")[0] for column in TABLES[table])
        parts.append(f"SELECT ts, '{table} (' || {row} || ')' AS event FROM '{folder / table}.parquet'")
    with duckdb.connect(config={"threads": "1", "temp_directory": str(folder / "spilled")}) as connection:
        execute = connection.execute
        execute("SET enable_progress_bar = false")
        come = ARRIVALS[arrival]
        execute(f"CREATE TABLE events AS SELECT ts, event, {come} AS come FROM ({' UNION ALL '.join(parts)})")
        execute(
            f"CREATE TABLE last AS SELECT *, (row_number() OVER (ORDER BY come, ts, event) - 1) // {BATCH} + 1 AS piece"
            f" FROM (FROM events ORDER BY come DESC, ts DESC, event DESC LIMIT {BATCH * BATCHES})"
        )
        line = "'@' || ts || ' ' || string_agg(event, ' ') AS line"
        plain = "(FORMAT csv, HEADER false, QUOTE '', DELIMITER '\t')"
        first = f"SELECT {line} FROM events ANTI JOIN last USING (ts, event) GROUP BY ts ORDER BY ts"
        execute(f"COPY (SELECT line FROM ({first})) TO '{folder / 'first.log'}' {plain}")
        for number in range(1, BATCHES + 1):
            piece = f"SELECT {line} FROM last WHERE piece = {number} GROUP BY ts ORDER BY min(come), ts"
            execute(f"COPY (SELECT line FROM ({piece})) TO '{folder / f'batch-{number}.log'}' {plain}")
        found = execute("SELECT count(*) FROM events").fetchone()
        assert found is not None
        return int(found[0]) - BATCH * BATCHES


@dataclass(frozen=True)
class Taken:
    """One process."""

    cpu: float
    wall: float


def take(folder: Path, log: str) -> Taken:
    """What the command takes for this piece."""
    command = [sys.executable, "-m", "servanda", "monitor", "-sig", "rule.sig", "-formula", "rule.mfotl"]
    command += ["--state", "state", "--lateness", str(DAY), "-log", log]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{log} ended with {process.returncode}")
    return Taken(used.ru_utime + used.ru_stime, time.perf_counter() - begun)


def row(rule: str, events: int, folder: Path, arrival: str) -> Row:
    columns = {table: ", ".join(TABLES[table]) for table in REFERENCES[rule].tables}
    (folder / "rule.sig").write_text("".join(f"{name}({inside})\n" for name, inside in columns.items()))
    (folder / "rule.mfotl").write_text(REFERENCES[rule].formula)
    read = write_pieces(rule, folder, arrival)
    first = take(folder, "first.log")
    taken = [take(folder, f"batch-{number}.log") for number in range(1, BATCHES + 1)][1:]
    state = sum(path.stat().st_size for path in (folder / "state").iterdir())
    for path in [*(folder / "state").iterdir(), *folder.glob("*.log")]:
        path.unlink()
    return Row(
        rule,
        events,
        read,
        arrival,
        round(first.cpu, 2),
        round(statistics.median(one.cpu for one in taken), 3),
        round(statistics.median(one.wall for one in taken), 3),
        round(max(one.wall for one in taken), 3),
        round(state / 1e6, 2),
        round(os.getloadavg()[0], 1),
    )


def shown(item: Row) -> str:
    times = f"{item.first_cpu:10.2f}{item.batch_cpu:10.3f}{item.batch_wall:10.3f}{item.slowest_wall:10.3f}"
    return f"{item.rule:5}{item.events:10}  {item.arrival:9}{times}{item.state_mb:10.2f}{item.load:6.1f}"


def write(rows: list[Row]) -> None:
    """The document, with the rows of before on other rules and sizes."""
    before = json.loads(RESULT.read_text(encoding="utf-8"))["rows"] if RESULT.exists() else []
    together = {(item["events"], item["rule"], item["arrival"]): item for item in [*before, *map(asdict, rows)]}
    document: dict[str, Any] = {
        "machine": {"cpus": os.cpu_count(), "architecture": platform.machine(), "system": platform.system()},
        "versions": {"python": platform.python_version(), "duckdb": version("duckdb")},
        "seed": SEED,
        "batch": BATCH,
        "rows": [together[key] for key in sorted(together)],
    }
    fresh = RESULT.with_suffix(".new")
    fresh.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    fresh.replace(RESULT)


def main() -> None:
    parser = argparse.ArgumentParser(description="Batches of a thousand events after a large log.")
    parser.add_argument("--sizes", default="1000000,10000000")
    parser.add_argument("--rules", default=",".join(REFERENCES))
    options = parser.parse_args()
    rows = []
    print(f"{'rule':5}{'events':>10}  {'arrival':9}{'first cpu':>10}{'batch cpu':>10}{'wall':>10}", end="")
    print(f"{'slowest':>10}{'state MB':>10}{'load':>6}")
    for events in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            make_log(events, Path(folder))
            for rule in options.rules.split(","):
                for arrival in ARRIVALS:
                    rows.append(row(rule, events, Path(folder), arrival))
                    print(shown(rows[-1]), flush=True)
                    write(rows)


if __name__ == "__main__":
    main()
