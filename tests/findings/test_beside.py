"""LANGUAGE §4, *Links*: split activities are compared as a sum only under a reading that says "one activity".

`within 14 days and 200 km of e`: which events count, in which world, and what is open.
"""

import datetime as dt
from itertools import product
from random import Random

import pytest

from servanda.diagnostics import Refused
from servanda.findings.world.evaluator import Which
from tests.findings.small import Small, agreement

SPLIT = """\
event exercise declared by host
  id key text
  host party, one or more
  personnel count of troops
  at place
  start date
  end date
act notice of exercise filed by exercise.host
define strength of e
  reading "each" held by ALBA = e.personnel
  reading "one activity" held by BOREA = the sum of f.personnel over exercise f where f.host = e.host
    within {within} of e
obligation notify
  on each exercise e where strength of e >= 13000
  e.host must file notice of e
  at the latest at e.start
"""
SUM, EACH = "one activity", "each"
HERE, NEAR, FAR = "48.000 N, 38.000 E", "49.000 N, 38.000 E", "58.000 N, 38.000 E"


def split(within: str = "14 days and 200 km") -> Small:
    return Small(agreement(SPLIT.format(within=within)))


def declare(
    small: Small, name: str, start: str, end: str, troops: str = "7000", at: str = HERE, host: str = "ALBA"
) -> None:
    small.declared("exercise", host, id=name, host=host, personnel=troops, at=at, start=start, end=end)


def found(small: Small, world: str = "declared", reading: str = SUM, **options: object) -> dict[str, str]:
    """Occasion → verdict in one world, under one reading."""
    items = small.findings("notify", **options)  # type: ignore[arg-type]
    side = {
        one.occasion: one.declared if world == "declared" else one.observed for one in items if one.reading == reading
    }
    return {name: one.verdict for name, one in side.items()}


def test_two_parts_of_7000_are_notifiable_as_one_and_not_as_two() -> None:
    small = split()
    declare(small, "a", "2020-06-01", "2020-06-05")
    declare(small, "b", "2020-06-08", "2020-06-12", at=NEAR)
    assert found(small) == {"a": "breached", "b": "breached"}
    assert found(small, reading=EACH) == {}


@pytest.mark.parametrize(
    ("start", "end", "verdict"),
    [
        ("2020-06-19", "2020-06-20", "breached"),  # the 14th day after the 5th
        ("2020-06-20", "2020-06-21", None),
        ("2020-05-10", "2020-05-18", "breached"),  # the 14th day before the 1st
        ("2020-05-10", "2020-05-17", None),
        ("2020-06-03", "2020-09-01", "breached"),  # at the same time
    ],
)
def test_the_days_are_counted_from_the_end_of_one_to_the_start_of_the_other(
    start: str, end: str, verdict: str | None
) -> None:
    small = split()
    declare(small, "a", "2020-06-01", "2020-06-05")
    declare(small, "b", start, end)
    assert found(small).get("a") == verdict


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (NEAR, "breached"),  # 111 km
        ("49.780 N, 38.000 E", "breached"),  # 198 km
        ("49.798 N, 38.000 E", "undetermined"),  # 200 km, as far as a sphere can tell
        ("49.820 N, 38.000 E", None),  # 202 km
        (FAR, None),
        ("", "undetermined"),  # nobody says where
        ("somewhere in ALBA", "undetermined"),
    ],
)
def test_the_distance_is_certain_open_or_too_far(at: str, verdict: str | None) -> None:
    small = split()
    declare(small, "a", "2020-06-01", "2020-06-05")
    declare(small, "b", "2020-06-08", "2020-06-12", at=at)
    assert found(small).get("a") == verdict


def test_without_a_distance_the_place_does_not_matter() -> None:
    small = split("2 weeks")
    declare(small, "a", "2020-06-01", "2020-06-05")
    declare(small, "b", "2020-06-19", "2020-06-20", at=FAR)
    assert found(small) == {"a": "breached", "b": "breached"}


def test_an_end_that_nobody_states_may_be_any_day() -> None:
    small = split()
    small.declared("exercise", "ALBA", id="a", host="ALBA", personnel="7000", at=HERE, start="2020-06-01")
    declare(small, "b", "2020-08-01", "2020-08-02")
    assert found(small) == {"a": "undetermined", "b": "undetermined"}


def test_what_others_host_is_not_added_and_an_unknown_number_leaves_it_open() -> None:
    small = split()
    declare(small, "a", "2020-06-01", "2020-06-05")
    declare(small, "b", "2020-06-08", "2020-06-12", host="BOREA")
    assert found(small) == {}
    declare(small, "c", "2020-06-08", "2020-06-12", troops="")
    assert found(small) == {"a": "undetermined", "c": "undetermined"}


def test_until_the_days_are_over_another_part_may_still_come() -> None:
    small = split()
    declare(small, "a", "2020-06-01", "2020-06-05")
    assert found(small, as_of="2020-06-10") == {"a": "undetermined"}
    assert found(small, as_of="2020-06-30") == {}


def test_what_nobody_watched_may_have_been_more() -> None:
    """One part was seen, and nobody looked for others: open. Two were seen: together above, whatever else there was."""
    small = split()
    small.observed("exercise", id="a", host="ALBA", personnel="7000", at=HERE, start="2020-06-01", end="2020-06-05")
    assert found(small, "observed") == {"a": "undetermined"}
    small.looked("exercise", "2020-05-01", "2020-07-01")
    assert found(small, "observed") == {}
    small.observed("exercise", id="b", host="ALBA", personnel="7000", at=HERE, start="2020-06-06", end="2020-06-07")
    small.coverage.clear()
    assert found(small, "observed") == {"a": "breached", "b": "breached"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("of e\nobligation", "of x\nobligation", "There is no name called `x`."),
        ("14 days", "3 months", "How far apart two events lie is counted in dates, not in months."),
        ("  at place\n", "", "`exercise` has no place, so no distance between two of them."),
        (
            "the sum of f.personnel over exercise f where f.host = e.host",
            "the number of notice f",
            "`e` is no other event of the type that is counted",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(old: str, new: str, message: str) -> None:
    text = SPLIT.format(within="14 days and 200 km").replace(old, new)
    with pytest.raises((AssertionError, Refused)) as caught:
        agreement(text)
    assert message in str(caught.value)


# --- a slow, plain evaluator of its own -------------------------------------------------------------------------------

Drill = tuple[str, str, dt.date, dt.date, int, str]  # name, host, first day, last day, troops, place
BEYOND = {(HERE, FAR), (FAR, HERE), (NEAR, FAR), (FAR, NEAR)}


def drills(random: Random) -> list[Drill]:
    made = []
    for number in range(random.randint(2, 5)):
        first = dt.date(2020, 6, 1) + dt.timedelta(days=random.randint(0, 40))
        last = first + dt.timedelta(days=random.randint(0, 6))
        host, place = random.choice(["ALBA", "BOREA"]), random.choice([HERE, NEAR, FAR])
        made.append((f"d{number}", host, first, last, random.choice([4000, 6500, 7000, 13000]), place))
    return made


def together(one: Drill, all_of_them: list[Drill]) -> int:
    """The troops of a drill and of those beside it, by counting the dates between them one by one."""
    total = 0
    for other in all_of_them:
        days = min(abs((a - b).days) for a, b in product(*(_days(item) for item in (one, other))))
        if other is one or (other[1] == one[1] and days <= 14 and (one[5], other[5]) not in BEYOND):
            total += other[4]
    return total


def _days(one: Drill) -> list[dt.date]:
    return [one[2] + dt.timedelta(days=at) for at in range((one[3] - one[2]).days + 1)]


def compare(seeds: range) -> int:
    """Both evaluators and the plain one agree; how many drills were breached, not by their own number alone."""
    only_together = 0
    for seed in seeds:
        held = drills(Random(seed))
        small = split()
        for name, host, first, last, troops, place in held:
            declare(small, name, str(first), str(last), str(troops), place, host)
        expected = {one[0]: "breached" for one in held if together(one, held) >= 13000}
        evaluators: tuple[Which, ...] = ("meaning", "plan")
        for which in evaluators:
            assert found(small, which=which) == expected, (seed, which)
        only_together += sum(one[0] in expected and one[4] < 13000 for one in held)
    return only_together


def test_both_evaluators_agree_with_counting_by_hand() -> None:
    assert compare(range(39, 40)) >= 1


@pytest.mark.long
def test_both_evaluators_agree_with_counting_by_hand_at_length() -> None:
    assert compare(range(100, 220)) >= 100


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_splitting_an_activity_changes_nothing_under_the_reading(seed: int) -> None:
    """12,000 and 3,000 on the same days and in the same place are what 15,000 are."""
    random = Random(seed)
    held = drills(random)
    whole, parts = split(), split()
    name, host, first, last, troops, place = held[0]
    part = random.randint(1, troops - 1)
    for small, some in ((whole, [(name, troops)]), (parts, [(name, part), ("rest", troops - part)])):
        for its, number in some:
            declare(small, its, str(first), str(last), str(number), place, host)
        for other in held[1:]:
            declare(small, other[0], str(other[2]), str(other[3]), str(other[4]), other[5], other[1])
    before, after = found(whole), found(parts)
    assert after.pop("rest", None) == after.get(name)
    assert after == before
