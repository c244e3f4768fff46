"""The Vienna Document and its cases, figure by figure, against what the collected parameters say of them.

The figures stand here a second time, typed from the collection and not read from the agreement or its data: a slip of
the pen in either place is then noticed. What the agreement leaves out is listed too, so that it is left out on purpose.
"""

import csv
from functools import cache
from pathlib import Path

import pytest

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Deadline, Duty, Norm, Number, Obligation, Quota
from servanda.findings.workspace import agreement_and_parties
from tests.outside import ROOT, outside

VIENNA = ROOT / "agreements" / "vienna-document-2011"
# The Document's parameters: what the agreement has of each row of the table.
THRESHOLDS = {
    "notifiable_troops": (9000, "troops"),
    "notifiable_tanks": (250, "tanks"),
    "observable_troops": (13000, "troops"),
    "observable_tanks": (300, "tanks"),
}
DEADLINES = {
    "prior_notification": ("before", 42, "days"),
    "observation": ("before", 42, "days"),
    "answer": ("after", 48, "hours"),
    "attend_meeting": ("after", 48, "hours"),
    "inspections": ("after", 24, "hours"),
}
# Words of the rows that no norm of the agreement takes up.
LEFT_OUT = ("200 sorties", "Amphibious", "Transfers into", "Annual calendar", "Constraints", "Evaluation")


@cache
def agreement() -> Agreement:
    return agreement_and_parties(VIENNA)[0]


def rows(name: str) -> list[dict[str, str]]:
    with (VIENNA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def strengths(name: str, exercise: str) -> set[tuple[str, str]]:
    """(strength, scope) of each row about an exercise that gives one."""
    return {(row["personnel"], row["scope"]) for row in rows(name) if row["id"] == exercise and row["personnel"]}


def test_every_threshold_is_the_one_of_the_document() -> None:
    found = {}
    for name, parameter in agreement().parameters.items():
        (value,) = parameter.values
        assert value.start is None
        found[name] = (value.value.value, value.value.unit)
    assert found == THRESHOLDS


def deadline(norm: Norm) -> Deadline | None:
    return norm.deadline if isinstance(norm, Obligation | Quota) else None


def test_every_deadline_is_the_one_of_the_document() -> None:
    found = {}
    for name, norm in agreement().norms.items():
        clause = deadline(norm)
        if clause is not None and clause.duration is not None:
            found[name] = (clause.kind, clause.duration.count, clause.duration.unit)
    assert found == DEADLINES


def test_a_snap_exercise_is_notified_when_it_starts_and_observed_not_at_all() -> None:
    notified, observed = (agreement().norms[name] for name in ("prior_notification", "observation"))
    assert isinstance(notified, Obligation)
    assert isinstance(observed, Obligation)
    assert notified.exception is not None
    assert notified.exception.instead is not None
    assert notified.exception.instead.kind == "at"
    assert observed.exception is not None
    assert observed.exception.instead is None


def test_three_inspections_a_year_and_one_from_each() -> None:
    quota = agreement().norms["inspections"]
    assert isinstance(quota, Quota)
    found = [(item.count.value, item.per_requester) for item in quota.allowances if isinstance(item.count, Number)]
    assert found == [(3, False), (1, True)]


def test_the_annual_exchange_is_due_on_15_december_for_the_next_year() -> None:
    duty = agreement().norms["annual_exchange"]
    assert isinstance(duty, Duty)
    assert (duty.schedule.days, duty.schedule.within, duty.deed.occasion) == (((12, 15),), None, "the next year")


def test_the_collection_has_the_rows_that_are_typed_here() -> None:
    text = Path(outside("PARAMETERS.md")).read_text(encoding="utf-8")
    table = text.partition("### 3.1 ")[2].partition("### 3.2 ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| Parameter")]
    assert len(lines) == 12
    taken_up = [line for line in lines if not any(word in line for word in LEFT_OUT)]
    assert len(taken_up) == 6
    for figures in (
        ("42 days",), ("9,000 troops", "250 tanks"), ("notify when troops start",), ("13,000", "300 tanks"),
        ("accept 3/yr", "1 per requesting State", "reply 24 h"), ("reply ≤ 48 h", "meeting ≤ 48 h"),
    ):  # fmt: skip
        assert sum(all(figure in line for figure in figures) for line in taken_up) == 1, figures


# --- the cases, declared against observed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "declared", "observed"),
    [
        # “fewer than 13,000”, about 10,000; 60,000, 70,000 and 90,000 by different observers, of all manoeuvres.
        (
            "zapad-2013",
            {("<13000", ""), ("9500..10499", "")},
            {("60000", "all manoeuvres"), ("70000", "all manoeuvres"), ("90000", "all manoeuvres"),
             ("70000..90000", "all manoeuvres")},
        ),
        # 12,700, or 7,000 + 5,200; 12,400 by the observer in Belarus, about 70,000, 60,000 to 70,000, up to 100,000.
        (
            "zapad-2017",
            {("12700", ""), ("12200", ""), ("10200", "the part in Belarus")},
            {("12400", "the part in Belarus"), ("12700..13061", "the part in Belarus"),
             ("65000..74999", "all manoeuvres"), ("60000..70000", "all manoeuvres"), ("<=100000", "all manoeuvres")},
        ),
        # 12,800 in Belarus, 2,500 of them Russian; 200,000 of the whole, which is a declaration too.
        (
            "zapad-2021",
            {("12800", "the part in Belarus"), ("2500", "the Russian troops in Belarus"),
             ("12000", "the part in Belarus"), ("200000", "all manoeuvres")},
            set(),
        ),
    ],
)  # fmt: skip
def test_every_strength_stands_with_its_scope_and_no_other(
    exercise: str, declared: set[tuple[str, str]], observed: set[tuple[str, str]]
) -> None:
    assert strengths("declared/exercises.csv", exercise) == declared
    assert strengths("evidence/exercises.csv", exercise) == observed


def test_tanks_are_declared_as_they_were_printed() -> None:
    found = {(row["id"], row["tanks"]) for row in rows("declared/exercises.csv") if row["tanks"]}
    assert found == {("zapad-2017", "138"), ("zapad-2017", "250"), ("zapad-2021", "290")}


def test_the_requests_of_2021_and_2022_have_the_days_that_were_reported() -> None:
    filed = {row["id"]: row["filed"] for row in rows("declared/requests.csv")}
    assert filed == {
        "ukr-rus-2021-04": "2021-04-07..2021-04-09",  # invoked on the 9th at the latest
        "ukr-rus-2022-02": "2022-02-11T15:00Z..2022-02-11T22:00Z",  # the evening of the 11th
        "ltu-blr-2022-02": "2022-02-09..2022-02-10",  # the 9th, or the 10th: sources conflict
        "lva-blr-2022-02": "2022-02-09..2022-02-10",
        "est-blr-2022-02": "2022-02-09..2022-02-10",
    }
    replies = {row["request"]: row["filed"] for row in rows("declared/replies.csv")}
    assert all(replies[one].startswith("2022-02-11T") for one in filed if "-blr-" in one)  # in time
    judged = {row["reply"]: row["sufficient"] for row in rows("declared/judgements.csv")}
    assert {judged[one] for one in judged if "blr" in one} == {"no"}  # and unsatisfactory


def test_the_inspection_of_january_2022_was_declined_and_said_to_have_arrived() -> None:
    (refusal,) = rows("declared/refusals.csv")
    (acceptance,) = rows("declared/acceptances.csv")
    assert (refusal["by"], refusal["filed"], refusal["ground"]) == ("RUS", "2022-01-21", "epidemic")
    assert (acceptance["by"], acceptance["known"]) == ("RUS", "2022-01-24")


def test_the_exchange_for_2023_is_said_not_to_have_been_filed_by_two_origins() -> None:
    absent = [row for row in rows("evidence/completeness.csv") if row["act"] == "exchange" and row["by"] == "RUS"]
    assert len({row["origin"] for row in absent}) == 2
    assert all(row["from"] <= "2022-12-15" <= row["to"] for row in absent)
