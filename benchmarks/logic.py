"""The engine on large logs: five reference formulas against hand-written DuckDB SQL, in the same run.

Rules it keeps:

- one log a size, made from a seed; both sides read the same Parquet files, and must give the same verdicts (count
  and hash), or the run fails;
- *query*: CPU seconds of one thread, the tables in memory, the median of several runs that take turns; *whole*: CPU
  seconds of a process of its own, Python's start and loading included, the query once;
- results with machine, versions and seed go to benchmarks/results/logic.json.

What it leaves to others: whether the verdicts are right (tests/engine).

    ./dev benchmark logic [--sizes 100000,1000000,10000000] [--formulas a,a2,b,c,d]
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "logic.json"
SEED = 20110701
RUNS = 5
DAY = 86_400
YEARS = 10
PARTIES = 57
SITES = 400

TABLES = {
    "exercise": ("i:int", "p:int", "n:int"),
    "notify": ("i:int", "p:int", "m:int"),
    "inspect": ("s:int", "q:int"),
    "close": ("s:int",),
    "declare": ("s:int",),
    "transfer": ("i:int", "p:int", "n:int"),
}


@dataclass(frozen=True)
class Reference:
    """A formula of the field, and what an engineer would write for it by hand."""

    formula: str
    tables: tuple[str, ...]
    by_hand: str


REFERENCES = {
    "a": Reference(
        "exercise(i,p,n) AND n >= 9000 AND NOT (ONCE[42d,*) EXISTS m. notify(i,p,m))",
        ("exercise", "notify"),
        f"""SELECT e.ts, e.i, e.p, e.n FROM exercise e
            LEFT JOIN (SELECT i, p, min(ts) AS first FROM notify GROUP BY i, p) f ON e.i = f.i AND e.p = f.p
            WHERE e.n >= 9000 AND (f.first IS NULL OR f.first > e.ts - {42 * DAY})""",
    ),
    "a2": Reference(
        "exercise(i,p,n) AND n >= 9000 AND NOT (ONCE[42d,365d] EXISTS m. notify(i,p,m))",
        ("exercise", "notify"),
        f"""SELECT e.ts, e.i, e.p, e.n FROM (SELECT *, ts - {42 * DAY} AS before FROM exercise WHERE n >= 9000) e
            ASOF LEFT JOIN notify m ON e.i = m.i AND e.p = m.p AND e.before >= m.ts
            WHERE m.ts IS NULL OR m.ts < e.ts - {365 * DAY}""",
    ),
    "b": Reference(
        "inspect(s,q) AND NOT ((NOT close(s)) SINCE[0,365d] declare(s))",
        ("inspect", "close", "declare"),
        f"""SELECT i.ts, i.s, i.q FROM inspect i
            ASOF LEFT JOIN declare d ON i.s = d.s AND i.ts >= d.ts
            ASOF LEFT JOIN close c ON i.s = c.s AND i.ts >= c.ts
            WHERE d.ts IS NULL OR d.ts < i.ts - {365 * DAY} OR c.ts > d.ts""",
    ),
    "c": Reference(
        "(EXISTS i,n. transfer(i,p,n)) AND (s <- SUM n; p ONCE[0,365d] transfer(i,p,n)) AND s > 29920",
        ("transfer",),
        f"""SELECT DISTINCT ts, p, s FROM (SELECT ts, p, sum(n) OVER (PARTITION BY p ORDER BY ts
            RANGE BETWEEN {365 * DAY} PRECEDING AND CURRENT ROW)::BIGINT AS s FROM transfer) WHERE s > 29920""",
    ),
    "d": Reference(
        "notify(i,p,m) AND NOT (EVENTUALLY[0,290d] EXISTS n. exercise(i,p,n))",
        ("notify", "exercise"),
        f"""SELECT m.ts, m.i, m.p, m.m FROM notify m
            ASOF LEFT JOIN exercise e ON m.i = e.i AND m.p = e.p AND m.ts <= e.ts
            WHERE (e.ts IS NULL OR e.ts > m.ts + {290 * DAY})
            AND m.ts < (SELECT greatest((SELECT max(ts) FROM notify), (SELECT max(ts) FROM exercise))) - {290 * DAY}""",
    ),
}


def make_log(events: int, folder: Path) -> None:
    """Six Parquet files, sorted by time: about `events` rows in all, violations and satisfactions of each rule."""
    import duckdb

    span = YEARS * 365 * DAY
    each = events // 5
    mean = max(2, 2 * 29920 * PARTIES * YEARS // each)

    def random(salt: str, below: int) -> str:
        return f"(hash(k, {SEED}, '{salt}') % {below})::BIGINT"

    queries = {
        "exercise": f"SELECT {random('at', span)} AS ts, k AS i, {random('p', PARTIES)} AS p, {random('n', 20000)} AS n"
        f" FROM range({each}) r(k) WHERE {random('held', 12)} > 0",
        "notify": f"SELECT greatest(0, {random('at', span)} - {random('ahead', 80 * DAY)}) AS ts, k AS i,"
        f" {random('p', PARTIES)} AS p, {random('m', 20000)} AS m FROM range({each}) r(k)"
        f" WHERE {random('has', 10)} > 0",
        "inspect": f"SELECT {random('inspect', span)} AS ts, {random('s', SITES)} AS s, {random('q', PARTIES)} AS q"
        f" FROM range({each}) r(k)",
        "close": f"SELECT {random('close', span)} AS ts, {random('cs', SITES)} AS s FROM range({each // 4}) r(k)",
        "declare": f"SELECT {random('declare', span)} AS ts, {random('ds', SITES)} AS s"
        f" FROM range({each * 3 // 4}) r(k)",
        "transfer": f"SELECT {random('transfer', span)} AS ts, k AS i, {random('tp', PARTIES)} AS p,"
        f" 1 + {random('tn', mean)} AS n FROM range({each}) r(k)",
    }
    connection = duckdb.connect()
    for name, query in queries.items():
        connection.execute(
            f"COPY (SELECT DISTINCT * FROM ({query}) ORDER BY ts) TO '{folder / name}.parquet' (FORMAT parquet)"
        )
    connection.close()


class ByHand:
    """The hand-written statement over tables read from the files."""

    def __init__(self, name: str, folder: Path) -> None:
        import duckdb

        self.connection = duckdb.connect(config={"threads": "1"})
        self.text = REFERENCES[name].by_hand
        for table in REFERENCES[name].tables:
            self.connection.execute(f"CREATE TABLE {table} AS FROM '{folder / table}.parquet'")

    def run(self) -> tuple[int, int]:
        return summary(self.connection.execute(summed(self.text)).fetchone())


class ByPlan:
    """The formula through the engine."""

    def __init__(self, name: str, folder: Path) -> None:
        import duckdb

        from servanda.engine.plan.session import Session
        from servanda.logic.parse import parse_formula
        from servanda.logic.schema import schema

        self.connection = duckdb.connect(config={"threads": "1"})
        self.session = Session(self.connection)
        for table in REFERENCES[name].tables:
            made = schema(table, *TABLES[table])
            self.session.load_arrow(made, self.connection.read_parquet(f"{folder / table}.parquet"), distinct=True)
        self.formula = parse_formula(REFERENCES[name].formula)

    def run(self) -> tuple[int, int]:
        text, parameters = self.session.statement(self.formula)
        return summary(self.connection.execute(summed(text), parameters).fetchone())


def summed(text: str) -> str:
    """Every value is computed and nothing is fetched; the sum of hashes does not depend on the order of rows."""
    return f"SELECT count(*), sum(hash(verdict) % 1000000007)::BIGINT FROM ({text}) AS verdict"


def summary(row: object) -> tuple[int, int]:
    count, total = cast(tuple[int, int | None], row)
    return count, total or 0


SIDES: dict[str, type[ByPlan] | type[ByHand]] = {"plan": ByPlan, "hand": ByHand}


def measured(name: str, folder: Path) -> dict[str, float]:
    """CPU seconds of the query alone, by side."""
    made = {side: kind(name, folder) for side, kind in SIDES.items()}
    answers = {side: one.run() for side, one in made.items()}
    if answers["plan"] != answers["hand"]:
        sys.exit(f"{name}: the two sides differ: {answers}")
    times: dict[str, list[float]] = {side: [] for side in made}
    for _ in range(RUNS):
        for side, one in made.items():
            start = time.process_time()
            one.run()
            times[side].append(time.process_time() - start)
    return {side: statistics.median(taken) for side, taken in times.items()} | {"verdicts": answers["plan"][0]}


def whole(name: str, folder: Path, side: str) -> tuple[float, int]:
    """CPU seconds and peak memory (KiB) of a process that starts, loads and asks once."""
    command = [sys.executable, __file__, "--one", side, name, str(folder)]
    taken = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return taken["cpu"], taken["memory"]


def one(side: str, name: str, folder: Path) -> None:
    """Run as a process of its own; prints what it took."""
    SIDES[side](name, folder).run()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "memory": peak_memory(used.ru_maxrss)}))


def peak_memory(otherwise: int) -> int:
    """KiB. Linux counts what the parent held before this process began into `ru_maxrss`, but not into VmHWM."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.is_file() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), otherwise)


@dataclass(frozen=True)
class Row:
    formula: str
    events: int
    verdicts: int
    plan_query: float
    hand_query: float
    query_ratio: float
    plan_whole: float
    hand_whole: float
    whole_ratio: float
    plan_memory_mb: float
    hand_memory_mb: float


def row(name: str, events: int, folder: Path) -> Row:
    query = measured(name, folder)
    plan, plan_memory = whole(name, folder, "plan")
    hand, hand_memory = whole(name, folder, "hand")
    return Row(
        name,
        events,
        int(query["verdicts"]),
        round(query["plan"], 4),
        round(query["hand"], 4),
        round(query["plan"] / query["hand"], 2),
        round(plan, 3),
        round(hand, 3),
        round(plan / hand, 2),
        round(plan_memory / 1024, 1),
        round(hand_memory / 1024, 1),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Reference formulas against hand-written SQL.")
    parser.add_argument("--sizes", default="100000,1000000,10000000")
    parser.add_argument("--formulas", default=",".join(REFERENCES))
    parser.add_argument("--one", nargs=3, metavar=("SIDE", "FORMULA", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return one(options.one[0], options.one[1], Path(options.one[2]))
    rows = []
    head = f"{'formula':8}{'events':>10}{'verdicts':>10}{'plan s':>9}{'hand s':>9}{'ratio':>7}"
    print(head + f"{'whole: plan':>13}{'hand':>8}{'ratio':>7}{'MB':>8}")
    for events in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            make_log(events, Path(folder))
            for name in options.formulas.split(","):
                made = row(name, events, Path(folder))
                rows.append(made)
                print(
                    f"{name:8}{events:10}{made.verdicts:10}{made.plan_query:9.3f}{made.hand_query:9.3f}"
                    f"{made.query_ratio:7.2f}{made.plan_whole:13.2f}{made.hand_whole:8.2f}{made.whole_ratio:7.2f}"
                    f"{made.plan_memory_mb:8.0f}"
                )
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "machine": {"cpus": os.cpu_count(), "architecture": platform.machine(), "system": platform.system()},
        "versions": {
            "python": platform.python_version(),
            "duckdb": version("duckdb"),
            "sqlglot": version("sqlglot"),
        },
        "seed": SEED,
        "threads": 1,
        "rows": [asdict(item) for item in rows],
    }
    RESULT.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return None


if __name__ == "__main__":
    main()
