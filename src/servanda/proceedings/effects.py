"""Which acts on a proposal have effect, which ends it, and which have none.

Rules it keeps:

- of several acts that could end a proposal, the first ends it; those that come after are too late;
- what is filed at the very instant of a conclusion still counts; what is filed at the very instant at which a silence
  ends does not;
- a member has one vote, its last one before the conclusion; two different ones at one instant are none.
"""

from dataclasses import dataclass, field

from servanda.agreement.bodies import Organ
from servanda.agreement.prose.institutions import rule_said
from servanda.agreement.syntax import Rule, RuleKind
from servanda.dates import NEVER, add, day_of, show_instant
from servanda.proceedings import meetings, rules
from servanda.proceedings.acts import Act, Ledger
from servanda.proceedings.irregular import Fault, Irregularity, irregular
from servanda.proceedings.rules import Choice, Room


@dataclass
class Effects:
    """What the acts on one proposal amount to. `ended`: the conclusion, withdrawal or minutes that ended it."""

    organ: Organ | None = None
    convening: Act | None = None
    item: Act | None = None
    rule: Rule | None = None
    said: str = ""
    void: str = ""
    silence: Act | None = None
    expiry: int = NEVER
    broke: Act | None = None
    ended: Act | None = None
    concerned: frozenset[str] = frozenset()
    room: Room = field(default_factory=lambda: Room(frozenset(), frozenset()))
    irregular: set[Irregularity] = field(default_factory=set)

    @property
    def body(self) -> str:
        return self.organ.name.text if self.organ is not None else ""

    @property
    def kind(self) -> RuleKind:
        """The rule; where silence is the rule, an objection counts as under consensus."""
        return self.rule.kind if self.rule is not None else "consensus"


# In what order acts of one instant are read: what stands in the way is heard before the question is put.
_RANK = {"objection": 0, "amendment": 1, "withdrawal": 2, "silence": 3, "conclusion": 4, "minutes": 5}


class _Reader:
    """Reads the acts on one proposal, in the order in which they could have effect."""

    def __init__(self, here: Ledger, act: Act) -> None:
        self.here = here
        self.act = act
        self.found = Effects(concerned=frozenset(act.parties.get("concerned", ())))
        self.zone = here.agreement.zone
        # Objections and amendments that stand before a silence begins.
        self.standing: list[Act] = []

    def tell(self, act: Act, fault: Fault, reason: str, remedy: str) -> None:
        self.found.irregular.add(irregular(act, fault, reason, remedy))

    def read(self) -> Effects:
        if self._place() and self._voice():
            self._rule()
            self._course()
            self._room()
            self._announced()
        return self.found

    def _place(self) -> bool:
        """The item, the meeting and the body of the proposal."""
        found, here = self.found, self.here
        found.item = here.find("item", self.act.of)
        found.convening = here.find("convening", found.item.of) if found.item is not None else None
        found.organ = meetings.organ_of(here, found.convening) if found.convening is not None else None
        if found.organ is None:
            found.void = "It stands on no agenda of a body of the agreement."
            return False
        return True

    def _voice(self) -> bool:
        found, organ = self.found, self.found.organ
        assert organ is not None
        heard = (*self.members(self.act.at), *meetings.voices(organ, self.here.agreement, self.act.at))
        if self.act.by not in heard:
            found.void = f"{self.act.by} has no voice in {organ.name}."
            self.tell(self.act, "no voice", found.void[:-1], f"A member of {organ.name} may propose it.")
            return False
        return True

    def members(self, at: int) -> tuple[str, ...]:
        assert self.found.organ is not None
        return meetings.members(self.found.organ, self.here.agreement, at)

    def _rule(self) -> None:
        found, matter = self.found, self.act.said.get("matter", "")
        assert found.organ is not None
        found.rule = found.organ.rule(matter)
        if found.rule is None:
            what = f"“{matter}”" if matter else "matters without a kind"
            self.tell(
                self.act, "no rule", f"{found.organ.name} has no rule for {what}", "Name a kind of matter that has."
            )
            return
        found.said = rule_said(found.rule)
        allowed = rules.LEAVES_OUT.get(found.rule.kind, 0)
        if len(found.concerned) > allowed > 0:
            reason = f"it names {len(found.concerned)} parties concerned, and the rule leaves out {allowed}; so none is"
            self.tell(self.act, "too many concerned", reason, f"Name {allowed} at most.")

    # --- what happens to it, in the order in which it happens -------------------------------------------------------

    def _course(self) -> None:
        """Walk through the acts that could end it; the first that can, does."""
        found, here, key = self.found, self.here, self.act.id
        assert found.convening is not None
        acts = [act for role in _RANK if role != "minutes" for act in here.of(role, key)]
        acts += here.of("minutes", found.convening.id)
        for act in sorted(acts, key=lambda one: (one.at, _RANK[one.role], one.by, one.id)):
            over = self._over()
            if act.at >= over and not (act.at == over and act.role in ("objection", "amendment") and found.ended):
                self._after(act, over)
            elif act.role in ("objection", "amendment"):
                self._against(act)
            elif act.role == "withdrawal":
                self._withdraw(act)
            elif act.role == "silence":
                self._begin_silence(act)
            elif act.role == "conclusion":
                self._conclude(act)
            elif found.silence is None and act.at >= self.act.at and act.by in self.members(act.at):
                found.ended = act

    def _over(self) -> int:
        """When it was settled, as far as has been read."""
        found = self.found
        if found.broke is not None and found.silence is not None:
            return max(found.broke.at, found.silence.at)
        return found.ended.at if found.ended is not None else found.expiry

    def _after(self, act: Act, over: int) -> None:
        """What comes when all is settled; objections and votes at a meeting are told where they are counted."""
        if act.role == "minutes":
            return
        if act.role in ("objection", "amendment") and self.found.silence is None:
            return
        if act.role in ("objection", "amendment") and act.by not in self.members(act.at):
            self.not_a_member(act)
            return
        self.too_late(act, over)

    def _against(self, act: Act) -> None:
        """Under silence an objection or amendment breaks it; one that was made before it begins breaks it at once."""
        found = self.found
        if act.by not in self.members(act.at):
            self.not_a_member(act)
        elif act.by in rules.left_out(found.kind, found.concerned):
            if found.silence is not None:
                self.tell(act, "party concerned", f"{act.by} is the party concerned, and is left out", "")
        elif found.silence is not None:
            found.broke = act
        else:
            self.standing.append(act)

    def _withdraw(self, act: Act) -> None:
        if act.by == self.act.by:
            self.found.ended = act
        else:
            reason = f"it is the proposal of {self.act.by}"
            self.tell(act, "another's proposal", reason, f"{self.act.by} may withdraw it.")

    def _begin_silence(self, act: Act) -> None:
        found = self.found
        assert found.organ is not None
        if found.silence is not None:
            since = self.shown(found.silence.at)
            self.tell(act, "second", f"the silence runs already, since {since}", "Wait for its end.")
            return
        rule = found.rule
        if rule is None or rule.silence is None:
            remedy = "Put the question at a meeting."
            self.tell(act, "silence not allowed", f"{found.organ.name} does not decide this by silence", remedy)
            return
        if not self.presides(act):
            return
        least = add(act.at, rule.silence, 1, self.zone, dict(self.here.agreement.calendars))[0]
        if act.instants["expiry"] < least:
            reason = f"the silence would last less than {rule.silence}"
            self.tell(act, "silence too short", reason, f"Let it end on {self.shown(least)} or later.")
            return
        found.silence, found.expiry = act, act.instants["expiry"]
        found.broke = self.standing[0] if self.standing else None

    def _conclude(self, act: Act) -> None:
        found = self.found
        if found.silence is not None:
            self.tell(act, "too early", f"the silence runs until {self.shown(found.expiry)}", "Wait for its end.")
        elif found.rule is None:
            self.tell(act, "no rule", "the body has no rule for it", "Name a kind of matter that has one.")
        elif found.rule.kind == "silence":
            self.tell(act, "no rule", "nothing but silence decides this", "Begin the silence procedure.")
        elif self.presides(act) and self._quorum(act):
            found.ended = act

    def _quorum(self, act: Act) -> bool:
        found = self.found
        assert found.organ is not None
        assert found.convening is not None
        there = meetings.present(self.here, found.convening, found.organ, act.at)
        needed = meetings.quorum(found.organ, self.members(act.at))
        if len(there) < needed:
            reason = f"{len(there)} of {needed} members were present"
            self.tell(act, "no quorum", reason, "Conclude when there is a quorum.")
            return False
        return True

    # --- who stood where -------------------------------------------------------------------------------------------

    def _room(self) -> None:
        """Members, those present, objections and votes, as they stood at the end, or stand now."""
        found, here = self.found, self.here
        assert found.organ is not None
        assert found.convening is not None
        by = found.ended.at if found.ended is not None else NEVER
        at = found.ended.at if found.ended is not None else self.act.at
        inside = frozenset(self.members(at))
        there = frozenset(meetings.present(here, found.convening, found.organ, at, by))
        meeting = found.silence is None
        objecting: set[str] = set()
        for act in here.of("objection", self.act.id) if meeting else ():
            if self._counts(act, inside, there, by):
                objecting.add(act.by)
        day = day_of(at, self.zone)
        sides = {who: here.agreement.side_of(who, day) or who for who in inside}
        whose: tuple[str, ...] = ()
        if found.rule is not None and found.rule.who is not None:
            whose = meetings.parties_of((found.rule.who.text,), here.agreement, at)
        votes = self._votes(inside, there, by) if meeting else {}
        found.room = Room(inside, there, found.concerned, frozenset(objecting), votes, sides, frozenset(whose))

    def _counts(self, act: Act, inside: frozenset[str], there: frozenset[str], by: int) -> bool:
        """Whether an objection or vote has effect; if not, it is told why."""
        if act.by not in inside:
            self.not_a_member(act)
        elif act.at > by:
            self.too_late(act, by)
        elif act.by not in there:
            if by < NEVER:
                self.tell(act, "not present", f"{act.by} was not present at the meeting", "File the attendance first.")
        else:
            return True
        return False

    def _votes(self, inside: frozenset[str], there: frozenset[str], by: int) -> dict[str, Choice]:
        last: dict[str, list[Act]] = {}
        for act in self.here.of("vote", self.act.id):
            if not self._counts(act, inside, there, by):
                continue
            if self.found.rule is not None and self.found.kind in (*rules.CONSENSUS, "silence"):
                self.tell(act, "no rule", "this is not decided by vote", "File an objection, if that is meant.")
                continue
            before = last.get(act.by)
            last[act.by] = [*before, act] if before and before[0].at == act.at else [act]
        votes: dict[str, Choice] = {}
        for who, acts in last.items():
            choices = {self._choice(act) for act in acts}
            if len(choices) == 1:
                votes[who] = choices.pop()
                continue
            for act in acts:
                self.tell(act, "contradictory", f"{who} voted differently at one and the same instant", "Vote once.")
        return votes

    def _choice(self, act: Act) -> Choice:
        record = self.here.agreement.records[act.record]
        name = self.here.agreement.cast.part("vote", "choice")
        options = next(field.type.options for field in record.fields if field.name.text == name)
        value = act.options.get("choice", 0 if len(options) < 3 else 1)
        if "choice" not in act.options:
            return "abstains"
        return "against" if value == 0 else "for" if value == len(options) - 1 else "abstains"

    def _announced(self) -> None:
        """Nothing can be announced before it is settled."""
        for act in self.here.of("announcement", self.act.id):
            if act.at < self._over():
                self.tell(act, "too early", "nothing was decided yet", "Announce it when it is.")

    # --- what is said of acts without effect -----------------------------------------------------------------------

    def presides(self, act: Act) -> bool:
        found = self.found
        assert found.organ is not None
        assert found.convening is not None
        chair = meetings.presiding(self.here, found.convening, found.organ, found.item)
        if act.by in chair:
            return True
        who = " or ".join(chair) or "nobody"
        self.tell(act, "out of turn", f"{act.by} does not preside over this item; {who} does", f"{who} can file it.")
        return False

    def not_a_member(self, act: Act) -> None:
        assert self.found.organ is not None
        name = self.found.organ.name
        self.tell(act, "not a member", f"{act.by} is no member of {name}", f"Only members of {name} can file it.")

    def too_late(self, act: Act, end: int) -> None:
        self.tell(act, "too late", f"the proposal was settled on {self.shown(end)}", "Propose a new decision.")

    def shown(self, instant: int) -> str:
        return show_instant(instant, self.zone)


def effects(here: Ledger, act: Act) -> Effects:
    """What the acts on one proposal amount to, as far as the ledger sees them."""
    return _Reader(here, act).read()
