"""Every decision rule against a plain count of hands, over every assembly of up to four members."""

from itertools import product

from servanda.agreement.syntax import RuleKind
from servanda.proceedings.rules import Room, adopted, joined

KINDS: tuple[RuleKind, ...] = (
    "consensus",
    "consensus minus one",
    "consensus minus two",
    "majority of members",
    "majority of votes",
    "majority within each side",
    "unanimity",
)
WEST = {"A", "B"}


def by_hand(kind: RuleKind, seats: dict[str, tuple[bool, str, bool, bool]]) -> bool:
    """`seats`: member → (present, how it voted, whether it objects, whether it is named as concerned)."""
    named = [who for who, seat in seats.items() if seat[3]]
    allowed = {"consensus minus one": 1, "consensus minus two": 2}.get(kind, 0)
    hands = {who: seat[1] for who, seat in seats.items()}
    yes = [who for who in seats if hands[who] == "for"]
    no = [who for who in seats if hands[who] == "against"]
    if kind.startswith("consensus"):
        for there, _, objects, concerned in seats.values():
            excused = concerned and len(named) <= allowed
            if there and objects and not excused:
                return False
        return True
    if kind == "majority of members":
        return len(yes) > len(seats) - len(yes)
    if kind == "majority of votes":
        return len(yes) > len(no)
    if kind == "unanimity":
        west = [who for who in seats if who in WEST]
        return west != [] and all(hands[who] == "for" for who in west)
    sides = [[who for who in seats if (who in WEST) == west] for west in (True, False)]
    return all(
        len([who for who in side if hands[who] == "for"]) > len([who for who in side if hands[who] != "for"])
        for side in sides
        if side
    )


SEATS = [
    (True, "for", False, False),
    (True, "against", True, False),
    (True, "abstains", False, True),
    (True, "against", True, True),
    (False, "abstains", True, False),
]


def test_every_rule_agrees_with_a_count_of_hands() -> None:
    tried = met = 0
    for size in range(1, 5):
        for chosen in product(SEATS, repeat=size):
            seats = dict(zip("ABCD", chosen, strict=False))
            room = Room(
                frozenset(seats),
                frozenset(who for who, seat in seats.items() if seat[0]),
                frozenset(who for who, seat in seats.items() if seat[3]),
                frozenset(who for who, seat in seats.items() if seat[2]),
                {who: seat[1] for who, seat in seats.items()},  # type: ignore[misc]
                {who: "West" if who in WEST else "East" for who in seats},
                frozenset(WEST),
            )
            for kind in KINDS:
                expected = by_hand(kind, seats)
                assert adopted(kind, room) == expected, (kind, seats)
                tried, met = tried + 1, met + expected
                if expected and not kind.startswith("consensus"):
                    assert joined(kind, room) == frozenset(who for who, seat in seats.items() if seat[1] == "for")
    assert (tried, met) == (5460, 771)


def test_nobody_s_objection_counts_that_is_not_there_or_has_no_seat() -> None:
    room = Room(frozenset("AB"), frozenset("A"), objecting=frozenset("BZ"))
    assert adopted("consensus", room)
    assert joined("consensus", room) == frozenset("A")
