"""Decisions as statements, so that norms can be owed on them, and every act that had no effect.

Rules it keeps:

- a decision is stated as adopted only if it was adopted by the instant that is asked about; where that is open, or the
  record is not known to be complete, the statement says so and norms are open with it;
- a decision is filed by all who joined it, at the instant at which it was adopted, of the proposal; its row is the
  proposal's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from servanda.agreement.model import Agreement
from servanda.dates import Stamp
from servanda.evidence.statement import Completeness, Statement
from servanda.proceedings.decisions import Docket, State, decision_state
from servanda.proceedings.hearings import cases
from servanda.proceedings.irregular import Irregularity
from servanda.proceedings.meeting_faults import meeting_faults
from servanda.proceedings.thread_faults import thread_faults


@dataclass(frozen=True)
class Outcomes:
    """What bodies brought about by an instant: every proposal's state, decisions as statements, acts without effect."""

    states: tuple[State, ...] = ()
    statements: tuple[Statement, ...] = ()
    irregular: tuple[Irregularity, ...] = ()


def outcomes(
    agreement: Agreement,
    statements: Iterable[Statement],
    at: int,
    completeness: Iterable[Completeness] = (),
    known_by: int | None = None,
    sources: int = 1,
) -> Outcomes:
    """What the acts that were known by `known_by` had brought about at the instant `at`.

    `sources`: how many independent origins must observe a measure.
    """
    statements = tuple(item for item in statements if known_by is None or item.known <= known_by)
    docket = Docket.of(agreement, statements, completeness)
    if not docket.statements:
        return Outcomes()
    rows = {(item.record, item.key[0]): item for item in docket.statements}
    states: list[State] = []
    made: list[Statement] = []
    here = docket.ledger(at)
    irregular: set[Irregularity] = {*meeting_faults(here), *thread_faults(here)}
    for proposal in docket.proposals(at):
        state = decision_state(docket, proposal, at)
        if state is None:
            continue
        states.append(state)
        irregular.update(state.irregular)
        decision = _decision(agreement, state, rows[(state.record, proposal)], at)
        if decision is not None:
            made.append(decision)
    heard = cases(here, states, statements, rows, sources)
    return Outcomes(tuple(states), (*made, *heard), tuple(sorted(irregular)))


def _decision(agreement: Agreement, state: State, row: Statement, at: int) -> Statement | None:
    name = agreement.cast.act("decision")
    open_ = "adopted" in state.may_be
    if not name or not (state.kind == "adopted" or open_):
        return None
    filed = Stamp(state.since, state.since) if not open_ else Stamp(min(state.since, at), at)
    return replace(
        row,
        record=name,
        fields={},
        when=filed,
        filer=state.joined[0] if state.joined else state.by,
        filed=filed,
        received=filed,
        scope="",
        links={state.record: state.proposal},
        joined=state.joined,
        certain=state.certain and not open_,
    )
