"""`servanda check`: what is wrong with an agreement, and what it means.

Rules it keeps:

- messages go to stdout; where `--core`, `--read` or `--traces` ask for something else, that goes to stdout and the
  messages to stderr, so that each can be piped;
- `--export-mfotl` writes two files that `servanda monitor` and other monitors read, and says so on stdout;
- every file is checked: what is wrong with one does not hide the others;
- exit 0: nothing but notes; 1: a warning, or a trace that finds something else than it expects; 2: an error.

It leaves to others: finding what is wrong (`servanda.agreement`), evaluating traces (`servanda.findings`).
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement
    from servanda.agreement.parse import Document
    from servanda.diagnostics import Diagnostic


@dataclass(slots=True)
class Checked:
    """What one file gave. `asked` is what `--core` and `--read` show, by option; `traces` None: not asked for."""

    path: Path
    text: str = ""
    document: "Document | None" = None
    agreement: "Agreement | None" = None
    messages: "list[Diagnostic]" = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    traces: "list[Example] | None" = None

    @property
    def preludes(self) -> dict[str, str]:
        """The texts that it takes over, by file."""
        return {one.file: one.text for one in self.document.preludes} if self.document is not None else {}


@dataclass(frozen=True, slots=True)
class Example:
    """What one line `expect …` of a trace found."""

    norm: str
    trace: str
    expected: str
    ok: bool
    found: str

    def __str__(self) -> str:
        line = f"{'ok  ' if self.ok else 'FAIL'}  {self.norm}: “{self.trace}”: {self.expected}"
        return line if self.ok else f"{line}\n      found: {self.found}"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["human", "json", "sarif"]), default="human", help="How to say it.")
@click.option("--core", is_flag=True, help="Print what each norm means in the core logic.")
@click.option("--read", "prose", is_flag=True, help="Read every norm back in plain English.")
@click.option("--traces", is_flag=True, help="Run the agreement's worked examples.")
@click.option("--export-mfotl", "norm", metavar="NORM", help="Write NORM.sig and NORM.mfotl, for other monitors.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="With --export-mfotl: the folder to write to; by default, the one you are in.",
)
def check(
    files: tuple[Path, ...], form: str, core: bool, prose: bool, traces: bool, norm: str | None, into: Path
) -> None:
    """Check agreements: parse, resolve, type-check, lint.

    Exit codes: 0 nothing but notes, 1 warnings or a trace that fails, 2 errors.
    """
    if norm is not None and len(files) > 1:
        raise click.UsageError("--export-mfotl takes a norm of one file.")
    results = [_check_one(path, core, prose, traces) for path in files]
    if norm is not None:
        _export(results[0], norm, into, form)
    if form == "json":
        click.echo(json.dumps(_as_data(results), ensure_ascii=False, indent=2))
    elif form == "sarif":
        from importlib.metadata import version

        from servanda.diagnostics import sarif

        click.echo(sarif([item for result in results for item in result.messages], version("servanda")))
    else:
        _print(results, core or prose or traces)
    severities = {item.severity for result in results for item in result.messages}
    raise SystemExit(2 if "error" in severities else 1 if "warning" in severities else 0)


def _check_one(path: Path, core: bool, prose: bool, traces: bool) -> Checked:
    from servanda.agreement.check import check as check_document
    from servanda.agreement.parse import parse
    from servanda.agreement.prelude import library
    from servanda.agreement.source import read_source
    from servanda.diagnostics import Refused

    result = Checked(path)
    try:
        result.text = read_source(path)
    except Refused as refused:
        result.messages.extend(refused.diagnostics)
        return result
    result.document = parse(result.text, str(path))
    result.agreement, result.messages = check_document(result.document, library(path.parent))
    if result.agreement is None:
        return result
    result.document = result.agreement.document
    if core:
        from servanda.agreement.core.show import show

        result.asked["core"] = show(result.agreement)
    if prose:
        from servanda.agreement.prose.agreement import read_agreement

        result.asked["read"] = read_agreement(result.document)
    if traces:
        result.traces = _traces(result.agreement, result.messages)
    return result


def _export(result: Checked, name: str, folder: Path, form: str) -> None:
    """Write the norm's two files; what stands in the way becomes a message of the file."""
    from servanda.agreement.core.mfotl import export
    from servanda.diagnostics import Refused, nearest

    if result.agreement is None:
        return
    if name not in result.agreement.norms:
        near = nearest(name, result.agreement.norms)
        hint = (
            f"Did you mean `{near}`?" if near else "There are: " + (", ".join(result.agreement.norms) or "none") + "."
        )
        raise click.BadParameter(f"There is no norm `{name}` in {result.path}. {hint}", param_hint="--export-mfotl")
    try:
        written = export(result.agreement, name)
    except Refused as refused:
        result.messages.extend(refused.diagnostics)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, text in (("sig", written.signature), ("mfotl", written.formula)):
            (folder / f"{name}.{suffix}").write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"Cannot write to {folder}: {error.strerror}.", param_hint="--into") from error
    click.echo(f"{folder / name}.sig, {folder / name}.mfotl: written", err=form != "human")


def _traces(agreement: "Agreement", messages: "list[Diagnostic]") -> list[Example]:
    """Every expectation; a warning is added for each that finds something else."""
    from servanda.agreement.prose.agreement import read_expectation
    from servanda.diagnostics import Diagnostic
    from servanda.findings.traces import run

    examples = []
    for result in run(agreement, Path(agreement.document.file).parent):
        norm, label, expected = result.trace.norm.text, result.trace.label, read_expectation(result.expectation)
        examples.append(Example(norm, label, expected, result.ok, result.found))
        if not result.ok:
            message = f"The trace “{label}” expects {expected}, but finds: {result.found}."
            remedy = f"Correct the norm `{norm}`, the facts of the trace, or what it expects."
            messages.append(Diagnostic("trace-fails", "warning", message, result.expectation.place, remedy))
    return examples


def _print(results: list[Checked], asked: bool) -> None:
    from servanda.diagnostics import human, summary

    for result in results:
        for text in result.asked.values():
            click.echo(text)
        if result.traces is not None:
            click.echo("\n".join(map(str, result.traces)) or "The agreement has no traces.")
        if result.messages:
            sources = {str(result.path): result.text} | result.preludes
            click.echo(human(result.messages, sources) + "\n", err=asked)
        count = len(result.agreement.norms) if result.agreement is not None else None
        norms = "" if count is None else "1 norm, " if count == 1 else f"{count} norms, "
        click.echo(f"{result.path}: {norms}{summary(result.messages)}", err=asked)


def _as_data(results: list[Checked]) -> dict[str, Any]:
    from servanda.diagnostics import as_json

    return {
        "files": [
            {
                "file": str(result.path),
                "title": result.document.title if result.document else None,
                "messages": as_json(result.messages),
                **result.asked,
                **({} if result.traces is None else {"traces": [asdict(item) for item in result.traces]}),
            }
            for result in results
        ]
    }
