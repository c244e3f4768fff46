"""`servanda log`: the records of a replica, with what each has reached."""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servanda.cli.record_folder import find
from servanda.diagnostics import plural

if TYPE_CHECKING:
    from servanda.verify.envelope import Record
    from servanda.verify.steps import Report

    Opener = Callable[[Record], Mapping[str, Any]]

WRITTEN = ", from the signed record"  # how the title of a manifest ends that was written here
Existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--party", help="Only this party's log.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="For people or programs.")
@click.option("--declared", type=click.Path(file_okay=False, path_type=Path), help="Write rows for `assess` here.")
@click.option(
    "--keys", "key_file", type=Existing, help="Key file for daily work, to open the fields sealed to its party."
)
@click.option(
    "--passphrase-file", type=Existing, help="Its passphrase; else SERVANDA_PASSPHRASE, else it is asked for."
)
def log(
    path: Path,
    party: str | None,
    form: str,
    declared: Path | None,
    key_file: Path | None,
    passphrase_file: Path | None,
) -> None:
    """List the records at PATH: number, type, state, and the interval in which each was made.

    With `--declared FOLDER` the served records are written as files of declarations, one for each type, as
    `servanda assess` reads them. Exit code 1 if the record has anything that `servanda verify` would not pass.
    """
    from servanda.cli.verify import record_json
    from servanda.record.fingerprint import fingerprint
    from servanda.verify.replica import OnDisk
    from servanda.verify.steps import verify

    report = verify(OnDisk(find(path)))
    shown = [s for s in report.standings if party in (None, s.record.party)]
    shown.sort(key=lambda s: (s.record.party, s.record.number))
    opened = opener(path, key_file, passphrase_file)
    entries = [record_json(standing) | {"fields": dict(opened(standing.record))} for standing in shown]
    if form == "json":
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
    else:
        for entry in entries:
            after = entry["not_before"]["time"] if entry["not_before"] else "-"
            until = entry["not_after"]["time"] if entry["not_after"] else "-"
            name = f"{entry['party']} {entry['number']}"
            click.echo(f"{name:<10} {entry['type']:<20} {entry['state']:<8} {after:<20} .. {until}")
    if declared is not None:
        write_declared(report, declared, opened)
        (declared / ".record").write_text(fingerprint(find(path)) + "\n", encoding="utf-8")
    if report.exit_code:
        click.echo("Not everything here passes: see `servanda verify`.", err=True)
    raise SystemExit(report.exit_code)


def opener(path: Path, key_file: Path | None, passphrase_file: Path | None) -> "Opener":
    """What gives a record's fields as the holder of the keys may read them; without keys, as they stand."""
    if key_file is None:
        return lambda record: record.fields
    from servanda.cli.record_folder import open_registry
    from servanda.record.refusal import refusal
    from servanda.record.sealed import open_fields

    registry = open_registry(path, key_file, passphrase_file)
    reading = registry.ring.reading
    if reading is None:
        raise refusal(
            "key-missing", "The file holds no key to read with.", str(key_file), "Give the file for daily work."
        )
    return lambda record: open_fields(record.fields, registry.party, reading, registry.blob)


def _clear(folder: Path, types: list[str]) -> None:
    """Removes what was written here from the record before; refuses to write over anything else."""
    from servanda.record.refusal import refusal

    ours = [path for path in sorted(folder.glob("*.toml")) if f'{WRITTEN}"' in path.read_text(encoding="utf-8")]
    names = {path.stem for path in ours}
    for name in types:
        for path in (folder / f"{name}.csv", folder / f"{name}.toml"):
            if path.exists() and name not in names:
                raise refusal(
                    "declared-occupied",
                    f"`{path.name}` was not written from the record, and would be written over.",
                    str(path),
                    "Move it away, or write the rows to another folder.",
                )
    for path in ours:
        path.with_suffix(".csv").unlink(missing_ok=True)
        path.unlink()


def write_declared(report: "Report", folder: Path, opened: "Opener") -> None:
    """One CSV with manifest for each record type; says on stderr what was left out."""
    from servanda.cli.record_forms import act_types
    from servanda.record.feed import rows, withdrawn

    found, left = rows(report.standings, act_types(report), opened)
    folder.mkdir(parents=True, exist_ok=True)
    types = sorted({row.type for row in found})
    _clear(folder, types)
    for record_type in types:
        cells = [row.cells for row in found if row.type == record_type]
        columns = list(dict.fromkeys(name for row in cells for name in row))
        with (folder / f"{record_type}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(cells)
        title = f"{record_type}{WRITTEN}"
        manifest = f'record = "{record_type}"\ntitle = "{title}"\nlicence = "As the parties agreed"\n'
        (folder / f"{record_type}.toml").write_text(manifest, encoding="utf-8")
        click.echo(f"wrote {folder / record_type}.csv: {plural(len(cells), 'row')}", err=True)
    for standing in left:
        places = ", ".join(withdrawn(standing.record))
        why = f"withdraws {places}, which stands as a row" if places else f"is {standing.state}"
        click.echo(f"left out: {standing.record.place} {why}", err=True)
