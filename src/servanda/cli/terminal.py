"""What commands that write pages and data share: dates on the command line, the terminal's abilities, whole files.

Rules it keeps:

- a date is refused with the reason, before any work is done;
- colour only at a terminal that wants it (`NO_COLOR`, `TERM=dumb`); ASCII where the terminal has nothing else;
- a file is written whole or not at all.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click


@dataclass(frozen=True, slots=True)
class Terminal:
    """How wide stdout is, and what it can show."""

    width: int
    colour: bool
    ascii_only: bool


def a_date(_: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """The text of a date or an instant; refused with the reason if it is neither."""
    if given is None:
        return None
    from servanda import dates

    try:
        dates.stamp(given, dates.UTC)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param=option) from error
    return given


@contextmanager
def inside(workspace: Path, draft: Path | None = None) -> Iterator[None]:
    """Refusals speak of files inside the workspace: say where they are from here, so that the line can be shown.

    `draft`: a text from elsewhere that takes the place of the workspace's own, and is known by its name.
    """
    from servanda.diagnostics import Place, Refused

    def found(place: Place) -> Place:
        path = draft if draft is not None and place.file == draft.name else workspace / place.file
        return replace(place, file=str(path)) if path.is_file() else place

    try:
        yield
    except Refused as refused:
        raise Refused(
            replace(one, place=found(one.place), also=tuple((found(place), label) for place, label in one.also))
            for one in refused.diagnostics
        ) from refused


def terminal() -> Terminal:
    """The terminal on stdout; 100 columns of plain text where there is none."""
    import shutil

    width = shutil.get_terminal_size((100, 25)).columns
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colour = not plain and (sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR")))
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return Terminal(min(width, 120), colour, not encoding.startswith("utf"))


@contextmanager
def working(text: str) -> Iterator[None]:
    """A sign of life on stderr while long work goes on, at a terminal only."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


def put(made: bytes) -> None:
    """Bytes to stdout, all of them."""
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


def write(path: Path, content: bytes) -> None:
    """Put a file in its place in one step, so that nobody reads half of it; what goes to a pipe or a device is sent."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            path.write_bytes(content)  # `/dev/null` would be gone, for every program on the machine
            return
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror}.") from error
