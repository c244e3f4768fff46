"""`servanda format`: an agreement's blocks laid out tidily.

Rules it keeps:

- the tidy text goes to stdout; a file is changed only with `--write`, and only if something would change;
- every file is tried: what is wrong with one does not hide the others;
- exit 0: tidy, or made so; 1: `--check` found an untidy file; 2: a file could not be read.

It leaves to others: how blocks are laid out (`servanda.agreement.format`).
"""

import codecs
from pathlib import Path

import click


@click.command("format")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--check", is_flag=True, help="Change nothing; say which files are not tidy.")
@click.option("--write", is_flag=True, help="Change the files in place.")
def format_agreement(files: tuple[Path, ...], check: bool, write: bool) -> None:
    """Lay the blocks of agreements out tidily. Prose stays as it is, and so does every word of the blocks."""
    from servanda.diagnostics import Refused

    if check and write:
        raise click.UsageError("Choose one: `--check` changes nothing, `--write` changes the files.")
    worst = 0
    for path in files:
        try:
            worst = max(worst, _one(path, check, write))
        except Refused as refused:
            from servanda.cli.main import tell

            tell(refused)
            worst = 2
    raise SystemExit(worst)


def _one(path: Path, check: bool, write: bool) -> int:
    from servanda.agreement.format import format_document
    from servanda.agreement.source import read_source

    text = read_source(path)
    tidy = format_document(text, str(path))
    if check:
        if tidy != text:
            click.echo(f"{path}: not tidy; `servanda format --write {path}` makes it so")
        return int(tidy != text)
    if write:
        if tidy != text:
            mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
            path.write_bytes(mark + tidy.encode("utf-8"))
            click.echo(f"{path}: made tidy", err=True)
        return 0
    click.echo(tidy, nl=False)
    return 0
