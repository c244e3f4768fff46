"""The text of `servanda check --core`: everything that a checked agreement says, in the core logic."""

from itertools import product

from servanda.agreement.core.norms import core_norm
from servanda.agreement.core.vocabulary import of_record, shared, unseen_in
from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.definitions import used_definitions, used_zones
from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Name, Norm, Path
from servanda.diagnostics import Place
from servanda.logic.schema import Schema
from servanda.logic.write import write_formula


def reading_choices(norm: Norm, agreement: Agreement) -> list[dict[str, str]]:
    """Every choice of readings that concerns a norm; one empty choice where there is nothing to choose."""
    open_terms = [item for item in used_definitions(norm, agreement) if len(item.readings) > 1]
    labels = [[reading.label for reading in item.readings] for item in open_terms]
    names = [item.name.text for item in open_terms]
    maps = agreement.readings().get("boundaries", [])
    if len(maps) > 1 and used_zones(norm, agreement):
        labels, names = [*labels, maps], [*names, "boundaries"]
    return [dict(zip(names, choice, strict=True)) for choice in product(*labels)]


def core_norms(norm: Norm, agreement: Agreement) -> list[CoreNorm]:
    """A norm in the core logic, once for each choice of readings."""
    return [core_norm(norm, agreement, choice) for choice in reading_choices(norm, agreement)]


def plain(node: object) -> str:
    """A node of the syntax tree as one line, without its places: what was said, in a fixed form."""
    from dataclasses import fields, is_dataclass

    if isinstance(node, Name):
        return node.text
    if isinstance(node, Path):
        return str(node)
    if isinstance(node, tuple):
        return "[" + ", ".join(plain(item) for item in node) + "]"
    if is_dataclass(node):
        shown = [
            f"{item.name}={plain(getattr(node, item.name))}"
            for item in fields(node)
            if item.name not in ("place", "article") and not isinstance(getattr(node, item.name), Place)
        ]
        return f"{type(node).__name__}({', '.join(shown)})"
    return repr(node) if isinstance(node, str) else str(node)


def _schema(item: Schema) -> str:
    columns = ", ".join(f"{column.name}: {column.type}" for column in item.columns)
    return f"{item.kind} {item.name}({columns})"


def fixed(agreement: Agreement) -> str:
    """Everything that an agreement says, in a fixed form that changes whenever what is said changes."""
    lines = [plain(item) for item in agreement.document.statements]
    for norm in agreement.norms.values():
        lines += _formulas(norm, agreement)
    return "\n".join(lines)


def _source(norm: Norm, agreement: Agreement) -> list[str]:
    """The norm as it stands in the text, each line marked as what people sign."""
    first, last = norm.place.line, norm.place.end_line
    texts = {one.file: one.text for one in (*agreement.document.preludes, agreement.document)}
    return [f"  | {line}" for line in texts[norm.place.file].split("\n")[first - 1 : last]]


def show(agreement: Agreement) -> str:
    """The predicates, and each norm as it stands in the text with its formulas, under each choice of readings."""
    lines = [f"# {agreement.title}", "", "## Predicates", ""]
    lines += [_schema(item) for item in shared(agreement).values()]
    for record in agreement.records.values():
        lines += [_schema(item) for item in (*of_record(record), *unseen_in(record, agreement))]
    for name, norm in agreement.norms.items():
        lines += ["", f"## {name}", "", *_source(norm, agreement), "", *_formulas(norm, agreement)]
    return "\n".join(lines).rstrip() + "\n"


def _formulas(norm: Norm, agreement: Agreement) -> list[str]:
    """The formulas of a norm, with what each says, under each choice of readings."""
    lines: list[str] = []
    for core in core_norms(norm, agreement):
        for definition, label in core.readings.items():
            lines += [f"-- {definition}: reading “{label}”"]
        for item in core.formulas.values():
            lines += [f"{item.name}({', '.join(item.order)}):  -- {item.says}"]
            lines += ["  " + line for line in write_formula(item.formula, width=106).splitlines()]
            lines.append("")
    return lines
