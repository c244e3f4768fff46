"""Witnesses of absence: what is said of an act that is not on record, and who looked where nothing was seen.

Rules it keeps:

- a statement that did not count is kept as a witness with the reason, as any other row is.
"""

from collections.abc import Iterable, Iterator

from servanda.dates import day_of, show_instant
from servanda.evidence.grade import meets
from servanda.evidence.statement import Completeness, Coverage
from servanda.findings.model import Witness, World
from servanda.findings.verdicts.verdict import Case
from servanda.findings.world.worldview import Worldview


def silences(
    act: str, party: str, target: str, due: int, view: Worldview, said_of: Iterable[Completeness]
) -> Iterator[Witness]:
    """Statements that bear on the absence of an act: the record's own, and what sources say of it."""
    counted = set(view.completeness)
    for said in (*view.completeness, *(item for item in said_of if item not in counted)):
        speaks = said.record == act and said.party in ("", party) and said.target in ("", target)
        if not speaks or not said.start <= due <= said.end or (said not in counted and view.world == "declared"):
            continue
        why = (
            ""
            if said in counted
            else (
                "not yet known" if said.known > view.known_by else f"graded {said.grade}, below {view.assessor.grade}"
            )
        )
        world: World = "declared" if said.vouched else "observed"
        value = "the record is complete" if said.vouched else "none was filed"
        known = "" if said.vouched else day_of(said.known, view.agreement.zone).isoformat()
        yield Witness(
            world,
            "absence",
            said.file,
            said.line,
            act,
            said.target,
            "",
            value,
            "",
            said.source,
            said.origin,
            said.grade,
            "confirmed",
            known,
            not why,
            why,
        )


def looks(record: str, case: Case, view: Worldview, coverage: Iterable[Coverage]) -> Iterator[Witness]:
    """Who watched for this kind of fact, or was denied access, in the time of the case."""
    for said in coverage:
        if (
            said.record in ("", record)
            and said.about in ("", case.bearer)
            and said.start <= case.end
            and said.end >= case.start
        ):
            zone = view.agreement.zone
            value = "looked" if said.looked else "denied access"
            span = f"{show_instant(said.start, zone)} to {show_instant(said.end, zone)}"
            known = day_of(said.known, zone).isoformat()
            enough = said.filed or meets(said.grade, view.assessor.grade)
            why = "" if enough else f"graded {said.grade}, below {view.assessor.grade}"
            why = "not yet known" if said.known > view.known_by else why
            yield Witness(
                "observed",
                "coverage",
                said.file,
                said.line,
                said.record,
                said.about,
                value,
                span,
                "",
                said.source,
                said.origin,
                said.grade,
                "confirmed",
                known,
                not why,
                why,
            )
