"""What acts do to the agreement: who joins and leaves, what it says from when on, what a party excepts itself from."""

from dataclasses import dataclass
from typing import Literal

from servanda.agreement.syntax.declarations import Entry
from servanda.agreement.syntax.terms import Name
from servanda.dates import Duration
from servanda.diagnostics import Place

Parts = tuple[tuple[Name, Name], ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`withdrawal by filing denunciation with grounds why after 6 months, ended by filing revocation`."""

    act: Name
    parts: Parts
    notice: Duration | None
    ended: Name | None
    place: Place


@dataclass(frozen=True, slots=True)
class Accession:
    """`accession to Alliance open to CORA by filing accession after 30 days, accepted by every member filing consent`.

    `consent`: the act, filed of the accession, that `accepting` must file; None where nobody needs to.
    """

    side: Name
    open_to: tuple[Name, ...]
    act: Name
    after: Duration | None
    accepting: Literal["member", "party"] | None
    consent: Name | None
    place: Place


@dataclass(frozen=True, slots=True)
class Amendment:
    """`amendment first in force 30 days after every party has filed protocol_one`."""

    name: Name
    entry: Entry
    place: Place


@dataclass(frozen=True, slots=True)
class Reservable:
    """`reservation to answer by filing reservation with norms concerns, objected to by filing objection`."""

    norms: tuple[Name, ...]
    act: Name
    parts: Parts
    objected: Name | None
    place: Place


Effect = Withdrawal | Accession | Amendment | Reservable
