"""Logs and signatures: what MonPoly reads is read, and what cannot be read is refused with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.diagnostics import Refused, human
from servanda.engine.log import read_log, read_signature
from servanda.engine.log_tables import read_tables
from servanda.logic.schema import Column, Schema

SIGNATURE = read_signature("p(int) r(a:int, b:string) f(float) n(string) t()")


def test_a_signature_names_relations_and_columns() -> None:
    text = "filed (party:string, int) # who, how many\n\nseen()t(float)"
    assert read_signature(text) == {
        "filed": Schema("filed", (Column("party", "string"), Column("x2", "int"))),
        "seen": Schema("seen", ()),
        "t": Schema("t", (Column("x1", "float"),)),
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("p(int)\n  q int", 2, 3, "Here should stand a declaration."),
        ("p(int", 1, 1, "The columns of `p` have no end."),
        ("p(int)\np(string)", 2, 1, "`p` is declared twice."),
        ("p(a:int, b:bool)", 1, 9, "`b:bool` is no column of `p`: its type should be int, float or string."),
        ("p(int,)", 1, 7, "`` is no column of `p`: its type should be int, float or string."),
    ],
)
def test_a_signature_that_cannot_be_read(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(Refused) as caught:
        read_signature(text, source="s.sig")
    (found,) = caught.value.diagnostics
    assert (found.place.line, found.place.column, found.message) == (line, column, message)


def test_a_log_in_all_its_forms() -> None:
    text = '''
    # a comment
    @1 p (1)(2) p(3)   r(1,"a b")
       f(-1)(2.5) (3e2) # two lines
    @1
    @3 t r (4,bare-word_[x]:y.z!) (5,"say ""no""") ;
    @4 t() p ;
    @9 n("")("(1,2)")( "a"  )
    '''
    log = read_log(text, SIGNATURE)
    assert log.time_points == (1, 1, 3, 4, 9)
    assert log.events == {
        "p": [(0, (1,)), (0, (2,)), (0, (3,))],
        "r": [(0, (1, "a b")), (2, (4, "bare-word_[x]:y.z!")), (2, (5, 'say "no"'))],
        "f": [(0, (-1.0,)), (0, (2.5,)), (0, (300.0,))],
        "t": [(2, ()), (3, ())],
        "n": [(4, ("",)), (4, ("(1,2)",)), (4, ("a",))],
    }


def test_an_equal_row_counts_once_at_a_time_point() -> None:
    assert read_log("@1 p(1)(1) p(1) @1 p(1)", SIGNATURE).events == {"p": [(0, (1,)), (1, (1,))]}


def test_an_empty_log_has_no_time_points() -> None:
    assert read_log(" # nothing\n", SIGNATURE).time_points == ()


REFUSED = [
    ("p(1)", 1, 1, "log-syntax", "`p` stands outside a time point."),
    ("@1 p(1);\np(2)", 2, 1, "log-syntax", "`p` stands outside a time point."),
    ("@1 (1)", 1, 4, "log-syntax", "These values belong to no relation."),
    ("@1 p(1)\n@x p(2)", 2, 1, "log-time", "`@x` is no time stamp."),
    ("@1.5 p(1)", 1, 1, "log-time", "`@1.5` is no time stamp."),
    ("@5 p(1)\n@4 p(2)", 2, 1, "log-time", "Time goes back here: 4 after 5."),
    ("@99999999999999999999", 1, 1, "log-number", "This time stamp does not fit 64 bits."),
    ("@1 r(1,a)(2)", 1, 10, "log-arity", "Columns of `r`: 2; values in this row: 1."),
    ("@1 t(1)", 1, 5, "log-arity", "Columns of `t`: 0; values in this row: 1."),
    ("@1 p()", 1, 5, "log-arity", "Columns of `p`: 1; values in this row: 0."),
    ("@1 p(a)", 1, 6, "log-value", "`a` is not an integer."),
    ("@1 p(1.5)", 1, 6, "log-number", "`1.5` is not an integer."),
    ("@1 p(99999999999999999999)", 1, 6, "log-number", "`99999999999999999999` does not fit 64 bits."),
    ("@1 f(1e999)", 1, 6, "log-number", "`1e999` does not fit 64 bits."),
    ("@1 f(nan)", 1, 6, "log-value", "`nan` is not a number."),
    ("@1 r(1,)", 1, 8, "log-value", "A value is missing here."),
    ("@1 pp(1)", 1, 4, "log-name", "There is no relation `pp` in the signature."),
    ('@1 n("a', 1, 6, "log-syntax", "This row cannot be read."),
    ("@1 p(1", 1, 6, "log-syntax", "This row cannot be read."),
    ("@1 p(1) , p(2)", 1, 9, "log-syntax", "`,` has no meaning here."),
    ("@1 " + " " * (17 * 2**20), 1, 1, "log-line", "This line has 17825795 characters; 16777216 is the most."),
]


@pytest.mark.parametrize(("text", "line", "column", "code", "message"), REFUSED)
def test_a_log_that_cannot_be_read(text: str, line: int, column: int, code: str, message: str) -> None:
    with pytest.raises(Refused) as caught:
        read_log(text, SIGNATURE, source="a.log")
    (found,) = caught.value.diagnostics
    assert (found.place.file, found.place.line, found.place.column) == ("a.log", line, column)
    assert (found.code, found.message) == (code, message)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 50),
            st.lists(st.integers(-(2**63), 2**63 - 1), max_size=3, unique=True),
            st.lists(st.text(st.characters(codec="utf-8")), max_size=3, unique=True),
        )
    )
)
def test_what_is_written_to_a_log_is_read_from_it(points: list[tuple[int, list[int], list[str]]]) -> None:
    points.sort(key=lambda point: point[0])
    lines = []
    for stamp, numbers, words in points:
        quoted = "".join('("{}")'.format(word.replace('"', '""')) for word in words)
        lines.append(f"@{stamp} p {''.join(f'({number})' for number in numbers)} n {quoted}")
    log = read_log("\n".join(lines), SIGNATURE)
    assert log.time_points == tuple(stamp for stamp, _, _ in points)
    assert log.events.get("p", []) == [(at, (value,)) for at, (_, found, _) in enumerate(points) for value in found]
    assert log.events.get("n", []) == [(at, (value,)) for at, (_, _, found) in enumerate(points) for value in found]


VALUES = ["1", "-1", "+1", " 2 ", "1_0", "1.5", "nan", "inf", "a", "a_b", "", '"a,b"', "٣", "1e5", "9" * 19, "0x1"]
ROWS = st.lists(st.sampled_from(VALUES), max_size=2).map(lambda values: f"({','.join(values)})")
EVENTS = st.tuples(st.integers(0, 9), st.sampled_from(["p", "r", "f", "n", "t", "u"]), st.lists(ROWS, max_size=2))


@given(st.lists(EVENTS, max_size=4), st.sampled_from([" ", "\n", ""]))
def test_the_quick_way_reads_and_refuses_as_the_patient_way(
    events: list[tuple[int, str, list[str]]], blank: str
) -> None:
    text = "".join(f"@{stamp} {name}{blank}{blank.join(rows)}\n" for stamp, name, rows in events)

    def outcome(quick: bool) -> object:
        with pytest.MonkeyPatch.context() as patch:
            if not quick:
                patch.setattr("servanda.engine.log._LogReader.quick_event", lambda *_: False)
            try:
                return read_log(text, SIGNATURE)
            except Refused as refused:
                return refused.diagnostics

    assert outcome(quick=True) == outcome(quick=False)


# -- tables -----------------------------------------------------------------------------------------------------------


def folder(path: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def test_tables_without_numbered_time_points(tmp_path: Path) -> None:
    tables = folder(tmp_path, p="ts,a\n5,1\n3,2\n", r='time_stamp,b,a\n5,"x, y",7\n')
    signature = read_signature("p(int) r(a:int, b:string)")
    log = read_tables([tables], signature)
    assert log.time_points == (3, 5)
    assert log.events == {"p": [(1, (1,)), (0, (2,))], "r": [(1, (7, "x, y"))]}


def test_tables_with_numbered_time_points(tmp_path: Path) -> None:
    tables = folder(tmp_path, p="tp,ts,x\n3,5,1\n0,3,2\n", time_points="tp,ts\n4,9\n")
    log = read_tables([tables], read_signature("p(x:int)"))
    assert log.time_points == (3, 3, 3, 5, 9)
    assert log.events == {"p": [(3, (1,)), (0, (2,))]}


def test_parquet_tables(tmp_path: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        query = "SELECT * FROM (VALUES (5, 'a', 1.5::DOUBLE), (3, 'b', 2)) AS v(time_stamp, a, b)"
        connection.sql(query).write_parquet(str(tmp_path / "p.parquet"))
    log = read_tables([tmp_path / "p.parquet"], read_signature("p(a:string, b:float)"))
    assert log.time_points == (3, 5)
    assert log.events == {"p": [(1, ("a", 1.5)), (0, ("b", 2.0))]}


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        ("p", "", 1, "The file is empty."),
        ("p", "a,b\n1,2\n", 1, "The table has no column `time_stamp`."),
        ("r", "ts,a\n1,2\n", 1, "The table has no column `b`."),
        ("p", "ts,x1\n1,2\n1\n", 3, "Columns of the table: 2; values in this row: 1."),
        ("p", "ts,x1\n1,\n", 2, "`x1` should be of type int, but is missing."),
        ("p", "ts,x1\n1,two\n", 2, "`x1` should be of type int, but is 'two'."),
        ("p", "ts,x1\nnow,2\n", 2, "`ts` is 'now', not a whole number."),
        ("p", 'ts,x1\n1,"2', 2, "This line cannot be read: unexpected end of data."),
        ("q", "ts,x1\n1,2\n", 1, "There is no relation `q` in the signature."),
        ("p", "tp,ts,x1\n0,5,1\n0,6,1\n", 3, "Time point 0 has the stamps 5 and 6."),
        ("p", "tp,ts,x1\n0,5,1\n1,4,1\n", 3, "Time goes back here: 4 at time point 1, after 5."),
    ],
)
def test_a_table_that_cannot_be_read(tmp_path: Path, name: str, text: str, line: int, message: str) -> None:
    file = folder(tmp_path, **{name: text}) / f"{name}.csv"
    with pytest.raises(Refused) as caught:
        read_tables([file], SIGNATURE)
    (found,) = caught.value.diagnostics
    assert (found.place.file, found.place.line, found.message) == (str(file), line, message)


def test_a_table_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "n.csv"
    file.write_bytes("ts,a\n1,é\n".encode("latin-1"))
    with pytest.raises(Refused, match="The file is not UTF-8"):
        read_tables([file], SIGNATURE)


def test_of_a_long_line_only_what_is_meant_is_shown() -> None:
    text = "@1" + " p(1)" * 1000 + " p(one)" + " p(2)" * 1000
    with pytest.raises(Refused) as caught:
        read_log(text, SIGNATURE, source="a.log")
    _, line, caret, *_ = human(caught.value.diagnostics, {"a.log": text}).splitlines()
    assert line == "  1 | …1)" + " p(1)" * 11 + " p(one)" + " p(2)" * 11 + " …"
    assert line[caret.index("^") :].startswith("one)")
    assert caret.count("^") == 3
