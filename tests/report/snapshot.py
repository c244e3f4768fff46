"""Expected texts, kept in files: compared in every run, rewritten with `./dev test --record` and reviewed."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "snapshots"


def same(text: str, name: str, record: bool) -> None:
    """Assert that `text` is what `snapshots/NAME` holds."""
    path = FOLDER / name
    if record:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"no snapshot {name}: ./dev test --record writes it"
    assert text == path.read_text(encoding="utf-8")
