"""`servanda verify PATH`: the eleven steps, offline, with PASS, FAIL or NOT CHECKED and the places.

Rules it keeps: reads the folder and nothing else; exit 0 if every step passes, 1 if one fails or could not be checked,
2 if there is no record at the path. What is checked is in `servanda.verify`.
"""

import json
from pathlib import Path
from typing import Any

import click

SHOWN = 10


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--anchor", metavar="HASH", help="Hash of the agreement's first version, known from elsewhere.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="For people or programs.")
@click.option("--all", "everything", is_flag=True, help="Show every place, not only the first of each step.")
def verify(path: Path, anchor: str | None, form: str, everything: bool) -> None:
    """Verify the record at PATH: a record folder, or a workspace that contains one.

    Needs no network and no server. Exit code 0: every step passes; 1: a step fails or could not be checked.
    """
    from servanda.cli.record_folder import find
    from servanda.verify.replica import OnDisk
    from servanda.verify.steps import Report
    from servanda.verify.steps import verify as run

    report: Report = run(OnDisk(find(path)), anchor)
    if form == "json":
        click.echo(json.dumps(as_json(report), indent=2, ensure_ascii=False))
    else:
        for line in as_text(report, None if everything else SHOWN):
            click.echo(line)
    raise SystemExit(report.exit_code)


def as_text(report: Any, most: int | None) -> list[str]:
    lines = []
    for step in report.steps:
        lines.append(f"{step.number:>2}  {step.outcome:<11}  {step.name}: {step.good}")
        places = [("FAIL", *item) for item in step.failed] + [("NOT CHECKED", *item) for item in step.unchecked]
        shown = places if most is None else places[:most]
        lines += [f"      {outcome}  {place}: {text}" for outcome, place, text in shown]
        if len(places) > len(shown):
            lines.append(f"      and {len(places) - len(shown)} more; `--all` shows them")
    return lines


def as_json(report: Any) -> dict[str, Any]:
    """Steps, then records with state and times; keys in a fixed order."""
    steps = [
        {
            "number": step.number,
            "name": step.name,
            "outcome": step.outcome,
            "checked": step.good,
            "failed": [{"place": place, "text": text} for place, text in step.failed],
            "not_checked": [{"place": place, "text": text} for place, text in step.unchecked],
        }
        for step in report.steps
    ]
    return {"steps": steps, "records": [record_json(standing) for standing in report.standings]}


def record_json(standing: Any) -> dict[str, Any]:
    from servanda.record.filing import instant

    def bound(value: tuple[int, str] | None) -> dict[str, str] | None:
        return {"time": instant(value[0]), "by": value[1]} if value else None

    return {
        "party": standing.record.party,
        "number": standing.record.number,
        "type": standing.record.type,
        "state": standing.state,
        "claimed": instant(standing.record.time),
        "not_before": bound(standing.not_before),
        "not_after": bound(standing.not_after),
        "served": {party: instant(time) for party, time in sorted(standing.served.items())},
        "record": standing.record.leaf,
    }
