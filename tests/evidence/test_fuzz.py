"""Bytes changed by lot: a workspace gives findings with its bad rows counted, or is refused; nothing else happens."""

import shutil
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from servanda.diagnostics import Refused
from servanda.findings.assess import assess
from servanda.findings.workspace import load
from tests.evidence.folders import judged, write
from tests.outside import ROOT

SHIPPED = ("new-start", "vienna-document-2011")
NOISE = [b",", b'"', b"\n", b"\r", b";", b"\0", b"\xff", b"9", b"99999999999999999999", b"..", b"-", b"[[", b"=", b"#",
         b"0000-00-00", b"9999-12-31", "é".encode(), "\u2028".encode(), b"\\", b"{", b"T25:61Z", b"F6"]  # fmt: skip


def mutated(raw: bytes, random: Random) -> bytes:
    """One to four bytes taken out, doubled, changed, or noise put in; or the end cut off."""
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(raw) + 1)
        match random.randrange(6):
            case 0:
                raw = raw[:at] + raw[at + random.randint(1, 5) :]
            case 1:
                raw = raw[:at] + raw[at : at + 8] + raw[at:]
            case 2:
                raw = raw[:at] + bytes([random.randrange(256)]) + raw[at + 1 :]
            case 3 if random.random() < 0.2:
                raw = raw[:at]
            case _:
                raw = raw[:at] + random.choice(NOISE) + raw[at:]
    return raw


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.suffix in (".csv", ".toml"))


def complete(refusal: Refused) -> bool:
    """Whether every message has a code, a sentence, a file and line, and a remedy."""
    return bool(refusal.diagnostics) and all(
        d.code and d.message.strip() and d.remedy.strip() and d.place.file and d.place.line >= 1
        for d in refusal.diagnostics
    )


def test_a_small_workspace_with_bad_bytes_is_judged_or_refused(tmp_path: Path) -> None:
    root, counted, unclear = write(tmp_path), Counter[str](), list[int]()
    names = files(root)
    for seed in range(250):
        random = Random(seed)
        path = random.choice(names)
        raw = path.read_bytes()
        path.write_bytes(mutated(raw, random))
        try:
            found = judged(root)
        except Refused as refusal:
            unclear += [] if complete(refusal) else [seed]
            counted["refused"] += 1
        else:
            assert sum(item.quarantined for item in found.inputs) == len(found.quarantined)
            assert all(q.file and q.line >= 1 and q.reason and q.remedy for q in found.quarantined)
            counted["quarantined" if found.quarantined else "judged"] += 1
        finally:
            path.write_bytes(raw)
    assert unclear == []
    assert min(counted[kind] for kind in ("refused", "quarantined", "judged")) >= 10, counted


def read_with_bad_bytes(name: str, root: Path, seeds: range) -> Counter[str]:
    shutil.copytree(ROOT / "agreements" / name, root)
    names, counted, unclear = files(root), Counter[str](), list[int]()
    for seed in seeds:
        random = Random(seed)
        path = random.choice(names)
        raw = path.read_bytes()
        path.write_bytes(mutated(raw, random))
        try:
            found = load(root)
        except Refused as refusal:
            unclear += [] if complete(refusal) else [seed]
            counted["refused"] += 1
        else:
            rows = sum(item.rows + item.quarantined for item in found.inputs)
            assert rows > 0
            counted["quarantined" if found.quarantined else "read"] += 1
        finally:
            path.write_bytes(raw)
    assert unclear == []
    return counted


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_facts_with_bad_bytes_are_read_or_refused(name: str, tmp_path: Path) -> None:
    counted = read_with_bad_bytes(name, tmp_path / name, range(100))
    assert min(counted[kind] for kind in ("refused", "quarantined", "read")) >= 5, counted


@pytest.mark.long
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_facts_with_bad_bytes_are_read_or_refused_at_length(name: str, tmp_path: Path) -> None:
    counted = read_with_bad_bytes(name, tmp_path / name, range(1000, 3000))
    assert min(counted[kind] for kind in ("refused", "quarantined", "read")) >= 100, counted


@pytest.mark.long
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_facts_with_bad_bytes_are_judged_or_refused(name: str, tmp_path: Path) -> None:
    root = tmp_path / name
    shutil.copytree(ROOT / "agreements" / name, root)
    names, judged_ones, unclear = files(root), 0, list[int]()
    for seed in range(60):
        random = Random(seed)
        path = random.choice(names)
        raw = path.read_bytes()
        path.write_bytes(mutated(raw, random))
        try:
            judged_ones += bool(assess(root).findings)
        except Refused as refusal:
            unclear += [] if complete(refusal) else [seed]
        finally:
            path.write_bytes(raw)
    assert unclear == []
    assert judged_ones >= 10
