"""Show an explanation: as an indented tree of lines, or as plain data.

Rules it keeps:

- one line a node, those of nested ANDs side by side: what holds or fails, then the fact that decided it, or where
  nothing was found;
- a part's time is told where it is another than that of the line above;
- the same explanation always gives the same text.

It leaves to others: the explanation (`explanation`).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from servanda.engine.explain_relations import Fact
from servanda.engine.explanation import Explanation
from servanda.engine.verdict_formats import write_value
from servanda.logic.syntax import And
from servanda.logic.write import write_formula


def explanation_lines(found: Explanation, stamps: Sequence[int]) -> Iterator[str]:
    """The tree as text."""
    head = f"@{stamps[found.time_point]} (time point {found.time_point}): {_values(found)}"
    yield f"{head} {'satisfies' if found.holds else 'does not satisfy'}, evaluated as:"
    yield from _node(found, stamps, "  ", found.time_point)
    if found.beside:
        yield "  in reach besides:"
        yield from (f"    {line}" for line in sorted(_fact(fact, stamps) for fact in found.beside))


def _values(found: Explanation) -> str:
    written = ", ".join(f"{name} = {write_value(value)}" for name, value in found.valuation.items())
    return f"({written})"


def _node(found: Explanation, stamps: Sequence[int], indent: str, above: int) -> Iterator[str]:
    when = "" if found.time_point == above else f"at @{stamps[found.time_point]} (time point {found.time_point}): "
    verdict = "holds" if found.holds else "fails"
    yield f"{indent}{when}{write_formula(found.formula)} {verdict}{_because(found, stamps)}"
    for part in _flat_parts(found):
        yield from _node(part, stamps, f"{indent}  ", found.time_point)


def _flat_parts(found: Explanation) -> Iterator[Explanation]:
    """The parts; those of an AND within an AND as though they stood side by side."""
    for part in found.parts:
        if isinstance(found.formula, And) and isinstance(part.formula, And):
            yield from _flat_parts(part)
        else:
            yield part


def _because(found: Explanation, stamps: Sequence[int]) -> str:
    bound = ", ".join(f"{name} = {write_value(value)}" for name, value in found.valuation.items())
    where = f" for {bound}" if bound else ""
    if found.fact is not None:
        return f"{where}: {_fact(found.fact, stamps)}"
    if found.looked_at is not None:
        return f"{where}: {_window(found.looked_at)}"
    return where


def _window(points: Sequence[int]) -> str:
    if not points:
        return "no time point lies in the window"
    first, last = points[0], points[-1]
    return f"looked at time point {first}" if first == last else f"looked at time points {first} to {last}"


def _fact(fact: Fact, stamps: Sequence[int]) -> str:
    written = f"{fact.name}({','.join(write_value(value) for value in fact.row)})"
    if fact.time_point is not None:
        return f"{written} at @{stamps[fact.time_point]}"
    if fact.span is not None:
        start, end = fact.span
        return f"{written} from @{start} {'on' if end is None else f'to before @{end}'}"
    return f"{written} always"


def explanation_data(found: Explanation, stamps: Sequence[int]) -> dict[str, Any]:
    """The tree as plain data, keys in a fixed order."""
    data: dict[str, Any] = {
        "formula": write_formula(found.formula),
        "holds": found.holds,
        "time_point": found.time_point,
        "time_stamp": stamps[found.time_point],
        "values": found.valuation,
    }
    if found.fact is not None:
        data["fact"] = _fact_data(found.fact, stamps)
    if found.looked_at is not None:
        data["looked_at"] = list(found.looked_at)
    if found.parts:
        data["parts"] = [explanation_data(part, stamps) for part in found.parts]
    if found.beside:
        data["beside"] = [_fact_data(fact, stamps) for fact in sorted(found.beside, key=repr)]
    return data


def _fact_data(fact: Fact, stamps: Sequence[int]) -> dict[str, Any]:
    data: dict[str, Any] = {"name": fact.name, "values": list(fact.row)}
    if fact.time_point is not None:
        data |= {"time_point": fact.time_point, "time_stamp": stamps[fact.time_point]}
    if fact.span is not None:
        data |= {"from": fact.span[0], "until": fact.span[1]}
    return data
