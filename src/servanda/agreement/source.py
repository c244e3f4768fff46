"""The text of an agreement's file, or a refusal that says why there is none.

Rules it keeps:

- a missing file, a folder, a wrong encoding and an empty file are each told in their own words, with a remedy;
- nothing is guessed: a text that is not UTF-8 is refused, never read with another encoding's letters.

It leaves to others: what the text says (`parse`).
"""

import codecs
from pathlib import Path

from servanda.diagnostics import Place, Refused, refuse

_MARKS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}


def read_source(path: Path) -> str:
    """The text of the file, without a byte order mark and with its line ends as they are."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise _told(path, "no-such-file", "There is no such file.", "Check the name and the folder.") from None
    except IsADirectoryError:
        inside = path / "agreement.md"
        remedy = f"Name the file: {inside}." if inside.is_file() else "Name the agreement's file."
        raise _told(path, "is-a-folder", "This is a folder, not a file.", remedy) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"The file cannot be opened: {reason}."
        raise _told(path, "cannot-open", message, "Make it readable for yourself, then try again.") from None
    text = _decoded(raw, path)
    if not text.strip():
        remedy = "Write the agreement's text into it: articles, and blocks between ```servanda and ```."
        raise _told(path, "empty-file", "The file is empty.", remedy)
    return text


def _decoded(raw: bytes, path: Path) -> str:
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            raise _told(path, "wrong-encoding", f"The file is written in {name}, not UTF-8.", "Save it as UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", errors="replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        place = Place(str(path), line, column, line, column + 1)
        message = f"The byte 0x{raw[error.start]:02X} here is not UTF-8."
        raise refuse("wrong-encoding", message, place, "Save the file as UTF-8.") from None


def _told(path: Path, code: str, message: str, remedy: str) -> Refused:
    return refuse(code, message, Place(str(path), 1, 1, 1, 2), remedy)
