"""LANGUAGE §4, *Standard of proof*: what sources make certain, possible, open or contested.

Alba's exercise X starts on 1 June 2020; the record is native, so a missing notification is a breach once it is
certain that one was owed.
"""

import itertools

import pytest

from tests.findings.small import Small, agreement

EXERCISE = """\
event exercise declared by host
  id key text
  host party, one or more
  personnel count of troops
  level one of low, middle, high, highest
  alerted yes or no
  start date
  end date
act notification of exercise filed by exercise.host
  alerted yes or no
parameter notifiable = 9000 troops
obligation notify
  on each exercise e where {trigger}
  e.host must file notification of e
  at least 42 days before e.start
"""


def seen(trigger: str, *rows: dict[str, str]) -> Small:
    """Sources a, b, c … each say one thing of X."""
    small = Small(agreement(EXERCISE.format(trigger=trigger)))
    for letter, row in zip("abcdefgh", rows, strict=False):
        cells = {"id": "X", "host": "ALBA", "start": "2020-06-01", "source": letter, **row}
        small.observed("exercise", **cells)
    return small


def troops(*numbers: str) -> Small:
    return seen("e.personnel >= notifiable", *({"personnel": number} for number in numbers))


@pytest.mark.parametrize(
    ("numbers", "sources", "verdict"),
    [
        (("9000",), 1, "breached"),
        (("8999",), 1, "not owed"),
        (("8999..9000",), 1, "undetermined"),
        (("9000..9500",), 1, "breached"),
        ((">=9000",), 1, "breached"),
        (("<9000",), 1, "not owed"),
        ((">8999",), 1, "breached"),
        (("<=9000",), 1, "undetermined"),
        (("9000",), 2, "undetermined"),  # one source, two are needed
        (("9000", "9000"), 2, "breached"),
        (("9000", "8000"), 2, "undetermined"),  # one each way
        (("9000", "12000", "8000"), 2, "breached"),  # two support, one excludes: fewer than two
        (("9000", "8000", "7000"), 2, "not owed"),
        (("9000", "9500", "8000", "7000"), 2, "undetermined"),  # two on both sides
        (("9000", "8000"), 1, "undetermined"),  # one on both sides
        (("9000", "8000..9500", "8000..9500"), 2, "undetermined"),  # support over the whole interval only
        (("9000", "8000..9500", "8000..9500"), 1, "breached"),
        (("1..100000", "9000", "9000"), 2, "breached"),
        (("9000", "9000", "9000"), 3, "breached"),
        (("9000", "9000"), 3, "undetermined"),
    ],
)
def test_a_comparison_is_true_when_k_support_it_and_fewer_exclude_it(
    numbers: tuple[str, ...], sources: int, verdict: str
) -> None:
    for order in itertools.permutations(numbers):
        found = troops(*order).findings("notify", sources=sources)
        got = found[0].observed.verdict if found else "not owed"
        assert got == verdict, order


def test_k_on_both_sides_is_marked_contested() -> None:
    finding = troops("9000", "9500", "8000", "7000").one("notify", sources=2)
    assert finding.observed.verdict == "undetermined"
    assert finding.attributes["contested"] == "sources contradict each other on personnel"
    assert "contested" not in troops("9000", "9500", "8000").one("notify", sources=2).attributes


def test_rows_of_one_origin_are_one_source() -> None:
    small = seen(
        "e.personnel >= notifiable",
        {"personnel": "9000", "source": "paper 1", "origin": "agency"},
        {"personnel": "9000", "source": "paper 2", "origin": "agency"},
        {"personnel": "9000", "source": "paper 3", "origin": "agency"},
    )
    assert small.one("notify", sources=2).observed.verdict == "undetermined"
    small.observed("exercise", "elsewhere", id="X", host="ALBA", start="2020-06-01", personnel="9000")
    assert small.one("notify", sources=2).observed.verdict == "breached"


def test_one_origin_that_contradicts_itself_says_no_more_than_its_hull() -> None:
    small = seen(
        "e.personnel >= notifiable",
        {"personnel": "9500", "source": "paper 1", "origin": "agency"},
        {"personnel": "7000", "source": "paper 2", "origin": "agency"},
    )
    assert small.one("notify", sources=1).observed.verdict == "undetermined"


@pytest.mark.parametrize(
    ("grade", "least", "admitted"),
    [
        ("C3", "C3", True),
        ("B2", "C3", True),
        ("A1", "A1", True),
        ("D3", "C3", False),  # the source is worse
        ("C4", "C3", False),  # what it says is worse
        ("A4", "C3", False),
        ("D1", "C3", False),
        ("F1", "E5", False),  # cannot be judged is not the worst
        ("A6", "E5", False),
        ("F6", "any", True),
        ("E5", "any", True),
    ],
)
def test_evidence_below_the_least_grade_does_not_speak(grade: str, least: str, admitted: bool) -> None:
    small = seen("e.personnel >= notifiable", {"personnel": "9000", "grade": grade})
    found = small.findings("notify", grade=least)
    assert [item.observed.verdict for item in found] == (["breached"] if admitted else [])


def test_evidence_of_a_mark_that_is_not_admitted_does_not_speak() -> None:
    small = seen("e.personnel >= notifiable", {"personnel": "9000", "mark": "recalled"})
    assert small.findings("notify", marks=("confirmed",)) == []
    finding = small.one("notify")
    assert finding.observed.verdict == "breached"
    assert finding.attributes["recalled"] == "rests on a figure marked recalled"


def test_a_declaration_needs_no_second_source_and_no_grade() -> None:
    small = Small(agreement(EXERCISE.format(trigger="e.personnel >= notifiable")))
    small.declared("exercise", "ALBA", id="X", host="ALBA", personnel="9000", start="2020-06-01", grade="F6")
    assert small.verdicts("notify", sources=2) == ("breached", "not observed")


def test_two_hosts_that_declare_different_numbers_leave_it_open() -> None:
    small = Small(agreement(EXERCISE.format(trigger="e.personnel >= notifiable")))
    small.declared("exercise", "ALBA", id="X", host="ALBA; BOREA", personnel="9000", start="2020-06-01")
    small.declared("exercise", "BOREA", id="X", host="ALBA; BOREA", personnel="8000", start="2020-06-01")
    assert {v for v, _ in small.all("notify").values()} == {"undetermined"}


def test_numbers_of_another_scope_are_not_compared() -> None:
    small = seen(
        "e.personnel >= notifiable",
        {"personnel": "60000", "scope": "all manoeuvres"},
        {"personnel": "70000", "scope": "all manoeuvres"},
    )
    finding = small.one("notify", sources=2)
    assert finding.observed.verdict == "undetermined"
    assert "Others speak of “all manoeuvres” and are not compared" in finding.observed.reason
    wide = seen(
        'e.personnel in scope "all manoeuvres" >= notifiable',
        {"personnel": "60000", "scope": "all manoeuvres"},
        {"personnel": "70000", "scope": "all manoeuvres"},
        {"personnel": "100"},
        {"personnel": "100"},
    )
    assert wide.one("notify", sources=2).observed.verdict == "breached"


# --- choices, yes or no, parties ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trigger", "levels", "sources", "verdict"),
    [
        ("e.level is middle", ("middle", "middle"), 2, "breached"),
        ("e.level is middle", ("low", "low"), 2, "not owed"),
        ("e.level is middle", ("low", "middle"), 2, "undetermined"),
        ("e.level is middle", ("low", "middle", "high"), 2, "undetermined"),  # the one in the middle is one source only
        ("e.level is middle", ("low", "high"), 1, "undetermined"),
        ("e.level is middle", ("low", "low", "high", "high"), 2, "undetermined"),
        ("e.level is middle or more", ("middle", "high", "low"), 2, "breached"),
        ("e.level is middle or more", ("low", "low", "high"), 2, "not owed"),
        ("e.level is middle or more", ("low", "high"), 1, "undetermined"),
        ("e.level is middle or more", ("highest", "high"), 2, "breached"),
        ("not e.level is middle", ("low", "low"), 2, "breached"),
        ("not e.level is middle", ("low", "middle", "high"), 2, "undetermined"),
        ("not e.level is middle", ("middle", "middle"), 2, "not owed"),
        ("e.alerted", ("yes", "yes", "no"), 2, "breached"),
        ("e.alerted", ("yes", "no"), 2, "undetermined"),
        ("e.alerted", ("no", "no", "yes"), 2, "not owed"),
        ("not e.alerted", ("no", "no", "yes"), 2, "breached"),
        ('e.level is "low" or "high"', ("low", "low"), 2, "breached"),
        ('e.level is "low" or "high"', ("middle", "middle"), 2, "not owed"),
        ("e.personnel = 5", ("5", "5"), 2, "breached"),
        ("e.personnel = 5", ("3", "5", "7"), 2, "undetermined"),
        ("e.personnel = 5", ("3", "7"), 1, "undetermined"),
        ("e.personnel = 5", ("6", "6"), 2, "not owed"),
        ("not e.personnel = 5", ("6", "6"), 2, "breached"),
        ("e.start = 2020-06-01", ("",), 1, "breached"),
        ("e.start >= 2020-06-01", ("",), 1, "breached"),
        ("e.start <= 2020-06-01", ("",), 1, "breached"),
        ("e.start > 2020-06-01", ("",), 1, "not owed"),
        ("e.start < 2020-06-01", ("",), 1, "not owed"),
        ("2020-05-31 < e.start", ("",), 1, "breached"),
    ],
)
def test_a_choice_is_certain_when_k_sources_make_it(
    trigger: str, levels: tuple[str, ...], sources: int, verdict: str
) -> None:
    field = "alerted" if "alerted" in trigger else "personnel" if "personnel" in trigger else "level"
    found = seen(trigger, *({field: one} for one in levels)).findings("notify", sources=sources)
    assert (found[0].observed.verdict if found else "not owed") == verdict


@pytest.mark.parametrize(
    ("hosts", "sources", "verdicts"),
    [
        (("ALBA", "ALBA"), 2, {"ALBA": "breached"}),
        (("ALBA", "ALBA", "BOREA"), 2, {"ALBA": "breached"}),  # one for Borea, two against
        (("ALBA", "BOREA"), 2, {"ALBA": "undetermined", "BOREA": "undetermined"}),
        (("ALBA", "ALBA", "BOREA", "BOREA"), 2, {"ALBA": "undetermined", "BOREA": "undetermined"}),
        (("ALBA", "BOREA"), 1, {"ALBA": "undetermined", "BOREA": "undetermined"}),
        (("ALBA; BOREA", "ALBA; BOREA"), 2, {"ALBA": "breached", "BOREA": "breached"}),
        (("ALBA; BOREA", "ALBA; BOREA", "ALBA"), 2, {"ALBA": "breached", "BOREA": "breached"}),
        (("ALBA",), 2, {"ALBA": "undetermined"}),
    ],
)
def test_who_did_it_is_proved_like_everything_else(
    hosts: tuple[str, ...], sources: int, verdicts: dict[str, str]
) -> None:
    small = seen("e.personnel >= 9000", *({"host": host, "personnel": "9000"} for host in hosts))
    assert {bearer: found[1] for (bearer, _), found in small.all("notify", sources=sources).items()} == verdicts


def test_a_silent_field_says_nothing() -> None:
    small = seen("e.personnel >= notifiable", {"personnel": "9000"}, {}, {})
    assert small.one("notify", sources=1).observed.verdict == "breached"
    assert small.one("notify", sources=2).observed.verdict == "undetermined"


# --- Kleene's strong logic ------------------------------------------------------------------------------------------

KLEENE = {"T": "true", "F": "false", "U": "open"}


@pytest.mark.parametrize("left", "TFU")
@pytest.mark.parametrize("right", "TFU")
def test_conditions_combine_by_the_strong_logic_of_kleene(left: str, right: str) -> None:
    row = {}
    if left != "U":
        row["personnel"] = "9000" if left == "T" else "1"
    if right != "U":
        row["alerted"] = "yes" if right == "T" else "no"
    verdict = {"T": "breached", "F": "not owed", "U": "undetermined"}
    rank = {"F": 0, "U": 1, "T": 2}
    low, high = sorted((left, right), key=rank.__getitem__)
    flip = {"T": "F", "F": "T", "U": "U"}
    for trigger, wanted in (
        ("e.personnel >= notifiable and e.alerted", low),
        ("e.personnel >= notifiable or e.alerted", high),
        ("not (e.personnel >= notifiable and e.alerted)", flip[low]),
        ("not (e.personnel >= notifiable or e.alerted)", flip[high]),
        ("not e.personnel >= notifiable or not e.alerted", flip[low]),
    ):
        found = seen(trigger, row).findings("notify")
        assert (found[0].observed.verdict if found else "not owed") == verdict[wanted], trigger


def test_minimum_and_maximum_are_compared_one_by_one() -> None:
    for trigger, verdict in (
        ("min(e.personnel, 100) >= 50", "breached"),
        ("max(e.personnel, 100) >= 50", "breached"),
        ("min(e.personnel, 100) >= 101", "not owed"),
        ("max(e.personnel, 10) <= 59", "not owed"),
        ("e.personnel <= min(60, 70)", "breached"),
        ("ceil(e.personnel / 7) = 9", "breached"),
        ("ceil(e.personnel / 6) = 10", "breached"),
        ("floor(e.personnel / 7) = 8", "breached"),
        ("e.personnel * 2 - 20 = 100", "breached"),
    ):
        found = seen(trigger, {"personnel": "60"}).findings("notify")
        assert (found[0].observed.verdict if found else "not owed") == verdict, trigger


def test_arithmetic_of_an_open_number_is_open() -> None:
    for trigger in ("e.personnel * 1000 >= 50", "e.personnel - 10 <= 50", "10 - e.personnel <= 5"):
        assert seen(trigger, {}).one("notify").observed.verdict == "undetermined"
        assert seen(trigger, {}).one("notify", which="plan").observed.verdict == "undetermined"


def test_a_difference_of_uncertain_numbers_is_an_interval() -> None:
    for trigger, verdict in (
        ("e.personnel - e.tanks >= 4", "breached"),
        ("4 <= e.personnel - e.tanks", "breached"),
        ("5 <= e.personnel - e.tanks", "undetermined"),
        ("8 < e.personnel - e.tanks", "not owed"),
        ("e.personnel - e.tanks >= 5", "undetermined"),
        ("e.personnel - e.tanks >= 8", "undetermined"),
        ("e.personnel - e.tanks >= 9", "not owed"),
    ):
        small = Small(
            agreement(EXERCISE.format(trigger=trigger).replace("  level", "  tanks count of troops\n  level"))
        )
        small.observed("exercise", id="X", host="ALBA", personnel="10..12", tanks="4..6", start="2020-06-01")
        found = small.findings("notify")
        assert (found[0].observed.verdict if found else "not owed") == verdict, trigger
