"""`servanda fsck`: after a crash or a damaged disk, make again what follows from the rest, and say what does not."""

from pathlib import Path

import click

from servanda.cli.record_folder import find


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--rebuild-index", is_flag=True, help="Write index.sqlite anew from the files.")
def fsck(path: Path, rebuild_index: bool) -> None:
    """Check and repair the files of the record at PATH. Nothing that was signed is changed.

    Exit code 1 if something remains that only a peer's bundle can mend.
    """
    from servanda.record.disk import PosixDisk
    from servanda.record.index import rebuild
    from servanda.record.repair import clear_leftovers, rebuild_tiles
    from servanda.verify.canonical import Malformed
    from servanda.verify.steps import verify

    folder = find(path)
    disk = PosixDisk(folder)
    failed = False
    for name in clear_leftovers(disk):
        click.echo(f"removed {name}, which was half written")
    report = verify(disk)
    for log in report.replica.logs.values():
        try:
            for place in rebuild_tiles(disk, log.origin):
                click.echo(f"wrote {log.path}/{place} anew")
        except (Malformed, FileNotFoundError) as error:
            failed = True
            click.echo(f"{log.party}: {error}")
    report = verify(disk)
    if rebuild_index:
        click.echo(f"index: {rebuild(report, folder / 'index.sqlite')} records")
    for step in report.steps:
        if step.failed:
            failed = True
            click.echo(f"{step.number:>2}  FAIL  {step.name}: {step.failed[0][0]}: {step.failed[0][1]}")
    raise SystemExit(1 if failed else 0)
