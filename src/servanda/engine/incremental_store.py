"""The state of a monitored log in a folder, that no moment of death can spoil.

    current.json             the commit: which batch, the task, and the files of the rest with hashes
    points-000007.jsonl      the time points that batch 7 brought, in order of arrival; never changed
    late-000007.jsonl        those of batch 7 that were set aside
    live-000007.jsonl        the verdicts that may still change
    changes-000007.json      what batch 7 emitted, so that it can be said again
    lock                     held by the one process that writes

Rules it keeps:

- files are written beside, synced and renamed; the rename of `current.json` is the commit, all before it is as if it
  had not been, all after it only clears away;
- a batch is committed before a word of it is emitted: a run that died is done again under the same number, and is
  then either applied, or, where it had been committed, only said again;
- a folder of another formula, signature, lateness, kind of log or format is refused, and so is a damaged one.

It leaves to others: what a batch changes (`incremental`), and how changes are written (`servanda.cli`).
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from servanda.engine.incremental import Held, Step, Task, TimePoint
from servanda.engine.meaning import Satisfaction
from servanda.logic.write import write_formula

FORMAT = 1
CURRENT = "current.json"
SPARE = 1000  # time points; of more than that, at most half are stored without need
SEGMENTS = 32  # as many files of time points are read at each batch; then they are put together


class BadState(ValueError):
    """A state that cannot be gone on with; the message says why and what to do."""


class Disk(Protocol):
    """The calls between which a process can die. Names are of files in the folder."""

    def write(self, name: str, data: bytes) -> None: ...
    def sync(self, name: str) -> None: ...
    def rename(self, old: str, new: str) -> None: ...
    def sync_folder(self) -> None: ...
    def remove(self, name: str) -> None: ...


class Folder:
    """A real folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, data: bytes) -> None:
        (self.path / name).write_bytes(data)

    def sync(self, name: str) -> None:
        with (self.path / name).open("rb+") as file:
            os.fsync(file.fileno())

    def rename(self, old: str, new: str) -> None:
        (self.path / old).replace(self.path / new)

    def sync_folder(self) -> None:
        if not hasattr(os, "O_DIRECTORY"):  # Windows: a rename needs no more
            return
        handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, name: str) -> None:
        (self.path / name).unlink()


@dataclass(frozen=True, slots=True)
class Emitted:
    """What a batch emitted."""

    number: int
    new: list[Satisfaction]
    retracted: list[Satisfaction]
    told: list[str]


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time; the system lets go when its holder dies."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadState(f"{folder}: another process is at it; wait until it is done") from error
        yield


class State:
    """The state in `path`, for one task."""

    def __init__(self, path: Path, task: Task, *, disk: Disk | None = None) -> None:
        self.path = path
        self.disk = disk or Folder(path)
        self.identity = _identity(task)
        self.manifest: dict[str, Any] | None = None
        if (path / CURRENT).exists():
            self.manifest = self._manifest()

    def _manifest(self) -> dict[str, Any]:
        try:
            made = json.loads((self.path / CURRENT).read_bytes())
        except ValueError as error:
            raise BadState(f"{self.path / CURRENT} is damaged: {error}; bring the folder back from a copy") from error
        if not isinstance(made, dict) or made.get("format") != FORMAT:
            found = made.get("format") if isinstance(made, dict) else None
            raise BadState(f"{self.path} is of format {found}, not {FORMAT}: begin another folder, from the whole log")
        for what, value in self.identity.items():
            if made["task"][what] != value:
                raise BadState(
                    f"{self.path} was begun with another {what}: {made['task'][what]!r}, not {value!r}; "
                    "begin another folder, from the whole log"
                )
        return made

    @property
    def number(self) -> int:
        """Of the last batch committed; 0: none."""
        return 0 if self.manifest is None else int(self.manifest["held"]["number"])

    def held(self) -> Held:
        """What is known after the last batch."""
        if self.manifest is None:
            return Held()
        kept = self.manifest["held"]
        start = kept["kept_from"]
        points = tuple(
            point
            for segment in self.manifest["segments"]
            for point in map(_point, self._lines(segment))
            if start is None or point.stamp >= start
        )
        live = frozenset(_verdict(item) for item in self._lines(self.manifest["live"]))
        return Held(**{**kept, "points": points, "live": live})

    def emitted(self) -> Emitted:
        """What the last batch emitted."""
        if self.manifest is None:
            raise BadState(f"{self.path}: no batch has been committed yet")
        made = json.loads(self._read(self.manifest["changes"]))
        return Emitted(
            made["number"],
            [_verdict(item) for item in made["new"]],
            [_verdict(item) for item in made["retracted"]],
            made["told"],
        )

    def commit(self, step: Step) -> None:
        """Make a step the state. After this call it is, also if the machine stops now; before it, it never was."""
        number, before = step.held.number, self.manifest or {"segments": [], "late": []}
        segments, late = list(before["segments"]), list(before["late"])
        stored = sum(segment["count"] for segment in segments) + len(step.kept)
        if len(segments) >= SEGMENTS or stored > 2 * len(step.held.points) + SPARE:
            segments = [self._put("points", number, map(_flat_point, step.held.points))]
        elif step.kept:
            segments.append(self._put("points", number, map(_flat_point, step.kept)))
        if step.late:
            late.append(self._put("late", number, map(_flat_point, step.late)))
        changes = {
            "number": number,
            "new": [_flat_verdict(item) for item in step.new],
            "retracted": [_flat_verdict(item) for item in step.retracted],
            "told": step.told,
        }
        held = {name: getattr(step.held, name) for name in Held.__slots__ if name not in ("points", "live")}
        manifest = {
            "format": FORMAT,
            "task": self.identity,
            "held": held,
            "segments": segments,
            "late": late,
            "live": self._put("live", number, map(_flat_verdict, sorted(step.held.live))),
            "changes": self._put_data(f"changes-{number:06}.json", _json(changes)),
        }
        self.disk.sync_folder()
        self._put_data(CURRENT, _json(manifest))
        self.disk.sync_folder()
        self.manifest = manifest
        self.clear()

    def clear(self) -> None:
        """Remove what no commit names: of former batches, or of one that died."""
        if self.manifest is None:
            return
        made = self.manifest
        named = [*made["segments"], *made["late"], made["live"], made["changes"]]
        keep = {item["file"] for item in named} | {CURRENT, "lock"}
        for name in sorted(os.listdir(self.path)):
            own = name.startswith(("points-", "late-", "live-", "changes-", "new-"))
            if own and name not in keep:
                self.disk.remove(name)

    # -- files ----------------------------------------------------------------------------------------------------

    def _put(self, kind: str, number: int, items: Iterable[object]) -> dict[str, Any]:
        lines = [_json(item) for item in items]
        return {**self._put_data(f"{kind}-{number:06}.jsonl", b"".join(lines)), "count": len(lines)}

    def _put_data(self, name: str, data: bytes) -> dict[str, Any]:
        draft = f"new-{name}"
        self.disk.write(draft, data)
        self.disk.sync(draft)
        self.disk.rename(draft, name)
        return {"file": name, "sha256": hashlib.sha256(data).hexdigest()}

    def _read(self, named: dict[str, str]) -> bytes:
        path = self.path / named["file"]
        data = path.read_bytes() if path.exists() else None
        if data is None or hashlib.sha256(data).hexdigest() != named["sha256"]:
            what = "is missing" if data is None else "is damaged"
            raise BadState(f"{path} {what}: bring the folder back from a copy, or begin another from the whole log")
        return data

    def _lines(self, named: dict[str, str]) -> list[Any]:
        return [json.loads(line) for line in self._read(named).splitlines()]


def _identity(task: Task) -> dict[str, Any]:
    signature = {
        name: [f"{column.name}:{column.type}" for column in shape.columns]
        for name, shape in sorted(task.signature.items())
    }
    return {
        "formula": write_formula(task.formula),
        "signature": signature,
        "lateness": task.lateness,
        "kind of log": "tables" if task.merged else "text",
    }


def _json(item: object) -> bytes:
    return (json.dumps(item, ensure_ascii=True, separators=(",", ":")) + "\n").encode()


def _flat_point(point: TimePoint) -> object:
    return [point.stamp, [[name, list(row)] for name, row in point.rows]]


def _point(flat: Any) -> TimePoint:
    stamp, rows = flat
    return TimePoint(stamp, tuple((name, tuple(row)) for name, row in rows))


def _flat_verdict(item: Satisfaction) -> object:
    return [item.time_point, item.time_stamp, list(item.values)]


def _verdict(flat: Any) -> Satisfaction:
    point, stamp, values = flat
    return Satisfaction(point, stamp, tuple(values))


def begun_with_tables(path: Path) -> bool:
    """Whether the batches of a folder are tables."""
    if not (path / CURRENT).exists():
        return False
    made = json.loads((path / CURRENT).read_bytes())
    return bool(made["task"]["kind of log"] == "tables") if isinstance(made, dict) and "task" in made else False
