"""Voice, not veto: what is owed to whoever claims its vital interests, and that none of it stands in the way."""

import pytest

from servanda.findings.world.evaluator import Which
from tests.findings.small import Small
from tests.proceedings.council import TEXT, Meeting, treaty

VOICE = """
consultation voice on each decision
  notice 14 days, hearing, answer, waiting 10 days
  in an emergency notice 2 days, waiting 24 hours
  late after 7 days

consultation caution on each measure
  notice 14 days, hearing, answer, waiting 10 days
```
"""
AGREEMENT = treaty(TEXT.rstrip().removesuffix("```") + VOICE.lstrip("\n"))
# The decision is taken on 1 March at 10:00; in this leap year notice is due on 16 February, the answer on 20 February.
HEARD = {"invitation": "2024-02-14", "hearing": "2024-02-18", "answer": "2024-02-19"}


def sitting(claimed: str = "2024-02-05", by: str = "BOREA") -> Meeting:
    """The council adopts a proposal on which a party has claimed its vital interests."""
    meeting = Meeting(agreement=AGREEMENT)
    meeting.small.statements[1] = Small(AGREEMENT)._statement(
        "record", "agenda_item", {"filer": "ALBA", "filed": "2024-02-01", "id": "I1", "convocation": "C1"}
    )
    meeting.file("claim", by, claimed, id="X1", agenda_item="I1")
    return meeting.propose().on("conclusion", "ALBA", "10:00", id="K1")


def hear(meeting: Meeting, **when: str) -> Meeting:
    """The acts owed to the claimant, on the days of `HEARD` or those named; an empty day leaves one out."""
    for act, usual in HEARD.items():
        day = when.get(act, usual)
        if day:
            cells = {"on": "2024-02-18"} if act == "invitation" else {}
            meeting.file(act, "ALBA", day, id=f"H{act}", claim="X1", **cells)
    return meeting


def verdicts(meeting: Meeting, *norms: str, which: Which = "plan") -> list[dict[str, str]]:
    """Of each norm, bearer → declared verdict; the meeting is judged once."""
    found = meeting.small.findings(as_of="2024-04-01", which=which)
    return [{item.bearer: item.declared.verdict for item in found if item.norm == norm} for norm in norms]


def told(meeting: Meeting, *norms: str, which: Which = "plan") -> tuple[str, ...]:
    """Of each norm the one verdict of all who bear it; nobody bears it but those who joined, the claimant left out."""
    found = verdicts(meeting, *norms, which=which)
    assert [set(item) for item in found] == [{"ALBA", "CORA", "DANA", "ELAM"}] * len(norms)
    assert [len(set(item.values())) for item in found] == [1] * len(norms)
    return tuple(item["ALBA"] for item in found)


NORMS = ("voice_notice", "voice_hearing", "voice_answer")
CASES = {
    "all was done": ({}, ("kept", "kept", "kept")),
    "nothing was done": ({"invitation": "", "hearing": "", "answer": ""}, ("breached", "breached", "breached")),
    "the notice came a day late": ({"invitation": "2024-02-17"}, ("breached", "kept", "kept")),
    "the notice came on the last day": ({"invitation": "2024-02-16"}, ("kept", "kept", "kept")),
    "never heard": ({"hearing": "", "invitation": ""}, ("breached", "breached", "kept")),
    "the answer left nine days": ({"answer": "2024-02-21"}, ("kept", "kept", "breached")),
    "the answer left ten days": ({"answer": "2024-02-20"}, ("kept", "kept", "kept")),
    "heard after the decision": ({"hearing": "2024-03-02", "invitation": ""}, ("breached", "breached", "kept")),
}


@pytest.mark.parametrize("name", CASES)
def test_the_duty_is_found_and_the_decision_stands_all_the_same(name: str) -> None:
    """Both halves on the same case: what was owed and not done is a breach, and nothing of it blocks."""
    when, expected = CASES[name]
    meeting = hear(sitting(), **when)
    assert told(meeting, *NORMS) == expected
    assert (meeting.state().kind, meeting.faults()) == ("adopted", [])


@pytest.mark.parametrize("which", ["plan", "meaning"])
def test_both_evaluators_agree(which: Which) -> None:
    meeting = hear(sitting(), answer="")
    assert told(meeting, *NORMS, which=which) == ("kept", "kept", "breached")


def test_whoever_was_invited_and_stayed_away_has_been_heard() -> None:
    absent = hear(sitting(), hearing="")
    assert told(absent, "voice_hearing") == ("not owed",)
    came = hear(sitting(), hearing="").file("appearance", "BOREA", "2024-02-18", id="Z1", claim="X1")
    assert told(came, "voice_hearing") == ("breached",)
    assert came.state().kind == "adopted"


def test_an_invitation_for_a_day_after_the_decision_is_none_to_stay_away_from() -> None:
    meeting = sitting().file("invitation", "ALBA", "2024-02-10", id="N1", claim="X1", on="2024-03-05")
    assert told(meeting, "voice_hearing") == ("breached",)


def test_the_claimant_cannot_discharge_what_is_owed_to_it() -> None:
    meeting = sitting()
    for act in HEARD:
        cells = {"on": "2024-02-18"} if act == "invitation" else {}
        meeting.file(act, "BOREA", "2024-02-10", id=f"S{act}", claim="X1", **cells)
    assert told(meeting, *NORMS) == ("breached", "breached", "breached")


def test_an_emergency_shortens_the_times_and_not_the_duties() -> None:
    meeting = hear(sitting(), invitation="2024-02-29", hearing="2024-02-29", answer="2024-02-28")
    meeting.file("emergency", "ALBA", "2024-02-27", id="E1", claim="X1")
    assert told(meeting, *NORMS) == ("breached", "kept", "kept")
    meeting = hear(sitting(), invitation="2024-02-28", hearing="2024-02-28", answer="2024-02-29T09:00:00Z")
    assert told(meeting, "voice_notice") == ("breached",)
    meeting.file("emergency", "ALBA", "2024-02-27", id="E1", claim="X1")
    assert told(meeting, *NORMS) == ("kept", "kept", "kept")


def test_a_late_claim_is_owed_a_hearing_and_an_answer_and_not_the_times() -> None:
    late = hear(sitting("2024-02-20"), invitation="2024-02-27", hearing="2024-02-28", answer="2024-02-29")
    assert verdicts(late, "voice_notice") == [{}]
    assert told(late, "voice_late_notice", "voice_hearing", "voice_late_answer") == ("kept",) * 3
    deaf = sitting("2024-02-20")
    assert told(deaf, "voice_late_notice", "voice_hearing", "voice_late_answer") == ("breached",) * 3
    assert deaf.state().kind == "adopted"


def test_a_claim_after_the_decision_or_released_before_it_is_owed_nothing() -> None:
    assert verdicts(sitting("2024-03-02"), "voice_hearing") == [{}]
    released = sitting().file("release", "BOREA", "2024-02-20", id="L1", claim="X1")
    assert verdicts(released, "voice_hearing") == [{}]


def test_a_disputed_link_leaves_the_finding_open_until_it_is_recognised() -> None:
    meeting = sitting().file("dispute", "ELAM", "2024-02-06", id="Q1", claim="X1")
    assert told(meeting, "voice_notice") == ("undetermined",)
    assert meeting.state().kind == "adopted"
    meeting.file("recognition", "ELAM", "2024-02-08", id="G1", claim="X1")
    assert told(meeting, "voice_notice") == ("breached",)


def test_nothing_is_owed_on_what_was_not_adopted_and_a_claim_objects_to_nothing() -> None:
    meeting = sitting()
    meeting.small.statements = [item for item in meeting.small.statements if item.record != "conclusion"]
    assert meeting.state().kind == "proposed"
    assert verdicts(meeting, "voice_notice") == [{}]
    assert meeting.state().against == ()


# --- measures outside any agenda -------------------------------------------------------------------------------------


def measure(world: str, taken: str = "2024-03-01") -> Meeting:
    meeting = Meeting(agreement=AGREEMENT)
    if world == "declared":
        meeting.small.declared("unilateral_measure", "ALBA", id="Y1", taker="ALBA", taken=taken)
    else:
        for source in ("Gazette of Cora", "Journal of Dana"):
            meeting.small.observed("unilateral_measure", source, id="Y1", taker="ALBA", taken=taken)
    return meeting.file("measure_claim", "BOREA", "2024-02-05", id="X1", unilateral_measure="Y1")


@pytest.mark.parametrize("world", ["declared", "observed"])
def test_a_measure_is_owed_the_same_in_the_world_that_knows_of_it(world: str) -> None:
    meeting = measure(world)
    (found,) = meeting.small.findings("caution_notice", as_of="2024-04-01")
    other = "observed" if world == "declared" else "declared"
    assert (found.bearer, found.side(world).verdict) == ("ALBA", "breached")  # type: ignore[arg-type]
    assert found.side(other).verdict == "not owed"  # type: ignore[arg-type]
    meeting.file("measure_invitation", "ALBA", "2024-02-16", id="N1", measure_claim="X1", on="2024-02-20")
    (found,) = meeting.small.findings("caution_notice", as_of="2024-04-01")
    assert found.side(world).verdict == "kept"  # type: ignore[arg-type]
    (heard,) = meeting.small.findings("caution_hearing", as_of="2024-04-01")
    assert heard.side(world).verdict == "not owed"  # type: ignore[arg-type]
