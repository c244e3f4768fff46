"""Filing: from fields to a signed entry at the end of the own log.

Rules it keeps:

- a type that the form book does not know, or fields that do not fit it, are refused before anything is signed;
- the entry says which heads of the others its author had verified, and under which version of the agreement it speaks;
- an entry has at most 65 535 bytes; what is larger goes in as a blob, by its hash;
- nothing is filed twice by accident: what is signed is on disk before the head that covers it.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from servanda.record import forms, sealed
from servanda.record.counter import Filing
from servanda.record.forms import FormBook
from servanda.record.keys import Signer
from servanda.record.log import Log
from servanda.record.refusal import refusal
from servanda.record.registry import Registry
from servanda.verify import envelope, tile
from servanda.verify.canonical import canonical, to_base64
from servanda.verify.disclosure import COMMIT, OPEN, REVEAL
from servanda.verify.envelope import Record
from servanda.verify.keychain import RECORDS

# Types that belong to the record itself, whatever the agreement: keys, versions, escrow, what was received.
KEY_CHANGE, AMENDMENT, RECEIPT = "servanda.keys", "servanda.agreement", "servanda.receipt"
OWN_TYPES = (KEY_CHANGE, AMENDMENT, RECEIPT, COMMIT, REVEAL, OPEN)


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to be filed. `refers`: word and place of the records it refers to, such as ("answers", "BOREA", 3).

    `blobs`: what its fields name by hash. They are kept, and so shared, only once the record may be signed.
    """

    type: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    refers: Sequence[tuple[str, str, int]] = ()
    blobs: Sequence[bytes] = ()


def instant(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def envelope_of(payload: bytes, signers: Iterable[Signer]) -> bytes:
    """The DSSE envelope of a payload, in canonical form."""
    message = envelope.encoding(payload)
    signatures = [
        {"keyid": sha256(signer.public).hexdigest(), "sig": to_base64(signer.sign(message))} for signer in signers
    ]
    return canonical({"payload": to_base64(payload), "payloadType": envelope.PAYLOAD_TYPE, "signatures": signatures})


def seen(registry: Registry) -> dict[str, dict[str, Any]]:
    """The heads of the others that this replica holds, verified, with all their entries."""
    heads = {}
    for party, (origin, _) in registry.version.members.items():
        log = Log(registry.disk, origin)
        if party != registry.party and log.head and log.size:
            heads[party] = {"root": log.head.root.hex(), "size": log.size}
    return heads


def entry_of(registry: Registry, party: str, number: int) -> Record:
    """A record of this replica by its place."""
    origin = registry.version.members.get(party, ("", ""))[0]
    log = Log(registry.disk, origin) if origin else None
    if log is None or not 1 <= number <= log.size:
        raise refusal(
            "reference-unknown",
            f"There is no record {party} {number} in this replica.",
            f"{party} {number}",
            "Look with `servanda log`; receive a bundle if the record is newer.",
        )
    return envelope.record(log.entries()[number - 1])


def _asked(
    registry: Registry,
    form: forms.Form,
    fields: Mapping[str, Any],
    refs: Mapping[str, list[Record]],
    now: int,
    where: str,
) -> None:
    """Refuses an entry to which the form objects, by the records on which it hangs."""
    if form.rule is None:
        return
    own = [
        envelope.record(entry) for entry in Log(registry.disk, registry.version.members[registry.party][0]).entries()
    ]
    asked = Filing(registry.party, fields, refs, lambda party, number: entry_of(registry, party, number), own, now)
    objection = form.rule(asked)
    if objection is not None:
        raise refusal("form-no-effect", objection.message, where, objection.remedy)


def _payload(registry: Registry, draft: Draft, number: int, now: int, book: FormBook | None) -> bytes:
    where = f"{registry.party} {number}"
    named = [(word, entry_of(registry, party, place)) for word, party, place in draft.refers]
    fields, blobs = dict(draft.fields), dict[str, bytes]()
    if draft.type not in OWN_TYPES:
        form = book.form(draft.type, registry.version.digest) if book else None
        if form is None:
            known = ", ".join(book.types(registry.version.digest)) if book else "none, since no form book was given"
            raise refusal(
                "form-unknown",
                f"The agreement declares no record type `{draft.type}`.",
                where,
                f"Use one of its types: {known}.",
            )
        refs: dict[str, list[Record]] = {}
        for word, record in named:
            refs.setdefault(word, []).append(record)
        forms.check(form, registry.party, fields, refs, where)
        _asked(registry, form, fields, refs, now, where)
        fields, blobs = sealed.seal(form, registry.party, fields, registry.frame)
    for data in (*blobs.values(), *draft.blobs):
        registry.keep_blob(data)
    references = [
        {"as": word, "number": record.number, "party": record.party, "record": record.leaf} for word, record in named
    ]
    return canonical(
        {
            "agreement": registry.version.digest,
            "fields": fields,
            "number": number,
            "party": registry.party,
            "refs": references,
            "seen": seen(registry),
            "time": instant(now),
            "type": draft.type,
        }
    )


def _signers(registry: Registry, index: int) -> list[Signer]:
    """The keys of the ring that may sign the entry at this index; refuses if they are not enough."""
    role = registry.chain.for_entry(index).roles[RECORDS]
    signers = [signer for signer in registry.ring.of(RECORDS) if signer.public in role.keys]
    if len(signers) < role.threshold:
        raise refusal(
            "key-missing",
            f"Records of {registry.party} need {role.threshold} of its present keys; here are {len(signers)}.",
            f"keys/{registry.party}",
            "Unlock the newest key file (`--keys`); after `servanda key rotate` the old one signs no more.",
        )
    return signers


def file(registry: Registry, drafts: Sequence[Draft], now: int, book: FormBook | None = None) -> list[Record]:
    """Files records together under one head; all or none."""
    chain = registry.chain

    def make(size: int) -> list[bytes]:
        entries = []
        signers = _signers(registry, size)
        for offset, draft in enumerate(drafts):
            payload = _payload(registry, draft, size + offset + 1, now, book)
            entry = envelope_of(payload, signers)
            if len(entry) > tile.LONGEST:
                raise refusal(
                    "entry-too-long",
                    f"The entry has {len(entry)} bytes; an entry has at most {tile.LONGEST}.",
                    f"{registry.party} {size + offset + 1}",
                    "Put the long part into a document and file its hash.",
                )
            envelope.checked(entry, registry.party, size + offset, chain)
            entries.append(entry)
        return entries

    with registry.lock():
        log = registry.append(make)
    return [envelope.record(entry) for entry in log.entries()[-len(drafts) :]]
