"""The engine on large logs: the field's five reference formulas and a dozen norms, against hand-written DuckDB SQL.

Rules it keeps:

- one log a size, made from a seed; both sides read the same Parquet files, and must give the same verdicts (count
  and hash), or the run fails;
- *query*: CPU seconds of one thread, the tables in memory, the least of several runs that take turns; *whole*: CPU
  seconds of a process of its own from Python's start on, loading and compiling included, the query once, the least of
  several that take turns, after one that is not counted (it reads the files and leaves Python's bytecode in a folder
  of its own: a shell that forbids bytecode would have every module of ours compiled anew in each run);
- *growth* says how much more an event takes from each size to the next; 1 is linear; of whole processes it tells
  little up to a few million events, where Python's start is most of them;
- beside each row stands the load of the machine when it was measured (processes that wanted to run, over a minute);
- from 50 million events on, only *whole*, within `--memory`, what does not fit spilled to disk;
- a MonPoly on the PATH joins in up to a million events, over the same log in its own format;
- results with machine, versions and seed go to benchmarks/results/logic.json, drawn in logic.svg beside it, after each
  row; a run of some sizes or rules only replaces those rows.

What it leaves to others: whether the verdicts are right (tests/engine); the rules and the log (`_logic_rules`), what
is done on each side (`_logic_sides`), the picture (`_logic_plot`).

    ./dev benchmark logic [--sizes 100000,1000000,10000000] [--rules a,a2,b,c,d,quota] [--memory 3GB]
"""

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks._logic_plot import draw, grown
from benchmarks._logic_rules import RULES, SEED, TABLES, make_log, write_monpoly_log
from benchmarks._logic_sides import MEMORY, SIDES

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "logic.json"
RUNS = 5
SMALL, SMALL_RUNS, WHOLE_RUNS = 1_000_000, 7, 3  # events; runs of the whole process up to them, and beyond
ONLY_WHOLE = 50_000_000  # events
PEERS_UP_TO = 1_000_000


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
    return {side: min(taken) for side, taken in times.items()} | {"verdicts": answers["plan"][0]}


def whole(name: str, folder: Path, side: str) -> tuple[float, int, list[int]]:
    """CPU seconds, peak memory (KiB), and the answer's summary of a process that starts, loads and asks once."""
    command = [sys.executable, "-m", "benchmarks._logic_sides", side, name, str(folder)]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    taken = json.loads(done.stdout)
    return taken["cpu"], taken["memory"], taken["answer"]


@dataclass(frozen=True)
class Row:
    """CPU seconds, ratios to the hand-written side, and peak memory of the whole process. None: not measured."""

    rule: str
    events: int
    verdicts: int
    plan_query: float | None
    hand_query: float | None
    query_ratio: float | None
    plan_whole: float
    hand_whole: float
    whole_ratio: float
    plan_memory_mb: float
    hand_memory_mb: float
    load: float
    monpoly_whole: float | None = None


def row(name: str, events: int, folder: Path) -> Row:
    query: dict[str, float] | None = measured(name, folder) if events < ONLY_WHOLE else None
    often = (SMALL_RUNS if events <= SMALL else WHOLE_RUNS) if query else 1
    if query:
        whole(name, folder, "plan"), whole(name, folder, "hand")
    runs = [(whole(name, folder, "plan"), whole(name, folder, "hand")) for _ in range(often)]
    (plan, plan_memory, verdicts), (hand, hand_memory, others) = (min(taken) for taken in zip(*runs, strict=True))
    if any(one[2] != other[2] for one, other in runs):
        sys.exit(f"{name}: {verdicts} by plan, {others} by hand")
    return Row(
        name,
        events,
        verdicts[0],
        round(query["plan"], 4) if query else None,
        round(query["hand"], 4) if query else None,
        round(query["plan"] / query["hand"], 2) if query else None,
        round(plan, 3),
        round(hand, 3),
        round(plan / hand, 2),
        round(plan_memory / 1024, 1),
        round(hand_memory / 1024, 1),
        round(os.getloadavg()[0], 1),
        monpoly(name, folder) if events <= PEERS_UP_TO else None,
    )


def monpoly(name: str, folder: Path) -> float | None:
    """CPU seconds of MonPoly on the rule, where there is one."""
    binary = shutil.which("monpoly")
    if binary is None:
        return None
    signature, formula, log = (folder / f"rule.{kind}" for kind in ("sig", "mfotl", "log"))
    columns = {table: ", ".join(TABLES[table]) for table in RULES[name].tables}
    signature.write_text("".join(f"{table}({inside})\n" for table, inside in columns.items()), encoding="utf-8")
    formula.write_text(RULES[name].formula, encoding="utf-8")
    write_monpoly_log(RULES[name].tables, folder, log)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command: list[str | Path] = [binary, "-sig", signature, "-formula", formula, "-log", log, "-nonewlastts"]
    done = subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1) or not done.stdout:
        print(f"{name}: monpoly ended with {done.returncode}: {done.stderr.decode()[-200:]}", file=sys.stderr)
        return None
    return round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 3)


def shown(item: Row) -> str:
    query = "        -        -      -"
    if item.plan_query is not None:
        query = f"{item.plan_query:9.3f}{item.hand_query:9.3f}{item.query_ratio:7.2f}"
    peer = "" if item.monpoly_whole is None else f"{item.monpoly_whole:10.2f}"
    return (
        f"{item.rule:11}{item.events:10}{item.verdicts:10}{query}"
        f"{item.plan_whole:13.2f}{item.hand_whole:8.2f}{item.whole_ratio:7.2f}{item.plan_memory_mb:8.0f}{peer}"
    )


def kept(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows of before, with these in the place of those on the same rule and size."""
    before: list[dict[str, Any]] = []
    if RESULT.exists():
        before = [item for item in json.loads(RESULT.read_text(encoding="utf-8"))["rows"] if "rule" in item]
    fresh = {(item.rule, item.events): asdict(item) for item in rows}
    together = {(item["rule"], item["events"]): item for item in before} | fresh
    order = list(RULES)
    return [together[key] for key in sorted(together, key=lambda key: (key[1], order.index(key[0])))]


def growth(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """From each size to the next, how much more an event takes on each side; 1 is linear. None: not measured."""
    found = []
    for rule in RULES:
        own = [item for item in rows if item["rule"] == rule]
        for less, more in pairwise(sorted(own, key=lambda item: item["events"])):
            made: dict[str, Any] = {"rule": rule, "from": less["events"], "to": more["events"]}
            for what in ("plan_query", "hand_query", "plan_whole", "hand_whole"):
                made[what] = round(grown(less, more, what), 2) if less[what] and more[what] else None
            found.append(made)
    return found


def write(rows: list[Row], memory: str) -> None:
    """The document so far and its picture, after each row: what was measured outlives an interruption."""
    together = kept(rows)
    document: dict[str, Any] = {
        "machine": {"cpus": os.cpu_count(), "architecture": platform.machine(), "system": platform.system()},
        "versions": {
            "python": platform.python_version(),
            "duckdb": version("duckdb"),
            "sqlglot": version("sqlglot"),
        },
        "seed": SEED,
        "threads": 1,
        "memory": memory,
        "rows": together,
        "growth": growth(together),
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    fresh = RESULT.with_suffix(".new")
    fresh.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    fresh.replace(RESULT)
    RESULT.with_suffix(".svg").write_text(draw(document["rows"], list(RULES)), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Reference formulas and norms against hand-written SQL.")
    parser.add_argument("--sizes", default="100000,1000000,10000000")
    parser.add_argument("--rules", default=",".join(RULES))
    parser.add_argument("--memory", default=MEMORY, help="what DuckDB may hold in memory; the rest goes to disk")
    options = parser.parse_args()
    os.environ["LOGIC_MEMORY"] = options.memory
    rows = []
    print(f"{'rule':11}{'events':>10}{'verdicts':>10}{'plan s':>9}{'hand s':>9}{'ratio':>7}", end="")
    print(f"{'whole: plan':>13}{'hand':>8}{'ratio':>7}{'MB':>8}")
    for events in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            make_log(events, Path(folder))
            for name in options.rules.split(","):
                rows.append(row(name, events, Path(folder)))
                print(shown(rows[-1]), flush=True)
                write(rows, options.memory)


if __name__ == "__main__":
    main()
