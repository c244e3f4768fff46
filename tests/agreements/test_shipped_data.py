"""What the shipped workspaces hold: every row has its source and its mark, and says no more than its source does."""

import csv
import datetime as dt
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from servanda.agreement.check import check
from servanda.agreement.model import Agreement
from servanda.agreement.parse import parse
from servanda.dates import UTC, day_of
from servanda.evidence.files import Reader
from servanda.evidence.folder import paths
from servanda.evidence.grade import is_grade
from servanda.evidence.source import Source
from servanda.evidence.statement import Bounds, Statement
from tests.outside import ROOT, outside

AGREEMENTS = ROOT / "agreements"
NEW_START = AGREEMENTS / "new-start"
VIENNA = AGREEMENTS / "vienna-document-2011"
FOUNDING = AGREEMENTS / "founding-act-1997"
PUBLISHED = [NEW_START, VIENNA, FOUNDING]
ROWS = {
    "founding-act-1997/declared/chiefs_meetings.csv": 2,
    "founding-act-1997/declared/combat_forces.csv": 1,
    "founding-act-1997/declared/convocations.csv": 40,
    "founding-act-1997/declared/military_meetings.csv": 7,
    "founding-act-1997/declared/openings.csv": 40,
    "founding-act-1997/evidence/combat_forces.csv": 1,
    "founding-act-1997/evidence/completeness.csv": 15,
    "founding-act-1997/evidence/resorts_to_force.csv": 5,
    "new-start/declared/exchanges.csv": 48,
    "new-start/declared/holdings.csv": 166,
    "new-start/declared/suspension.csv": 3,
    "new-start/evidence/claimed_conversions.csv": 8,
    "new-start/evidence/completeness.csv": 2,
    "vienna-document-2011/declared/acceptances.csv": 1,
    "vienna-document-2011/declared/attendances.csv": 3,
    "vienna-document-2011/declared/exercises.csv": 12,
    "vienna-document-2011/declared/inspection_requests.csv": 1,
    "vienna-document-2011/declared/invitations.csv": 2,
    "vienna-document-2011/declared/judgements.csv": 4,
    "vienna-document-2011/declared/meeting_requests.csv": 5,
    "vienna-document-2011/declared/notifications.csv": 1,
    "vienna-document-2011/declared/refusals.csv": 1,
    "vienna-document-2011/declared/replies.csv": 5,
    "vienna-document-2011/declared/requests.csv": 5,
    "vienna-document-2011/evidence/completeness.csv": 15,
    "vienna-document-2011/evidence/exercises.csv": 11,
}
VEHICLES, WARHEADS, LAUNCHERS = "deployed delivery vehicles", "deployed warheads", "launchers"
# Exchanges whose numbers were recalled and could not be confirmed at the time of writing, whole or in part.
RECALLED = {
    ("2012-09-01", VEHICLES, WARHEADS, LAUNCHERS),
    ("2013-03-01", LAUNCHERS),
    ("2015-09-01", VEHICLES, LAUNCHERS),
    ("2016-03-01", VEHICLES, WARHEADS, LAUNCHERS),
    ("2017-03-01", VEHICLES, WARHEADS, LAUNCHERS),
    ("2017-09-01", VEHICLES, WARHEADS, LAUNCHERS),
    ("2019-03-01", VEHICLES, WARHEADS, LAUNCHERS),
    ("2022-09-01", VEHICLES, WARHEADS, LAUNCHERS),
}


def agreement_of(workspace: Path) -> Agreement:
    document = parse((workspace / "agreement.md").read_text(encoding="utf-8"), "agreement.md")
    agreement, messages = check(document)
    assert agreement is not None, messages
    return agreement


def read(workspace: Path) -> dict[str, Source]:
    """Every file of facts of a workspace, read as `servanda assess` reads it."""
    reader = Reader(agreement_of(workspace), workspace)
    found = [reader.read(path, "declared") for path in paths(workspace, "declared")]
    found += [reader.read(path, "observed") for path in paths(workspace, "evidence")]
    return {source.file: source for source in found}


def raw(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def statements(workspace: Path) -> list[Statement]:
    return [item for source in read(workspace).values() for item in source.statements]


@pytest.mark.parametrize("workspace", PUBLISHED, ids=lambda path: path.name)
def test_every_row_is_read_and_none_is_set_aside(workspace: Path) -> None:
    found = read(workspace)
    assert {name: source.faults for name, source in found.items() if source.faults} == {}
    counted = {f"{workspace.name}/{name}": source.rows for name, source in found.items()}
    assert counted == {name: rows for name, rows in ROWS.items() if name.startswith(workspace.name)}


@pytest.mark.parametrize("name", ROWS)
def test_every_row_says_where_it_comes_from_and_how_sure_it_is(name: str) -> None:
    for row in raw(AGREEMENTS / name):
        assert row["source"].strip()
        assert row["mark"] in ("confirmed", "recalled", "conflicting", "inferred")
        assert ("recalled" in row["source"]) == (row["mark"] == "recalled"), row
        assert row["mark"] == "confirmed" or row["note"], f"a doubtful row says why: {row}"
        has_address = re.search(r"https?://\S+\.\S+|\w+\.(com|org|am|net)\b", row["source"])
        assert has_address or row["mark"] == "recalled", row


@pytest.mark.parametrize("name", [name for name in ROWS if "/evidence/" in name])
def test_every_grade_has_its_reason_beside_it(name: str) -> None:
    for row in raw(AGREEMENTS / name):
        assert is_grade(row["grade"])
        assert row["origin"]
        assert row["note"]
    reasons = [row["note"] for row in raw(AGREEMENTS / name)]
    assert sum("(" in reason for reason in reasons) >= len(reasons) - 1


@pytest.mark.parametrize("workspace", PUBLISHED, ids=lambda path: path.name)
def test_nothing_is_known_before_it_was_said_nor_after_the_assessment(workspace: Path) -> None:
    known_by = tomllib.loads((workspace / "servanda.toml").read_text(encoding="utf-8"))["known_by"]
    last = dt.date.fromisoformat(known_by)
    for item in statements(workspace):
        assert day_of(item.known, UTC) <= last, item
        if item.filed is not None:
            assert item.filed.low <= item.known, item


@pytest.mark.parametrize("workspace", PUBLISHED, ids=lambda path: path.name)
def test_every_act_is_filed_of_something_that_is_in_the_record(workspace: Path) -> None:
    held = {(item.record, key) for item in statements(workspace) for key in item.key}
    linked = 0
    for item in statements(workspace):
        for target, identity in item.links.items():
            assert (target, identity) in held, item
            linked += 1
    targets = {(row["act"], row["target"]) for row in raw(workspace / "evidence/completeness.csv") if row["target"]}
    acts = agreement_of(workspace).records
    for act, target in targets:
        assert (acts[act].target.text, target) in held  # type: ignore[union-attr]
    assert (linked > 0) == (workspace != NEW_START)


@pytest.mark.parametrize("workspace", PUBLISHED, ids=lambda path: path.name)
def test_every_file_has_a_title_and_terms_and_every_manifest_its_file(workspace: Path) -> None:
    for manifest in [*workspace.glob("declared/*.toml"), *workspace.glob("evidence/*.toml")]:
        said = tomllib.loads(manifest.read_text(encoding="utf-8"))
        assert said["title"]
        assert said["licence"]
        assert said["citation"]
        assert manifest.with_suffix(".csv").is_file()


# --- New START ------------------------------------------------------------------------------------------------------


def test_recalled_figures_are_marked_so_even_where_another_page_now_carries_them() -> None:
    rows = raw(NEW_START / "declared/holdings.csv")
    marked = {(row["on"], row["category"]) for row in rows if row["mark"] == "recalled"}
    assert marked == {(on, category) for on, *categories in RECALLED for category in categories}
    assert Counter(row["mark"] for row in rows) == {"confirmed": 120, "recalled": 42, "conflicting": 2, "inferred": 2}


def test_a_figure_that_is_printed_in_two_ways_is_two_rows_of_two_sources() -> None:
    rows = [row for row in raw(NEW_START / "declared/holdings.csv") if row["mark"] == "conflicting"]
    assert {(row["party"], row["category"], row["on"], row["number"]) for row in rows} == {
        ("RUS", WARHEADS, "2014-09-01", "1643"),
        ("RUS", WARHEADS, "2014-09-01", "1642"),
    }
    assert len({row["source"] for row in rows}) == 2


def test_each_party_has_three_categories_at_each_exchange_and_russia_none_in_2023() -> None:
    cells = {(row["on"], row["party"], row["category"]) for row in raw(NEW_START / "declared/holdings.csv")}
    dates = sorted({on for on, _, _ in cells})
    assert len(dates) == 25
    assert dates[0] == "2011-02-05"
    assert dates[-1] == "2023-03-01"
    assert len(cells) == 25 * 6 - 3
    assert not [cell for cell in cells if cell[:2] == ("2023-03-01", "RUS")]


def test_the_two_rows_of_one_recalled_and_later_found_figure_agree() -> None:
    seen: dict[tuple[str, str, str], set[str]] = {}
    for row in raw(NEW_START / "declared/holdings.csv"):
        seen.setdefault((row["on"], row["party"], row["category"]), set()).add(row["number"])
    assert [cell for cell, numbers in seen.items() if len(numbers) > 1] == [("2014-09-01", "RUS", WARHEADS)]


def test_the_disputed_launchers_add_up_to_101() -> None:
    rows = raw(NEW_START / "evidence/claimed_conversions.csv")
    for on in ("2018-02-05", "2022-03-01"):
        claimed = [row for row in rows if row["on"] == on and row["origin"] == "Ministry of Foreign Affairs of Russia"]
        assert {row["kind"]: int(row["number"]) for row in claimed} == {
            "submarine tubes": 56,
            "heavy bombers": 41,
            "training silos": 4,
        }
        assert sum(int(row["number"]) for row in claimed) == 101
    assert any("B-51H" in row["note"] for row in rows)


def test_the_holdings_agree_with_another_compilation_wherever_both_have_a_figure() -> None:
    theirs = raw(outside("data/nuclear/new_start_aggregate.csv"))
    assert len(theirs) == 32
    columns = {
        VEHICLES: "deployed_delivery_vehicles",
        WARHEADS: "deployed_warheads",
        LAUNCHERS: "launchers_total",
    }
    ours = raw(NEW_START / "declared/holdings.csv")
    compared, differing = 0, set()
    for row in theirs:
        for category, column in columns.items():
            if not row[column]:
                continue
            same = {
                mine["number"]
                for mine in ours
                if (mine["on"], mine["party"], mine["category"]) == (row["as_of"], row["party"], category)
            }
            compared += 1
            if row[column] not in same:
                differing.add((row["as_of"], row["party"], category))
    assert compared == 90
    assert differing == set()


# --- Vienna Document ------------------------------------------------------------------------------------------------


def test_figures_of_different_scope_are_kept_apart() -> None:
    rows = [item for item in statements(VIENNA) if item.record == "exercise" and "personnel" in item.fields]
    found = {(item.world, item.key[0], item.scope, item.fields["personnel"].text) for item in rows}
    assert ("observed", "zapad-2017", "the part in Belarus", "12400") in found
    assert ("observed", "zapad-2017", "all manoeuvres", "60000..70000") in found
    assert ("declared", "zapad-2017", "", "12700") in found
    assert ("declared", "zapad-2021", "the part in Belarus", "12800") in found
    assert ("declared", "zapad-2021", "all manoeuvres", "200000") in found
    # Nobody outside gives a figure for the activity as notified; so none is shipped under that scope.
    assert not [item for item in found if item[0] == "observed" and item[2] == ""]


def test_conflicting_strengths_come_from_different_sources() -> None:
    rows = [row for row in raw(VIENNA / "declared/exercises.csv") if row["mark"] == "conflicting"]
    assert {(row["id"], row["personnel"]) for row in rows} == {
        ("zapad-2017", "12200"),
        ("zapad-2017", "12700"),
        ("zapad-2021", "12000"),
    }
    assert len({row["source"] for row in rows}) == 3


def test_the_declared_strengths_lie_just_under_the_threshold_for_observers() -> None:
    for item in statements(VIENNA):
        strength = item.fields.get("personnel")
        if item.record == "exercise" and item.world == "declared" and item.scope != "all manoeuvres" and strength:
            assert isinstance(strength, Bounds)
            assert strength.high < 13000


def test_russia_has_no_notification_and_no_invitation_in_the_record() -> None:
    """A press statement is a declaration of strength, not a notification; neither is its absence a breach."""
    acts = [item for item in statements(VIENNA) if item.record in ("notification", "invitation")]
    assert {item.filer for item in acts} == {"BLR"}
    spans = [row for row in raw(VIENNA / "evidence/completeness.csv") if row["act"] in ("notification", "invitation")]
    assert {row["by"] for row in spans} == {"RUS"}
    assert {row["origin"] for row in spans} == {"Allied verification authorities"}


def test_observers_are_told_apart_by_origin_not_by_page() -> None:
    rows = raw(VIENNA / "evidence/exercises.csv")
    origins = Counter(row["origin"] for row in rows if row["id"] == "zapad-2017")
    assert origins["Thomas Möller, Swedish observer"] == 2
    assert origins["NATO headquarters"] == 2
    assert origins["Royal United Services Institute"] == 1
