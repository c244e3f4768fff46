"""Cells as values, grades, and where rows stand."""

import pytest

from servanda.dates import NEVER, UTC
from servanda.evidence.grade import is_grade, meets
from servanda.evidence.statement import Bounds, Names
from servanda.evidence.values import BadValue, FieldType, bounds, names

COUNT = FieldType("count", "troops")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12700", 12700, 12700),
        ("0", 0, 0),
        ("60000..70000", 60000, 70000),
        ("60000 .. 70000", 60000, 70000),
        ("5..5", 5, 5),
        ("<13000", 0, 12999),
        ("<=13000", 0, 13000),
        (">9000", 9001, NEVER),
        (">=9000", 9000, NEVER),
        ("007", 7, 7),
    ],
)
def test_a_number_may_be_a_range_or_one_sided(text: str, low: int, high: int) -> None:
    assert bounds(text, COUNT, UTC) == Bounds(low, high, text)


@pytest.mark.parametrize(
    "text",
    ["", "1,000", "1 000", "1.5", "-1", "+1", "about 5", "5 to 6", "5..", "..5", "<5..6", "6..5", "1e3", "0x5", "<0"],
)
def test_what_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        bounds(text, COUNT, UTC)
    assert caught.value.remedy


def test_choices_count_from_nought_and_yes_is_one() -> None:
    assert bounds("display", FieldType("one of", options=("threat", "display")), UTC).low == 1
    assert bounds("yes", FieldType("yes or no"), UTC) == Bounds(1, 1, "yes")
    for text in ("Yes", "true", "1"):
        with pytest.raises(BadValue, match="is none of no, yes"):
            bounds(text, FieldType("yes or no"), UTC)


def test_several_parties_stand_with_semicolons_where_several_may() -> None:
    several = FieldType("party", several=True)
    assert names("ALBA; BOREA", several, {"ALBA", "BOREA"}, {}, ()) == Names(("ALBA", "BOREA"), "ALBA; BOREA")
    with pytest.raises(BadValue, match="names several parties"):
        names("ALBA; BOREA", FieldType("party"), {"ALBA", "BOREA"}, {}, ())
    for text in ("ALBA;", ";", "ALBA; CORA"):
        with pytest.raises(BadValue, match="no party or country is called"):
            names(text, several, {"ALBA", "BOREA"}, {}, ())


def test_grades_are_judged_in_both_parts_and_f_and_6_are_no_grades() -> None:
    letters, numbers = "ABCDE", "12345"
    for letter in letters + "F":
        for number in numbers + "6":
            wanted = letter in "ABC" and number in "123"
            assert meets(letter + number, "C3") == wanted
            assert meets(letter + number, "any")
            assert is_grade(letter + number)
    assert not any(is_grade(text) for text in ("", "A", "A0", "A7", "G1", "a1", "A1 ", "1A", "C3\n"))
