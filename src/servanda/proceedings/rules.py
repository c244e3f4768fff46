"""Decision rules: whether a proposal is adopted, from who sits, who is present, who objected and who voted how.

Each rule is a plain function of sets of parties; `tests/proceedings/test_rules.py` compares each with a count by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from servanda.agreement.syntax import RuleKind

Choice = Literal["for", "against", "abstains"]
CONSENSUS: frozenset[RuleKind] = frozenset(("consensus", "consensus minus one", "consensus minus two"))
# How many parties concerned a rule leaves out.
LEAVES_OUT: Mapping[RuleKind, int] = {"consensus minus one": 1, "consensus minus two": 2}


@dataclass(frozen=True, slots=True)
class Room:
    """What a rule looks at. `sides`: party → its side, or itself where it belongs to none; `whose`: for unanimity."""

    members: frozenset[str]
    present: frozenset[str]
    concerned: frozenset[str] = frozenset()
    objecting: frozenset[str] = frozenset()
    votes: Mapping[str, Choice] | None = None
    sides: Mapping[str, str] | None = None
    whose: frozenset[str] = frozenset()

    @property
    def in_favour(self) -> frozenset[str]:
        return frozenset(who for who, choice in (self.votes or {}).items() if choice == "for" and who in self.members)

    @property
    def opposed(self) -> frozenset[str]:
        return frozenset(
            who for who, choice in (self.votes or {}).items() if choice == "against" and who in self.members
        )


def left_out(kind: RuleKind, concerned: frozenset[str]) -> frozenset[str]:
    """The parties concerned whose objection does not count; none where the proposal names more than the rule allows.

    >>> sorted(left_out("consensus minus one", frozenset({"ALBA"})))
    ['ALBA']
    >>> sorted(left_out("consensus minus one", frozenset({"ALBA", "BOREA"})))
    []
    """
    return concerned if len(concerned) <= LEAVES_OUT.get(kind, 0) else frozenset()


def blocking(kind: RuleKind, room: Room) -> frozenset[str]:
    """Who stands in the way of a decision by consensus: members present that object and are not left out."""
    return (room.objecting & room.present & room.members) - left_out(kind, room.concerned)


def adopted(kind: RuleKind, room: Room) -> bool:
    """Whether the rule is met when the question is put."""
    match kind:
        case "consensus" | "consensus minus one" | "consensus minus two":
            return not blocking(kind, room)
        case "majority of members":
            return 2 * len(room.in_favour) > len(room.members)
        case "majority of votes":
            return len(room.in_favour) > len(room.opposed)
        case "majority within each side":
            return all(2 * len(room.in_favour & side) > len(side) for side in sides(room).values())
        case "unanimity":
            whose = room.whose & room.members
            return bool(whose) and whose <= room.in_favour
        case "silence":
            return False
    raise AssertionError(kind)


def sides(room: Room) -> dict[str, frozenset[str]]:
    """The members by side, in the order of the sides' names."""
    of = room.sides or {}
    names = sorted({of.get(who, who) for who in room.members})
    return {name: frozenset(who for who in room.members if of.get(who, who) == name) for name in names}


def joined(kind: RuleKind, room: Room) -> frozenset[str]:
    """The members that joined a decision: by consensus all present that are not left out, by vote those in favour."""
    if kind in CONSENSUS:
        return (room.present & room.members) - left_out(kind, room.concerned)
    return room.in_favour
