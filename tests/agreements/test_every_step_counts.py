"""In the model treaties and the Founding Act no number stands idle: one step up or down, and a worked example differs.

A number is one that stands in a norm or a parameter: a threshold, a length of time, a day of a month. Everyday runs try
every fifth; `./dev test --long` tries all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from servanda.agreement.check import check
from servanda.agreement.grammar.lexer import Token, tokens
from servanda.agreement.model import Agreement
from servanda.agreement.parse import parse
from servanda.agreement.syntax import Name, Norm, Parameter
from servanda.evidence.zones.geography import geography
from servanda.findings.traces import run_trace
from tests.agreement.shipped import SHIPPED

TREATIES = [name for name in SHIPPED if name in ("treaty-on-cooperation", "mutual-security-treaty")]
SHOWN = [*TREATIES, "founding-act-1997"]


@dataclass(frozen=True)
class Step:
    """A number, moved by one, and the norms that it is said in."""

    said: str
    text: str
    norms: frozenset[str]


def agreement_of(text: str) -> Agreement | None:
    return check(parse(text, "agreement.md"))[0]


def moved(text: str, token: Token, by: int) -> str:
    lines = text.split("\n")
    line, place = lines[token.place.line - 1], token.place
    number = str(int(token.text) + by)
    lines[place.line - 1] = line[: place.column - 1] + number + line[place.end_column - 1 :]
    return "\n".join(lines)


def concerned(statement: Norm | Parameter, agreement: Agreement) -> frozenset[str]:
    """The norms on which a number bears: all that follow from the same statement, or that name the parameter."""
    if not isinstance(statement, Parameter):
        line = statement.place.line
        return frozenset(
            name for name, norm in agreement.norms.items() if norm.place.line <= line <= norm.place.end_line
        )
    lines = agreement.document.text.split("\n")
    users = [
        name
        for name, norm in agreement.norms.items()
        if any(statement.name.text in line for line in lines[norm.place.line - 1 : norm.place.end_line])
    ]
    return frozenset(users)


def steps(agreement: Agreement) -> Iterator[Step]:
    text = agreement.document.text
    blocks = [block for article in agreement.document.articles for block in article.blocks]
    found = [token for block in blocks for token in tokens(block.text, "agreement.md", block.line)[0]]
    for statement in (*agreement.parameters.values(), *agreement.norms.values()):
        if statement.place.file != agreement.document.file:
            continue  # it stands in a prelude
        lines = range(statement.place.line, statement.place.end_line + 1)
        for token in found:
            if token.kind == "number" and token.place.line in lines:
                for by in (1, -1):
                    said = f"{statement.name}: {token.text} at {token.place.line}:{token.place.column} by {by:+}"
                    yield Step(said, moved(text, token, by), concerned(statement, agreement))


def unnoticed(name: str, every: int) -> tuple[int, list[str]]:
    """How many steps were tried, and those after which every worked example came out as before."""
    agreement = agreement_of(SHIPPED[name].read_text(encoding="utf-8"))
    assert agreement is not None
    places = geography(agreement, SHIPPED[name].parent)
    tried, missed = 0, []
    for step in list(steps(agreement))[::every]:
        tried += 1
        other = agreement_of(step.text)
        if other is None:
            continue  # refused: noticed
        traces = [trace for trace in other.traces if trace.norm.text in step.norms]
        if all(result.ok for trace in traces for result in run_trace(trace, other, places)):
            missed.append(step.said)
    return tried, missed


@pytest.mark.parametrize("name", SHOWN)
def test_each_norm_is_shown_kept_breached_and_undetermined(name: str) -> None:
    agreement = agreement_of(SHIPPED[name].read_text(encoding="utf-8"))
    assert agreement is not None
    shown: dict[str, set[str]] = {norm: set() for norm in agreement.norms}
    for trace in agreement.traces:
        shown[Name.__str__(trace.norm)].update(item.verdict for item in trace.expectations)
    wanted = {"kept", "breached", "undetermined"}
    assert {norm: sorted(wanted - verdicts) for norm, verdicts in shown.items() if wanted - verdicts} == {}


@pytest.mark.long
@pytest.mark.parametrize("name", SHOWN)
def test_every_step_of_every_number_is_noticed(name: str) -> None:
    tried, missed = unnoticed(name, 1)
    assert missed == []
    assert tried >= (40 if name in TREATIES else 22)


@pytest.mark.parametrize("name", TREATIES)
def test_a_step_of_some_numbers_is_noticed(name: str) -> None:
    tried, missed = unnoticed(name, 25)
    assert missed == []
    assert tried >= 2
