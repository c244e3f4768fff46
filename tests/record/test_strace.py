"""The same faults on a real disk: a process is killed, or refused a call, at system calls of an append (strace).

Skipped where `strace` is missing or tracing is not allowed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from servanda.record import keys
from servanda.record.disk import PosixDisk, put
from servanda.record.repair import clear_leftovers, rebuild_tiles
from servanda.record.restore import SignerState
from servanda.verify import steps
from tests.outside import ROOT
from tests.record.simulator import exchange, ring, world

APPEND = """
import sys
from pathlib import Path
from servanda.record import keys
from servanda.record.disk import PosixDisk
from servanda.record.filing import RECEIPT, Draft, file
from servanda.record.registry import Registry
ring = keys.unlock(Path(sys.argv[2]).read_bytes(), "test")
print(file(Registry(PosixDisk(Path(sys.argv[1])), "ALBA", ring), [Draft(RECEIPT, {})], 1780000100)[0].leaf)
"""


@pytest.fixture(scope="module")
def tracing() -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace: apt-get install strace")
    if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode:
        pytest.skip("tracing is not allowed here")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    alba, borea = world(2)
    alba.file(1)
    exchange(alba, borea)
    folder = tmp_path / "record"
    folder.mkdir()
    disk = PosixDisk(folder)
    for path in alba.disk.files:
        put(disk, path, alba.disk.read(path))
    for state in (SignerState(disk, "treaty/ALBA"), SignerState(disk, "treaty/BOREA", receipts=True)):
        last = state.last()
        assert last is not None
        state.begin(last.size, last.root)
    (tmp_path / "keys.jwe").write_bytes(keys.lock(ring("ALBA"), "test", rounds=1000))
    return folder


def append(record: Path, *injection: str) -> subprocess.CompletedProcess[str]:
    command = ["strace", "-f", "-o", "/dev/null", "-e", "trace=fsync,rename,mkdir,unlink,write", *injection]
    command += [sys.executable, "-c", APPEND, str(record), str(record.parent / "keys.jwe")]
    environment = {"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)


def failures(record: Path) -> list[tuple[int, str, str]]:
    found = steps.verify(PosixDisk(record)).steps
    return [(step.number, *item) for step in found for item in step.failed]


def survives(record: Path, call: str, fault: str, when: int) -> bool:
    """Injects the fault; then everything must hold and filing must go on. False when the call came less often."""
    before = len(steps.verify(PosixDisk(record)).standings)
    result = append(record, "-e", f"inject={call}:{fault}:when={when}")
    disk = PosixDisk(record)
    assert failures(record) == [], (call, fault, when)
    clear_leftovers(disk)
    for origin in ("treaty/ALBA", "treaty/BOREA"):
        rebuild_tiles(disk, origin)
    acknowledged = result.stdout.strip()
    kept = [standing.record.leaf for standing in steps.verify(disk).standings]
    assert not acknowledged or acknowledged in kept
    again = append(record)
    assert again.returncode == 0, again.stderr
    assert failures(record) == []
    assert before < len(steps.verify(disk).standings) <= before + 2
    return result.returncode != 0


@pytest.mark.usefixtures("tracing")
@pytest.mark.parametrize(
    ("call", "fault", "when"), [("fsync", "signal=KILL", 5), ("rename", "error=EIO", 3), ("fsync", "error=ENOSPC", 7)]
)
def test_a_real_append_survives_a_fault(record: Path, call: str, fault: str, when: int) -> None:
    assert survives(record, call, fault, when)


@pytest.mark.long
@pytest.mark.usefixtures("tracing")
@pytest.mark.parametrize("fault", ["signal=KILL", "error=EIO", "error=ENOSPC"])
@pytest.mark.parametrize("call", ["fsync", "rename", "unlink"])
def test_a_real_append_survives_a_fault_at_every_call(record: Path, call: str, fault: str) -> None:
    when = 1
    while survives(record, call, fault, when):
        when += 1
    assert when > (1 if call == "unlink" else 5)
