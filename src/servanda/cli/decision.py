"""`servanda decision`: what became of a proposal by an instant, why, and who can still change it.

Rules it keeps:

- the answer goes to stdout, in words or as JSON;
- 0 fine, 1 something to look at (an act without effect, or a state that what is known leaves open), 2 could not do it;
- an id that does not exist is refused with the nearest one that does.

It leaves to others: the state (`servanda.proceedings`), how it looks (`servanda.report.institution.decision`).
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from servanda.cli.terminal import a_date, inside, put, terminal, working

if TYPE_CHECKING:
    from servanda.proceedings.decisions import State
    from servanda.proceedings.outcomes import Outcomes


@click.command()
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("proposal", required=False)
@click.option("--at", metavar="INSTANT", callback=a_date, help="A day (its end) or an hour such as 2024-03-01T18:00Z.")
@click.option("--known-by", metavar="DATE", callback=a_date, help="What was known by then (default: as --at).")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the answer.")
@click.pass_context
def decision(
    ctx: click.Context,
    workspace: Path,
    proposal: str | None,
    at: str | None,
    known_by: str | None,
    form: Literal["human", "json"],
) -> None:
    """Say what became of PROPOSAL by an instant: adopted, blocked, broken, under silence and until when, and why.

    PROPOSAL is the id of the act that proposed it; without it, all are listed. Exit codes: 0 fine, 1 an act without
    effect or an open state, 2 could not do it.
    """
    from servanda.findings.assess import dates_of
    from servanda.findings.workspace import load
    from servanda.findings.world.standing import stand
    from servanda.proceedings.outcomes import outcomes
    from servanda.report.institution import decision as page

    with inside(workspace), working(f"Reading {workspace} …"):
        space = load(workspace)
        dates = dates_of(space, at, known_by, datetime.now(UTC).date().isoformat())
        facts = space.facts
        # Who belongs to a body, and whose turn it is, follows from what acts have made of the agreement.
        agreement = stand(space.agreement, facts, space.assessors[0], dates.as_of, dates.known_by).agreement
        found = outcomes(agreement, facts.statements, dates.as_of, facts.completeness, dates.known_by)
        states = _chosen(found, proposal)
    faults = found.irregular if proposal is None else states[0].irregular
    inputs = [(one.file, one.sha256) for one in space.inputs]
    zone = space.agreement.zone
    frame = page.Frame(
        space.agreement.title, dates.shown_as_of, dates.shown_known_by, zone, space.agreement.zone_name, inputs
    )
    here = terminal()
    looks = {"width": here.width, "colour": here.colour, "ascii_only": here.ascii_only}
    if form == "json":
        put(page.as_json(frame, states, faults).encode())
    elif proposal is None:
        put(page.listing(frame, states, faults, **looks).encode())  # type: ignore[arg-type]
    else:
        put(page.one(frame, states[0], **looks).encode())  # type: ignore[arg-type]
    ctx.exit(1 if faults or any(state.kind == "open" or not state.certain for state in states) else 0)


def _chosen(found: "Outcomes", proposal: str | None) -> "tuple[State, ...]":
    """All states, or the one that is asked for."""
    from servanda.diagnostics import Place, nearest, refuse

    if proposal is None:
        return found.states
    chosen = tuple(state for state in found.states if state.proposal == proposal)
    if not chosen:
        known = [state.proposal for state in found.states]
        near = nearest(proposal, known)
        shown = ", ".join(known[:10]) or "none by then"
        remedy = f"Did you mean `{near}`?" if near else f"Proposals: {shown}."
        raise refuse(
            "unknown-proposal", f"Nothing called `{proposal}` was proposed.", Place("record", 1, 1, 1, 2), remedy
        )
    return chosen
