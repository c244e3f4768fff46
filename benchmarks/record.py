"""The record: durable appends, verification against its bare cryptography, proofs at a million entries, start-up.

Rules it keeps:

- *append*: one record a head, each durable before the next (fsync of files and folders), on the disk of `--folder`,
  beside what that disk does at most: synced writes of one small file a second;
- *verify*: the eleven steps over a log of `--entries`, against a bare loop of the same Ed25519 verifications and leaf
  hashes in the same process; the ratio is what the issue bounds (1.5); the median of several runs that take turns;
- *proof*: inclusion proofs from hash tiles on disk, a new reader each, at random places; median and 99th percentile;
- *start*: wall time of `servanda verify` as a process, on a record of one entry;
- results with machine and versions go to benchmarks/results/record.json.

    ./dev benchmark record [--entries 2000] [--leaves 1000000] [--folder DIR]
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from servanda.record import founding, keys
from servanda.record.disk import PosixDisk
from servanda.record.filing import RECEIPT, Draft, file
from servanda.record.forms import FieldForm, Form, Forms
from servanda.record.log import Log
from servanda.record.proof import Tiles
from servanda.record.registry import Registry
from servanda.verify import envelope, steps, tile
from servanda.verify.keychain import KEYS, RECORDS
from servanda.verify.merkle import included, leaf_hash, root_of

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "record.json"
NOW = 1_780_000_000
RUNS = 5
SEED = 20110701
BOOK = Forms({"notification": Form("notification", (FieldForm("personnel", "count"), FieldForm("text", "text")))})


def registry(folder: Path) -> Registry:
    """Alba's record of a treaty with Borea, founded."""
    rings = {name: keys.generate(name, dict.fromkeys(keys.ROLES, 1)) for name in ("ALBA", "BOREA")}
    files = [keys.sign(keys.first_draft(ring), ring.every()) for ring in rings.values()]
    text = b"# Treaty\n"
    scratch, own = PosixDisk(folder / "draft"), PosixDisk(folder / "record")
    for disk in (scratch, own):
        disk.root.mkdir(parents=True)
    founding.found(scratch, "BOREA", rings["BOREA"].of(KEYS), text=text, key_files=files, name="treaty")
    note = scratch.read("agreement/0001.draft")
    founding.found(own, "ALBA", rings["ALBA"].of(KEYS), text=text, key_files=files, draft_note=note)
    return Registry(own, "ALBA", rings["ALBA"])


def drafts(count: int) -> list[Draft]:
    return [Draft("notification", {"personnel": n, "text": "Exercise in the north " * 4}) for n in range(count)]


def appends(folder: Path, count: int = 200) -> dict[str, float]:
    own = registry(folder)
    began = time.perf_counter()
    for draft in drafts(count):
        file(own, [draft], NOW, BOOK)
    single = count / (time.perf_counter() - began)
    began = time.perf_counter()
    for _ in range(5):
        file(own, drafts(100), NOW, BOOK)
    together = 500 / (time.perf_counter() - began)
    handle = os.open(folder / "plain", os.O_WRONLY | os.O_CREAT)
    began = time.perf_counter()
    for _ in range(count):
        os.write(handle, b"x" * 512)
        os.fsync(handle)
    syncs = count / (time.perf_counter() - began)
    os.close(handle)
    return {
        "one_by_one_per_second": round(single, 1),
        "by_100_per_second": round(together, 1),
        "bare_syncs_per_second": round(syncs, 1),
    }


def bare(entries: list[bytes], key: Ed25519PublicKey) -> float:
    """Seconds for nothing but the signatures and the leaf hashes of these entries."""
    work = []
    for entry in entries:
        payload, signatures = envelope.payload_of(entry)
        work.append((signatures[0][1], envelope.encoding(payload), entry))
    began = time.process_time()
    root_of([leaf_hash(entry) for _, _, entry in work])
    for signature, message, _ in work:
        key.verify(signature, message)
    return time.process_time() - began


def verification(folder: Path, count: int) -> dict[str, float]:
    own = registry(folder)
    for at in range(0, count, 500):
        file(own, drafts(min(500, count - at)), NOW, BOOK)
    entries = Log(own.disk, own.origin).entries()
    key = Ed25519PublicKey.from_public_bytes(own.ring.of(RECORDS)[0].public)
    whole, floor = [], []
    for _ in range(RUNS):
        began = time.process_time()
        report = steps.verify(own.disk)
        whole.append(time.process_time() - began)
        floor.append(bare(entries, key))
        assert len(report.standings) == count
        assert not any(step.failed for step in report.steps)
    ratio = statistics.median(a / b for a, b in zip(whole, floor, strict=True))
    return {
        "entries": count,
        "entries_per_second": round(count / statistics.median(whole)),
        "bare_per_second": round(count / statistics.median(floor)),
        "times_bare": round(ratio, 2),
    }


def proofs(folder: Path, size: int) -> dict[str, float]:
    leaves = [leaf_hash(n.to_bytes(8, "big")) for n in range(size)]
    root = root_of(leaves)
    for path, data in tile.hash_tiles(leaves):
        target = folder / "log" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    disk, chance, times = PosixDisk(folder), random.Random(SEED), []
    for _ in range(500):
        index = chance.randrange(size)
        began = time.perf_counter()
        proof = Tiles(disk, "log", size).inclusion(index)
        times.append(time.perf_counter() - began)
        assert included(leaves[index], index, size, proof, root)
    times.sort()
    return {
        "leaves": size,
        "median_ms": round(1000 * statistics.median(times), 3),
        "p99_ms": round(1000 * times[int(0.99 * len(times))], 3),
    }


def start(folder: Path) -> dict[str, float]:
    own = registry(folder)
    file(own, [Draft(RECEIPT, {})], NOW)
    command = [sys.executable, "-m", "servanda", "verify", str(folder / "record")]
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        result = subprocess.run(command, capture_output=True, check=False)
        times.append(time.perf_counter() - began)
        assert result.returncode == 1  # Borea's log has not been seen: NOT CHECKED
    return {"seconds": round(statistics.median(times), 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=2000)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        results = {
            "append": appends(folder / "append"),
            "verify": verification(folder / "verify", options.entries),
            "proof": proofs(folder / "proof", options.leaves),
            "start": start(folder / "start"),
            "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
            "versions": {name: version(name) for name in ("cryptography", "PyNaCl", "rfc8785")},
        }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
