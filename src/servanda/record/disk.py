"""Durable files over a layer thin enough to be replaced by one that fails at every call.

Rules it keeps:

- a file appears whole or not at all: written in `new/`, synced, renamed to its place, the folder synced;
- a new folder is synced into the one above it before anything is put in it;
- one writer at a time: a lock that the system releases when its holder dies.

It leaves to others: in which order files are put (`log`, `restore`).
"""

import contextlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from servanda.record.refusal import refusal
from servanda.verify.replica import OnDisk

NEW = "new"


class Disk(Protocol):
    """The calls that a crash can fall between. Paths are inside the record, with `/`."""

    def read(self, path: str) -> bytes: ...
    def names(self, path: str) -> list[str]: ...
    def is_folder(self, path: str) -> bool: ...
    def write(self, path: str, data: bytes) -> None: ...
    def sync(self, path: str) -> None: ...
    def rename(self, old: str, new: str) -> None: ...
    def sync_folder(self, path: str) -> None: ...
    def make_folder(self, path: str) -> None: ...
    def remove(self, path: str) -> None: ...
    def mark(self, path: str) -> str: ...
    def lock(self, path: str) -> AbstractContextManager[None]: ...


class PosixDisk(OnDisk):
    """A real folder."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)

    def is_folder(self, path: str) -> bool:
        return (self.root / path).is_dir()

    def write(self, path: str, data: bytes) -> None:
        with (self.root / path).open("wb") as file:
            file.write(data)

    def sync(self, path: str) -> None:
        self._sync(path, os.O_RDONLY)

    def sync_folder(self, path: str) -> None:
        self._sync(path, os.O_RDONLY | os.O_DIRECTORY)

    def _sync(self, path: str, flags: int) -> None:
        handle = os.open(self.root / path, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def rename(self, old: str, new: str) -> None:
        (self.root / old).replace(self.root / new)

    def make_folder(self, path: str) -> None:
        (self.root / path).mkdir()

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def mark(self, path: str) -> str:
        """What a restored or copied file does not share with the one it was copied from: its inode number."""
        return str((self.root / path).stat().st_ino)

    @contextlib.contextmanager
    def lock(self, path: str) -> Iterator[None]:
        import fcntl

        with (self.root / path).open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise refusal(
                    "record-locked",
                    "Another process is writing this record.",
                    str(self.root / path),
                    "Wait until it is done, then try again.",
                ) from error
            yield


def ensure_folder(disk: Disk, path: str) -> None:
    """Makes the folder and those above it, each synced into the one above it."""
    if not path or disk.is_folder(path):
        return
    above = path.rpartition("/")[0]
    ensure_folder(disk, above)
    disk.make_folder(path)
    disk.sync_folder(above)


def draft_path(disk: Disk, path: str) -> str:
    """Where a file is written before it is renamed to its place; nobody else reads there."""
    ensure_folder(disk, NEW)
    return f"{NEW}/{path.replace('/', '_')}"


def put(disk: Disk, path: str, data: bytes) -> None:
    """The file is there, whole, also after a crash right after this call; or it is as it was before."""
    folder = path.rpartition("/")[0]
    ensure_folder(disk, folder)
    draft = draft_path(disk, path)
    disk.write(draft, data)
    disk.sync(draft)
    disk.rename(draft, path)
    disk.sync_folder(folder)


def exists(disk: Disk, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return name in disk.names(folder)
