"""The life of a gap, step by step and counted by hand, and the same whichever day it is asked of."""

import json
from pathlib import Path

import jsonschema
import pytest

from servanda.findings.assess import assess, dates_of
from servanda.findings.workspace import Workspace, load
from servanda.institution.gaps import GapLife, Gaps, gaps, standing
from servanda.report.data_schema import as_text
from servanda.report.html.assessment import page
from servanda.report.institution.gaps import schema, stands
from tests.institution.test_clarify import EVIDENCE, TEXT, put
from tests.outside import ROOT
from tests.report.test_commands import Run, run  # noqa: F401  (a fixture)

PUBLISHED = ROOT / "docs/reference/gaps.schema.json"
Z = "warn.BOREA.z"
# Borea declared 8,000 men; two sources, known on 10 June 2021, saw 12,000, and from 1 August on 15,000.
DECLARED = "id,filer,filed,host,men,start,source\nZ,BOREA,2021-05-20,BOREA,8000,2021-06-01,register\n"
SEEN = EVIDENCE["manoeuvre"].replace("Z,BOREA,12000", "Z,BOREA,12000..15000")
THREAD = {
    "ask": f"id,by,filed,whom,why,source\nA1,ALBA,2021-06-20,BOREA,{Z},register\n",
    "word": "id,by,filed,ask,source\nW1,BOREA,2021-06-21,A1,register\n",
    "mark": "id,by,filed,word,good,source\nM1,ALBA,2021-06-25,W1,no,register\n",
    "end": "id,by,filed,ask,because,source\nE1,ALBA,2021-07-30,A1,explained at length,register\n",
}
OTHERS = "every other party"


def workspace(root: Path, text: str = TEXT, **declared: str) -> Workspace:
    root.mkdir()
    (root / "agreement.md").write_text(text, encoding="utf-8")
    put(root, "evidence", "manoeuvre", SEEN)
    for name, rows in {"manoeuvre": DECLARED, **declared}.items():
        put(root, "declared", name, rows)
    return load(root)


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace(tmp_path_factory.mktemp("gaps") / "treaty", **THREAD)


def on(space: Workspace, day: str, days: int = 0) -> Gaps:
    return gaps(space, space.assessors[0], dates_of(space, day, day, None), days)


def life(space: Workspace, day: str, days: int = 0) -> GapLife | None:
    return next((one for one in on(space, day, days).lives if one.finding.id == Z), None)


@pytest.mark.parametrize(
    ("day", "stage", "owner", "todo", "age"),
    [
        ("2021-06-10", "opened", OTHERS, "ask for clarification", 0),
        ("2021-06-19", "opened", OTHERS, "ask for clarification", 9),
        ("2021-06-20", "put", "BOREA", "reply", 10),
        ("2021-06-21", "answered", "ALBA", "judge the reply", 11),
        ("2021-06-25", "judged", "ALBA", "close", 15),
        ("2021-07-29", "judged", "ALBA", "close", 49),
        ("2021-07-30", "closed", "", "", 50),
        ("2021-12-31", "closed", "", "", 50),
    ],
)
def test_each_step_of_the_life_counted_by_hand(
    space: Workspace, day: str, stage: str, owner: str, todo: str, age: int
) -> None:
    found = life(space, day)
    assert found is not None
    assert (found.stage, found.owner, found.next, found.age) == (stage, owner, todo, age)
    assert (found.opened, found.closed) == ("2021-06-10", "2021-07-30" if stage == "closed" else None)


def test_before_anybody_could_know_there_is_no_gap(space: Workspace) -> None:
    assert life(space, "2021-06-09") is None


def test_a_later_day_only_adds_to_the_moments(space: Workspace) -> None:
    whole = life(space, "2021-12-31")
    assert whole is not None
    assert [(one.day, one.stage, one.by, one.what) for one in whole.moments] == [
        ("2021-06-10", "opened", "", "the two worlds disagree"),
        ("2021-06-20", "put", "ALBA", "A1 to BOREA"),
        ("2021-06-21", "answered", "BOREA", "W1"),
        ("2021-06-25", "judged", "ALBA", "insufficient"),
        ("2021-07-30", "closed", "ALBA", "E1: explained at length"),
    ]
    for day in ("2021-06-10", "2021-06-21", "2021-07-29"):
        then = life(space, day)
        assert then is not None
        assert then.moments == tuple(one for one in whole.moments if one.day <= day)


def test_the_size_is_what_was_known_then_and_now(tmp_path: Path) -> None:
    rows = "".join(f"Z,BOREA,15000,2021-06-01,{who},{who},B2,2021-08-01\n" for who in ("an agency", "an observer"))
    space = workspace(tmp_path / "treaty")
    put(space.root, "evidence", "manoeuvre", SEEN + rows)
    found = life(load(space.root), "2021-12-31", days=16)
    assert found is not None
    assert [(one.known_by, one.low, one.high) for one in found.trend] == [
        ("2021-06-10", 4000, 7000),
        ("2021-08-01", 7000, 7000),
    ]
    assert found.direction == "open"  # 4,000 to 7,000, then 7,000: it may have been 7,000 all along


def test_what_is_declared_at_last_closes_a_gap_that_nobody_asked_about(tmp_path: Path) -> None:
    late = "id,filer,filed,host,men,start,source\nZ,BOREA,2021-09-01,BOREA,13000,2021-06-01,register\n"
    space = workspace(tmp_path / "treaty", manoeuvre=late)
    before, after = (life(space, day, days=16) for day in ("2021-08-31", "2021-12-31"))
    assert before is not None
    assert after is not None
    assert (before.stage, before.finding.gap, before.age) == ("opened", "undeclared", 82)
    assert (after.stage, after.closed, after.age, after.owner) == ("closed", "2021-09-01", 83, "")
    assert after.moments[-1].what == "the two worlds agree: breached"


def test_a_question_of_another_leaves_it_open_until_all_are_closed(tmp_path: Path) -> None:
    asked = THREAD["ask"] + f"A2,CORA,2021-07-01,BOREA,{Z},register\n"
    found = life(workspace(tmp_path / "treaty", **{**THREAD, "ask": asked}), "2021-12-31")
    assert found is not None
    assert (found.stage, found.owner, found.next, found.threads) == ("put", "BOREA", "reply", ("A1", "A2"))


def test_a_closure_by_whoever_was_asked_closes_nothing(tmp_path: Path) -> None:
    ended = THREAD["end"].replace("E1,ALBA", "E1,BOREA")
    found = life(workspace(tmp_path / "treaty", **{**THREAD, "end": ended}), "2021-12-31")
    assert found is not None
    assert (found.stage, found.owner) == ("judged", "ALBA")


def test_an_escalation_makes_it_the_turn_of_whoever_was_asked(tmp_path: Path) -> None:
    more = "act raised of ask\nact came of raised\nprocedure asking\n"
    roles = "  escalation is raised\n  appearance is came\n  reply is word\n"
    text = TEXT.replace("procedure asking\n", more).replace("  reply is word\n", roles)
    acts = {"ask": THREAD["ask"], "raised": "id,by,filed,ask,source\nR1,ALBA,2021-06-24,A1,register\n"}
    came = {"came": "id,by,filed,raised,source\nC1,BOREA,2021-06-28,R1,register\n"}
    found = []
    for name, declared in (("called", acts), ("attended", {**acts, **came})):
        one = life(workspace(tmp_path / name, text, **declared), "2021-12-31")
        assert one is not None
        found.append((one.stage, one.owner, one.next, [moment.what for moment in one.moments[2:]]))
    assert found == [
        ("put", "BOREA", "attend the meeting", ["escalated: R1"]),
        ("put", "ALBA", "close", ["escalated: R1", "attended: C1"]),
    ]


def test_the_report_says_of_each_gap_where_it_stands(space: Workspace) -> None:
    assessment = assess(space, as_of="2021-06-22")
    lives = standing(space, assessment.findings, dates_of(space, "2021-06-22", None, None))
    assert stands([lives[Z]]) == "answered, 12 days old; next: ALBA (judge the reply)"
    written = page(assessment, None, lives)
    assert "Since, and stage" in written
    assert stands([lives[Z]]) in written
    assert "Since, and stage" not in page(assessment)


def test_the_command_and_its_json(space: Workspace, run: Run) -> None:  # noqa: F811
    done = run("gaps", space.root, "--as-of", "2021-06-22", "--format", "json")
    found = json.loads(done.out)
    jsonschema.validate(found, schema())
    assert done.code == 1
    (one,) = [item for item in found["gaps"] if item["finding"] == Z]
    assert (one["stage"], one["owner"], one["age"], one["opened"]) == ("answered", "ALBA", 12, "2021-06-10")
    assert [(step["known_by"], step["low"], step["high"]) for step in one["trend"]] == [("2021-06-10", 4000, 7000)]


def test_the_schema_is_published(record: bool) -> None:
    if record:
        PUBLISHED.write_text(as_text(schema()), encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == as_text(schema()), "./dev test --record writes it anew"
