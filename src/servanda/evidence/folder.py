"""Which files of a workspace's folder hold facts: all of them, so that none is skipped in silence."""

from pathlib import Path

from servanda.diagnostics import Place, Refused, refuse


def paths(root: Path, folder: str) -> list[Path]:
    """The files of facts in a folder of the workspace, in the order of their names; no manifests, no hidden files."""
    found = sorted(path for path in (root / folder).glob("*") if path.is_file() and not path.name.startswith("."))
    return [path for path in found if path.suffix != ".toml"]


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
