"""Writes the pages of `docs/` that follow from the code, or compares them (`--check`).

Rules it keeps:

- a page is a function of the code alone: same code, same bytes;
- with `--check` nothing is written, and a page that differs ends the run with 1; the tests do the same.

    ./dev docs             writes them anew
    ./dev docs --check     only compares

What it leaves to others: pages written by hand.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from servanda.cli.main import SECTIONS, servanda
from servanda.engine.drivers.engines import ENGINES

DOCS = Path(__file__).resolve().parent

HEADER = "<!-- Written by ./dev docs from the code. Edits here are lost. -->\n\n"


def commands() -> str:
    """Every command with its help, as the terminal shows it."""
    parts = [
        HEADER,
        "# Commands\n\n",
        "Data goes to stdout, talk to stderr. Exit codes: 0 fine, 1 something to look at (a breach, a gap, a\n"
        "quarantined row), 2 could not do it.\n",
    ]
    group = click.Context(
        servanda, info_name="servanda", terminal_width=100, max_content_width=100, help_option_names=["-h", "--help"]
    )
    for title, entries in SECTIONS.items():
        parts.append(f"\n## {title}\n")
        for name, entry in entries.items():
            command = servanda.get_command(group, name)
            assert command is not None, name
            parts.append(f"\n### servanda {name}\n\n{entry.does}\n{helps(command, name, group)}")
    return "".join(parts)


def helps(command: click.Command, name: str, parent: click.Context) -> str:
    """The help of a command, and of the commands under it."""
    context = click.Context(command, info_name=name, parent=parent)
    text = f"\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        text += "".join(helps(one, word, context) for word, one in command.commands.items())
    return text


COMPARISON = """
## How they are compared

`./dev test --backends all tests/engine` installs the engines, starts a PostgreSQL server and a Spark of its own, and
asks each engine what the reference evaluator answers: every hand-made case of each operator, with the log's end open
and closed; the outside cases and refusals that MonPoly's authors wrote; random formulas with facts made for them; what
is known to change verdicts in silence between engines; bugs planted in the compiler, each of which some case must
catch. What an engine lacks counts among the cases: it must be refused, and a gap that has closed fails the run until it
is struck from the table above. Agreements are judged too: every finding of New START and of generated agreements, with
all that it says, is what DuckDB finds. Random formulas are made for each operator in turn, twice. Spark takes a second
and more for a question: each seventh case, at least one of each operator, and each turn once. The run fails where it
differs from these numbers of cases:
"""
FULL = {"own cases": 368, "outside cases": 150, "refusals": 15, "generated pairs": 72, "traps": 40, "planted bugs": 61}
SAMPLE = FULL | {"own cases": 64, "outside cases": 22, "generated pairs": 36, "planted bugs": 9}
COMPARED = {"chdb": FULL, "datafusion": FULL, "polars": FULL, "postgresql": FULL, "spark": SAMPLE}
"""How many cases the tests of engines run on each."""


def engines() -> str:
    """The engines that plans run on, from the table that the tests run by."""
    parts = [
        HEADER,
        "# Engines\n\n",
        "Formulas become one SQL text in a few operations that these engines share. DuckDB is the default and needs\n"
        "nothing more; the others are extras, named by `servanda monitor --engine` and by `engine=` in the library.\n"
        "What an engine cannot do is refused.\n",
        "\n| engine | name | install | needs | facts |\n|---|---|---|---|---|\n",
    ]
    for engine in ENGINES.values():
        install = f"`pip install 'servanda[{engine.extra}]'`"
        parts.append(f"| {engine.title} | `{engine.name}` | {install} | {engine.needs} | {engine.facts} |\n")
    parts.append("\n## Gaps\n\n| engine | lacks | when | why |\n|---|---|---|---|\n")
    for engine in ENGINES.values():
        parts += [f"| `{engine.name}` | {gap.what} | *{gap.when}* | {gap.why} |\n" for gap in engine.gaps]
    parts.append(COMPARISON)
    names = list(next(iter(COMPARED.values())))
    parts.append(f"\n| compared on | {' | '.join(names)} |\n|---|{'---:|' * len(names)}\n")
    for name in ENGINES:
        parts.append(f"| `{name}` | {' | '.join(str(COMPARED[name][what]) for what in names)} |\n")
    return "".join(parts)


def sources() -> str:
    """Every source of an import, as `servanda import --how` tells it."""
    from servanda.evidence.importing.sources import SOURCES
    from servanda.evidence.importing.told import how, tried

    parts = [
        HEADER,
        "# Sources of an import\n\n",
        "What `servanda import --how SOURCE` says of each. Nothing is downloaded; get the files from their makers.\n\n",
        "| source | data set | state |\n|---|---|---|\n",
        *(f"| `{one.name}` | {one.title} | {tried(one)} |\n" for one in SOURCES.values()),
    ]
    parts += [f"\n## {one.name}\n\n```text\n{how(one, 100)}\n```\n" for one in SOURCES.values()]
    return "".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands,
    "reference/engines.md": engines,
    "reference/import-sources.md": sources,
}


def main(arguments: list[str]) -> int:
    """Write or compare every page; 1 when a comparison fails."""
    differing = []
    for name, page in PAGES.items():
        target = DOCS / name
        text = page()
        if target.is_file() and target.read_text(encoding="utf-8") == text:
            continue
        if "--check" in arguments:
            differing.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        print(f"wrote docs/{name}")
    if differing:
        print(f"out of date: {', '.join(differing)}; ./dev docs writes them anew", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
