"""Import at size: rows in the shape of GDELT 2.0, against a bare DuckDB copy of the same file from CSV to Parquet.

Rules it keeps:

- one file a size, made from a seed: 61 columns, about 22 % of the rows between two states, 34 % repeats, the shares of
  actions as in a real file;
- each side in a process of its own, wall and CPU time and the greatest resident memory; the median of the runs, which
  take turns;
- the import must account for every row, or the run fails;
- results with machine, versions and seed go to benchmarks/results/importing.json.

    ./dev benchmark importing [--rows 1000000] [--runs 3]
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
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "importing.json"
SEED = 20191024
STATES = (
    "RUS",
    "UKR",
    "USA",
    "CHN",
    "GBR",
    "FRA",
    "DEU",
    "POL",
    "IRN",
    "ISR",
    "IND",
    "PAK",
    "TUR",
    "SYR",
    "KOR",
    "PRK",
)
AGREEMENT = """# Treaty

## Article 1

```servanda
{parties}in force from 2010-01-01
record reconstructed
event incident declared by nobody
  id key text
  actor party
  target party or country
  level one of threat, display, use, war
  on date
```
"""


def make_file(rows: int, path: Path, begin: str = "2015-01-01") -> None:
    """GDELT-shaped rows from a first day on; neighbours in the file share an article, as in the real ones."""
    import duckdb

    def pick(salt: str, below: int) -> str:
        return f"(hash(k, {SEED}, '{salt}') % {below})::INT"

    listed = ", ".join(f"'{one}'" for one in STATES)
    first = f"CASE WHEN {pick('has', 100)} < 65 THEN [{listed}][1 + {pick('a', len(STATES))}] END"
    second = f"CASE WHEN {pick('both', 100)} < 36 THEN [{listed}][1 + {pick('b', len(STATES))}] END"
    code = f"['010','036','042','051','111','112','1383','152','173','190','193','186'][1 + {pick('code', 12)}]"
    place = "'4', 'Kyiv, Kyyiv, Misto, Ukraine', 'UP', 'UP12', '25929', 50.4333, 30.5167, '-1044367'"
    actor = "'NAME', {0}, NULL, NULL, NULL, NULL, 'GOV', NULL, NULL"
    query = f"""SELECT 800000000 + k, strftime(DATE '{begin}' + {pick("day", 1500)}, '%Y%m%d'), '201501', '2015',
      '2015.0055', a, {actor.format("a")}, b, {actor.format("b")}, 1, code, left(code, 3), left(code, 2), 4, -5.0,
      10, 1, 10, -2.5 + {pick("tone", 100)} / 25.0, {place}, {place}, {place}, '20191024143000',
      'https://www.paper' || {pick("paper", 900)} || '.example/world/2019/10/an-article-with-a-long-name-' || (k // 5)
      FROM (SELECT k, {first} AS a, {second} AS b, {code} AS code FROM range({rows}) r(k))"""
    connection = duckdb.connect()
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '')")
    connection.close()


def bare(path: Path, folder: Path) -> None:
    """What the speed is compared with: DuckDB's own copy, every column as text."""
    import duckdb

    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(61))
    scan = (
        f"read_csv('{path}', delim='\t', header=false, quote='', escape='', auto_detect=false, columns={{{columns}}})"
    )
    duckdb.connect().execute(f"COPY (FROM {scan}) TO '{folder / 'bare.parquet'}' (FORMAT parquet)")


def imported(path: Path, folder: Path, rows: int) -> None:
    """The import, into a workspace whose agreement names the states."""
    from servanda.evidence.importing.passes import Request, run
    from servanda.evidence.importing.sources import SOURCES
    from servanda.evidence.importing.statements import Choices
    from servanda.findings.workspace import agreement_and_parties

    workspace = Path(tempfile.mkdtemp(dir=folder))
    parties = "".join(f'party {one} "{one}"\n' for one in STATES)
    (workspace / "agreement.md").write_text(AGREEMENT.format(parties=parties), encoding="utf-8")
    request = Request([path], workspace, Choices("2026-11-26"))
    summary = run(SOURCES["gdelt-2"], request, agreement_and_parties(workspace)[0])
    accounted = summary.used + summary.copies + sum(summary.aside.values())
    assert (summary.rows, summary.statements) == (rows, accounted), "rows are lost"
    assert summary.statements + sum(summary.silent.values()) == rows, "rows are lost"
    print(json.dumps({"statements": summary.statements, "used": summary.used, "duplicates": summary.copies}))


def measured(what: str, path: Path, folder: Path, rows: int) -> dict[str, float]:
    """One run in a process of its own."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, __file__, "--one", what, str(path), str(folder), "--rows", str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = dict(line.split() for line in done.stderr.splitlines() if line.startswith("peak_mb "))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": time.perf_counter() - started, "cpu_s": cpu, "peak_mb": float(told["peak_mb"])}


def compare(rows: int, runs: int) -> dict[str, object]:
    """Both sides, taking turns."""
    with tempfile.TemporaryDirectory(prefix="servanda-import-") as name:
        folder, path = Path(name), Path(name) / "events.export.CSV"
        make_file(rows, path)
        found: dict[str, list[dict[str, float]]] = {"bare": [], "import": []}
        for _ in range(runs):
            for what, list_ in found.items():
                list_.append(measured(what, path, folder, rows))
        size = path.stat().st_size
    middle = {
        what: {key: round(statistics.median(one[key] for one in many), 2) for key in many[0]}
        for what, many in found.items()
    }
    ratios = {
        "speed_of_import_to_bare_wall": round(middle["bare"]["wall_s"] / middle["import"]["wall_s"], 2),
        "speed_of_import_to_bare_cpu": round(middle["bare"]["cpu_s"] / middle["import"]["cpu_s"], 2),
    }
    return {"rows": rows, "bytes": size, "runs": runs, **middle, **ratios}


def main() -> int:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", nargs=3, metavar=("WHAT", "FILE", "FOLDER"), help="one run, for the measuring process")
    asked = parser.parse_args()
    if asked.one:
        what, path, folder = asked.one
        if what == "bare":
            bare(Path(path), Path(folder))
        else:
            imported(Path(path), Path(folder), asked.rows)
        print(f"peak_mb {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}", file=sys.stderr)
        return 0
    found = compare(asked.rows, asked.runs)
    kept = json.loads(RESULT.read_text(encoding="utf-8"))["sizes"] if RESULT.is_file() else {}
    kept[str(asked.rows)] = found
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    text = {"seed": SEED, **machine, "duckdb": version("duckdb"), "sizes": kept}
    RESULT.write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
