"""Bad files of every source are refused with line and remedy; with `keep_good` good rows are kept, others counted."""

from hashlib import sha256
from pathlib import Path

import pytest

from servanda.diagnostics import Refused
from servanda.evidence.importing.catalogue import Source
from servanda.evidence.importing.sources import SOURCES
from tests.evidence.importing.made_up import cell, main, rows, text, write
from tests.evidence.importing.test_real_files import TYPES
from tests.evidence.importing.workspaces import bring, workspace
from tests.evidence.importing.workspaces import rows as rows_of

MORE = """\
event violence declared by nobody
  id key text
  side_a party
  side_b party
  country party or country
  start date
state nuclear_force declared by party
  party key party
  system key text
  kind key one of "delivery vehicle", "warhead"
  number count of items
event dispute declared by nobody
  id key text
  actor party
  target party or country
  level one of threat, display, use, war
  on date
"""
ALL = list(SOURCES.values())
EACH = pytest.mark.parametrize("source", ALL, ids=lambda one: one.name)


def into(tmp_path: Path) -> Path:
    return workspace(tmp_path / "workspace", TYPES + MORE)


def told(root: Path, source: Source, path: Path) -> list[tuple[str, int, str, str]]:
    """Code, line, message and remedy of a refusal, after which nothing is left in the workspace."""
    before = sorted(one.name for one in root.iterdir())
    with pytest.raises(Refused) as refusal:
        bring(root, source.name, path)
    assert sorted(one.name for one in root.iterdir()) == before
    return [(one.code, one.place.line, one.message, one.remedy) for one in refusal.value.diagnostics]


@EACH
def test_a_good_file_is_used(source: Source, tmp_path: Path) -> None:
    summary = bring(into(tmp_path), source.name, write(tmp_path / "file.csv", source))
    assert summary.quarantined == 0
    assert summary.used >= 1
    assert summary.unrecognised == {}


@EACH
def test_a_line_cut_short_is_told_with_its_number(source: Source, tmp_path: Path) -> None:
    table, path = main(source), tmp_path / "file.csv"
    whole = text(table, rows(source))
    cut = text(table, [{}]).splitlines()[-1].split(table.separator)[:3]
    path.write_text(whole + table.separator.join(cut) + "\n", encoding="utf-8")
    line = 3 + table.header
    first = told(into(tmp_path), source, path)[0]
    assert first[:2] == ("import-row", line)
    if not table.padded:
        assert (
            first[2]
            == f"`{table.columns[3].name}`: the line is cut short: {len(table.columns)} columns expected, found 3."
        )
        assert first[3] == "Download the file again, or complete the line."
    summary = bring(tmp_path / "workspace", source.name, path, keep_good=True)
    assert (summary.quarantined, summary.rows) == (1, 3)
    assert summary.used >= 1
    kept = (tmp_path / f"workspace/imported/{source.name}/quarantined.csv").read_text(encoding="utf-8")
    assert f"{path},{line}," in kept


@EACH
def test_another_separator_is_told(source: Source, tmp_path: Path) -> None:
    table, path = main(source), tmp_path / "file.csv"
    path.write_text(text(table, rows(source)).replace(table.separator, ";"), encoding="utf-8")
    sign = {",": "commas", "\t": "tabs"}[table.separator]
    assert told(into(tmp_path), source, path) == [
        (
            "import-separator",
            1,
            f"The columns are separated by semicolons, not by {sign}.",
            "Download the file anew, or save it with the right separator.",
        )
    ]


@EACH
def test_a_year_or_day_to_come_is_impossible(source: Source, tmp_path: Path) -> None:
    table = main(source)
    timed = next((column for column in table.columns if column.kind in ("year", "date")), None)
    if timed is None:
        pytest.skip("its dates are checked by the shape")
    future = "2999" if timed.kind == "year" else cell(timed).replace("2014", "2999")
    path = write(tmp_path / "file.csv", source, [{}, {timed.name: future}])
    first = told(into(tmp_path), source, path)[0]
    assert first[:2] == ("import-row", 2 + table.header)
    wanted = f"`{timed.name}`: `{future}` " + ("cannot be." if timed.kind == "year" else "lies in the future.")
    assert first[2] == wanted


@EACH
def test_an_impossible_code_is_told(source: Source, tmp_path: Path) -> None:
    table = main(source)
    coded = next((column for column in table.columns if column.kind in ("whole", "decimal")), None)
    assert coded is not None or source.name in ("mme", "jme", "polecat")
    if coded is None:
        pytest.skip("it has no numbers")
    path = write(tmp_path / "file.csv", source, [{}, {coded.name: "1x"}])
    first = told(into(tmp_path), source, path)[0]
    kind = "number" if coded.kind == "decimal" else "whole number"
    assert first[:3] == ("import-row", 2 + table.header, f"`{coded.name}`: `1x` is not a {kind}.")


@EACH
def test_bytes_of_another_encoding_are_told(source: Source, tmp_path: Path) -> None:
    table, path = main(source), tmp_path / "file.csv"
    spoiled = next((column.name for column in table.columns if not column.among), table.columns[0].name)
    made = text(table, [*rows(source), {spoiled: "Åland"}])
    path.write_bytes(made.replace("Åland", "\0\0").encode().replace(b"\0\0", "Åland".encode("latin-1")))
    first = told(into(tmp_path), source, path)[0]
    assert first[:2] == ("import-row", 3 + table.header)
    assert first[2].endswith("the line is not written in the encoding of the file.")
    assert first[3] == "Say --encoding latin-1, or mend it."


def test_a_cell_of_a_very_long_file_that_nothing_reads_is_not_looked_into(tmp_path: Path) -> None:
    """The name of an actor is asked by nothing; the address of the article is the source of what is said."""
    source, path, root = SOURCES["gdelt-2"], tmp_path / "file.csv", into(tmp_path)
    for column, used in (("Actor1Name", 1), ("SOURCEURL", 0)):
        made = text(main(source), [{}, {"GLOBALEVENTID": "8", column: "Åland"}])
        path.write_bytes(made.replace("Åland", "\0\0").encode().replace(b"\0\0", "Åland".encode("latin-1")))
        summary = bring(root, source.name, path, keep_good=True, name=column)
        assert (summary.rows, summary.used + summary.copies) == (2, 1 + used)
        assert summary.quarantined == 1 - used


@pytest.mark.long
def test_rows_keep_their_numbers_where_all_cores_read(tmp_path: Path) -> None:
    """Two hundred thousand rows, most of them dropped: the fault and the copy are told with the lines they stand on."""
    source, path, root = SOURCES["gdelt-2"], tmp_path / "file.csv", into(tmp_path)
    quiet = text(main(source), [{"EventCode": "010"}])
    loud, again = (text(main(source), [{"GLOBALEVENTID": number}]) for number in ("8", "9"))
    bad = text(main(source), [{"SQLDATE": "20141399"}])
    path.write_text(quiet * 70_000 + loud + quiet * 60_000 + bad + quiet * 70_000 + again, encoding="utf-8")
    summary = bring(root, source.name, path, keep_good=True)
    assert (summary.rows, summary.used, summary.copies, summary.quarantined) == (200_003, 1, 1, 1)
    aside = rows_of(root / "imported/gdelt-2/set-aside.csv")
    assert [(row["row"], row["copy_of_row"], row["reason"]) for row in aside] == [("200003", "70001", "copy")]
    assert [row["line"] for row in rows_of(root / "imported/gdelt-2/quarantined.csv")] == ["130002"]


def test_each_of_several_files_keeps_its_hash_and_its_rows(tmp_path: Path) -> None:
    source, root = SOURCES["gdelt-2"], into(tmp_path)
    paths = [write(tmp_path / f"{number}.csv", source, [{"GLOBALEVENTID": number}] * int(number)) for number in "123"]
    summary = bring(root, source.name, *paths)
    told = [(one["path"], one["sha256"], one["rows"]) for one in summary.files]
    assert told == [(str(one), sha256(one.read_bytes()).hexdigest(), int(one.stem)) for one in paths]
    aside = rows_of(root / "imported/gdelt-2/set-aside.csv")
    assert [(row["row"], row["copy_of_row"]) for row in aside] == [(str(row), "1") for row in range(2, 7)]


@EACH
def test_a_file_of_another_kind_is_told(source: Source, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a\tb\n1\t2\n" if main(source).separator == "\t" else "a,b\n1,2\n", encoding="utf-8")
    code, line, message, remedy = told(into(tmp_path), source, path)[0]
    assert (code, line) == ("import-columns", 1)
    assert source.title in message
    assert f"servanda import --how {source.name}" in remedy


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.touch()
    assert told(into(tmp_path), SOURCES["cow-mid"], path) == [
        ("import-empty", 1, "The file is empty.", "Download it again.")
    ]


def test_gdelt_can_never_alone_carry_a_breach(tmp_path: Path) -> None:
    from servanda.findings.assess import assess

    block = (
        TYPES + "prohibition no_force\n  no incident i where i.level is threat or more, by i.actor against i.target\n"
    )
    block += "  assessed each calendar year\n"
    parties = 'party RUS "Russian Federation"\nparty UKR "Ukraine"\n'
    settings = 'as_of = "2015-12-31"\nknown_by = "2015-12-31"\n'
    root = workspace(tmp_path / "workspace", block, parties, settings)
    many = [{"GLOBALEVENTID": str(n), "SOURCEURL": f"https://paper{n}.example/"} for n in range(1, 9)]
    bring(root, "gdelt-2", write(tmp_path / "file.csv", SOURCES["gdelt-2"], many))
    found = [one for one in assess(root, which="meaning").findings]
    assert found
    assert {one.observed.verdict for one in found} <= {"not observed", "undetermined"}
    # Graded as good as anything: still one origin, and two are needed.
    path = tmp_path / "file.csv"
    bring(root, "gdelt-2", path, replace=True, grade="A1")
    assert not [one for one in assess(root, which="meaning").findings if one.observed.verdict == "breached"]
