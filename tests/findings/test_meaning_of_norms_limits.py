"""LANGUAGE §3 and §4, *Aggregates*, *Limits*: values over time, sums of uncertain facts, windows, tolerances, years."""

import pytest

from tests.findings.small import Small, agreement

NATIVE = "in force from 2020-01-01\nrecord native\n"
HOLDING = """\
state holding declared by party
  party key party
  category key one of "warheads", "launchers"
  number count of items
  declared holds at most {declared}; observed holds at most {observed}
limit ceiling
  for each party p: holding("warheads") of p is at most {bound}
  {tail}assessed {assessed}
"""


def holding(
    *values: tuple[str, str], bound: str = "100", assessed: str = "at all times", tail: str = "",
    declared: str = "5 years", observed: str = "5 years", world: str = "declared",
) -> Small:  # fmt: skip
    """Alba's warheads, from each date on."""
    block = HOLDING.format(bound=bound, assessed=assessed, tail=tail, declared=declared, observed=observed)
    small = Small(agreement(block, NATIVE))
    for on, number in values:
        cells = {"party": "ALBA", "category": "warheads", "number": number, "on": on}
        if world == "declared":
            small.declared("holding", "ALBA", on, **cells)
        else:
            small.observed("holding", "a", **cells)
    return small


def verdict(small: Small, occasion: str = "all times", as_of: str = "2020-12-31", **options: object) -> str:
    return small.one("ceiling", "ALBA", occasion, as_of=as_of, **options).declared.verdict


# --- a value over time ----------------------------------------------------------------------------------------------

FORCE = "in force from 2020-01-01 to 2020-12-31\nrecord native\n"


@pytest.mark.parametrize(
    ("values", "period"),
    [
        ((("2020-01-01", "100"),), "kept"),
        ((("2020-01-01", "101"),), "breached"),
        ((("2020-01-01", "99..101"),), "undetermined"),
        ((("2020-01-01", "<=100"),), "kept"),
        ((("2020-01-01", ">100"),), "breached"),
        ((("2020-01-02", "100"),), "undetermined"),  # nobody stated the first day
        ((("2019-06-01", "100"),), "kept"),  # a value holds until the next
        ((("2020-01-01", "100"), ("2020-06-01", "101")), "breached"),
        ((("2020-01-01", "101"), ("2020-06-01", "100")), "breached"),
        ((), "not declared"),
    ],
)
def test_a_limit_is_kept_only_when_the_value_was_within_it_all_the_time(
    values: tuple[tuple[str, str], ...], period: str
) -> None:
    small = holding(*values)
    small.agreement = agreement(HOLDING.format(bound="100", assessed="at all times", tail="", declared="5 years",
                                               observed="5 years"), FORCE)  # fmt: skip
    assert verdict(small, as_of="2021-06-01") == period


def test_a_running_period_is_pending_unless_exceeded_already() -> None:
    small = holding(("2020-01-01", "100"), ("2020-09-01", "102"), assessed="each calendar year")
    assert verdict(small, "2020", as_of="2020-08-31") == "pending"
    assert verdict(small, "2020", as_of="2020-09-01") == "breached"
    assert verdict(holding(("2020-01-01", "100"), assessed="each calendar year"), "2020", as_of="2020-12-31") == "kept"


def test_each_longest_episode_of_excess_is_an_occasion_dated_at_its_start() -> None:
    small = holding(
        ("2020-01-01", "90"), ("2020-02-01", "101"), ("2020-03-01", "105"), ("2020-04-01", "90"), ("2020-05-01", "103"),
        assessed="each calendar year",
    )  # fmt: skip
    found = [f for f in small.findings("ceiling") if f.bearer == "ALBA"]
    assert [(f.occasion, f.declared.verdict, f.declared.high) for f in found] == [
        ("2020", "breached", 105),
        ("2020-02-01", "breached", 105),
        ("2020-05-01", "breached", 103),
    ]
    assert [f.bound for f in found] == [100, 100, 100]
    assert len({f.id for f in found}) == 3


def test_a_value_lapses_and_is_then_no_value() -> None:
    small = holding(("2020-01-01", "100"), declared="7 months", assessed="each calendar year")
    assert verdict(small, "2020", as_of="2021-01-31") == "undetermined"
    renewed = holding(("2020-01-01", "100"), ("2020-07-01", "100"), declared="7 months", assessed="each calendar year")
    assert verdict(renewed, "2020", as_of="2021-01-31") == "kept"


def test_the_observed_world_needs_its_sources_at_every_time() -> None:
    small = holding(("2020-01-01", "100"), world="observed", assessed="each calendar year")
    assert small.one("ceiling", "ALBA", "2020").observed.verdict == "kept"
    assert small.one("ceiling", "ALBA", "2020", sources=2).observed.verdict == "undetermined"
    assert small.one("ceiling", "ALBA", "2020", grade="A1").observed.verdict == "not observed"
    cells = {"party": "ALBA", "category": "warheads", "number": "120"}
    for source in ("b", "c"):
        small.observed("holding", source, on="2020-06-01", **cells)
    found = {f.occasion: f.observed.verdict for f in small.findings("ceiling", sources=2) if f.bearer == "ALBA"}
    assert found == {"2020": "breached", "2020-06-01": "breached"}


def test_a_value_that_began_some_day_is_not_certain_before_the_last() -> None:
    small = holding(("2020-01-01", "90"), ("2020-03-01..2020-03-10", "120"))
    (episode,) = [f for f in small.findings("ceiling") if f.bearer == "ALBA" and f.occasion != "all times"]
    assert episode.occasion == "2020-03-10"
    first = [f.occasion for f in holding(("2020-03-01..2020-03-10", "120")).findings("ceiling") if f.bearer == "ALBA"]
    assert first == ["2020-03-10", "all times"]
    ended = holding(("2020-01-01", "120"), ("2020-03-01..2020-03-10", "90"), tail="from 2020-03-05 to 2020-03-31\n  ")
    assert verdict(ended, as_of="2020-12-31") == "undetermined"


def test_a_bound_with_dates_is_the_one_of_the_day() -> None:
    block = "parameter ceiling_of = 100 items from 2020-07-01, 120 items before\n" + HOLDING.format(
        bound="ceiling_of", assessed="each calendar month", tail="", declared="5 years", observed="5 years"
    )
    small = Small(agreement(block, NATIVE))
    small.declared("holding", "ALBA", party="ALBA", category="warheads", number="110", on="2020-01-01")
    found = {f.occasion: f.declared.verdict for f in small.findings("ceiling") if f.bearer == "ALBA"}
    assert found["2020-06"] == "kept"
    assert found["2020-07"] == found["2020-07-01"] == "breached"


def test_at_least_is_a_limit_from_below() -> None:
    for number, expected in (("100", "kept"), ("99", "breached"), ("99..100", "undetermined"), ("<100", "breached")):
        block = HOLDING.format(bound="100", assessed="at all times", tail="", declared="5 years", observed="5 years")
        small = Small(agreement(block.replace("at most 100", "at least 100"), FORCE))
        small.declared("holding", "ALBA", party="ALBA", category="warheads", number=number, on="2020-01-01")
        assert verdict(small, as_of="2021-01-31") == expected


# --- tolerance ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((("2020-01-01", "90"), ("2020-02-01", "120"), ("2020-03-02", "90")), "kept"),  # 30 days in a row
        ((("2020-01-01", "90"), ("2020-02-01", "120"), ("2020-03-03", "90")), "breached"),  # 31
        ((("2020-01-01", "90"), ("2020-02-01", "110..120"), ("2020-03-02", "90")), "kept"),
        ((("2020-01-01", "90..120"),), "undetermined"),  # perhaps beyond it the whole year
        ((("2020-01-01", "90"), ("2020-02-01", "90..120"), ("2020-03-02", "90")), "kept"),  # at most 30 days beyond
        ((("2020-01-01", "90"), ("2020-02-01", "90..120"), ("2020-03-03", "90")), "undetermined"),
        ((("2020-02-01", "90"),), "undetermined"),
        (
            (
                ("2020-01-01", "90"), ("2020-02-01", "120"), ("2020-02-21", "90"), ("2020-04-01", "120"),
                ("2020-04-21", "90"), ("2020-06-01", "120"), ("2020-06-21", "90"),
            ),
            "breached",  # three times 20 days are more than 50 in a year
        ),
        (
            (
                ("2020-01-01", "90"), ("2020-02-01", "120"), ("2020-02-21", "90"), ("2020-04-01", "120"),
                ("2020-04-21", "90"), ("2020-06-01", "120"), ("2020-06-11", "90"),
            ),
            "kept",  # 20 and 20 and 10 are 50
        ),
    ],
)  # fmt: skip
def test_a_tolerated_excess_is_no_breach_and_beyond_it_the_whole_period_counts(
    values: tuple[tuple[str, str], ...], expected: str
) -> None:
    tail = "tolerating up to 30 days in a row and 50 days in any 365 days; beyond that the whole period counts\n  "
    small = holding(*values, tail=tail)
    small.agreement = agreement(HOLDING.format(bound="100", assessed="at all times", tail=tail, declared="5 years",
                                               observed="5 years"), FORCE)  # fmt: skip
    assert verdict(small, as_of="2021-06-01") == expected


# --- sums, numbers, extremes ----------------------------------------------------------------------------------------

TRANSFERS = """\
event transfer declared by sender
  id key text
  sender party
  pieces count of items
  start date
  end date
limit flow
  for each party p: {measure} is at most {bound}
  assessed at all times
"""
SUM = "the sum of t.pieces over transfer t where t.sender = p"


def transfers(measure: str, bound: int, *rows: tuple[str, str, str], frame: str = FORCE) -> Small:
    """Alba's transfers: (id, day, pieces)."""
    small = Small(agreement(TRANSFERS.format(measure=measure, bound=bound), frame))
    for name, day, pieces in rows:
        first, _, last = day.partition("/")
        small.declared("transfer", "ALBA", first.partition("..")[0], id=name, sender="ALBA", pieces=pieces, start=first,
                       end=last or first)  # fmt: skip
    return small


def flow(small: Small, bearer: str = "ALBA") -> str:
    return small.one("flow", bearer, "all times", as_of="2021-06-01").declared.verdict


def episodes(small: Small) -> list[str]:
    found = small.findings("flow", as_of="2021-06-01")
    return [f.occasion for f in found if f.bearer == "ALBA" and f.occasion != "all times"]


def test_three_transfers_of_fifty_are_a_hundred_and_fifty() -> None:
    rows = [(name, "2020-02-01", "50") for name in ("T1", "T2", "T3")]
    assert flow(transfers(SUM, 149, *rows)) == "breached"
    assert flow(transfers(SUM, 150, *rows)) == "kept"
    assert flow(transfers("the number of transfer t where t.sender = p", 2, *rows)) == "breached"
    assert flow(transfers("the number of transfer t where t.sender = p", 3, *rows)) == "kept"


def test_over_nothing_number_and_sum_are_zero() -> None:
    for measure in (SUM, "the number of transfer t where t.sender = p"):
        small = transfers(measure, 0, ("T1", "2020-02-01", "50"))
        assert flow(small, "ALBA") == "breached"
        # … but a party that declared nothing has not declared that it kept the limit.
        assert flow(small, "BOREA") == "not declared"
        watched = transfers(measure, 0).looked("transfer", "2020-01-01", "2020-12-31")
        assert watched.one("flow", "ALBA", "all times", as_of="2021-06-01").observed.verdict == "kept"
        small = transfers(f"{measure} in any 30 days", 1, ("T1", "2020-02-01", "1"))
        assert flow(small, "ALBA") == "kept"


def test_over_nothing_the_greatest_has_no_value() -> None:
    greatest = "the greatest of t.pieces over transfer t where t.sender = p"
    small = transfers(greatest, 10, ("T1", "2020-01-01", "50"))
    assert flow(small, "ALBA") == "breached"
    assert flow(small, "BOREA") != "kept"


@pytest.mark.parametrize(
    ("rows", "bound", "expected"),
    [
        ((("T1", "40..60"), ("T2", "40..60")), 120, "kept"),
        ((("T1", "40..60"), ("T2", "40..60")), 119, "undetermined"),
        ((("T1", "40..60"), ("T2", "40..60")), 80, "undetermined"),
        ((("T1", "40..60"), ("T2", "40..60")), 79, "breached"),
        ((("T1", "50"), ("T2", "")), 49, "breached"),  # no number is negative
        ((("T1", "50"), ("T2", "")), 1000, "undetermined"),
        ((("T1", "50"), ("T2", ">=10")), 59, "breached"),
        ((("T1", "50"), ("T2", ">=10")), 60, "undetermined"),
    ],
)
def test_sums_over_uncertain_facts_are_intervals(rows: tuple[tuple[str, str], ...], bound: int, expected: str) -> None:
    small = transfers(SUM, bound, *((name, "2020-02-01", pieces) for name, pieces in rows))
    assert flow(small) == expected


def test_what_was_seen_is_a_floor_where_nobody_watched() -> None:
    for watched, expected in ((False, "undetermined"), (True, "kept")):
        small = Small(agreement(TRANSFERS.format(measure=SUM, bound=100), FORCE))
        for source in ("a", "b"):
            small.observed(
                "transfer", source, id="T1", sender="ALBA", pieces="60", start="2020-02-01", end="2020-02-01"
            )
            if watched:
                small.looked("transfer", "2020-01-01", "2020-12-31", source)
        found = small.one("flow", "ALBA", "all times", as_of="2021-06-01", sources=2)
        assert found.observed.verdict == expected
        small.observed("transfer", "a", id="T2", sender="ALBA", pieces="60", start="2020-03-01", end="2020-03-01")
        found = small.one("flow", "ALBA", "all times", as_of="2021-06-01", sources=2)
        assert found.observed.verdict == "undetermined"  # the second was seen by one source only
        small.observed("transfer", "b", id="T2", sender="ALBA", pieces="60", start="2020-03-01", end="2020-03-01")
        found = small.one("flow", "ALBA", "all times", as_of="2021-06-01", sources=2)
        assert found.observed.verdict == "breached"


@pytest.mark.parametrize(
    ("second", "starts"),
    [
        ("2020-03-01", ["2020-03-01"]),  # 1 February to 1 March are 30 days: both days count
        ("2020-03-02", []),
        ("2020-02-20..2020-02-25", ["2020-02-25"]),
        ("2020-02-25..2020-03-05", []),  # perhaps after the window
    ],
)
def test_a_rolling_window_of_thirty_days_holds_thirty_dates(second: str, starts: list[str]) -> None:
    measure = "the number of transfer t where t.sender = p in any 30 days"
    small = transfers(measure, 1, ("T1", "2020-02-01", "1"), ("T2", second, "1"))
    assert episodes(small) == starts
    expected = "breached" if starts else ("undetermined" if ".." in second else "kept")
    assert flow(small) == expected


def test_an_excess_in_a_window_ends_when_the_window_lets_go() -> None:
    measure = "the number of transfer t where t.sender = p in any 30 days"
    block = TRANSFERS.format(measure=measure, bound=1).replace("at all times", "each calendar month")
    small = Small(agreement(block, FORCE))
    for name, day in (("T1", "2020-02-01"), ("T2", "2020-02-05"), ("T3", "2020-09-01")):
        small.declared("transfer", "ALBA", day, id=name, sender="ALBA", pieces="1", start=day, end=day)
    found = {f.occasion: f.declared.verdict for f in small.findings("flow", as_of="2020-12-31") if f.bearer == "ALBA"}
    assert found["2020-02-05"] == found["2020-02"] == found["2020-03"] == "breached"  # both until 1 March
    assert "breached" not in [found[f"2020-{month:02}"] for month in range(4, 13)]
    assert found["2020-09"] == "kept"


def test_a_calendar_year_begins_anew() -> None:
    measure = "the number of transfer t where t.sender = p in each calendar year"
    frame = "in force from 2020-01-01 to 2021-12-31\nrecord native\n"
    rows = [("T1", "2020-12-30", "1"), ("T2", "2021-01-02", "1")]
    small = transfers(measure, 1, *rows, frame=frame)
    assert small.one("flow", "ALBA", "all times", as_of="2022-06-01").declared.verdict == "kept"
    small = transfers(measure, 1, *rows, ("T3", "2021-06-01", "1"), frame=frame)
    assert small.one("flow", "ALBA", "all times", as_of="2022-06-01").declared.verdict == "breached"
    unsure = [("T1", "2020-06-01", "1"), ("T2", "2020-12-30..2021-01-02", "1")]
    small = transfers(measure, 1, *unsure, frame=frame)
    assert small.one("flow", "ALBA", "all times", as_of="2022-06-01").declared.verdict == "undetermined"


def test_under_way_at_once() -> None:
    measure = "the number of transfer t where t.sender = p under way at once"
    together = transfers(measure, 1, ("T1", "2020-02-01/2020-02-10", "1"), ("T2", "2020-02-09/2020-02-20", "1"))
    assert episodes(together) == ["2020-02-09"]
    # Whether the one ended before the other began, within that day, is unknown.
    touching = transfers(measure, 1, ("T1", "2020-02-01/2020-02-10", "1"), ("T2", "2020-02-10/2020-02-20", "1"))
    assert (episodes(touching), flow(touching)) == ([], "undetermined")
    assert (
        episodes(transfers(measure, 1, ("T1", "2020-02-01/2020-02-10", "1"), ("T2", "2020-02-11/2020-02-20", "1")))
        == []
    )


def test_a_threshold_inside_a_sum_is_the_one_of_the_day_on_which_it_happened() -> None:
    measure = "the number of transfer t where t.sender = p and t.pieces >= large"
    block = "parameter large = 10 items from 2020-07-01, 100 items before\n" + TRANSFERS.format(
        measure=measure, bound=0
    )
    small = Small(agreement(block, FORCE))
    small.declared("transfer", "ALBA", id="T1", sender="ALBA", pieces="50", start="2020-02-01", end="2020-02-01")
    assert flow(small) == "kept"
    small.declared("transfer", "ALBA", id="T2", sender="ALBA", pieces="50", start="2020-08-01", end="2020-08-01")
    assert flow(small) == "breached"


JOINT = """\
side East "the East" = ALBA, BOREA from 2020-07-01 to 2020-10-31
state deployment declared by party
  party key party
  number count of troops
limit forces
  for each side s, borne jointly: the sum of d.number over deployment d where d.party is of s is at most 100
  assessed each calendar month
"""


def test_a_ceiling_of_a_side_counts_its_members_of_the_day() -> None:
    small = Small(agreement(JOINT, NATIVE))
    for name in ("ALBA", "BOREA"):
        small.declared("deployment", name, party=name, number="60", on="2020-01-01")
    found = {f.occasion: f.declared.verdict for f in small.findings("forces") if f.bearer == "East"}
    assert found["2020-06"] == found["2020-11"] == "kept"
    assert found["2020-07"] == found["2020-10"] == found["2020-07-01"] == "breached"


def test_a_ceiling_can_bind_one_side_only() -> None:
    """The side is not a member of itself: `binding only East` means the side that bears the limit."""
    text = JOINT.replace("  assessed", "  binding only East\n  assessed")
    assert text != JOINT
    small = Small(agreement(text, NATIVE))
    small.declared("deployment", "ALBA", party="ALBA", number="101", on="2020-02-01")
    found = {(f.bearer, f.occasion): f.declared.verdict for f in small.findings("forces")}
    assert found[("East", "2020-02")] == found[("East", "2020-02-01")] == "breached"
    assert {bearer for bearer, _ in found} == {"East"}


def test_the_number_of_acts_is_known_where_the_record_is_in_both_worlds() -> None:
    block = """\
act request
  to party
limit requests
  for each party p: the number of request r where r.by = p in each calendar year is at most 1
  assessed each calendar year
"""
    small = Small(agreement(block, NATIVE)).act("request", "ALBA", "2020-02-01", to="BOREA")
    assert small.verdicts("requests", "ALBA") == ("kept", "kept")
    small.act("request", "ALBA", "2020-03-01", to="BOREA")
    assert small.verdicts("requests", "ALBA", "2020") == ("breached", "breached")
