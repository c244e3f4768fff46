"""LANGUAGE §3 and §4: the yearly maximum never rises; a missing year, the running year."""

from tests.findings.small import Small, agreement

NATIVE = "in force from 2020-01-01\nrecord native\n"

YEARLY = """\
state holding declared by party
  party key party
  number count of items
  declared holds at most {holds}
limit denuclearise
  for each party p: the yearly maximum of holding of p is at most its least earlier yearly maximum
  assessed each calendar year
"""


def yearly(*values: tuple[str, str], as_of: str = "2023-12-31", holds: str = "13 months") -> dict[str, str]:
    small = Small(agreement(YEARLY.format(holds=holds), NATIVE))
    for on, number in values:
        small.declared("holding", "ALBA", on, party="ALBA", number=number, on=on)
    found = small.findings("denuclearise", as_of=as_of)
    return {f.occasion: f.declared.verdict for f in found if f.bearer == "ALBA"}


def years(*numbers: str) -> list[tuple[str, str]]:
    return [(f"{year}-01-01", number) for year, number in enumerate(numbers, 2020) if number]


def test_a_yearly_maximum_never_rises() -> None:
    assert yearly(*years("100", "90", "90", "80")) == {
        "2020": "undetermined",  # nothing earlier to compare with
        "2021": "kept", "2022": "kept", "2023": "kept",
    }  # fmt: skip
    assert yearly(*years("100", "90", "95", "80"))["2022"] == "breached"  # above the least earlier, not the first
    assert yearly(*years("100", "90", "80..90", "80"))["2022"] == "kept"
    assert yearly(*years("100", "90", "80..91", "80"))["2022"] == "undetermined"
    assert yearly(*years("100", "85..90", "91", "80"))["2022"] == "breached"  # the later low exceeds the earlier high
    assert yearly(*years("100", "85..90", "90", "80"))["2022"] == "undetermined"


def test_a_missing_year_is_open_but_hides_no_rise() -> None:
    found = yearly(*years("100", "", "90", "120"), holds="365 days")
    assert found["2021"] == "undetermined"
    assert found["2022"] == "undetermined"
    assert found["2023"] == "breached"  # above 2020 and 2022 at any rate


def test_the_running_year_is_pending_unless_exceeded_already() -> None:
    assert yearly(*years("100", "90", "80"), as_of="2022-12-30")["2022"] == "pending"
    assert yearly(*years("100", "90", "80"), as_of="2022-12-31")["2022"] == "kept"
    assert yearly(*years("100", "90", "91"), as_of="2022-02-01")["2022"] == "breached"
