"""Repair after a crash: what can be derived is made again, what cannot is asked for. Nothing signed is changed.

Rules it keeps: hash tiles follow from the entries, and are written anew only if the entries lead to a signed head;
half-written files are removed, but not tiles beyond the checkpoint, which the signer may need to finish what a crash
interrupted; entries or heads that are damaged are told, since only a peer has them.
"""

from servanda.record.disk import NEW, Disk, put
from servanda.verify import merkle, note, tile
from servanda.verify.canonical import Malformed
from servanda.verify.replica import folder_of, read_entries


def clear_leftovers(disk: Disk) -> list[str]:
    """Removes files that a crash left half written; they never counted."""
    found = [f"{NEW}/{name}" for name in disk.names(NEW)]
    for path in found:
        disk.remove(path)
    return found


def rebuild_tiles(disk: Disk, origin: str) -> list[str]:
    """Writes hash tiles anew where they do not follow from the entries; returns their paths."""
    path = folder_of(origin)
    try:
        head = note.head(disk.read(f"{path}/checkpoint"))
    except FileNotFoundError:
        return []
    leaves = [merkle.leaf_hash(entry) for entry in read_entries(disk, path, head.size)]
    if merkle.root_of(leaves) != head.root:
        raise Malformed(f"the entries of {origin} do not lead to its head; ask a peer for a bundle")
    written = []
    for place, data in tile.hash_tiles(leaves):
        try:
            same = disk.read(f"{path}/{place}") == data
        except FileNotFoundError:
            same = False
        if not same:
            put(disk, f"{path}/{place}", data)
            written.append(place)
    return written
