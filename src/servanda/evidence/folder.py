"""Which files of a workspace's folder hold facts: all of them, so that none is skipped in silence."""

from pathlib import Path

from servanda.diagnostics import Place, Refused, refuse


def paths(root: Path, folder: str) -> list[Path]:
    """The files of facts in a folder of the workspace, in the order of their names; no manifests, no hidden files."""
    found = sorted(path for path in (root / folder).glob("*") if path.is_file() and not path.name.startswith("."))
    return [path for path in found if path.suffix != ".toml"]


def buried(root: Path, folder: str) -> list[Refused]:
    """A refusal for each file of facts in a folder below, where nobody looks, and for a folder that is a file."""
    if (root / folder).is_file():
        remedy = f"Make {folder} a folder and put the files of facts into it."
        return [refuse("buried-file", f"`{folder}` is a file.", Place(folder, 1, 1, 1, 2), remedy)]
    found = []
    for path in sorted((root / folder).glob("*/**/*")):
        shown = path.relative_to(root)
        if path.is_file() and path.suffix in (".csv", ".jsonl", ".parquet", ".toml"):
            message = "Facts are read from the folder itself, not from folders in it."
            remedy = f"Move the file to {folder}/, or out of {folder}/ if it is not to be read."
            found.append(refuse("buried-file", message, Place(shown.as_posix(), 1, 1, 1, 2), remedy))
    return found


def lonely(root: Path, folder: str) -> list[Refused]:
    """A refusal for each manifest beside which there is no file."""
    stems = {path.stem for path in paths(root, folder)}
    found = []
    for path in sorted((root / folder).glob("*.toml")):
        if path.stem not in stems:
            shown = path.relative_to(root).as_posix()
            remedy = f"Add {folder}/{path.stem}.csv, or remove the manifest."
            found.append(refuse("no-facts", "There is no file to this manifest.", Place(shown, 1, 1, 1, 2), remedy))
    return found
