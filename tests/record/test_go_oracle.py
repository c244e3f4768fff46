"""Two implementations: Go's own note and tlog packages open our notes, read our tiles and check our proofs.

Skipped where `go` or `golang.org/x/mod` (Debian: golang-go, golang-golang-x-mod-dev) is missing.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from servanda.record.disk import PosixDisk, put
from servanda.record.proof import consistency, inclusion
from servanda.verify import note
from servanda.verify.canonical import to_base64
from servanda.verify.keychain import HEADS
from servanda.verify.merkle import leaf_hash, root_of
from servanda.verify.replica import folder_of
from tests.record.simulator import NOON, exchange, ring, world

GOPATH = Path("/usr/share/gocode")
SOURCE = Path(__file__).parent / "oracle" / "main.go"


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("go") is None or not (GOPATH / "src/golang.org/x/mod/sumdb/note").is_dir():
        pytest.skip("needs Go and golang.org/x/mod: apt-get install golang-go golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("go")
    binary = folder / "oracle"
    environment = {
        "GO111MODULE": "off",
        "GOPATH": str(GOPATH),
        "GOCACHE": str(folder / "cache"),
        "HOME": str(folder),
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    subprocess.run(["go", "build", "-o", str(binary), str(SOURCE)], check=True, env=environment, timeout=300)
    return binary


def laid_out(folder: Path, count: int) -> tuple[Path, list[bytes], str]:
    """A log of so many entries as plain files, with a receipt; its leaves, and the key as Go takes it."""
    from servanda.record.filing import Draft, file
    from tests.record.simulator import BOOK

    alba, borea = world(2)
    for at in range(0, count, 100):
        drafts = [Draft("request", {"text": f"{n}"}) for n in range(at, min(at + 100, count))]
        file(alba.registry, drafts, NOON, BOOK)
    exchange(alba, borea)
    disk = PosixDisk(folder)
    for path in alba.disk.files:
        if path.startswith("logs/"):
            put(disk, path, alba.disk.read(path))
    leaves = [leaf_hash(entry) for entry in alba.registry.own_log()[0].entries()]
    key = note.verifier_key("treaty/ALBA", note.LOG, ring("ALBA").of(HEADS)[0].public)
    return folder / folder_of("treaty/ALBA"), leaves, key


def asked(binary: Path, folder: Path, key: str, lines: list[str]) -> subprocess.CompletedProcess[str]:
    (folder / "proofs").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return subprocess.run([str(binary), str(folder), key], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 600])
def test_go_opens_our_notes_reads_our_tiles_and_checks_our_proofs(oracle: Path, tmp_path: Path, count: int) -> None:
    folder, leaves, key = laid_out(tmp_path, count)
    indexes = sorted({0, 1, count // 3, count // 2, 255, 256, count - 1} & set(range(count)))
    sizes = sorted({1, 2, 3, count // 3, count // 2, 255, 256, count - 1} & set(range(1, count)))
    lines = [" ".join(["inclusion", str(n), *map(to_base64, inclusion(n, leaves))]) for n in indexes]
    lines += [
        " ".join(["consistency", str(n), to_base64(root_of(leaves[:n])), *map(to_base64, consistency(n, leaves))])
        for n in sizes
    ]
    result = asked(oracle, folder, key, lines)
    assert result.stdout.splitlines() == [
        f"note treaty/ALBA {count} 1",
        f"tree {count}",
        *[f"inclusion {n}" for n in indexes],
        *[f"consistency {n}" for n in sizes],
    ]
    assert result.returncode == 0


def test_go_refuses_what_we_refuse(oracle: Path, tmp_path: Path) -> None:
    """The oracle does say no: to another key, to a changed head, to a wrong proof."""
    folder, leaves, key = laid_out(tmp_path, 5)
    good = " ".join(["inclusion", "2", *map(to_base64, inclusion(2, leaves))])
    assert asked(oracle, folder, key, [good]).returncode == 0
    assert asked(oracle, folder, key, [good.replace(" 2 ", " 3 ", 1)]).returncode == 1
    other = note.verifier_key("treaty/ALBA", note.LOG, ring("BOREA").of(HEADS)[0].public)
    assert asked(oracle, folder, other, [good]).returncode == 1
    checkpoint = folder / "checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n5\n", b"\n4\n"))
    assert asked(oracle, folder, key, [good]).returncode == 1
