"""`servanda log`: the records of a replica, with what each has reached."""

import json
from pathlib import Path

import click

from servanda.cli.record_folder import find


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--party", help="Only this party's log.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
def log(path: Path, party: str | None, form: str) -> None:
    """List the records at PATH: number, type, state, and the interval in which each was made.

    Exit code 1 if the record has anything that `servanda verify` would not pass.
    """
    from servanda.cli.verify import record_json
    from servanda.verify.replica import OnDisk
    from servanda.verify.steps import verify

    report = verify(OnDisk(find(path)))
    shown = [s for s in report.standings if party in (None, s.record.party)]
    shown.sort(key=lambda s: (s.record.party, s.record.number))
    entries = [record_json(standing) | {"fields": standing.record.fields} for standing in shown]
    if form == "json":
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
    else:
        for entry in entries:
            after = entry["not_before"]["time"] if entry["not_before"] else "-"
            until = entry["not_after"]["time"] if entry["not_after"] else "-"
            name = f"{entry['party']} {entry['number']}"
            click.echo(f"{name:<10} {entry['type']:<20} {entry['state']:<8} {after:<20} .. {until}")
    if report.exit_code:
        click.echo("Not everything here passes: see `servanda verify`.", err=True)
    raise SystemExit(report.exit_code)
