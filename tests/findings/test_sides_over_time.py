"""A norm that binds a side binds whoever belongs to it in the period, whatever the party belongs to today."""

from tests.findings.small import Small, agreement

PARTIES = """\
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
side West "The West" = ALBA from 2021-01-01 to 2021-12-31
side North "The North" = BOREA
"""
BLOCK = """\
state holding declared by owner
  owner key party
  number count of tanks

event clash declared by actor
  id key text
  actor party
  on date

limit ceiling
  for each party p: holding of p is at most 100 tanks
  binding only West
  assessed each calendar year

prohibition peace
  no clash c, by c.actor
  binding only West
  assessed each calendar year
"""


def periods(norm: str, as_of: str) -> set[tuple[str, str]]:
    small = Small(agreement(BLOCK, parties=PARTIES))
    for who in ("ALBA", "BOREA"):
        small.declared("holding", who, "2020-01-01", owner=who, number="50", on="2020-01-01")
    return {(one.bearer, one.occasion) for one in small.findings(norm, as_of=as_of)}


def test_the_year_of_membership_alone_is_judged_while_it_lasts_and_after_it_has_ended() -> None:
    for norm in ("ceiling", "peace"):
        assert periods(norm, "2020-12-31") == set()
        assert periods(norm, "2021-06-30") == {("ALBA", "2021")}
        assert periods(norm, "2022-12-31") == {("ALBA", "2021")}
