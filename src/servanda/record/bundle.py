"""A bundle: everything of a record that another may see, as one file for a courier or a server.

Rules it keeps:

- the same record gives the same bytes: a tar archive in the order of names, with no dates and no owners;
- nothing private goes in: neither `sign/` nor `escrow/`, neither key files nor the index;
- a bundle is a stranger's: only names of the record's own shape are read, nothing is unpacked by path, and sizes
  are bounded.
"""

import io
import re
import tarfile
from collections.abc import Iterator, Mapping

from servanda.record.disk import Disk
from servanda.record.refusal import refusal

LARGEST_FILE, LARGEST_BUNDLE, MOST_FILES = 64 << 20, 4 << 30, 1_000_000
PARTY = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
NUMBER = r"(?:x\d{3}/)*\d{3}(?:\.p/\d{1,3})?"
SHARED = re.compile(
    rf"agreement/\d{{4}}\.note|keys/{PARTY}/(?:\d{{1,6}}\.root\.json|rival/\d{{1,6}}-[0-9a-f]{{64}}\.json)"
    rf"|logs/[0-9a-f]{{64}}/(?:checkpoint|checkpoints/\d{{1,16}}-[0-9a-f]{{64}}|tile/(?:\d{{1,2}}|entries)/{NUMBER})"
    rf"|blobs/sha256/[0-9a-f]{{2}}/[0-9a-f]{{62}}|evidence/[0-9a-f]{{32}}\.(?:note|leaves|entries)"
)


class Bundle:
    """The files of a bundle, read like a folder."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self._names: dict[str, set[str]] = {}
        for path in self.files:
            while path:
                folder, _, name = path.rpartition("/")
                self._names.setdefault(folder, set()).add(name)
                path = folder

    def read(self, path: str) -> bytes:
        try:
            return self.files[path]
        except KeyError as error:
            raise FileNotFoundError(path) from error

    def names(self, path: str) -> list[str]:
        return sorted(self._names.get(path, ()))


def _walk(disk: Disk, folder: str) -> Iterator[str]:
    for name in disk.names(folder):
        path = f"{folder}/{name}" if folder else name
        if disk.is_folder(path):
            yield from _walk(disk, path)
        elif SHARED.fullmatch(path):
            yield path


def collect(disk: Disk) -> Bundle:
    """What may be shared of this replica."""
    tops = ("agreement", "blobs", "evidence", "keys", "logs")
    return Bundle({path: disk.read(path) for top in tops for path in _walk(disk, top)})


def pack(bundle: Bundle) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(bundle.files):
            entry = tarfile.TarInfo(path)
            entry.size = len(bundle.files[path])
            archive.addfile(entry, io.BytesIO(bundle.files[path]))
    return out.getvalue()


def unpack(data: bytes, name: str) -> tuple[Bundle, list[str]]:
    """The files of a bundle, and the names in it that do not belong in a record."""
    files: dict[str, bytes] = {}
    strange: list[str] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() else None
                fits = SHARED.fullmatch(entry.name) and entry.size <= LARGEST_FILE and entry.name not in files
                if content is None or not fits or len(files) >= MOST_FILES:
                    strange.append(entry.name)
                else:
                    files[entry.name] = content.read()
            if data[archive.offset : archive.offset + tarfile.BLOCKSIZE] != bytes(tarfile.BLOCKSIZE):
                raise EOFError("its end is missing")
    except (tarfile.TarError, EOFError, ValueError, UnicodeError) as error:
        raise refusal(
            "bundle-unreadable",
            f"This is not a bundle, or it is cut short: {error}.",
            name,
            "Ask for it again; nothing was taken in.",
        ) from error
    return Bundle(files), strange
