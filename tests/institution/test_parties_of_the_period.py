"""The balance and the calendar know who has acceded and who has left, by acts alone."""

from pathlib import Path

import pytest

from servanda.dates import UTC, stamp
from servanda.findings.assess import assess
from servanda.findings.workspace import Workspace, load
from servanda.findings.world.standing import stand
from servanda.institution.balance import balance
from servanda.institution.calendar import Span, calendar

TEXT = """\
# Treaty

```servanda
party ALBA "Alba"
party BOREA "Borea"
party ELVA "Elva"
country CORA "Cora"
side West "The West" = ALBA, ELVA
in force from 2024-01-01
record native

act accession
act denunciation
act report
accession to West open to CORA by filing accession after 30 days
withdrawal by filing denunciation after 6 months

duty joint_report
  every year by 1 July
  each side must file report
duty own_report
  every year by 1 July
  each party must file report
```
"""
ACTS = {
    "accession": "id,by,filed,source\nJ,CORA,2025-01-01,register\n",
    "denunciation": "id,by,filed,source\nL,ELVA,2025-07-01,register\n",
}


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """Cora is a party from 31 January 2025 on, Elva to 31 December 2025."""
    (tmp_path / "declared").mkdir()
    (tmp_path / "agreement.md").write_text(TEXT, encoding="utf-8")
    for name, rows in ACTS.items():
        (tmp_path / f"declared/{name}.csv").write_text(rows, encoding="utf-8")
        manifest = f'record = "{name}"\ntitle = "{name}"\nlicence = "worked example"\n'
        (tmp_path / f"declared/{name}.toml").write_text(manifest, encoding="utf-8")
    return load(tmp_path)


def test_a_balance_has_columns_for_the_parties_of_its_period(space: Workspace) -> None:
    last = stamp("2026-12-31", UTC).high
    whole = assess(space, as_of="2026-12-31", today="2026-12-31")
    agreement = stand(space.agreement, space.facts, space.assessors[0], last, last).agreement

    def columns(year: int, *, by_party: bool) -> dict[str, tuple[str, ...]]:
        period = (f"{year}-01-01", f"{year}-12-31")
        return dict(balance(space, whole, agreement, period, by_party=by_party).columns)

    assert {year: sorted(columns(year, by_party=True)) for year in (2024, 2025, 2026)} == {
        2024: ["ALBA", "BOREA", "ELVA"],
        2025: ["ALBA", "BOREA", "CORA", "ELVA"],
        2026: ["ALBA", "BOREA", "CORA"],
    }
    assert columns(2024, by_party=False) == {"West": ("ALBA", "ELVA"), "BOREA": ()}
    assert columns(2026, by_party=False) == {"West": ("ALBA", "CORA"), "BOREA": ()}


def test_the_calendar_of_one_that_has_acceded_has_what_its_side_owes(space: Workspace) -> None:
    def of(today: str) -> list[tuple[str, str]]:
        now, last = stamp(today, UTC).low, stamp(f"{today[:4]}-12-31", UTC).high
        found = calendar(space, space.assessors[0], Span(now, now, last), ("CORA",))
        return [(one.norm, one.bearer) for one in found if one.due >= now]

    assert of("2024-03-01") == []
    assert sorted(of("2025-03-01")) == [("joint_report", "West"), ("own_report", "CORA")]
