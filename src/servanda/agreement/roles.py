"""The roles that acts play when bodies meet, decide and hear: what each must be filed of, and which fields it needs.

A prelude says which act plays which role (`procedure`); nothing in servanda knows an act or a body by its name.

Rules it keeps:

- each role is played by one act, and each act plays one role;
- a role that is filed of another is played by an act that is filed of or to the other's act.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from servanda.agreement.syntax import ActType, FieldType, Procedure, RecordType, Role


@dataclass(frozen=True, slots=True)
class Part:
    """A field that a role needs, by the kinds that it may have; `required` if the role means nothing without it."""

    kinds: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Duty:
    """What a role asks of its act. `of`: the role of what it is filed of or to. `computed`: nobody can file it.

    `event`: it is filed of an event that a party declares.
    """

    of: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)
    computed: bool = False
    event: bool = False


ROLES: dict[str, Duty] = {
    # A meeting.
    "convening": Duty("", {"body": Part(("body",)), "day": Part(("date",)), "level": Part(("text",), False)}),
    "item": Duty("convening"),
    "attendance": Duty("convening"),
    "opening": Duty("convening"),
    "minutes": Duty("convening"),
    "statement": Duty("item"),
    # A decision.
    "proposal": Duty("item", {"matter": Part(("text",), False), "concerned": Part(("party",), False)}),
    "withdrawal": Duty("proposal"),
    "objection": Duty("proposal"),
    "amendment": Duty("proposal"),
    "vote": Duty("proposal", {"choice": Part(("one of",))}),
    "silence": Duty("proposal", {"expiry": Part(("date",))}),
    "conclusion": Duty("proposal"),
    "announcement": Duty("proposal"),
    "interpretation": Duty("proposal"),
    "reservation": Duty("proposal"),
    "decision": Duty("proposal", {}, True),
    # A clarification: a question of compliance put to a party, and a visit asked for.
    "question": Duty(
        "", {"asked": Part(("party",)), "about": Part(("text",), False), "finding": Part(("text",), False)}
    ),
    "reply": Duty("question"),
    "judgement": Duty("reply", {"sufficient": Part(("yes or no",))}),
    "visit_offer": Duty("question"),
    "visit_denial": Duty("question", {"ground": Part(("text",), False)}),
    "escalation": Duty("question"),
    "appearance": Duty("escalation"),
    "closure": Duty("question", {"reason": Part(("text",), False)}),
    "visit_request": Duty(
        "",
        {"asked": Part(("party",)), "finding": Part(("text",), False), "site": Part(("text", "place"), False)},
    ),
    "visit_acceptance": Duty("visit_request"),
    "visit_refusal": Duty("visit_request", {"ground": Part(("text",), False)}),
    # A hearing: on what a body is to decide, and on a measure outside any agenda.
    "claim": Duty("item"),
    "invitation": Duty("claim", {"day": Part(("date",))}),
    "presence": Duty("claim"),
    "hearing": Duty("claim"),
    "answer": Duty("claim"),
    "dispute": Duty("claim"),
    "recognition": Duty("claim"),
    "release": Duty("claim"),
    "emergency": Duty("claim"),
    "measure_claim": Duty("", event=True),
    "measure_invitation": Duty("measure_claim", {"day": Part(("date",))}),
    "measure_presence": Duty("measure_claim"),
    "measure_hearing": Duty("measure_claim"),
    "measure_answer": Duty("measure_claim"),
    "measure_dispute": Duty("measure_claim"),
    "measure_recognition": Duty("measure_claim"),
    "measure_release": Duty("measure_claim"),
    "measure_emergency": Duty("measure_claim"),
    # Registers: what a party states of itself, what it expects of others, and what it declares and binds nobody.
    "position": Duty(
        "",
        {"subject": Part(("one of", "text"), False), "text": Part(("text",), False), "expects": Part(("text",), False)},
    ),
    "expectation": Duty(
        "",
        {
            "text": Part(("text",)),
            "towards": Part(("party", "text"), False),
            "article": Part(("text",), False),
        },
    ),
    "political_declaration": Duty("", {"text": Part(("text",))}),
    # A mission.
    "mission_opening": Duty("", {"mission": Part(("body",))}),
}


@dataclass(frozen=True, slots=True)
class Played:
    """A role and the act that plays it. `parts`: part → field of the act."""

    role: str
    act: str
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays what in one agreement."""

    by_role: Mapping[str, Played]
    by_act: Mapping[str, Played]

    def act(self, role: str) -> str:
        """The act that plays the role; "" if none does."""
        found = self.by_role.get(role)
        return found.act if found is not None else ""

    def part(self, role: str, part: str) -> str:
        """The field that says this part; "" if none does."""
        found = self.by_role.get(role)
        return found.parts.get(part, "") if found is not None else ""

    def role(self, act: str) -> str:
        found = self.by_act.get(act)
        return found.role if found is not None else ""


def cast(procedures: Mapping[str, Procedure]) -> Cast:
    """The roles of all procedures together; of a role given twice, which `check` refuses, the first."""
    by_role: dict[str, Played] = {}
    by_act: dict[str, Played] = {}
    for procedure in procedures.values():
        for item in procedure.roles:
            one = played(item)
            by_role.setdefault(one.role, one)
            by_act.setdefault(one.act, one)
    return Cast(by_role, by_act)


def played(item: Role) -> Played:
    return Played(item.role.text, item.act.text, {part.text: name.text for part, name in item.parts})


def trail(cast: Cast, role: str, goal: str, records: Mapping[str, RecordType]) -> tuple[str, ...]:
    """The links from the act of one role to the act of another, as the parts of a path without its head.

    >>> from servanda.agreement.syntax import ActType
    >>> trail(Cast({}, {}), "opening", "convening", {})
    ()
    """
    here, goal_act = records.get(cast.act(role)), cast.act(goal)
    steps: list[str] = []
    while isinstance(here, ActType) and here.name.text != goal_act:
        if here.target is None or len(steps) > len(records):
            return ()
        steps.append(here.target.text)
        here = records.get(here.target.text)
    return tuple(steps)


def is_part(part: Part, kind: FieldType) -> bool:
    return kind.kind in part.kinds
