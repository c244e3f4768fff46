"""The quick reader of large logs: what it reads it reads as the patient one does; all else it leaves to that one."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import duckdb
import pytest
from click.testing import CliRunner

from servanda.cli import monitor_large
from servanda.cli.monitor import monitor
from servanda.diagnostics import Refused
from servanda.engine.database import Database
from servanda.engine.log import read_log, read_signature
from servanda.engine.log_scan import scan_log, scan_tables
from servanda.engine.log_tables import STAMP, read_tables
from servanda.engine.plan.laid import LaidFacts
from servanda.engine.plan.relation import encoded
from servanda.engine.verdict_stream import stream_lines
from servanda.logic.monitorable import prepare
from servanda.logic.parse import parse_formula
from servanda.logic.schema import Signature
from servanda.logic.syntax import Value
from tests.engine import test_log, test_monitor

SHAPES = read_signature("p(a:int) r(a:int, b:string) w(x:float) t() Big(a:int)")


def rows_of(made: LaidFacts) -> tuple[list[int], dict[str, set[tuple[int, tuple[Value, ...]]]]]:
    """Stamps by number, and the rows of each relation with the numbers of their time points."""
    points = made.connection.execute('SELECT "position", "stamp", "number", "next" FROM "time_points" ORDER BY 3')
    table = points.fetchall()
    assert [row[2] for row in table] == list(range(len(table)))
    assert [row[0] for row in table][1:] == [row[3] for row in table][:-1]
    number = {row[0]: row[2] for row in table}
    found = {}
    for name, shape in made.signature.items():
        columns = "".join(f'"c{at}", ' for at in range(len(shape.columns)))
        rows = made.connection.execute(f'SELECT {columns}"here" FROM "rows_{encoded(name)}"').fetchall()
        assert name not in made.distinct or len(rows) == len(set(rows))
        found[name] = {(number[row[-1]], row[:-1]) for row in rows}
    return [row[1] for row in table], found


def wanted(database: Database) -> tuple[list[int], dict[str, set[tuple[int, tuple[Value, ...]]]]]:
    rows = {name: set(database.events.get(name, ())) for name in database.signature}
    return list(database.time_points), rows


def read_both(folder: Path, text: str) -> bool:
    """Whether the quick reader read it; then both must have read the same."""
    path = folder / "a.log"
    path.write_bytes(text.encode())
    made = scan_log(path, SHAPES)
    if made is None:
        return False
    with made.connection:
        assert rows_of(made) == wanted(read_log(text, SHAPES)), text
    return True


@pytest.mark.parametrize(
    ("text", "quick"),
    [
        ("@1 p(1)\n@2 p (2)\n", True),
        ("@1 p(1)(2) p(3) r(1,x)\n@1\n\n# told\n@5 t() t\n@5 t;\n@9 r (2 , \"y\") w(1.5)", True),
        ("@1 p\n@2 r\n@3 Big(+7)\n", True),
        ("@1 p(1)\r\n@2 p(2) \r\n", True),
        ("@1 r(1,\"\")\n", True),
        ("@1 p(1) @2 p(2)\n", False),
        ("@1\np(1)\n", False),
        ("@1 r(1,a b)\n", False),
        ("@1 r(1,\"a,b\")\n", False),
        ("@1 r(1,\"a\"\"b\")\n", False),
        ("@1 r(1,)\n", False),
        ("@1 r(1,\u00a0x)\n", False),
        ("@1 p(x)\n", False),
        ("@1 p(1_0)\n", False),
        ("@1 p(9223372036854775808)\n", False),
        ("@1 w(1e999)\n", False),
        ("@1 p(1,2)\n", False),
        ("@2 p(1)\n@1 p(1)\n", False),
        ("@1 q(1)\n", False),
        ("@1 big(1)\n", False),
        ("p(1)\n", False),
        ("@1 p(1)\x01\n", False),
        ("@99999999999999999999 p(1)\n", False),
        ("@4611686018427387904 p(1)\n", False),
    ],
)  # fmt: skip
def test_what_is_read_quickly(tmp_path: Path, text: str, quick: bool) -> None:
    assert read_both(tmp_path, text) is quick


PIECES = (
    "@1 p(1)", "@1 p (2)(3)", "@2", "@3 r(1,ALBA)(2,BOREA)", "@3 t", "@4 t()", "@4 w(0.5)(-2)(.5e1) p(7)", "# no", "",
    "@5 r (-3 , \"C\")\t;", "@6 p(1)\tr(4,Ænigma)", "@7 Big(007)", "  ", "@8 p() ", "@9 r(1,\"it's\")", "@7 p(1",
    "@9 p(1)(1)", "@9 w(1)", "@10 p", "@10 r", "@11 t(1)", " @12 p(1)", "@12 p (5) ; ",
)  # fmt: skip


@pytest.mark.parametrize("count", [15, pytest.param(500, marks=pytest.mark.long)])
def test_random_logs_are_read_alike(tmp_path: Path, count: int) -> None:
    """Lines in any order and number: quick and right, or left to the patient reader (which may refuse)."""
    quick = 0
    for seed in range(count):
        random = Random(seed)
        pieces = random.choices(PIECES, k=random.randint(0, 9))
        if random.random() < 0.8:
            pieces = sorted(pieces, key=PIECES.index)
        quick += read_both(tmp_path, "\n".join(pieces))
    assert quick >= count // 5


def test_what_the_patient_reader_refuses_is_left_to_it(tmp_path: Path) -> None:
    for case in test_log.REFUSED:
        path = tmp_path / "a.log"
        path.write_text(case[0])
        with pytest.raises(Refused):
            read_log(case[0], test_log.SIGNATURE)
        assert scan_log(path, test_log.SIGNATURE) is None


def test_large_logs_end_as_small_ones_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command over each sort of log and each format, by the quick way and by the patient one."""
    (tmp_path / "s.sig").write_text(test_monitor.SIGNATURE)
    (tmp_path / "f.mfotl").write_text(
        "filed(p, n) AND x = i2f(n) / 7.0 AND NOT (ONCE[42,*) seen(p)) AND EVENTUALLY[0,10] seen(p)"
    )
    log = '@1 filed(ALBA,9000)(BOREA,12)\n@1 seen(ALBA)\n@5 seen(BOREA) filed("it\'s",1)(ALBA,7)\n@9 seen(CORA)\n@30\n'
    (tmp_path / "a.log").write_text(log)
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "filed.csv").write_text("party,ts,troops\nALBA,1,9000\nit's,5,1\n")
    (tables / "seen.csv").write_text('ts,other,party\n1,,ALBA\n5,x,"it\'s"\n30,,CORA\n')
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    for name in ("filed", "seen"):
        columns = "party, ts::INTEGER AS ts" + (", troops::BIGINT AS troops" if name == "filed" else "")
        query = f"SELECT {columns} FROM read_csv('{tables}/{name}.csv')"
        duckdb.execute(f"COPY ({query}) TO '{mixed}/{name}.parquet' (FORMAT parquet)")

    def run(log: str, *arguments: str, piped: str | None = None) -> tuple[bytes, int]:
        command = ["-sig", f"{tmp_path}/s.sig", "-formula", f"{tmp_path}/f.mfotl", "-log", log, *arguments]
        done = CliRunner().invoke(monitor, command, input=piped)
        return done.stdout_bytes, done.exit_code

    asked = [(f"{tmp_path}/a.log", None), (str(tables), None), (str(mixed), None), ("-", log)]
    forms = ("lines", "json", "parquet")
    patient = [run(where, "--format", form, piped=piped) for where, piped in asked for form in forms]
    monkeypatch.setattr(monitor_large, "LARGE", 0)
    used: list[LaidFacts | None] = []
    scanned = monitor_large._scanned

    def noted(logs: Sequence[Path], piped: bytes | None, signature: Signature) -> LaidFacts | None:
        used.append(scanned(logs, piped, signature))
        return used[-1]

    monkeypatch.setattr(monitor_large, "_scanned", noted)
    quick = [run(where, "--format", form, piped=piped) for where, piped in asked for form in forms]
    assert None not in used
    assert len(used) == len(quick) == 12
    assert quick == patient
    assert patient[0][0].startswith(b'@1 (time point 0): ("ALBA",9000,1285.71) ("BOREA",12,1.71429)\n')


@pytest.mark.parametrize(
    "text", ["ts,a\n1,x\n", "ts,a\n1,\n", "ts,a\nx,1\n", "a\n1\n", "ts,a\n1,1,1\n", "ts,tp,a\n1,0,1\n", "ts,a\n1,1.0\n"]
)
def test_tables_with_anything_unusual_are_left_to_the_patient_reader(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.csv"
    path.write_text(text)
    assert scan_tables([(SHAPES["p"], path)], SHAPES, STAMP) is None


def test_tables_are_read_alike(tmp_path: Path) -> None:
    """Blanks around numbers, quotes, empty strings, more columns than wanted; equal rows count once in verdicts."""
    (tmp_path / "p.csv").write_text("ts,a\n 3 , 4 \n1,+5\n1,5\n")
    (tmp_path / "r.csv").write_text('b,ts,more,a\n"x ""y"", z",2,,1\n,2,,2\n  k ,9,,3\n')
    files = [(SHAPES[name], tmp_path / f"{name}.csv") for name in ("p", "r")]
    made = scan_tables(files, SHAPES, STAMP)
    assert made is not None
    with made.connection:
        assert rows_of(made) == wanted(read_tables([path for _, path in files], SHAPES))
        formula = parse_formula("c <- CNT x; y p(x) AND y = 0 OR (EXISTS b. r(y, b)) AND x = 1")
        prepared = prepare(formula, SHAPES)
        lines, found = stream_lines(made, formula, prepared.order, prepared.kinds, False)
        with lines:
            written = lines.read()
        assert (written, found) == (
            b"@1 (time point 0): (1,0)\n@2 (time point 1): (1,1) (1,2)\n"
            b"@3 (time point 2): (1,0)\n@9 (time point 3): (1,3)\n",
            True,
        )
