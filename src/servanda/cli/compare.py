"""`servanda compare A B`: two replicas side by side; a contradiction between them becomes evidence."""

from pathlib import Path

import click

from servanda.cli.record_folder import find

Folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("here", metavar="A", type=Folder)
@click.argument("there", metavar="B", type=Folder)
@click.option("--evidence", type=click.Path(path_type=Path), help="Folder to write contradictions to.")
def compare(here: Path, there: Path, evidence: Path | None) -> None:
    """Compare the replicas A and B, log by log. Exit code 1 if they contradict each other or cannot be read."""
    from servanda.record.comparison import compare as run
    from servanda.verify.replica import OnDisk

    found, troubles = run(OnDisk(find(here)), OnDisk(find(there)))
    for item in found:
        click.echo(f"{item.party:<10} {item.relation:<14} {item.here} here, {item.there} there")
        if item.evidence and evidence:
            evidence.mkdir(parents=True, exist_ok=True)
            target = evidence / f"{item.party}.contradiction"
            target.write_bytes(bytes(item.evidence))
            click.echo(f"wrote {target}", err=True)
    for place, text in troubles:
        click.echo(f"{place}: {text}")
    raise SystemExit(1 if troubles or any(item.relation == "contradiction" for item in found) else 0)
