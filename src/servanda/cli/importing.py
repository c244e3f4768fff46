"""`servanda import`: public data sets into the evidence of a workspace.

Rules it keeps:

- nothing is downloaded: `--how SOURCE` says where a data set is found, on what terms, and what an importer makes of it;
- the summary goes to stdout, as text or JSON; refusals go to stderr with file, line and remedy;
- 0 all rows used or silent, 1 something to look at (rows quarantined, codes not recognised, nothing used), 2 refused;
- progress only at a terminal; a stop leaves the workspace as it was.

It leaves to others: every step of an import (`servanda.evidence.importing`).
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servanda.cli.terminal import a_date, terminal

if TYPE_CHECKING:
    from servanda.diagnostics import Refused

EXCERPTS_TO = 200_000  # lines of a file that are looked through for one to show


@contextmanager
def told(ctx: click.Context) -> Iterator[None]:
    """Refusals as text, with the lines they speak of, without reading very long files whole."""
    from servanda.diagnostics import Refused

    try:
        yield
    except Refused as refused:
        click.echo(_human(refused), err=True)
        ctx.exit(2)


def _human(refused: "Refused") -> str:
    from servanda.diagnostics import human

    lines: dict[str, int] = {}
    for item in refused.diagnostics:
        lines[item.place.file] = max(lines.get(item.place.file, 0), item.place.line)
    sources = {}
    for file, last in lines.items():
        if Path(file).suffix.lower() in (".csv", ".tab", ".tsv", ".txt", ".toml", ".md") and last <= EXCERPTS_TO:
            with Path(file).open(encoding="utf-8", errors="replace") as stream:
                sources[file] = "".join(line[:160].rstrip("\n") + "\n" for line in islice(stream, last))
    return human(refused.diagnostics, sources)


def pairs(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """`FIELD=COLUMN`, several times, as a mapping."""
    found = {}
    for text in given:
        left, sign, right = text.partition("=")
        if not sign or not left or not right:
            raise click.BadParameter(f"`{text}` is not of the form {option.metavar}.", param=option)
        found[left] = right
    return found


def show_list(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """`--list`: every source in a line."""
    if wanted and not ctx.resilient_parsing:
        from servanda.evidence.importing.told import as_list

        click.echo(as_list(terminal().width))
        ctx.exit()


def show_how(ctx: click.Context, option: click.Parameter, name: str | None) -> None:
    """`--how SOURCE`: where to get it, on what terms, what is expected and what is made of it."""
    if name and not ctx.resilient_parsing:
        from servanda.evidence.importing.told import how

        click.echo(how(_source(name, option), terminal().width))
        ctx.exit()


def _source(name: str, option: click.Parameter | None = None) -> "Source":
    from servanda.diagnostics import nearest
    from servanda.evidence.importing.sources import SOURCES

    if name not in SOURCES:
        near = nearest(name, SOURCES)
        hint = f"Did you mean {near}?" if near else "`servanda import --list` names them all."
        raise click.BadParameter(f"No source is called {name}. {hint}", param=option)
    return SOURCES[name]


if TYPE_CHECKING:
    from servanda.evidence.importing.catalogue import Source


@click.command("import")
@click.argument("source")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into",
    "workspace",
    required=True,
    metavar="WORKSPACE",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The workspace that gets the evidence.",
)
@click.option("--shape", metavar="SHAPE", default="", help="What to make of the rows (default: the source's first).")
@click.option("--as", "record", metavar="RECORD", default="", help="The record type or relation of the agreement.")
@click.option(
    "--field",
    "fields",
    metavar="FIELD=COLUMN",
    multiple=True,
    callback=pairs,
    help="Fill a field with this column; may be repeated.",
)
@click.option(
    "--value",
    "values",
    metavar="FIELD:THEIRS=OURS",
    multiple=True,
    callback=pairs,
    help="What an option is called in the agreement; may be repeated.",
)
@click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="For any other table, with the source `mapping`: a TOML file that says which column fills which field.",
)
@click.option("--name", metavar="NAME", default="", help="Of the files in evidence/ (default: the source's).")
@click.option("--from", "first", metavar="YEAR", type=int, help="Leave out what happened before.")
@click.option("--to", "last", metavar="YEAR", type=int, help="Leave out what happened after.")
@click.option("--grade", metavar="GRADE", help="Admiralty grade in place of the source's rule, such as C3.")
@click.option("--origin", metavar="TEXT", default="", help="Origin of all rows, in place of the source's rule.")
@click.option(
    "--known",
    metavar="WHEN",
    default="release",
    help="When rows became known: release (default), event (as they happened), or a date.",
)
@click.option("--encoding", metavar="NAME", default="utf-8", help="Of the files (default: utf-8).")
@click.option("--retrieved", metavar="DATE", callback=a_date, help="The day of the import (default: today).")
@click.option("--keep-good", is_flag=True, help="Import the good rows of a file that has bad ones; count the others.")
@click.option(
    "--coverage", is_flag=True, help="Write, too, for which years the makers say that they looked everywhere."
)
@click.option("--replace", is_flag=True, help="Put the import in place of an earlier one of that name.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", help="Of the summary.")
@click.option("--list", is_flag=True, expose_value=False, is_eager=True, callback=show_list, help="Name all sources.")
@click.option(
    "--how",
    metavar="SOURCE",
    expose_value=False,
    is_eager=True,
    callback=show_how,
    help="Say where to get a source, on what terms, and what is made of it.",
)
def import_evidence(
    source: str,
    paths: tuple[Path, ...],
    workspace: Path,
    shape: str,
    record: str,
    fields: dict[str, str],
    values: dict[str, str],
    first: int | None,
    last: int | None,
    retrieved: str | None,
    form: str,
    **rest: object,
) -> None:
    """Turn files of a public data set into graded evidence in WORKSPACE/evidence.

    Rows that cannot be used, copies, and rows about states that the agreement does not name are counted and kept in
    WORKSPACE/imported.

    Exit codes: 0 fine, 1 something to look at (quarantined rows, codes not recognised), 2 could not do it.
    """
    ctx, mapping = click.get_current_context(), rest["mapping"]
    if (source == "mapping") != (mapping is not None):
        raise click.UsageError("The source `mapping` and --mapping FILE belong together.")
    with told(ctx):
        chosen = _mapped(mapping) if isinstance(mapping, Path) else _source(source)
    check_wish(chosen, shape, bool(rest["coverage"]))
    from servanda.evidence.importing.fit import Wish
    from servanda.evidence.importing.passes import Request, run
    from servanda.evidence.importing.statements import Choices
    from servanda.findings.workspace import agreement_and_parties

    today = retrieved or datetime.now(UTC).date().isoformat()  # the day is an input, and stands in the manifest
    with told(ctx):
        agreement, parties = agreement_and_parties(workspace)
        choices = Choices(today, _known(str(rest["known"])), _grade(rest["grade"]), str(rest["origin"]), first, last)
        request = Request(
            paths, workspace, choices, shape, Wish(record, fields, _options(values)), str(rest["name"]),
            str(rest["encoding"]), bool(rest["keep_good"]), bool(rest["replace"]), sys.stderr.isatty(),
            bool(rest["coverage"]), parties,
        )  # fmt: skip
        summary = run(chosen, request, agreement)
    if form == "json":
        click.echo(json.dumps(summary.as_data(), ensure_ascii=False, indent=2))
    else:
        from servanda.evidence.importing.told import summed_up

        click.echo(summed_up(summary, terminal().width))
    ctx.exit(1 if summary.to_look_at else 0)


def check_wish(source: "Source", shape: str, coverage: bool) -> None:
    """Refuse a shape that the source does not make, and coverage that its makers do not state."""
    if shape and shape not in {one.name for one in source.shapes}:
        shapes = ", ".join(one.name for one in source.shapes)
        raise click.BadParameter(f"{source.name} makes no {shape}. Shapes: {shapes}.", param_hint="--shape")
    made = source.shape(shape) if shape else source.shapes[0]
    if coverage and (source.covers is None or made.kind != "event"):
        raise click.UsageError(f"The makers of {source.name} do not say for which years they looked everywhere.")


def _mapped(path: Path) -> "Source":
    from servanda.evidence.importing.mapping import read

    return read(path)


def _options(values: dict[str, str]) -> dict[tuple[str, str], str]:
    """`FIELD:THEIRS` → ours, taken apart."""
    found = {}
    for key, ours in values.items():
        field, sign, option = key.partition(":")
        if not sign:
            raise click.BadParameter(f"`{key}={ours}` is not of the form FIELD:THEIRS=OURS.", param_hint="--value")
        found[(field, option)] = ours
    return found


def _grade(given: object) -> str:
    from servanda.evidence.grade import is_grade

    if given is None:
        return ""
    if not is_grade(str(given)):
        wanted = "write a letter A–F and a number 1–6"
        raise click.BadParameter(f"`{given}` is no Admiralty grade: {wanted}.", param_hint="--grade")
    return str(given)


def _known(given: str) -> str:
    if given in ("release", "event"):
        return given
    from servanda import dates

    try:
        dates.stamp(given, dates.UTC)
    except ValueError as error:
        raise click.BadParameter(f"{error}; or write release or event.", param_hint="--known") from error
    return given
