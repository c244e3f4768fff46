"""What must hold of every decision, whatever is filed: against a clock that ticks hour by hour, and against itself."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.dates import UTC, stamp
from servanda.proceedings.decisions import SETTLED, Docket, State, decision_state
from tests.proceedings.council import AGREEMENT, Meeting

START = stamp("2024-03-01T09:00:00Z", UTC).low
HOURS = 32
MEMBERS = ("ALBA", "BOREA", "CORA", "DANA", "ELAM")
PRESENT = ("ALBA", "BOREA", "CORA", "FARO")
ACTS = ("objection", "amendment", "withdrawal", "conclusion", "minutes", "silence_procedure", "ballot")
RANK = {name: number for number, name in enumerate(("objection", "amendment", "ballot", "withdrawal"))}


@dataclass(frozen=True)
class Filed:
    """An act `hour` hours after the proposal. `extra`: a vote's choice, or the hour at which a silence ends."""

    act: str
    by: str
    hour: int
    extra: int


# Few hours, so that acts often meet at one instant, and at the end of a silence.
CROWDED = (1, 2, 3, 26, 27, 28)
FILED = st.builds(
    Filed,
    st.sampled_from(ACTS),
    st.sampled_from((*MEMBERS, "ALBA", "ALBA", "FARO")),
    st.sampled_from(CROWDED),
    st.sampled_from((0, 1, 2, 26, 27, 28, 30)),
)
MATTERS = st.sampled_from(["", "votes", "silence", "either"])
LISTS = st.lists(FILED, max_size=6)


def instant(hour: int) -> str:
    day, left = divmod(9 + hour, 24)
    return f"2024-03-{1 + day:02}T{left:02}:00:00Z"


def docket(matter: str, acts: list[Filed], order: list[int] | None = None) -> Docket:
    meeting = Meeting(present=PRESENT).propose(matter)
    for number, item in enumerate(acts):
        cells = {"convocation": "C1"} if item.act == "minutes" else {"motion": "M1"}
        if item.act == "silence_procedure":
            cells["expires"] = instant(item.extra)
        if item.act == "ballot":
            cells["choice"] = ("against", "abstaining", "in_favour")[item.extra % 3]
        meeting.file(item.act, item.by, instant(item.hour), id=f"F{number}", **cells)
    found = meeting.small.statements
    if order is not None:
        found = [item for _, item in sorted(zip(order, found, strict=False), key=lambda pair: pair[0])]
    return Docket.of(AGREEMENT, found)


def state(found: Docket, hour: int) -> State:
    made = decision_state(found, "M1", START + hour * 3600)
    assert made is not None
    return made


def ticking(matter: str, acts: list[Filed], until: int) -> tuple[str, int]:
    """The state and its hour, by going through the hours and doing at each what a clerk would do."""
    against: list[str] = []
    hands: dict[str, set[int]] = {}
    kind, since, ends = "proposed", 0, -1
    for hour in range(1, until + 1):
        now = sorted((one for one in acts if one.hour == hour), key=lambda one: (RANK.get(one.act, 9), one.by))
        if kind == "under silence" and hour >= ends:
            return "adopted", ends
        seated = [one for one in now if one.by in MEMBERS]
        for one in seated:
            if one.act in ("objection", "amendment"):
                if kind == "under silence":
                    return "broken", hour
                against.append(one.by if one.act == "objection" else f"amended by {one.by}")
        for who in {one.by for one in seated if one.act == "ballot" and one.by in PRESENT}:
            hands[who] = {one.extra % 3 for one in seated if one.act == "ballot" and one.by == who}
        if any(one.act == "withdrawal" and one.by == "ALBA" for one in now):
            return "withdrawn", hour
        begun = [one for one in seated if one.act == "silence_procedure" and one.extra - hour >= 24]
        if begun and kind == "proposed" and matter in ("silence", "either"):
            kind, since, ends = "under silence", hour, _first(acts, begun)
            if against:
                return "broken", hour
        if kind == "proposed" and matter != "silence" and any(one.act == "conclusion" for one in seated):
            votes = [hand for cast in hands.values() if len(cast) == 1 for hand in cast]
            won = votes.count(2) > votes.count(0)
            blocked = any(who in PRESENT for who in against)
            return ("adopted" if (won if matter == "votes" else not blocked) else "failed"), hour
        if kind == "proposed" and any(one.act == "minutes" for one in seated):
            return "lapsed", hour
    return kind, since


def _first(acts: list[Filed], begun: list[Filed]) -> int:
    """Of several begun in one hour, the first by party, then by number."""
    return min(begun, key=lambda one: (one.by, f"F{acts.index(one)}")).extra


@settings(max_examples=300, deadline=None)
@given(MATTERS, LISTS, st.integers(0, HOURS + 12))
def test_the_state_is_that_of_a_clerk_who_goes_by_the_clock(matter: str, acts: list[Filed], hour: int) -> None:
    found = state(docket(matter, acts), hour)
    assert (found.kind, (found.since - START) // 3600) == ticking(matter, acts, hour)


@settings(max_examples=60, deadline=None)
@given(MATTERS, LISTS, st.permutations(range(15)), st.integers(0, HOURS + 12))
def test_the_order_of_filing_changes_nothing(matter: str, acts: list[Filed], order: list[int], hour: int) -> None:
    assert state(docket(matter, acts), hour) == state(docket(matter, acts, order), hour)


@settings(max_examples=60, deadline=None)
@given(MATTERS, LISTS, LISTS, st.integers(0, HOURS))
def test_what_is_filed_later_changes_nothing_before(
    matter: str, acts: list[Filed], more: list[Filed], hour: int
) -> None:
    later = [item for item in more if item.hour > hour]
    assert state(docket(matter, acts), hour) == state(docket(matter, [*acts, *later]), hour)


@settings(max_examples=60, deadline=None)
@given(MATTERS, LISTS, LISTS)
def test_what_is_settled_stays_settled_and_what_comes_too_late_is_told(
    matter: str, acts: list[Filed], more: list[Filed]
) -> None:
    before = state(docket(matter, acts), HOURS + 12)
    if before.kind not in SETTLED:
        return
    end = (before.since - START) // 3600
    late = [item for item in more if item.hour > end]
    after = state(docket(matter, [*acts, *late]), HOURS + 12)
    assert (after.kind, after.since, after.joined) == (before.kind, before.since, before.joined)
    told = {item.act for item in after.irregular}
    breaking = [n for n, item in enumerate(late, len(acts)) if item.act in ("objection", "conclusion", "withdrawal")]
    assert {f"F{number}" for number in breaking} <= told
