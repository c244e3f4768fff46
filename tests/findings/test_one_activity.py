"""LANGUAGE §4, *Links*: five are declared at 12,000, one is observed at 70,000, and a reading adds them up."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from servanda.findings.model import Finding
from servanda.findings.world.evaluator import Which
from tests.findings.small import Small, agreement
from tests.findings.test_beside import EACH, FAR, HERE, SPLIT, SUM

BLOCK = SPLIT.format(within="14 days and 200 km").replace(
    "  end date\n", "  end date\n  same when host equal and period overlaps and at within 200 km\n"
)
BOTH = pytest.mark.parametrize("which", ["meaning", "plan"])


def split(troops: str = "12000", notified: int = 5, filed: str = "2020-04-01", seen: str = "70000") -> Small:
    """Five exercises of Alba in the same days, of which the first are notified; one is seen."""
    small = Small(agreement(BLOCK))
    for name in "abcde":
        days = {"start": "2020-06-01", "end": "2020-06-10"}
        small.declared("exercise", "ALBA", id=name, host="ALBA", personnel=troops, at=HERE, **days)
    for name in "abcde"[:notified]:
        small.act("notice", "ALBA", filed, exercise=name)
    small.observed("exercise", id="O", host="ALBA", personnel=seen, at=HERE, start="2020-06-02", end="2020-06-09")
    return small.looked("exercise", "2020-01-01", "2020-12-31")


def whole(small: Small, reading: str = SUM, **options: object) -> Finding:
    """The finding on what was observed."""
    found = small.findings("notify", **options)  # type: ignore[arg-type]
    (one,) = [item for item in found if item.occasion == "O" and item.reading == reading]
    return one


@BOTH
def test_the_declared_sum_stands_against_what_was_observed(which: Which) -> None:
    found = whole(split(), which=which)
    assert (found.declared.verdict, found.observed.verdict) == ("kept", "kept")
    assert (found.declared.low, found.declared.high) == (60_000, 60_000)
    assert (found.observed.low, found.observed.high, found.bound) == (70_000, 70_000, 13_000)
    assert (found.gap, found.gap_low, found.gap_high) == ("understated", 10_000, 10_000)
    assert found.attributes["one activity"] == "a, b, c, d, e: declared in 5 parts, personnel added up"


@BOTH
@pytest.mark.parametrize("notified", [0, 3, 5])
def test_without_such_a_reading_it_stays_open_and_says_so(notified: int, which: Which) -> None:
    found = whole(split(notified=notified), EACH, which=which)
    assert (found.declared.verdict, found.observed.verdict, found.gap) == ("undetermined", "undetermined", "open")
    assert found.attributes["ambiguous match"] == (
        "It may be the same exercise as a or b or c or d or e: the match is ambiguous."
    )
    assert "one activity" not in found.attributes


@BOTH
def test_what_nobody_notified_under_any_id_is_breached_in_both_worlds(which: Which) -> None:
    found = whole(split(notified=0), which=which)
    assert (found.declared.verdict, found.observed.verdict) == ("breached", "breached")
    assert found.observed.reason.endswith("Nor was one of any of its parts.")


@BOTH
def test_parts_that_are_below_the_threshold_together_were_owed_as_observed(which: Which) -> None:
    found = whole(split("2000", notified=0), which=which)
    assert (found.declared.verdict, found.observed.verdict, found.gap) == ("not owed", "breached", "contradicted")
    assert (found.declared.low, found.declared.high) == (10_000, 10_000)


@pytest.mark.parametrize(
    ("given", "declared", "observed"),
    [
        ({"notified": 4}, "undetermined", "undetermined"),  # the parts come out differently
        ({"notified": 1}, "undetermined", "undetermined"),
        ({"filed": "2020-06-01"}, "kept", "kept"),  # on the first day as declared, before it as observed
        ({"filed": "2020-06-20"}, "breached", "undetermined"),  # late
        ({"troops": "2000", "notified": 1}, "not owed", "undetermined"),
    ],
    ids=["four of five", "one of five", "on the first day", "late", "one that was not owed"],
)
def test_where_something_was_filed_of_a_part_nothing_is_breached_as_observed(
    given: dict[str, Any], declared: str, observed: str
) -> None:
    found = whole(split(**given))
    assert (found.declared.verdict, found.observed.verdict) == (declared, observed)


def test_it_rests_on_the_rows_of_its_parts() -> None:
    rows = whole(split()).witnesses
    assert {row.key for row in rows if row.record == "exercise"} == {*"abcde", "O"}
    assert {row.role for row in rows if row.record == "notice"} == {"requirement"}
    assert len({row.key for row in rows if row.record == "notice"}) == 5


def test_a_record_that_is_silent_on_one_part_leaves_it_open() -> None:
    small = split(notified=0)
    small.agreement = agreement(BLOCK, frame="in force from 2020-01-01\nrecord reconstructed\n")
    assert whole(small).observed.verdict == "undetermined"
    for name in ("a", "b", "c", "d", "O"):
        small.complete("notice", "2020-01-01", "2020-12-31", target=name)
    assert whole(small).observed.verdict == "undetermined"
    small.complete("notice", "2020-01-01", "2020-12-31", target="e")
    assert whole(small).observed.verdict == "breached"


def _nowhere(small: Small) -> None:
    days = {"start": "2020-06-01", "end": "2020-06-10"}
    small.declared("exercise", "ALBA", id="f", host="ALBA", personnel="500", **days)


def _far(small: Small) -> None:
    days = {"start": "2020-06-12", "end": "2020-06-14"}
    small.declared("exercise", "ALBA", id="f", host="ALBA", personnel="500", at=FAR, **days)


def _later(small: Small) -> None:
    days = {"start": "2020-06-12", "end": "2020-06-14"}
    small.declared("exercise", "ALBA", id="f", host="ALBA", personnel="500", at=HERE, **days)


def _another(small: Small) -> None:
    days = {"start": "2020-06-03", "end": "2020-06-04"}
    small.observed("exercise", id="P", host="ALBA", personnel="500", at=HERE, **days)


def _elsewhere(small: Small) -> None:
    days = {"start": "2020-06-12", "end": "2020-06-14"}
    small.observed("exercise", id="P", host="ALBA", personnel="500", **days)


@pytest.mark.parametrize(
    ("further", "verdict"),
    [(_far, "breached"), (_nowhere, "undetermined"), (_later, "undetermined"), (_another, "undetermined"),
     (_elsewhere, "undetermined")],
    ids=["far away", "nobody says where", "beside the parts, and not seen", "two observed", "another may be beside"],
)  # fmt: skip
def test_what_may_belong_to_it_too_leaves_it_open(further: object, verdict: str) -> None:
    small = split(notified=0)
    further(small)  # type: ignore[operator]
    assert whole(small).observed.verdict == verdict


def _any(seed: int) -> tuple[Small, set[str]]:
    """Some declared, here, far away or nobody knows where, some notified, in time or late; and one observed."""
    some = Random(seed)
    small = Small(agreement(BLOCK))
    notified = set()
    for name in "abcd"[: some.randint(2, 4)]:
        troops, at = some.choice(["3000", "7000", "14000", ""]), some.choice([HERE, HERE, HERE, FAR, ""])
        days = {"start": f"2020-06-0{some.randint(1, 3)}", "end": f"2020-06-{some.randint(4, 20):02}"}
        small.declared("exercise", "ALBA", id=name, host="ALBA", personnel=troops, at=at, **days)
        if some.random() < 0.3:
            small.act("notice", "ALBA", some.choice(["2020-05-01", "2020-06-02", "2020-07-01"]), exercise=name)
            notified.add(name)
    seen = some.choice(["9000", "20000", "10000..15000"])
    small.observed("exercise", id="O", host="ALBA", personnel=seen, at=HERE, start="2020-06-02", end="2020-06-09")
    return (small.looked("exercise", "2020-01-01", "2020-12-31") if some.random() < 0.5 else small), notified


@pytest.mark.parametrize("seeds", [(4, 89, 103), pytest.param(range(150), marks=pytest.mark.long)], ids=["few", "many"])
def test_both_evaluators_agree_and_nothing_notified_under_any_id_is_breached_as_observed(seeds: Sequence[int]) -> None:
    compared = 0
    for seed in seeds:
        small, notified = _any(seed)
        plan, meaning = (small.findings("notify", which=which) for which in ("plan", "meaning"))
        assert plan == meaning, seed
        for one in plan:
            if one.occasion == "O":
                parts = str(one.attributes.get("one activity", "")).partition(":")[0].split(", ")
                compared += len(parts) > 1
                assert one.observed.verdict != "breached" or not notified.intersection(parts), seed
                assert len(parts) == 1 or one.reading == SUM, seed
    assert compared >= len(seeds) // 20


def test_more_may_have_been_where_nobody_looked() -> None:
    small = split()
    small.coverage.clear()
    found = whole(small)
    assert (found.observed.low, found.observed.high) == (70_000, None)
    assert (found.gap, found.gap_low, found.gap_high) == ("understated", 10_000, None)


def test_a_part_without_a_number_leaves_the_sum_open() -> None:
    small = split(notified=0)
    small.declared("exercise", "ALBA", id="f", host="ALBA", at=HERE, start="2020-06-01", end="2020-06-10")
    found = whole(small)
    assert (found.declared.low, found.gap_low) == (None, None)


def test_a_reading_that_asks_for_more_than_the_same_host_is_not_compared() -> None:
    """Which of the parts satisfy the further condition is for the engine; the comparison does not guess."""
    small = split(notified=0)
    small.agreement = agreement(BLOCK.replace("f.host = e.host", "f.host = e.host and f.personnel >= 1 troops"))
    assert whole(small).observed.verdict == "undetermined"


def test_the_parts_stay_open_as_observed() -> None:
    small = split()
    found = {one.occasion: one for one in small.findings("notify") if one.reading == SUM}
    assert {name: one.observed.verdict for name, one in found.items() if name != "O"} == dict.fromkeys(
        "abcde", "undetermined"
    )
    assert {one.declared.verdict for one in found.values()} == {"kept"}
