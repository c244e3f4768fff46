"""Changing a party's keys: rotation when they are worn, revocation when they are lost.

Rules it keeps:

- all keys for daily work are replaced together, the root keys stay and sign; the new version speaks from a size of
  the own log on: its present size for a rotation, an earlier one to revoke what a thief may have signed since;
- nothing is signed where the signer's memory is missing, restored or ahead of the log: an older replica would name a
  size that the party has left behind, and so void entries that it had served;
- the new private keys are kept (`keep`) before their public halves are registered;
- entries from there on that old keys signed count for nothing; receipts by old keys count only where the own log,
  before that size, had seen the head (`servanda.verify.standing`).
"""

from collections.abc import Callable, Sequence

from servanda.record import keys
from servanda.record.disk import put
from servanda.record.keys import Ring, Signer
from servanda.record.refusal import refusal
from servanda.record.registry import Registry
from servanda.verify import keychain
from servanda.verify.keychain import HEADS, KEYS, RECEIPTS, RECORDS

Keep = Callable[[Ring, bytes], None]


def replace(
    registry: Registry, offline: Sequence[Signer], start: int | None = None, keep: Keep = lambda _, __: None
) -> tuple[Ring, bytes]:
    """New keys for daily work, registered in the record; returns them and the key file. `offline`: root keys."""
    with registry.lock():
        return _replace(registry, offline, start, keep)


def _replace(registry: Registry, offline: Sequence[Signer], start: int | None, keep: Keep) -> tuple[Ring, bytes]:
    party = registry.party
    before = registry.frame.chains[party].roots[-1]
    size = registry.ready().size
    begin = size if start is None else start
    if not before.start <= begin <= size:
        raise refusal(
            "key-start",
            f"Keys of {party} cannot speak from {begin}: its log has {size} entries, its keys begin at {before.start}.",
            f"keys/{party}",
            f"Give a size from {before.start} to {size}.",
        )
    ring = keys.generate(party, {RECORDS: 1, HEADS: 1, RECEIPTS: 1})
    assert ring.reading is not None
    roles = {role: (1, [signer.public for signer in ring.of(role)]) for role in (RECORDS, HEADS, RECEIPTS)}
    roles[KEYS] = (before.roles[KEYS].threshold, list(before.roles[KEYS].keys))
    draft = keys.draft(party, roles, ring.reading.public_key().public_bytes_raw(), before, begin)
    data = keys.sign(draft, [*offline, *ring.every()])
    root = keychain.read(data, before)
    keep(ring, data)
    put(registry.disk, f"keys/{party}/{root.version}.root.json", data)
    registry.changed()
    return ring, data
