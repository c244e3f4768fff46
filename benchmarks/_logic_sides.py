"""The two sides that `benchmarks/logic.py` compares on a rule, and a process that takes one of them once.

Rules it keeps:

- both sides do the same: read the rule's tables from the same files into DuckDB, whole; ask once; compute every value
  of every verdict and fetch only their number and the sum of their hashes;
- the process loads what its side needs and no more: the hand-written side DuckDB, the other DuckDB and the engine.

What it leaves to others: taking turns, the least of several (`logic`).

    python -m benchmarks._logic_sides plan|hand RULE FOLDER
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from benchmarks._logic_rules import RULES, TABLES

if TYPE_CHECKING:
    import duckdb

MEMORY = "3GB"


def connected(folder: Path) -> "duckdb.DuckDBPyConnection":
    import duckdb

    memory = os.environ.get("LOGIC_MEMORY", MEMORY)
    return duckdb.connect(config={"threads": "1", "memory_limit": memory, "temp_directory": str(folder / "spilled")})


class ByHand:
    """The hand-written statement over tables read from the files."""

    def __init__(self, name: str, folder: Path) -> None:
        self.connection = connected(folder)
        self.text = RULES[name].by_hand
        for table in RULES[name].tables:
            self.connection.execute(f"CREATE TABLE {table} AS FROM '{folder / table}.parquet'")

    def run(self) -> tuple[int, int]:
        return summary(self.connection.execute(summed(self.text)).fetchone())


class ByPlan:
    """The formula through the engine."""

    def __init__(self, name: str, folder: Path) -> None:
        from servanda.engine.plan.session import Session
        from servanda.logic.parse import parse_formula
        from servanda.logic.schema import schema

        self.connection = connected(folder)
        self.session = Session(self.connection)
        for table in RULES[name].tables:
            made = schema(table, *TABLES[table])
            self.session.load_arrow(made, self.connection.read_parquet(f"{folder / table}.parquet"), distinct=True)
        self.formula = parse_formula(RULES[name].formula)

    def run(self) -> tuple[int, int]:
        text, parameters = self.session.statement(self.formula)
        return summary(self.connection.execute(summed(text), parameters).fetchone())


SIDES: dict[str, type[ByPlan] | type[ByHand]] = {"plan": ByPlan, "hand": ByHand}


def summed(text: str) -> str:
    """Every value is computed and nothing is fetched; the sum of hashes does not depend on the order of rows."""
    return f"SELECT count(*), sum(hash(verdict) % 1000000007)::BIGINT FROM ({text}) AS verdict"


def summary(row: object) -> tuple[int, int]:
    count, total = cast(tuple[int, int | None], row)
    return count, total or 0


def peak_memory(otherwise: int) -> int:
    """KiB. Linux counts what the parent held before this process began into `ru_maxrss`, but not into VmHWM."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.is_file() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), otherwise)


def main(side: str, name: str, folder: str) -> None:
    """Prints what the process took from Python's start on."""
    answer = SIDES[side](name, Path(folder)).run()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "memory": peak_memory(used.ru_maxrss), "answer": answer}))


if __name__ == "__main__":
    main(*sys.argv[1:])
