"""By how much a value changed since a party last filed a notice: counted by hand, on both evaluators."""

import pytest

from servanda.findings.world.evaluator import Which
from tests.findings.small import Small, agreement

BLOCK = """\
state holding declared by party
  party key party
  category key one of "red", "blue"
  number count of items
act notice
obligation update
  on each change c of holding where c.number changed by {percent} percent or more since the last notice by c.party
  c.party must file notice
  within 30 days after c
"""
WHICH: tuple[Which, ...] = ("plan", "meaning")
NATIVE = "in force from 2020-01-01\nrecord native\n"
RECONSTRUCTED = "in force from 2020-01-01\nrecord reconstructed\n"


def small(
    values: dict[str, str],
    *notices: str,
    percent: int = 10,
    frame: str = NATIVE,
    by: str = "ALBA",
    category: str = "red",
) -> Small:
    world = Small(agreement(BLOCK.format(percent=percent), frame))
    for on, number in values.items():
        world.declared("holding", "ALBA", on[:10], party="ALBA", category="red", number=number, on=on)
    for index, filed in enumerate(notices):
        world.act("notice", by, filed, id=f"N{index}")
    return world


def owed(world: Small) -> dict[str, str]:
    """Occasion → declared verdict, the same from both evaluators."""
    found: list[dict[str, str]] = []
    for which in WHICH:
        items = world.findings("update", as_of="2021-12-31", which=which)
        found.append({item.occasion: item.declared.verdict for item in items})
    assert found[0] == found[1]
    return found[0]


CHANGES = (
    ("100", "110", 10, "breached"),  # exactly as much
    ("100", "109", 10, None),
    ("100", "90", 10, "breached"),
    ("100", "91", 10, None),
    ("105", "115", 10, None),  # 9.5 percent
    ("0", "1", 10, "breached"),  # from nothing
    ("1", "0", 10, "breached"),
    ("100", "0", 100, "breached"),
    ("100", "1", 100, None),
    ("100", "250", 150, "breached"),
    ("100", "249", 150, None),
    ("100", "105..115", 10, "undetermined"),
    ("100", "110..120", 10, "breached"),
    ("100", "90..91", 10, "undetermined"),
    ("100", "109..110", 10, "undetermined"),
    ("95..100", "109", 10, "undetermined"),  # 9 to 14.7 percent
    ("95..99", "109", 10, "breached"),  # 10.1 percent at least
    ("100", ">=90", 10, "undetermined"),
)
OBLIGATION = BLOCK[BLOCK.index("obligation update") :]


def each_apart() -> Small:
    """Each pair of values as a category of its own, with one obligation for each percentage."""
    categories = ", ".join(f'"row-{row}"' for row in range(len(CHANGES)))
    text = BLOCK.removesuffix(OBLIGATION).replace('"red", "blue"', categories)
    for percent in sorted({percent for _, _, percent, _ in CHANGES}):
        text += OBLIGATION.replace("update", f"update_{percent}").format(percent=percent)
    world = Small(agreement(text, NATIVE)).act("notice", "ALBA", "2020-01-10")
    for row, (before, after, _, _) in enumerate(CHANGES):
        for on, number in (("2020-01-05", before), ("2020-05-01", after)):
            world.declared("holding", "ALBA", on, party="ALBA", category=f"row-{row}", number=number, on=on)
    return world


def test_so_many_percent_of_the_value_at_the_last_notice() -> None:
    world = each_apart()
    found = [world.findings(as_of="2021-12-31", which=which) for which in WHICH]
    assert found[0] == found[1]
    told = {(item.norm, item.occasion): item.declared.verdict for item in found[0]}
    for row, (before, after, percent, expected) in enumerate(CHANGES):
        verdict = told.get((f"update_{percent}", f"ALBA/row-{row}@2020-05-01"))
        assert verdict == expected, f"{before}, then {after}, at {percent} percent"
    assert {norm for norm, _ in told} == {"update_10", "update_100", "update_150"}


def test_small_changes_add_up_until_a_notice_is_filed() -> None:
    values = {"2020-01-05": "100", "2020-03-01": "106", "2020-06-01": "112", "2020-09-01": "118"}
    assert owed(small(values, "2020-01-10")) == {"ALBA/red@2020-06-01": "breached", "ALBA/red@2020-09-01": "breached"}
    assert owed(small(values, "2020-01-10", "2020-03-05")) == {"ALBA/red@2020-09-01": "breached"}
    assert owed(small(values, "2020-01-10", "2020-06-05")) == {"ALBA/red@2020-06-01": "kept"}


def test_without_a_notice_there_is_nothing_to_compare_with() -> None:
    values = {"2020-01-05": "100", "2020-05-01": "200"}
    assert owed(small(values)) == {}
    assert owed(small(values, "2020-01-10", by="BOREA")) == {}
    assert owed(small(values, frame=RECONSTRUCTED)) == {"ALBA/red@2020-05-01": "undetermined"}


def test_where_a_later_notice_may_be_missing_nothing_is_certain() -> None:
    values = {"2020-01-05": "100", "2020-05-01": "200"}
    world = small(values, "2020-01-10", frame=RECONSTRUCTED)
    assert owed(world) == {"ALBA/red@2020-05-01": "undetermined"}
    world.complete("notice", "2020-02-01", "2020-12-31")  # not since the notice
    assert owed(world) == {"ALBA/red@2020-05-01": "undetermined"}
    world.complete("notice", "2020-01-01", "2020-12-31")
    assert owed(world) == {"ALBA/red@2020-05-01": "breached"}


@pytest.mark.parametrize(
    ("notices", "expected"),
    [
        (["2020-01-10..2020-01-20"], "breached"),  # 100 all the while
        (["2020-01-10..2020-02-10"], "undetermined"),  # 100 or 112
        (["2020-01-10", "2020-02-10..2020-06-01"], "undetermined"),  # perhaps the last one, perhaps later
        (["2020-01-10", "2020-05-01"], "undetermined"),  # of the same day: before or after the change
        (["2020-01-10", "2020-05-01T00:00:01Z"], "kept"),
    ],
)
def test_a_notice_of_an_uncertain_day(notices: list[str], expected: str) -> None:
    values = {"2020-01-05": "100", "2020-02-01": "104", "2020-05-01": "112"}
    assert owed(small(values, *notices))["ALBA/red@2020-05-01"] == expected


def test_each_key_has_its_own_course() -> None:
    world = small({"2020-01-05": "100", "2020-05-01": "100"}, "2020-01-10")
    world.declared("holding", "ALBA", "2020-01-05", party="ALBA", category="blue", number="10", on="2020-01-05")
    world.declared("holding", "ALBA", "2020-04-01", party="ALBA", category="blue", number="12", on="2020-04-01")
    assert owed(world) == {"ALBA/blue@2020-04-01": "breached"}


def test_the_notice_is_a_witness() -> None:
    found = small({"2020-01-05": "100", "2020-05-01": "110"}, "2020-01-10").one("update", as_of="2021-12-31")
    assert {(row.record, row.key) for row in found.witnesses} == {("holding", "ALBA, red"), ("notice", "N0")}


def test_a_notice_filed_before_the_change_is_none_of_it() -> None:
    """What is due within 30 days after a change is not what was filed before it; on its day, it may be."""
    values = {"2020-01-05": "100", "2020-05-01": "112"}
    assert owed(small(values, "2020-01-10", "2020-04-30")) == {"ALBA/red@2020-05-01": "breached"}
    found = small(values, "2020-01-10", "2020-04-30").one("update", as_of="2021-12-31")
    assert "cured" not in found.attributes
