"""From a document to a checked agreement, or to messages that say what is wrong.

Rules it keeps:

- every message that can be found in one run is found: a fault in one statement does not hide those in others, and is
  not told again wherever its name is used;
- an agreement is given only when there is no error; warnings and notes do not stop it.

It leaves to others: reading (`parse`), names and statements given twice (`assemble`), kinds of values (`typing`),
single norms (`checks.norm`), parameters and definitions (`checks.definition`), advice (`lint`).
"""

import re
from functools import partial

from servanda.agreement.assemble import Gathering, assemble, error
from servanda.agreement.checks.body import check_institution
from servanda.agreement.checks.definition import check_definitions
from servanda.agreement.checks.duration import check_durations
from servanda.agreement.checks.effects import checks_of_effects
from servanda.agreement.checks.norm import check_norm
from servanda.agreement.checks.record import check_record
from servanda.agreement.checks.reference import check_reference, twice
from servanda.agreement.checks.release import restricted
from servanda.agreement.checks.trace import check_trace
from servanda.agreement.checks.zone import check_zones
from servanda.agreement.core.vocabulary import facts
from servanda.agreement.lint import advise
from servanda.agreement.model import Agreement
from servanda.agreement.names import Book, unknown
from servanda.agreement.parse import Document
from servanda.agreement.prelude import Library, join
from servanda.diagnostics import Diagnostic


def check(document: Document, find: Library | None = None) -> tuple[Agreement | None, list[Diagnostic]]:
    """The checked agreement (None if there is an error) and all messages, in the order of the text.

    `find`: where preludes come from; without it, from those that ship with servanda.
    """
    gathering = Gathering(join(document, find))
    document = gathering.document
    agreement = assemble(gathering)
    for record in agreement.records.values():
        gathering.guard(lambda record=record: check_record(record, agreement))  # type: ignore[misc]
    book = _book(agreement)
    gathering.messages.extend(check_institution(agreement))
    _check_sides(gathering, agreement)
    gathering.messages.extend(check_zones(agreement))
    check_definitions(gathering, agreement, book)
    if not any(item.code == "circular-definition" for item in gathering.messages):
        for norm in agreement.norms.values():
            gathering.guard(lambda norm=norm: check_norm(norm, agreement, book))  # type: ignore[misc]
        for trace in agreement.traces:
            gathering.guard(lambda trace=trace: check_trace(trace, agreement))  # type: ignore[misc]
    for statement in document.statements:
        gathering.messages.extend(check_durations(statement, dict(agreement.calendars)))
    for work in checks_of_effects(agreement):
        gathering.guard(work)
    for reference in agreement.references:
        gathering.guard(lambda reference=reference: check_reference(reference, agreement))  # type: ignore[misc]
    gathering.messages.extend(twice(agreement))
    failed = any(item.severity == "error" for item in gathering.messages)
    if not failed:
        gathering.messages.extend(advise(agreement))
        gathering.messages.extend(restricted(agreement))
    told = [item for item in dict.fromkeys(gathering.messages) if not _follows(item, document)]
    messages = sorted(told, key=lambda item: (item.place, item.code))
    return (None if failed else agreement), messages


def _follows(item: Diagnostic, document: Document) -> bool:
    """Whether a message only says that something is missing which is there, but could not be read."""
    missing = re.search(r"called `(\w+)`\.\Z", item.message) if item.code.startswith("unknown-") else None
    return missing is not None and missing[1] in document.unread


def _book(agreement: Agreement) -> Book:
    return Book(
        agreement.parties,
        agreement.countries,
        agreement.sides,
        agreement.records,
        agreement.relations,
        agreement.parameters,
        agreement.definitions,
        agreement.zones,
        agreement.organs,
        partial(facts, agreement),
    )


def _check_sides(gathering: Gathering, agreement: Agreement) -> None:
    for side in agreement.sides.values():
        for member in side.members:
            if member.party.text not in agreement.parties:
                gathering.messages.extend(
                    unknown("unknown-party", "party", member.party, agreement.parties).diagnostics
                )
            if member.start and member.end and member.end.value < member.start.value:
                message = f"`{member.party}` leaves the side before it joins."
                gathering.messages.append(error("dates-reversed", message, member.start.place, "Exchange the dates."))
