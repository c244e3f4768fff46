"""`servanda assess` against the SQL that an analyst would write for the same question, on the same Parquet files.

The question is that of agreements/non-threat: which acts of threat, display or use of force were against a neighbour on
the day, for every State and year, under the standard *every pair*.

Rules it keeps:

- the same evidence for both: imported Militarized Interstate Disputes and contiguity where `SERVANDA_TEST_DATA` names
  the folder that has them; generated incidents of the same shape, from a seed, at each size; and, with `--gdelt`, what
  `servanda import` makes of so many generated rows in the shape of GDELT 2.0, under a standard that admits its grade;
- both write a table of findings as Parquet: one row an act and one a State and year, with the verdict of either world;
- each side is a whole process with its start, wall and CPU time and greatest resident memory; the median of the runs,
  which take turns, after one that is not counted; both must come to the same numbers of breaches, or the run fails;
- results with machine, versions and seed go to benchmarks/results/assessing.json.

    ./dev benchmark assessing [--sizes 100000 1000000] [--gdelt 10000000] [--runs 3] [--form parquet]
"""

import argparse
import csv
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "assessing.json"
TREATY = ROOT / "agreements" / "non-threat"
SEED = 1992
REAL = "real"  # the size of the imported data, whatever it is
ASSESSOR = "every pair"
GDELT = "gdelt"  # the size of what is imported from GDELT, after the number of its rows
ANY = '\n[[assessor]]\nname = "any grade"\nsources = 1\ngrade = "any"\n'

# What a careful analyst writes: admissible rows, borders on the day, both worlds, acts and years.
BY_HAND = """
CREATE TABLE parties AS SELECT unnest($parties) AS party;
CREATE TABLE acts AS
  SELECT id, actor, target, level, CAST(left("on", 10) AS DATE) AS day, CAST(right("on", 10) AS DATE) AS until,
    source, {mark} AS mark
  FROM read_parquet($incidents)
  WHERE level IN ('threat', 'display', 'use', 'war') AND {mark} IN ('confirmed', 'inferred', 'recalled', 'conflicting')
    AND CAST(left("on", 10) AS DATE) >= DATE '1992-01-01' AND CAST(right("on", 10) AS DATE) <= DATE '2014-12-31';
CREATE TABLE borders AS
  SELECT a, b, CAST("from" AS DATE) AS first, CAST("to" AS DATE) AS last FROM read_parquet($borders);
CREATE TABLE forbidden AS
  SELECT acts.* FROM acts WHERE EXISTS (FROM borders WHERE first <= acts.day AND acts.until <= last
    AND ((a = actor AND b = target) OR (a = target AND b = actor)));
CREATE TABLE yearly AS
  SELECT actor AS party, year(day) AS year, count(*) AS acts
  FROM forbidden WHERE year(day) = year(until) GROUP BY ALL;
CREATE TABLE findings AS
  SELECT 'no_threat.' || actor || '.' || id AS id, 'no_threat' AS norm, actor AS bearer, id AS occasion,
    CAST(day AS VARCHAR) AS occasion_date, 'not declared' AS declared, 'breached' AS observed,
    'undeclared' AS gap, NULL::BIGINT AS acts, target, level, source, {grade} AS grade, mark
  FROM forbidden
  UNION ALL BY NAME
  SELECT 'no_threat.' || parties.party || '.' || years.year AS id, 'no_threat' AS norm, parties.party AS bearer,
    CAST(years.year AS VARCHAR) AS occasion, years.year || '-01-01' AS occasion_date,
    'not declared' AS declared, CASE WHEN acts > 0 THEN 'breached' ELSE 'not observed' END AS observed,
    CASE WHEN acts > 0 THEN 'undeclared' ELSE 'agreed' END AS gap, acts
  FROM parties CROSS JOIN (SELECT unnest(range(1992, 2015)) AS year) years
  LEFT JOIN yearly ON yearly.party = parties.party AND yearly.year = years.year;
COPY (FROM findings ORDER BY bearer, occasion) TO $target (FORMAT parquet, COMPRESSION zstd);
"""


def by_hand(workspace: Path, target: Path) -> None:
    """The question as SQL; the numbers of breaches, as the analyst would print them."""
    import duckdb

    names = re.findall(r'^party (\w+) "', (workspace / "agreement.md").read_text(encoding="utf-8"), re.MULTILINE)
    incidents = next(path for path in workspace.glob("evidence/*.parquet") if path.stem != "cow-contiguity")
    same = tomllib.loads(incidents.with_suffix(".toml").read_text(encoding="utf-8"))["defaults"]
    constant = {"mark": f"'{same['mark']}'" if "mark" in same else "mark", "grade": f"'{same['grade']}'"}
    given = {
        "parties": names,
        "incidents": str(incidents),
        "borders": str(workspace / "evidence/cow-contiguity.parquet"),
        "target": str(target),
    }
    with duckdb.connect() as database:
        for statement in BY_HAND.format(**constant).split(";\n"):
            used = {name: value for name, value in given.items() if f"${name}" in statement}
            if statement.strip():
                database.execute(statement, used)
        print(database.execute("FROM findings SELECT bearer, observed, count(*) GROUP BY ALL").fetchall())


def breaches(path: Path) -> tuple[int, int]:
    """Rows, and breaches as observed, of a table of findings."""
    import duckdb

    count = "SELECT count(*), count(*) FILTER (observed = 'breached') FROM read_parquet($file)"
    with duckdb.connect() as database:
        rows, found = database.execute(count, {"file": str(path)}).fetchall()[0]
    return int(rows), int(found)


def imported(folder: Path, data: Path) -> Path:
    """A workspace with the imported data as Parquet."""
    from servanda.cli.main import servanda

    workspace = folder / "real"
    shutil.copytree(TREATY, workspace)
    for source, file in (("cow-mid", "mid5/MIDIP-5.0.csv"), ("cow-contiguity", "peacesciencer/cow_contdir.parquet")):
        words = ["import", source, str(data / "data" / file), "--into", str(workspace)]
        servanda(words, standalone_mode=False)
        as_parquet(workspace / "evidence" / f"{source}.csv")
    return workspace


def as_parquet(path: Path) -> None:
    """A CSV file of evidence as Parquet, every cell as text, in its place."""
    import duckdb

    with duckdb.connect() as database:
        query = "COPY (FROM read_csv($file, all_varchar=true)) TO $target (FORMAT parquet)"
        database.execute(query, {"file": str(path), "target": str(path.with_suffix(".parquet"))})
    path.unlink()


MANIFEST = 'record = "incident"\ntitle = "Generated incidents"\n\n[defaults]\norigin = "generated"\ngrade = "B3"\n'


def generated(folder: Path, rows: int) -> Path:
    """A workspace with incidents between some forty States, two thirds of them neighbours, as in the real data."""
    import duckdb

    workspace = folder / f"generated-{rows}"
    shutil.copytree(TREATY, workspace)
    evidence = workspace / "evidence"
    evidence.mkdir()
    names = re.findall(r'^party (\w+) "', (workspace / "agreement.md").read_text(encoding="utf-8"), re.MULTILINE)[2:]
    neighbours(evidence, [(names[at], names[at + step]) for at in range(len(names) - 3) for step in (1, 3)])

    def pick(salt: str, below: int) -> str:
        return f"(hash(k, {SEED}, '{salt}') % {below})::INT"

    actor = f"least({pick('a', 190)}, {pick('again', 190)})"  # some act more often than others
    query = f"""SELECT k::VARCHAR || '-' || a || '-' || b AS id, n[1 + a] AS actor, n[1 + b] AS target,
      ['threat', 'display', 'use', 'use'][1 + {pick("level", 4)}] AS level,
      CAST(DATE '1992-01-01' + {pick("day", 8400)} AS VARCHAR) AS "on", 'no' AS clash, '1' AS opponents,
      'incident ' || k AS source, ['confirmed', 'inferred'][1 + {pick("mark", 2)}] AS mark, '2020-01-01' AS known
      FROM (SELECT k, a, a + [1, 3, 2][1 + {pick("step", 3)}] AS b, $names AS n
            FROM (SELECT k, {actor} AS a FROM range({rows}) r(k)))"""
    with duckdb.connect() as database:
        target = {"names": names, "target": str(evidence / "cow-mid.parquet")}
        database.execute(f"COPY ({query}) TO $target (FORMAT parquet)", target)
    (evidence / "cow-mid.toml").write_text(MANIFEST, encoding="utf-8")
    return workspace


def neighbours(evidence: Path, pairs: list[tuple[str, str]]) -> None:
    """Borders that are the same all the time."""
    with (evidence / "cow-contiguity.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("a", "b", "from", "to"))
        table.writerows((a, b, "1920-01-01", "2016-12-31") for a, b in pairs)
    as_parquet(evidence / "cow-contiguity.csv")
    (evidence / "cow-contiguity.toml").write_text('table = "relation"\nrelation = "borders"\n', encoding="utf-8")


def from_gdelt(folder: Path, rows: int) -> Path:
    """A workspace with what is imported of so many rows; every other pair of States that occurs in it borders."""
    from benchmarks.importing import STATES, make_file
    from servanda.evidence.importing.passes import Request, run
    from servanda.evidence.importing.sources import SOURCES
    from servanda.evidence.importing.statements import Choices
    from servanda.findings.workspace import agreement_and_parties

    workspace, source = folder / f"gdelt-{rows}", folder / "events.export.CSV"
    shutil.copytree(TREATY, workspace)
    with (workspace / "servanda.toml").open("a", encoding="utf-8") as settings:
        settings.write(ANY)
    make_file(rows, source, "2010-01-01")
    run(SOURCES["gdelt-2"], Request([source], workspace, Choices("2026-11-26")), agreement_and_parties(workspace)[0])
    source.unlink()
    for path in (workspace / "evidence").glob("*.csv"):  # few rows are written for people
        as_parquet(path)
    pairs = [(a, b) for at, a in enumerate(STATES) for b in STATES[at + 2 :: 4]]
    neighbours(workspace / "evidence", pairs)
    return workspace


# A small process between, so that a large one that starts others does not count as their memory.
WATCH = """
import json, os, subprocess, sys, time
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
taken = {"wall_s": time.perf_counter() - started, "cpu_s": used.ru_utime + used.ru_stime}
print(json.dumps([os.waitstatus_to_exitcode(status), taken | {"peak_mb": used.ru_maxrss // 1024}]))
"""


def measured(command: list[str], bytecode: Path) -> dict[str, float]:
    """One run in a process of its own, with Python's bytecode in a folder, as where it is installed."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    watched = [sys.executable, "-c", WATCH, *command]
    told = subprocess.run(watched, check=True, capture_output=True, text=True, cwd=ROOT, env=environment).stdout
    ended, taken = json.loads(told)
    if ended not in (0, 1) or (ended == 1 and "assess" not in command):  # 1 of assess: there are breaches
        raise SystemExit(f"{' '.join(command)} ended with {ended}")
    return dict(taken)


def compare(workspace: Path, runs: int, form: str, assessor: str = ASSESSOR) -> dict[str, object]:
    """Both sides, taking turns."""
    hand, ours = workspace / "by-hand.parquet", workspace / "assessed.parquet"
    words = ["assess", str(workspace), "--assessor", assessor, "--format", form, "--output", str(ours)]
    commands = {
        "by_hand": [sys.executable, __file__, "--by-hand", str(workspace), str(hand)],
        "assess": [sys.executable, "-m", "servanda", *words],
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            found[name].append(measured(command, workspace / ".bytecode"))
    found = {name: many[1:] for name, many in found.items()}  # the first run of each compiles
    rows, breached = breaches(hand)
    if form == "parquet":
        assert breaches(ours) == (rows, breached), f"assess: {breaches(ours)}, by hand: {(rows, breached)}"
    middle = {
        name: {key: round(statistics.median(one[key] for one in many), 2) for key in many[0]}
        for name, many in found.items()
    }
    ratios = {
        f"assess_to_by_hand_{key}": round(middle["assess"][f"{key}_s"] / middle["by_hand"][f"{key}_s"], 2)
        for key in ("cpu", "wall")
    }
    return {"form": form, "findings": rows, "breached": breached, "runs": runs, **middle, **ratios}


def main() -> int:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--gdelt", type=int, nargs="*", default=[], metavar="ROWS")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--form", choices=["parquet", "human"], default="parquet", help="what assess writes")
    parser.add_argument("--by-hand", nargs=2, metavar=("WORKSPACE", "FILE"), help="one run, for the measuring process")
    asked = parser.parse_args()
    if asked.by_hand:
        by_hand(*map(Path, asked.by_hand))
        return 0
    kept = json.loads(RESULT.read_text(encoding="utf-8"))["sizes"] if RESULT.is_file() else {}
    data = os.environ.get("SERVANDA_TEST_DATA")
    with tempfile.TemporaryDirectory(prefix="servanda-assess-") as name:
        made = [(REAL, imported(Path(name), Path(data)))] if data else []
        made += [(str(rows), generated(Path(name), rows)) for rows in asked.sizes]
        made += [(f"{GDELT} {rows}", from_gdelt(Path(name), rows)) for rows in asked.gdelt]
        for size, workspace in made:
            assessor = "any grade" if size.startswith(GDELT) else ASSESSOR
            found = compare(workspace, asked.runs, asked.form, assessor)
            kept[f"{size} {asked.form}"] = found
            print(size, json.dumps(found, indent=2))
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    text = {"seed": SEED, **machine, "duckdb": version("duckdb"), "sizes": kept}
    RESULT.write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
