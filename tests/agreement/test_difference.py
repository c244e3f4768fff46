"""Two agreements side by side: every direction worked out by hand, and turned round when the two change places."""

import json
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from servanda.agreement.check import check
from servanda.agreement.difference import Comparison, compare
from servanda.agreement.model import Agreement
from servanda.agreement.parse import parse
from servanda.cli.diff import diff
from servanda.diagnostics import Refused
from servanda.report.data_schema import as_text
from servanda.report.difference import render, schema
from tests.agreement.shipped import SHIPPED
from tests.outside import ROOT

PUBLISHED = ROOT / "docs/reference/diff.schema.json"
TEXT = """\
# Treaty

## Article 1. Parties

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2024-01-01
record native
working days "Geneva" except 2024-12-25
```

## Article 2. Commitments

```servanda
parameter notifiable = 9000 troops

event exercise declared by host
  id key text
  host party
  personnel count of troops
  alerted yes or no
  start date

event incident declared by nobody
  id key text
  actor party
  level one of threat, display, use
  on date

state holding declared by party
  party key party
  number count of items

act notification of exercise filed by exercise.host
  alerted yes or no
act visit_request
  to party
act acceptance of visit_request filed by visit_request.to
act yearbook
act report

obligation notify
  on each exercise e where e.personnel >= notifiable
  e.host must file notification of e
  at least 42 days before e.start
  unless e.alerted, claimed by e.host in notification

quota visits
  on each visit_request q
  q.to must file acceptance of q
  within 48 hours after q is filed
  up to 3 in a calendar year, at most 1 from one requester

duty exchange
  every 6 months as of 1 March and 1 September within 30 days
  each party must file yearbook

limit ceiling
  for each party p: holding of p is at most 100 items
  assessed each calendar year

limit rarity
  for each party p: the number of exercise e where e.host = p and e.personnel > 40000 troops in any 2 years is at most 1
  tolerating up to 30 days in a row and 90 days in any 365 days; beyond that the whole period counts
  assessed each calendar year

prohibition no_force
  no incident i where i.level is display or more, by i.actor
  assessed each calendar year

milestone first_report
  by 2024-06-30
  each party must file report
```
"""
# What is changed in the text, the norm it is in, what the difference is called, and what is told of it.
CHANGES = {
    "lower threshold": ("= 9000 troops", "= 8999 troops", "notify", "tightened",
                        ("e.personnel at least", "9,000 troops", "8,999 troops", "tighter")),
    "more notice": ("42 days", "43 days", "notify", "tightened", ("deadline", "42 days", "43 days", "tighter")),
    "weeks are days": ("42 days", "6 weeks", "notify", "same", None),
    "working days are not": ("at least 42 days", 'at least 42 working days of "Geneva"', "notify", "changed otherwise",
                             ("deadline", "at least 42 days before e.start",
                              'at least 42 working days of "Geneva" before e.start', "otherwise")),
    "strictly more": (">= notifiable", "> notifiable", "notify", "loosened",
                      ("e.personnel at least", "9,000 troops", "9,001 troops", "looser")),
    "no exception": ("\n  unless e.alerted, claimed by e.host in notification", "", "notify", "tightened",
                     ("exception", "unless e.alerted, claimed by e.host in notification", "none", "tighter")),
    "another bearer": ("e.host must file notification of e\n", "each party must file notification of e\n", "notify",
                       "changed otherwise", ("who", "e.host", "each party", "otherwise")),
    "more time to answer": ("within 48 hours", "within 49 hours", "visits", "loosened",
                            ("deadline", "48 hours", "49 hours", "looser")),
    "more visits": ("up to 3 in", "up to 4 in", "visits", "tightened", ("accepted in a year", "3", "4", "tighter")),
    "more from one": ("at most 1 from", "at most 2 from", "visits", "tightened",
                      ("accepted from one requester in a year", "1", "2", "tighter")),
    "requests in their order": ("from one requester", "from one requester, in the order recorded", "visits",
                                "changed otherwise",
                                ("order within one day", "none", "in the order recorded", "otherwise")),
    "less time each time": ("within 30 days", "within 29 days", "exchange", "tightened",
                            ("within", "30 days", "29 days", "tighter")),
    "other days": ("as of 1 March", "as of 2 March", "exchange", "changed otherwise",
                   ("when", "every 6 months as of 1 March and 1 September within 30 days",
                    "every 6 months as of 2 March and 1 September within 30 days", "otherwise")),
    "lower ceiling": ("at most 100 items", "at most 99 items", "ceiling", "tightened",
                      ("at most", "100 items", "99 items", "tighter")),
    "a floor": ("at most 100 items", "at least 100 items", "ceiling", "changed otherwise",
                ("bound", "100 items", "100 items", "otherwise")),
    "counting smaller ones": ("> 40000 troops", "> 39999 troops", "rarity", "tightened",
                              ("e.personnel at least", "40,001 troops", "40,000 troops", "tighter")),
    "a longer window": ("in any 2 years", "in any 3 years", "rarity", "tightened",
                        ("window", "2 years", "3 years", "tighter")),
    "more tolerance": ("up to 30 days in a row", "up to 31 days in a row", "rarity", "loosened",
                       ("tolerated in a row", "30 days", "31 days", "looser")),
    "no tolerance": ("  tolerating up to 30 days in a row and 90 days in any 365 days; beyond that the whole period "
                     "counts\n", "", "rarity", "tightened",
                     ("tolerance", "tolerating up to 30 days in a row and 90 days in any 365 days; beyond that the "
                      "whole period counts", "none", "tighter")),
    "from threats on": ("is display or more", "is threat or more", "no_force", "tightened",
                        ("i.level at least", "display or more", "threat or more", "tighter")),
    "a later day": ("by 2024-06-30", "by 2024-07-01", "first_report", "loosened",
                    ("deadline", "2024-06-30", "2024-07-01", "looser")),
    "one party only": ("each party must file report", "each party must file report\n  binding only ALBA",
                       "first_report", "loosened", ("whom it binds", "BOREA", "no longer", "looser")),
    "from a date on": ("each party must file report", "each party must file report\n  from 2024-02-01", "first_report",
                       "changed otherwise", ("from and to", "", "from 2024-02-01", "otherwise")),
}  # fmt: skip
BACK = {"tightened": "loosened", "loosened": "tightened", "tighter": "looser", "looser": "tighter"}


def agreement(text: str) -> Agreement:
    found, messages = check(parse(text, "agreement.md"))
    assert found is not None, [item.headline() for item in messages]
    return found


def changed(name: str) -> tuple[Agreement, Agreement, str]:
    old, new, norm, _, _ = CHANGES[name]
    assert TEXT.count(old) == 1
    return agreement(TEXT), agreement(TEXT.replace(old, new)), norm


@pytest.mark.parametrize("name", CHANGES)
def test_a_difference_has_its_direction(name: str) -> None:
    first, second, norm = changed(name)
    _, _, _, verdict, told = CHANGES[name]
    (pair,) = [pair for pair in compare(first, second).norms if pair.name == norm]
    assert pair.verdict == verdict
    assert [(one.what, one.first, one.second, one.direction) for one in pair.changes] == ([told] if told else [])
    others = {pair.verdict for pair in compare(first, second).norms if pair.name != norm}
    assert others == {"same"}


@pytest.mark.parametrize("name", CHANGES)
def test_the_other_way_round_it_is_turned_round(name: str) -> None:
    first, second, norm = changed(name)
    _, _, _, verdict, told = CHANGES[name]
    (pair,) = [pair for pair in compare(second, first).norms if pair.name == norm]
    assert pair.verdict == BACK.get(verdict, verdict)
    if told:
        assert [one.direction for one in pair.changes] == [BACK.get(told[3], told[3])]


def test_what_is_stricter_in_one_and_milder_in_another_respect_is_mixed() -> None:
    text = TEXT.replace("42 days", "60 days").replace("= 9000", "= 13000")
    (pair,) = [pair for pair in compare(agreement(TEXT), agreement(text)).norms if pair.verdict != "same"]
    assert (pair.name, pair.verdict, len(pair.changes)) == ("notify", "mixed", 2)


def test_what_only_one_has_is_added_or_dropped() -> None:
    text = TEXT[: TEXT.index("milestone first_report")] + "```\n"
    found = compare(agreement(TEXT), agreement(text))
    assert [(pair.name, pair.verdict) for pair in found.norms if pair.verdict != "same"] == [
        ("first_report", "dropped")
    ]
    back = compare(agreement(text), agreement(TEXT))
    assert [(pair.name, pair.verdict) for pair in back.norms if pair.verdict != "same"] == [("first_report", "added")]


def test_declarations_are_told_with_their_fields() -> None:
    text = TEXT.replace("  alerted yes or no\n", "  tanks count of tanks\n", 1).replace(
        "\n  unless e.alerted, claimed by e.host in notification", ""
    )
    text = text.replace('party BOREA "Kingdom of Borea"', 'party BOREA "Kingdom of Borea"\nparty CORA "Cora"')
    items = compare(agreement(TEXT), agreement(text)).items
    assert [(one.kind, one.name, one.verdict, one.detail) for one in items] == [
        ("event", "exercise", "changed", "with tanks, without alerted"),
        ("party", "CORA", "added", ""),
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_an_agreement_is_the_same_as_itself(name: str) -> None:
    whole = agreement(SHIPPED[name].read_text(encoding="utf-8"))
    found = compare(whole, whole)
    assert {pair.verdict for pair in found.norms} == {"same"}
    assert found.items == ()


@pytest.mark.parametrize(("first", "second"), list(product(["new-start", "vienna-document-2011"], repeat=2)))
def test_the_page_fits_its_width(first: str, second: str) -> None:
    found: Comparison = compare(*(agreement(SHIPPED[name].read_text(encoding="utf-8")) for name in (first, second)))
    assert max(len(line) for line in render(found, width=100).splitlines()) <= 100


def test_json_conforms_to_the_published_schema(tmp_path: Path, record: bool) -> None:
    if record:
        PUBLISHED.write_text(as_text(schema()), encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == as_text(schema())
    path = tmp_path / "other.md"
    path.write_text(TEXT.replace("42 days", "60 days"), encoding="utf-8")
    (tmp_path / "agreement.md").write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(diff, [str(tmp_path), str(path), "--format", "json"])
    assert done.exit_code == 0
    data = json.loads(done.stdout)
    assert list(Draft202012Validator(schema()).iter_errors(data)) == []
    assert [one["norm"] for one in data["norms"] if one["verdict"] == "tightened"] == ["notify"]


def test_a_text_with_errors_is_refused_with_its_messages(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.md").write_text(TEXT.replace("e.host must", "e.hosts must"), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        CliRunner().invoke(diff, [str(tmp_path / "a.md"), str(tmp_path / "b.md")], catch_exceptions=False)
    assert [item.code for item in refusal.value.diagnostics] == ["unknown-field"]
