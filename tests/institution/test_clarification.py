"""Clarification: threads, states and clocks as functions of acts and instant; the cases of 2021 and 2022 replayed."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from servanda.cli.main import servanda
from servanda.findings.assess import dates_of
from servanda.findings.workspace import Workspace, load
from servanda.institution.clarification import Thread, threads
from servanda.report.institution.clarification import schema
from tests.outside import ROOT

VIENNA = ROOT / "agreements" / "vienna-document-2011"
SCHEMA = ROOT / "docs" / "reference" / "clarification.schema.json"


@pytest.fixture(scope="module")
def vienna() -> Workspace:
    return load(VIENNA)


def as_of(space: Workspace, day: str, assessor: int = 0) -> dict[str, Thread]:
    dates = dates_of(space, day, day, None)
    return {one.id: one for one in threads(space, space.assessors[assessor], dates)}


def test_a_question_that_is_not_there_yet_is_not_shown(vienna: Workspace) -> None:
    assert as_of(vienna, "2021-03-31") == {}
    assert set(as_of(vienna, "2021-12-31")) == {"ukr-rus-2021-04"}


def test_ukraine_to_russia_in_april_2021(vienna: Workspace) -> None:
    """A mission quotes a reply that another source denies: a reply is on record, and was judged insufficient."""
    thread = as_of(vienna, "2021-12-31")["ukr-rus-2021-04"]
    assert (thread.by, thread.to) == ("UKR", "RUS")
    assert thread.state == "answered, judged insufficient; escalated, no attendance on record"
    assert [step.role for step in thread.steps] == ["question", "reply", "escalation", "judgement"]
    assert {clock.norm for clock in thread.clocks} == {"answer", "attend_meeting"}


def test_ukraine_to_russia_in_february_2022(vienna: Workspace) -> None:
    """Nothing within 48 hours, then a reply eight hours late; nobody came to the meeting."""
    on_the_13th = as_of(vienna, "2022-02-13")["ukr-rus-2022-02"]
    assert [step.role for step in on_the_13th.steps] == ["question", "escalation"]
    assert on_the_13th.state.startswith(("unanswered", "waiting"))
    later = as_of(vienna, "2022-03-01")["ukr-rus-2022-02"]
    assert later.state == "answered; escalated, no attendance on record"
    assert [clock.due for clock in later.clocks] == ["2022-02-13 22:00 UTC", "2022-02-15"]
    # However the clock is judged under any standard of proof: never as kept.
    for number in range(len(vienna.assessors)):
        clocks = as_of(vienna, "2022-03-01", number)["ukr-rus-2022-02"].clocks
        assert {clock.verdict for clock in clocks} <= {"breached", "undetermined"}


def test_the_baltic_states_to_belarus_in_february_2022(vienna: Workspace) -> None:
    """Answered within the time, judged insufficient by each, and the meeting attended."""
    later, before = as_of(vienna, "2022-03-01"), as_of(vienna, "2022-02-10")
    for asker in ("est", "lva", "ltu"):
        thread = later[f"{asker}-blr-2022-02"]
        assert thread.state == "answered, judged insufficient; escalated, attended"
        judgement = next(step for step in thread.steps if step.role == "judgement")
        assert (judgement.by, judgement.says["sufficient"]) == (asker.upper(), "no")
        # What the reply is worth does not make it late.
        assert "breached" not in {clock.verdict for clock in thread.clocks}
        assert (before[thread.id].state, before[thread.id].open) == ("waiting", True)


def test_latvia_and_russia_in_january_2022(vienna: Workspace) -> None:
    """Declined on the 21st, said to have arrived on the 24th: both stand, and nothing is chosen."""
    thread = as_of(vienna, "2022-03-01")["lva-rus-2022-01"]
    assert thread.kind == "visit"
    assert thread.state == "access denied and accepted: the acts on record contradict each other"
    assert {step.role for step in thread.steps} == {"visit_request", "visit_acceptance", "visit_refusal"}
    assert all(step.sources for step in thread.steps)
    # Nobody outside knew of it before the 25th.
    assert "lva-rus-2022-01" not in as_of(vienna, "2022-01-24")


TEXT = """\
# Treaty

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2020-01-01
record native
act ask
  whom party
  why text
act word to ask
act mark of word
  good yes or no
act end of ask
  because text
obligation to_answer
  on each ask a
  a.whom must file word to a
  within 48 hours after a is filed
procedure asking
  question is ask with asked whom, finding why
  reply is word
  judgement is mark with sufficient good
  closure is end with reason because
```
"""


def small(root: Path, **files: str) -> Workspace:
    (root / "declared").mkdir(parents=True)
    (root / "agreement.md").write_text(TEXT, encoding="utf-8")
    for name, rows in files.items():
        (root / "declared" / f"{name}.csv").write_text(rows, encoding="utf-8")
        manifest = f'record = "{name}"\ntitle = "{name}"\nlicence = "none"\n'
        (root / "declared" / f"{name}.toml").write_text(manifest, encoding="utf-8")
    return load(root)


ASK = "id,by,filed,whom,why,source\nA1,ALBA,2021-01-01T12:00Z,BOREA,answer.BOREA.x,log\n"


def state(tmp_path: Path, day: str, **files: str) -> str:
    return as_of(small(tmp_path / str(len(list(tmp_path.iterdir()))), ask=ASK, **files), day)["A1"].state


def test_the_state_follows_from_acts_and_instant_whatever_they_are_called(tmp_path: Path) -> None:
    word = "id,by,filed,ask,source\nW1,BOREA,2021-01-02T12:00Z,A1,log\n"
    mark = "id,by,filed,word,good,source\nM1,ALBA,2021-01-05,W1,{},log\n"
    end = "id,by,filed,ask,because,source\nE1,ALBA,2021-01-09,A1,settled,log\n"
    assert state(tmp_path, "2021-01-02") == "waiting"
    assert state(tmp_path, "2021-01-04") == "unanswered"
    assert state(tmp_path, "2021-01-04", word=word) == "answered"
    assert state(tmp_path, "2021-01-04", word=word, mark=mark.format("no")) == "answered"
    assert state(tmp_path, "2021-01-05", word=word, mark=mark.format("no")) == "answered, judged insufficient"
    assert state(tmp_path, "2021-01-05", word=word, mark=mark.format("yes")) == "answered, judged sufficient"
    assert state(tmp_path, "2021-01-08", word=word, end=end) == "answered"
    assert state(tmp_path, "2021-01-09", word=word, end=end) == "closed"


def test_the_clock_is_a_finding(tmp_path: Path) -> None:
    found = as_of(small(tmp_path / "w", ask=ASK), "2021-01-10")["A1"]
    (clock,) = found.clocks
    assert (clock.finding, clock.bearer, clock.verdict, found.about) == (
        "to_answer.BOREA.a1", "BOREA", "breached", "answer.BOREA.x"
    )  # fmt: skip
    assert clock.left < 0


def test_the_command_prints_threads_and_json_that_conforms() -> None:
    run = CliRunner().invoke(servanda, ["clarification", str(VIENNA), "lva-rus-2022-01"])
    assert run.exit_code == 1
    assert "access denied and accepted" in run.output
    run = CliRunner().invoke(servanda, ["clarification", str(VIENNA), "--format", "json"])
    found = json.loads(run.stdout)
    jsonschema.validate(found, schema())
    assert len(found["threads"]) == 6
    run = CliRunner().invoke(servanda, ["clarification", str(VIENNA), "nobody"])
    assert run.exit_code == 2
    assert "No question or visit is called nobody." in run.output


def test_the_schema_is_published(record: bool) -> None:
    text = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    if record:
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text, "./dev test --record writes it anew"
