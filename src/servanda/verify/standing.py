"""What a record has reached: signed, served, settled, disputed; and when, as an interval made by others.

Rules it keeps:

- served on P: P cosigned a head that covers the record and that these entries lead to; settled: the quorum did;
- a receipt by a key since withdrawn counts only if its owner's own log, before the withdrawal, had seen that head;
- not before: the claimed time of the latest entry of another that the author had seen; not after: the first receipt;
- on a contradiction nothing is chosen: the log's records are disputed from where the histories may part.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from servanda.verify.envelope import Record
from servanda.verify.replica import Log, Replica


@dataclass(frozen=True, slots=True)
class Standing:
    """State of one record. `served` maps each party to its receipt's time; bounds are (seconds, by whom)."""

    record: Record
    state: str
    served: dict[str, int]
    not_before: tuple[int, str] | None
    not_after: tuple[int, str] | None


def _counts(replica: Replica, signer: str, key: bytes, party: str, size: int) -> bool:
    end = replica.chains[signer].receipts()[key]
    if end is None:
        return True
    own = replica.logs[signer].records
    return any(index < end and r.seen.get(party, (0, b""))[0] >= size for index, r in own.items())


def _receipts(replica: Replica, log: Log) -> list[tuple[int, str, int]]:
    """Size, party and time of every receipt on a head that our entries lead to, largest head first."""
    found = []
    for place, head in log.heads.items():
        if log.roots.get(head.size) == head.root:
            for signer, (time, key) in log.receipts[place].items():
                if _counts(replica, signer, key, log.party, head.size):
                    found.append((head.size, signer, time))
    return sorted(found, reverse=True)


def standings(replica: Replica, log: Log) -> Iterator[Standing]:
    """Every good record of one log, newest first."""
    receipts, at, served = _receipts(replica, log), 0, dict[str, int]()
    lower = _lower_bounds(replica, log)
    for index in sorted(log.records, reverse=True):
        while at < len(receipts) and receipts[at][0] > index:
            _, signer, time = receipts[at]
            served[signer] = min(time, served.get(signer, time))
            at += 1
        record = log.records[index]
        version = replica.version(record.agreement)
        counted = {party: time for party, time in served.items() if version and party in version.members}
        state = "served" if counted else "signed"
        if version and len(counted) >= version.quorum:
            state = "settled"
        if log.disputed is not None and index >= log.disputed:
            state = "disputed"
        upper = min(((time, party) for party, time in counted.items()), default=None)
        yield Standing(record, state, counted, lower.get(index), upper)


def _lower_bounds(replica: Replica, log: Log) -> dict[int, tuple[int, str]]:
    bounds: dict[int, tuple[int, str]] = {}
    latest: tuple[int, str] | None = None
    for index, record in sorted(log.records.items()):
        for party, (size, root) in record.seen.items():
            other = replica.logs.get(party)
            if other and other.roots.get(size) == root and size - 1 in other.records:
                last = other.records[size - 1]
                latest = max(latest or (last.time, last.place), (last.time, last.place))
        if latest:
            bounds[index] = latest
    return bounds
