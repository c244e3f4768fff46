"""The fingerprint of a record: what two readings of one folder must share to speak of the same record.

Rules it keeps: everything that the state or time of a record can depend on is in it (agreement, keys, heads with their
receipts, evidence, blobs by name), nothing private and nothing that can be rebuilt; nothing is verified here.

It leaves to others: what was read by it (`feed`), and whether it is still so (`servanda.findings`).
"""

from hashlib import sha256
from pathlib import Path

PARTS = (
    "agreement/*.note",
    "keys/**/*.json",
    "logs/*/checkpoint",
    "logs/*/checkpoints/*",
    "evidence/*.note",
    "blobs/sha256/*/*",
)


def fingerprint(record: Path) -> str:
    """SHA-256, in lower-case hexadecimal, over the names and hashes of the files that count."""
    found = sorted({path for part in PARTS for path in record.glob(part) if path.is_file()})
    lines = []
    for path in found:
        name = path.relative_to(record).as_posix()
        digest = "" if name.startswith("blobs/") else sha256(path.read_bytes()).hexdigest()
        lines.append(f"{name} {digest}\n")
    return sha256("".join(lines).encode()).hexdigest()
