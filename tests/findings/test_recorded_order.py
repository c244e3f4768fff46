"""What came first within one day: unknown, unless the text counts acts in the order recorded (LANGUAGE §4)."""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import pytest

from servanda.agreement.model import Agreement
from servanda.findings.world import relations
from servanda.findings.world.evaluator import Which
from servanda.record import feed
from tests.findings.small import Small, agreement

STANDING = """\
act opening
  site text
act closing
  site text
act request
  to party
act reply to request filed by request.to
obligation answer
  on each request r where from any opening o where o.by = r.to until any closing c where c.site = o.site{order}
  r.to must file reply to r
  within 10 days after r is filed
"""
QUOTA = """\
act request
  to party
act reply to request filed by request.to
quota grant
  on each request q
  q.to must file reply to q
  within 10 days after q is filed
  up to 1 in a calendar year{order}
"""
RECORDED = ", in the order recorded"
DAY = "2021-06-10"
WHICH: tuple[Which, ...] = ("plan", "meaning")


@dataclass(frozen=True)
class Act:
    """An act of Alba's (a request: of Borea's), filed some time, on a line of a file; or with an id of a log."""

    kind: str
    filed: str = DAY
    file: str = "book.csv"
    log: str = ""


@cache
def treaty(order: str) -> Agreement:
    return agreement(STANDING.format(order=order))


def verdict(acts: Iterable[Act], order: str = RECORDED, which: Sequence[Which] = ("meaning",)) -> str:
    """Whether Alba owes the reply that it never files: breached, undetermined, or no finding."""
    small = Small(treaty(order))
    for number, act in enumerate(acts):
        by, cells = ("BOREA", {"to": "ALBA"}) if act.kind == "request" else ("ALBA", {"site": "north"})
        small.act(act.kind, by, act.filed, id=act.log or f"{act.kind} {number}", **cells)
        source = "record: 1f" if act.log else "a source"
        small.statements[-1] = replace(small.statements[-1], file=act.file, source=source)
    found = [small.findings("answer", as_of="2022-01-31", which=one) for one in which]
    assert all(items == found[0] for items in found)
    return found[0][0].declared.verdict if found[0] else "no finding"


# --- a standing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "closed", "asked", "expected"),
    [
        (DAY, "", DAY, "undetermined"),
        (f"{DAY}T10:00:00Z", "", f"{DAY}T10:00:00Z", "undetermined"),  # the same second
        (f"{DAY}T10:00:00Z", "", DAY, "undetermined"),
        (DAY, "", f"{DAY}T10:00:00Z", "undetermined"),
        (f"{DAY}T10:00:00Z", "", f"{DAY}T10:00:01Z", "breached"),
        ("2021-06-09", "", DAY, "breached"),
        ("2021-05-10", DAY, DAY, "undetermined"),
        ("2021-05-10", f"{DAY}T10:00:00Z", f"{DAY}T10:00:00Z", "undetermined"),
        ("2021-05-10", f"{DAY}T12:00:00Z", f"{DAY}T10:00:00Z", "breached"),
        ("2021-05-10", "2021-06-09", DAY, "no finding"),
        (DAY, f"{DAY}T10:00:00Z", "2021-06-20", "undetermined"),
    ],
)
def test_within_one_day_the_order_of_acts_is_unknown(opened: str, closed: str, asked: str, expected: str) -> None:
    acts = [Act("opening", opened), Act("request", asked), *([Act("closing", closed)] if closed else [])]
    assert verdict(acts, "") == expected


ORDERS = {
    "opening closing request": "no finding",
    "opening request closing": "breached",
    "closing opening request": "breached",
    "closing request opening": "no finding",
    "request opening closing": "no finding",
    "request closing opening": "no finding",
    "opening request": "breached",
    "request opening": "no finding",
}


@pytest.mark.parametrize(("order", "expected"), ORDERS.items())
def test_of_acts_of_one_day_the_one_recorded_first_came_first(order: str, expected: str) -> None:
    acts = [Act(kind) for kind in order.split()]
    assert verdict(acts, which=WHICH if order == "opening closing request" else ("meaning",)) == expected
    assert verdict(acts, "") == "undetermined"
    # Rows of different files stay without an order.
    assert verdict([replace(act, file=f"{act.kind}.csv") for act in acts]) == "undetermined"


def test_stamps_go_before_numbers() -> None:
    acts = [Act("request", f"{DAY}T12:00:00Z"), Act("opening", f"{DAY}T09:00:00Z")]
    assert verdict(acts) == "breached"
    assert verdict([Act("request", "2021-06-11"), Act("opening", DAY)]) == "breached"
    closed = [Act("closing", f"{DAY}T12:00:00Z"), Act("opening", f"{DAY}T09:00:00Z"), Act("request", "2021-06-20")]
    assert verdict(closed) == "no finding"


def test_lines_of_a_file_order_what_is_of_one_day_only() -> None:
    assert verdict([Act("opening", "2021-06-10..2021-06-12"), Act("request")]) == "undetermined"


def test_a_log_orders_its_own_records_on_whatever_day_they_were_filed() -> None:
    spread = "2021-06-01..2021-06-20"
    opened, closed = Act("opening", spread, log="ALBA/7"), Act("closing", spread, log="ALBA/10")
    asked = Act("request", "2021-06-30", log="BOREA/1")
    assert verdict([closed, opened, asked]) == "no finding"
    assert verdict([replace(closed, log="ALBA/6"), opened, asked]) == "breached"
    # Two logs order nothing.
    assert verdict([opened, replace(asked, filed="2021-06-10")]) == "undetermined"


def test_rows_of_the_signed_record_are_known_by_their_source() -> None:
    assert relations.OF_THE_RECORD == feed.SOURCE


def test_an_act_that_two_rows_state_has_no_number() -> None:
    small = Small(agreement(STANDING.format(order=RECORDED)))
    for file in ("one.csv", "two.csv"):
        small.act("opening", "ALBA", DAY, id="O", site="north")
        small.statements[-1] = replace(small.statements[-1], file=file)
    small.act("request", "BOREA", DAY, id="R", to="ALBA")
    small.statements[-1] = replace(small.statements[-1], file="one.csv")
    assert small.findings("answer", as_of="2022-01-31")[0].declared.verdict == "undetermined"


# --- a quota --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "refused", "order", "expected"),
    [
        (DAY, DAY, "", "undetermined"),
        (f"{DAY}T10:00:00Z", f"{DAY}T10:00:00Z", "", "undetermined"),  # the same second
        (f"{DAY}T10:00:00Z", f"{DAY}T10:00:01Z", "", "kept"),
        (DAY, DAY, RECORDED, "kept"),
    ],
)
def test_an_earlier_request_uses_up_the_quota(accepted: str, refused: str, order: str, expected: str) -> None:
    small = Small(agreement(QUOTA.format(order=order)))
    small.act("request", "BOREA", accepted, id="Q1", to="ALBA").act("request", "CORA", refused, id="Q2", to="ALBA")
    small.act("reply", "ALBA", accepted, request="Q1")
    assert small.one("grant", occasion="Q2", as_of="2022-01-31").declared.verdict == expected


def test_a_later_request_uses_up_nothing() -> None:
    for order, expected in (("", "undetermined"), (RECORDED, "breached")):
        small = Small(agreement(QUOTA.format(order=order)))
        small.act("request", "CORA", DAY, id="Q2", to="ALBA").act("request", "BOREA", DAY, id="Q1", to="ALBA")
        small.act("reply", "ALBA", DAY, request="Q1")
        assert small.one("grant", occasion="Q2", as_of="2022-01-31").declared.verdict == expected


def test_a_request_does_not_use_up_its_own_quota() -> None:
    text = QUOTA.format(order="").replace("request.to\n", "request.to\n  full yes or no\n")
    small = Small(agreement(text.replace("reply to q", "reply to q y where y.full")))
    small.act("request", "BOREA", DAY, id="Q1", to="ALBA").act("reply", "ALBA", DAY, request="Q1", full="no")
    assert small.one("grant", as_of="2022-01-31").declared.verdict == "breached"


# --- every order, tried out -----------------------------------------------------------------------------------------

HOURS = ("T06:00:00Z", "T12:00:00Z")
STAMPS = {f"2021-06-{day}{hour}": (2 * day + at, 2 * day + at) for day in (9, 10) for at, hour in enumerate(HOURS)}
STAMPS |= {f"2021-06-{day:02}": (2 * day, 2 * day + 1) for day in (9, 10)}
STAMPS = {text.replace("-9", "-09"): span for text, span in STAMPS.items()}


def possible(acts: Sequence[Act], order: str) -> list[Sequence[Act]]:
    """Every order in which the acts may have come: the stamps allow it, and the numbers where they count."""
    numbers = {id(act): number for number, act in enumerate(acts)}

    def allowed(sequence: Sequence[Act]) -> bool:
        now = 0
        for act in sequence:
            now = max(now, STAMPS[act.filed][0])
            if now > STAMPS[act.filed][1]:
                return False
        for one, other in itertools.combinations(sequence, 2):
            (low, high), (first, last) = STAMPS[one.filed], STAMPS[other.filed]
            same_page = order and one.file == other.file and one.filed[:10] == other.filed[:10]
            if same_page and low <= last and first <= high and numbers[id(one)] > numbers[id(other)]:
                return False
        return True

    return [sequence for sequence in itertools.permutations(acts) if allowed(sequence)]


def stands(sequence: Sequence[Act]) -> bool:
    now = False
    for act in sequence:
        if act.kind == "request":
            return now
        now = act.kind == "opening"
    raise AssertionError("nothing is asked")


def tried(seed: int) -> tuple[str, str]:
    """The verdict of the court, and the one on which every possible order agrees."""
    random = Random(seed)
    kinds = ["opening", "request", *random.choices(("closing", "opening"), k=random.choice((0, 1, 1)))]
    random.shuffle(kinds)
    acts = [Act(kind, random.choice(list(STAMPS)), random.choice(("a.csv", "a.csv", "b.csv"))) for kind in kinds]
    order = random.choice((RECORDED, RECORDED, ""))
    answers = {stands(sequence) for sequence in possible(acts, order)}
    if not answers:
        return "", "contradicted"  # the numbers against the stamps: there is no order
    wanted = "undetermined" if len(answers) > 1 else "breached" if answers.pop() else "no finding"
    return verdict(acts, order), wanted


def compare(seeds: Iterable[int]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for seed in seeds:
        found, wanted = tried(seed)
        if wanted == "contradicted":
            continue
        if found == "undetermined" != wanted:
            counted["less"] += 1  # pair by pair, the court sees less than all together show
            continue
        assert found == wanted, f"{seed}: the court says {found}, every order {wanted}"
        counted[wanted] += 1
    return counted


def test_the_court_says_what_every_possible_order_says() -> None:
    counted = compare(range(6))
    assert counted["less"] == 0, counted
    assert len(counted) >= 2, counted


@pytest.mark.long
def test_the_court_says_what_every_possible_order_says_at_length() -> None:
    counted = compare(range(1000, 2000))
    assert min(counted[one] for one in ("breached", "no finding", "undetermined")) >= 100, counted
    assert counted["less"] <= 50, counted
