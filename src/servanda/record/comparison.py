"""Two replicas side by side: where they agree, where one is behind, where the histories part.

Rules it keeps: only what each replica proves for itself is compared; a parting is shown by evidence that
anyone can check.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from servanda.record.evidence import make
from servanda.verify.contradiction import Contradiction
from servanda.verify.merkle import root_of
from servanda.verify.note import Head
from servanda.verify.replica import Folder, Log, Replica, load


@dataclass(frozen=True, slots=True)
class Comparison:
    """One party's log in both replicas. `relation`: same, longer here or there, contradiction, only here or there."""

    party: str
    relation: str
    here: int
    there: int
    evidence: Contradiction | None = None


def _newest(log: Log | None) -> Head | None:
    return log.heads.get(f"{log.path}/checkpoint") if log else None


def compare(here: Folder, there: Folder) -> tuple[list[Comparison], list[tuple[str, str]]]:
    """Every log of either, and what could not be read in either."""
    troubles: list[tuple[str, str]] = []
    one = load(here, lambda _, place, text: troubles.append((f"here: {place}", text)))
    other = load(there, lambda _, place, text: troubles.append((f"there: {place}", text)))
    if one.versions and other.versions and one.versions[0].digest != other.versions[0].digest:
        troubles.append(("agreement/0001.note", "the two records are of different agreements"))
    return list(_logs(one, other)), troubles


def _logs(one: Replica, other: Replica) -> Iterator[Comparison]:
    for party in sorted({*one.logs, *other.logs}):
        ours, theirs = one.logs.get(party), other.logs.get(party)
        mine, their = _newest(ours), _newest(theirs)
        if ours is None or mine is None or theirs is None or their is None:
            side = "only there" if mine is None else "only here"
            yield Comparison(party, side, mine.size if mine else 0, their.size if their else 0)
            continue
        longer, leaves = (mine, ours.leaves) if mine.size >= their.size else (their, theirs.leaves)
        shorter = their if longer is mine else mine
        if root_of(leaves[: shorter.size]) == shorter.root:
            relation = "same" if mine.size == their.size else "longer here" if longer is mine else "longer there"
            yield Comparison(party, relation, mine.size, their.size)
        else:
            yield Comparison(party, "contradiction", mine.size, their.size, make(shorter, longer, leaves))
