"""LANGUAGE §4, *Gap kinds*: what lies between the two worlds, how wide, since when; ids; witnesses."""

import pytest

from tests.findings.small import Small, agreement

NATIVE = "in force from 2000-01-01\nrecord native\n"
RECONSTRUCTED = "in force from 2000-01-01\nrecord reconstructed\n"
EXERCISE = """\
event exercise declared by host
  id key text
  host party
  personnel count of troops
  start date
act notification of exercise
obligation notify
  on each exercise e where e.personnel >= 9000 troops
  e.host must file notification of e
  at least 42 days before e.start
"""


def lay(declared: str | None, *observed: str, notified: str = "", frame: str = NATIVE, scope: str = "") -> Small:
    small = Small(agreement(EXERCISE, frame))
    if declared is not None:
        small.declared("exercise", "ALBA", "2020-01-05", id="X", host="ALBA", personnel=declared, start="2020-06-01")
    for source, number in zip("abcd", observed, strict=False):
        small.observed("exercise", source, id="X", host="ALBA", personnel=number, start="2020-06-01", scope=scope,
                       known=f"2020-07-0{'abcd'.index(source) + 1}")  # fmt: skip
    if notified:
        small.act("notification", "ALBA", notified, exercise="X")
    return small


@pytest.mark.parametrize(
    ("declared", "observed", "notified", "verdicts", "gap", "size"),
    [
        ("12000", ("12000",), "2020-03-01", ("kept", "kept"), "agreed", (None, None)),
        ("12000", ("11000..13000",), "2020-03-01", ("kept", "kept"), "agreed", (None, None)),
        ("12000", ("12000..13000",), "2020-03-01", ("kept", "kept"), "agreed", (None, None)),
        ("12000", ("60000..70000",), "2020-03-01", ("kept", "kept"), "understated", (48000, 58000)),
        ("12000", ("9000..9500",), "2020-03-01", ("kept", "kept"), "overstated", (-3000, -2500)),
        ("8999", ("9000",), "2020-03-01", ("not owed", "kept"), "below threshold", (1, 1)),
        ("8999", ("9000",), "", ("not owed", "breached"), "contradicted", (1, 1)),
        ("9000", ("8999",), "", ("breached", "not owed"), "overstated", (-1, -1)),
        ("9000", ("9000",), "", ("breached", "breached"), "agreed", (None, None)),
        (None, ("9000",), "", ("not declared", "breached"), "undeclared", (None, None)),
        (None, ("9000",), "2020-03-01", ("not declared", "kept"), "undeclared", (None, None)),
        ("9000", (), "", ("breached", "not observed"), "unobserved", (None, None)),
        ("9000", (), "2020-03-01", ("kept", "not observed"), "unobserved", (None, None)),
        ("9000", ("8000..9500",), "2020-03-01", ("kept", "undetermined"), "open", (None, None)),
        ("8000", ("8000..9500",), "", ("not owed", "undetermined"), "open", (None, None)),
        ("8000..9500", ("8000..9500",), "", ("undetermined", "undetermined"), "open", (None, None)),
    ],
)
def test_each_kind_of_gap_with_its_size(
    declared: str | None,
    observed: tuple[str, ...],
    notified: str,
    verdicts: tuple[str, str],
    gap: str,
    size: tuple[int | None, int | None],
) -> None:
    finding = lay(declared, *observed, notified=notified).one("notify")
    assert (finding.declared.verdict, finding.observed.verdict) == verdicts
    assert (finding.gap, finding.gap_low, finding.gap_high) == (gap, *size)


def test_an_observed_occasion_that_the_record_does_not_know_is_undeclared_though_its_verdict_is_open() -> None:
    finding = lay(None, "9000", frame=RECONSTRUCTED).one("notify")
    assert (finding.declared.verdict, finding.observed.verdict) == ("not declared", "undetermined")
    assert finding.gap in ("undeclared", "open")


def test_values_of_different_scope_make_no_size() -> None:
    finding = lay("12000", "60000", notified="2020-03-01", scope="all manoeuvres").one("notify")
    assert (finding.gap, finding.gap_low) == ("open", None)


def test_a_gap_opens_when_it_could_be_known() -> None:
    assert lay("8999", "9000", "9000").one("notify", sources=2).opened == "2020-07-02"
    assert lay("8999", "9000", "9000").one("notify", sources=1).opened == "2020-07-01"
    assert lay("12000", "12000").one("notify").opened is None


def test_ids_are_those_of_the_occasion() -> None:
    first = lay("9000", "9000").one("notify")
    again = lay("9000", "60000", "70000", notified="2020-03-01").one("notify")
    assert first.id == again.id == "notify.ALBA.x"


def test_occasions_whose_names_differ_in_their_marks_only_have_ids_of_their_own() -> None:
    small = Small(agreement(EXERCISE, NATIVE))
    for name in ("West 1", "West-1", "WEST 1", "west/1"):
        small.declared("exercise", "ALBA", id=name, host="ALBA", personnel="9000", start="2020-06-01")
    ids = [f.id for f in small.findings("notify")]
    assert len(set(ids)) == 4
    assert ids == [f.id for f in small.findings("notify")]


def test_witnesses_name_each_row_and_say_why_one_did_not_count() -> None:
    small = lay("8999", "9500", frame=NATIVE)
    row = {"id": "X", "host": "ALBA", "start": "2020-06-01"}
    small.observed("exercise", "worse", personnel="9600", grade="E5", **row)
    small.observed("exercise", "later", personnel="9700", known="2022-01-01", **row)
    small.observed("exercise", "wider", personnel="9800", scope="all manoeuvres", **row)
    small.observed("exercise", "doubtful", personnel="9900", mark="recalled", **row)
    finding = small.one("notify", marks=("confirmed",))
    numbers = [w for w in finding.witnesses if w.field == "personnel"]
    assert {(w.source, w.value): (w.admitted, w.why) for w in numbers} == {
        ("a source", "8999"): (True, ""),
        ("a", "9500"): (True, ""),
        ("worse", "9600"): (False, "graded E5, below C3"),
        ("later", "9700"): (False, "not yet known"),
        ("wider", "9800"): (False, "speaks of “all manoeuvres”"),
        ("doubtful", "9900"): (False, "marked recalled, which this standard does not admit"),
    }
    assert {w.world for w in numbers if w.source == "a source"} == {"declared"}
    assert all(w.file.startswith(("declared/", "evidence/")) and w.line >= 2 for w in finding.witnesses)


def test_rows_of_another_occasion_are_no_witnesses() -> None:
    small = lay("9000", "9000")
    small.observed("exercise", "a", id="Y", host="ALBA", personnel="20000", start="2020-07-01")
    finding = small.one("notify", "ALBA", "X")
    assert {w.key for w in finding.witnesses if w.record == "exercise"} == {"X"}
