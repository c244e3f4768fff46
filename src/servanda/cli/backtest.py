"""`servanda backtest`: had this draft been in force, what would it have caught, and when.

Rules it keeps: data on stdout, talk on stderr; 0 nothing caught, 1 something caught, 2 could not do it.

It leaves to others: the trial itself (`servanda.findings.backtest`), the table (`servanda.report.backtest`),
the page (`servanda.report.html.backtest`).
"""

from pathlib import Path

import click

from servanda.cli.terminal import a_date, inside, put, working, write


def numbers(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """`NAME=9000,13000`, several times."""
    found = {}
    for text in given:
        name, _sign, values = text.partition("=")
        try:
            found[name] = tuple(int(one) for one in values.split(","))
        except ValueError:
            raise click.BadParameter(f"`{text}` is not of the form NAME=5000,9000.", param=option) from None
    return found


@click.command()
@click.argument("agreement", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--evidence",
    required=True,
    metavar="WORKSPACE",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The workspace whose declarations and evidence are used.",
)
@click.option("--from", "first", required=True, metavar="DATE", callback=a_date, help="First day of the trial.")
@click.option("--to", "last", required=True, metavar="DATE", callback=a_date, help="Last day of the trial, inclusive.")
@click.option(
    "--known-by", metavar="DATE", callback=a_date, help="What was known by then (default: servanda.toml, or --to)."
)
@click.option("--assessor", metavar="NAME", help="Under this standard of proof (default: the first).")
@click.option(
    "--vary",
    metavar="NAME=N,N,…",
    multiple=True,
    callback=numbers,
    help="Try other values of a parameter, or of the number that a field of this name is compared with.",
)
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the data.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the page as one HTML file.")
@click.pass_context
def backtest(
    ctx: click.Context,
    agreement: Path,
    evidence: Path,
    first: str,
    last: str,
    known_by: str | None,
    assessor: str | None,
    vary: dict[str, tuple[int, ...]],
    form: str,
    report: Path | None,
) -> None:
    """Try a draft on history: what it would have caught, when, on whose word, and under other thresholds.

    AGREEMENT is a file, or a workspace. The record types must be those of the evidence.
    Exit codes: 0 nothing caught, 1 something caught, 2 could not do it.
    """
    from servanda.findings.backtest import backtest as tried
    from servanda.findings.workspace import load
    from servanda.report.backtest import as_json, render

    if report is not None:
        from servanda.report.html.plot import ready

        ready()  # before the long work
    draft = agreement / "agreement.md" if agreement.is_dir() else agreement
    same = draft.resolve() == (evidence / "agreement.md").resolve()
    other = None if same else draft
    with inside(evidence, other), working(f"Trying {draft} on {evidence} …"):
        space = load(evidence, other)
        standard = assessor or space.assessors[0].name
        try:
            found = tried(space, first, last, known_by or space.known_by, standard, vary)
        except ValueError as error:
            raise click.UsageError(f"{str(error)[0].upper()}{str(error)[1:]}.") from error
    if report is not None:
        from servanda.report.html.backtest import page

        write(report, page(found).encode())
    put((as_json(found) if form == "json" else render(found)).encode())
    ctx.exit(1 if found.breaches else 0)
