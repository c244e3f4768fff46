"""A disk in memory that can fail: crash at any call, lose what was not synced, keep half of it.

Rules it keeps: file contents last only once the file was synced, names only once their folder was; a crash leaves one
of three worlds (nothing unsynced was kept; everything was; names were kept but contents only by half).
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

World = Literal["lost", "kept", "torn"]
WORLDS: tuple[World, ...] = ("lost", "kept", "torn")


class Crash(Exception):
    """The machine stopped."""


@dataclass
class Inode:
    number: int
    now: bytes = b""
    durable: bytes | None = None


class MemoryDisk:
    _numbers = 0

    def __init__(self) -> None:
        self.files: dict[str, Inode] = {}
        self.synced: dict[str, Inode] = {}
        self.folders: set[str] = {""}
        self.synced_folders: set[str] = {""}
        self.calls = 0
        self.crash_at: int | None = None
        self.locked: set[str] = set()

    def _call(self) -> None:
        if self.crash_at is not None and self.calls >= self.crash_at:
            raise Crash
        self.calls += 1

    @classmethod
    def _number(cls) -> int:
        MemoryDisk._numbers += 1
        return MemoryDisk._numbers

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise FileNotFoundError(path)
        return self.files[path].now

    def names(self, path: str) -> list[str]:
        prefix = f"{path}/" if path else ""
        inside = {name[len(prefix) :] for name in (*self.files, *self.folders) if name.startswith(prefix)}
        return sorted({name.split("/")[0] for name in inside if name})

    def is_folder(self, path: str) -> bool:
        return path in self.folders

    def write(self, path: str, data: bytes) -> None:
        self._call()
        assert path.rpartition("/")[0] in self.folders, f"no folder for {path}"
        self.files.setdefault(path, Inode(self._number())).now = data

    def sync(self, path: str) -> None:
        self._call()
        self.files[path].durable = self.files[path].now

    def rename(self, old: str, new: str) -> None:
        self._call()
        self.files[new] = self.files.pop(old)

    def sync_folder(self, path: str) -> None:
        self._call()
        self.synced = {name: inode for name, inode in self.synced.items() if name.rpartition("/")[0] != path}
        self.synced |= {name: inode for name, inode in self.files.items() if name.rpartition("/")[0] == path}
        self.synced_folders |= {name for name in self.folders if name.rpartition("/")[0] == path}

    def make_folder(self, path: str) -> None:
        self._call()
        assert path.rpartition("/")[0] in self.folders
        self.folders.add(path)

    def remove(self, path: str) -> None:
        self._call()
        del self.files[path]

    def mark(self, path: str) -> str:
        return str(self.files[path].number)

    @contextlib.contextmanager
    def lock(self, path: str) -> Iterator[None]:
        assert path not in self.locked, "two writers at once"
        self.locked.add(path)
        try:
            yield
        finally:
            self.locked.discard(path)

    def after_crash(self, world: World) -> "MemoryDisk":
        """The disk as it is found when the machine starts again."""
        disk = MemoryDisk()
        names = self.synced if world == "lost" else self.files
        disk.folders = set(self.synced_folders if world == "lost" else self.folders)
        for path, inode in names.items():
            if path.rpartition("/")[0] not in disk.folders:
                continue
            disk.files[path] = Inode(inode.number, self._content(inode, world))
        disk.synced, disk.synced_folders = dict(disk.files), set(disk.folders)
        for inode in disk.files.values():
            inode.durable = inode.now
        return disk

    @staticmethod
    def _content(inode: Inode, world: World) -> bytes:
        if world == "kept":
            return inode.now
        if inode.durable is None or (world == "torn" and inode.durable != inode.now):
            return inode.now[: len(inode.now) // 2] if world == "torn" else b""
        return inode.durable

    def copy(self, same_inodes: bool = False) -> "MemoryDisk":
        """A backup of this disk, or (with the same inodes) what a thief of the whole machine has."""
        disk = self.after_crash("kept")
        if not same_inodes:
            for inode in disk.files.values():
                inode.number = self._number()
        return disk
