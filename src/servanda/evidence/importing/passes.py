"""One import, pass by pass: take in, set faults aside, say, find parties, judge, count, write.

Rules it keeps:

- bad rows stop an import before anything is written, unless the user keeps the good ones (`keep_good`);
- whether the agreement has a place for what the source offers is asked before any file is read;
- what is written is moved into place only when it is whole; a stop at any moment leaves the workspace as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from servanda.agreement.model import Agreement
from servanda.diagnostics import Diagnostic, Place, Refused
from servanda.evidence.importing import outcome
from servanda.evidence.importing.catalogue import Shape, Source
from servanda.evidence.importing.coverage import write_coverage
from servanda.evidence.importing.faults import find
from servanda.evidence.importing.fit import Fit, Wish, fit
from servanda.evidence.importing.intake import Intake, Reading, take_in
from servanda.evidence.importing.naming import Naming, naming
from servanda.evidence.importing.statements import Choices, columns, judge, resolve, say, split
from servanda.evidence.importing.summary import Summary, count
from servanda.evidence.rows import Fault

TOLD = 8  # faults that a refusal shows


@dataclass(frozen=True)
class Request:
    """What is asked of an import. `parties`: name in the agreement → identity, from the settings.

    `coverage`: write, too, where the makers say that they looked everywhere.
    """

    paths: Sequence[Path]
    workspace: Path
    choices: Choices
    shape: str = ""
    wish: Wish = field(default_factory=Wish)
    name: str = ""
    encoding: str = "utf-8"
    keep_good: bool = False
    replace: bool = False
    bar: bool = False
    coverage: bool = False
    parties: Mapping[str, str] = field(default_factory=dict)


def run(source: Source, request: Request, agreement: Agreement) -> Summary:
    """Import the files into the workspace. Raises Refused with all that is wrong."""
    shape = source.shape(request.shape) if request.shape else source.shapes[0]
    made = fit(agreement, source, shape, request.wish)
    names = naming(agreement, request.parties)
    name = request.name or source.name
    if not request.replace:
        outcome.refuse_twice(request.workspace, name)
    with outcome.scratch(request.workspace) as scratch:
        intake = take_in(source, request.paths, scratch, Reading(request.choices.today, request.encoding, request.bar))
        try:
            faults = find(source, intake)
            if not request.keep_good:
                _refuse_faults(source, faults)
            version = _version(source, intake, shape)
            say(intake.connection, source, shape, request.choices, version)
            resolve(intake.connection, [o for o in made.filled.values() if o.kind == "party"], names)
            if shape.kind == "relation":
                split(intake.connection, shape)
            judge(intake.connection, shape, made)
            summary = count(source, shape, intake, faults, made, names, version)
            _write(source, shape, made, names, summary, intake, scratch, name, request)
        finally:
            intake.connection.close()
        written = outcome.put_in_place(scratch, request.workspace, name)
        summary.written = [path.relative_to(request.workspace).as_posix() for path in written]
    return summary


def _refuse_faults(source: Source, faults: Mapping[str, list[Fault]]) -> None:
    """Refuse files with bad rows: the first ones with place and remedy, and how many there are."""
    total = sum(map(len, faults.values()))
    if not total:
        return
    shown = [(path, one) for path, found in faults.items() for one in found][:TOLD]
    told = [
        Diagnostic(
            "import-row",
            "error",
            f"{f'`{one.column}`: ' if one.column else ''}{one.reason}.",
            Place(path, one.line, 1, one.line, 2),
            one.remedy,
        )
        for path, one in shown
    ]
    first = next(path for path, found in faults.items() if found)
    rows = f"{total} row{'s' if total != 1 else ''}"
    message = f"{rows} of {source.title} cannot be used{f'; the first {TOLD} are shown' if total > TOLD else ''}."
    remedy = "Mend the file, or say --keep-good to import the others and have these counted and set aside."
    raise Refused([*told, Diagnostic("import-rows", "error", message, Place(first, 1, 1, 1, 2), remedy)])


def _version(source: Source, intake: Intake, shape: Shape) -> str:
    """The version that the rows name, or the text that the source gives."""
    if source.version.startswith("'"):
        return source.version.strip("'")
    query = f"SELECT DISTINCT CAST({source.version} AS VARCHAR) AS v FROM {shape.main} WHERE v IS NOT NULL ORDER BY v"
    return ", ".join(row[0] for row in intake.connection.execute(query).fetchall())


def _write(
    source: Source,
    shape: Shape,
    made: Fit,
    names: Naming,
    summary: Summary,
    intake: Intake,
    scratch: Path,
    name: str,
    request: Request,
) -> None:
    """Write everything into the hidden folder."""
    (scratch / "evidence").mkdir()
    (scratch / "imported").mkdir()
    _, _, folded = outcome.write_rows(intake.connection, columns(shape, made), scratch / "evidence", name)
    outcome.write_aside(intake.connection, scratch / "imported")
    outcome.write_faults(summary.faults, scratch / "imported")
    head = {
        **({"table": "relation", "relation": made.record} if shape.kind == "relation" else {"record": made.record}),
        "title": f"{source.title}{f', version {summary.version}' if summary.version else ''}",
        "licence": source.licence,
        "citation": source.citation,
        "retrieved": request.choices.today,
        "note": f"Grade {request.choices.grade or source.grade}: {source.grade_why}"
        if shape.kind != "relation"
        else "",
    }
    imported = {
        "source": source.name,
        "version": summary.version,
        "shape": shape.name,
        "files": "; ".join(f"{Path(one['path']).name} sha256:{one['sha256']}" for one in summary.files),
        "rows_in": summary.rows,
        "quarantined": summary.quarantined,
        "statements": summary.statements,
        "duplicates": summary.copies,
        "used": summary.used,
    }
    text = outcome.manifest(head, folded, imported)
    (scratch / "evidence" / f"{name}.toml").write_text(text, encoding="utf-8")
    if request.coverage:
        write_coverage(source, summary, request.choices, scratch / "evidence", name)
