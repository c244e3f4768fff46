"""The `servanda` command: a table of commands, each loaded only when it is called.

Rules it keeps:

- the table is the one list of commands; `servanda --help` prints it without importing any of them, so that help
  and completion stay fast however heavy a command's libraries are;
- a command that is not in the table does not exist, and one in the table that cannot be loaded is a defect
  (`tests/house/test_commands.py`);
- a refusal is told with place and remedy and ends with 2; so does a crash, with its traceback, because 1 means
  "something to look at" and must never stand for a defect.

What it leaves to others: everything a command does (`servanda.cli.<command>`).
"""

import importlib
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from servanda.diagnostics import Refused


class Entry(NamedTuple):
    """Where a command lives, as `module:attribute`, and what it does in one line."""

    place: str
    does: str


def _entry(name: str, does: str) -> Entry:
    """A command that stands under its own name in a file of its own name, as almost all do."""
    return Entry(f"servanda.cli.{name}:{name}", does)


# By what a person wants to do; help shows the same order.
SECTIONS: dict[str, dict[str, Entry]] = {
    "Agreements": {
        "check": _entry("check", "Check an agreement: parse, resolve, type-check, lint."),
        "format": Entry("servanda.cli.format:format_agreement", "Lay an agreement's blocks out tidily."),
        "diff": _entry("diff", "Lay two agreements side by side: what is added, dropped, tightened, loosened."),
        "import": Entry("servanda.cli.importing:import_evidence", "Turn public data sets into graded evidence."),
        "assess": _entry("assess", "Find what was kept, breached or left open, declared and observed."),
        "decision": _entry("decision", "Say what became of a proposal, why, and who can still change it."),
        "backtest": _entry("backtest", "Try a draft on history: what it would have caught, and when."),
        "explain": _entry("explain", "Say why a finding came out as it did."),
        "balance": _entry("balance", "Draw up what each side owes, has done and was given, side by side."),
        "clarification": _entry(
            "clarification", "Show the questions put to parties: replies, clocks, what became of them."
        ),
        "gaps": _entry("gaps", "Show the life of each gap: opened, put, answered, judged, closed; whose turn it is."),
        "clarify": _entry("clarify", "Write or file the request for clarification that a finding gives rise to."),
        "register": _entry("register", "Lay what parties state and expect beside the text; show what is unstated."),
        "calendar": _entry("calendar", "List what is due and overdue, for whom, and when to begin."),
    },
    "The signed record": {
        "init": _entry("init", "Start a record for an agreement."),
        "key": _entry("key", "Make, show, change and revoke a party's keys."),
        "file": _entry("file", "Sign an act or declaration and append it to a party's log."),
        "receive": _entry("receive", "Take in another party's log and cosign what is new."),
        "bundle": _entry("bundle", "Pack the record for a courier."),
        "log": _entry("log", "List what is on record."),
        "escrow": _entry("escrow", "Commit to a declaration now, reveal it item by item later."),
        "verify": _entry("verify", "Verify a record, offline, without trusting its host."),
        "compare": _entry("compare", "Compare two copies of a record, log by log."),
        "prove": _entry("prove", "Make or check a proof of inclusion, consistency or contradiction."),
        "fsck": _entry("fsck", "Check and repair the files of a record."),
    },
    "The bare logic": {
        "monitor": _entry("monitor", "Run the temporal-logic engine on a signature, a formula and a log."),
    },
}
COMMANDS: dict[str, Entry] = {name: entry for section in SECTIONS.values() for name, entry in section.items()}

# What a plain installation leaves out, by the name under which it is imported.
EXTRAS = dict.fromkeys(("cryptography", "nacl", "rfc8785", "securesystemslib", "tuf"), "record")
EXTRAS |= {"icalendar": "calendar"}
EXTRAS["python_calamine"] = "import"
EXTRAS["matplotlib"] = "plot"
EXTRAS |= dict.fromkeys(("chdb", "datafusion", "polars"), "backends")


class LazyCommands(click.Group):
    """A click group that knows its commands by name and one line, and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.place.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.place} is listed as a command but is a {type(command).__name__}")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, entries in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, entry.does) for name, entry in entries.items()])


def print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """`--version`: read from the installed package, and only when asked, since reading it takes time."""
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"servanda {version('servanda')}")
        ctx.exit()


def tell(refused: "Refused") -> None:
    """A refusal as text on stderr, with the lines it speaks of."""
    from pathlib import Path

    from servanda.diagnostics import human

    places = [place for item in refused.diagnostics for place in (item.place, *(other for other, _ in item.also))]
    files = {place.file for place in places if Path(place.file).is_file()}
    sources = {file: Path(file).read_text(encoding="utf-8", errors="replace") for file in files}
    click.echo(human(refused.diagnostics, sources), err=True)


@click.command(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=print_version,
    help="Print the version and stop.",
)
def servanda() -> None:
    """Agreements that can be checked: one text, two worlds, signed records.

    Exit codes: 0 fine, 1 something to look at (a breach, a gap, a quarantined row), 2 could not do it.
    """


def explain_crash(error: Exception) -> None:
    """What went wrong, for anything that is neither a refusal nor a wrong command line."""
    extra = EXTRAS.get((error.name or "").partition(".")[0]) if isinstance(error, ModuleNotFoundError) else None
    if extra:
        click.echo(f"Error: this needs servanda's `{extra}` extra: pip install 'servanda[{extra}]'.", err=True)
        return
    import traceback

    traceback.print_exception(error)
    click.echo("This is a defect in servanda, not in your files. Please report it with the lines above.", err=True)


def is_stop(error: Exception) -> bool:
    """Whether this is Ctrl-C: while a query runs, DuckDB takes the signal and raises an error of its own."""
    return type(error).__name__ == "InterruptException" or str(error) == "Query interrupted"


def main() -> None:
    """Run the command line; whatever could not be done ends with 2, so that 1 always speaks of the agreement."""
    try:
        code = servanda(prog_name="servanda", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        code = 130
    except BrokenPipeError:
        # The reader (head, less) has left. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 2
    except Exception as error:  # noqa: BLE001  (the last place that can own up to a defect)
        from servanda.diagnostics import Refused

        code = 2
        if isinstance(error, Refused):
            tell(error)
        elif is_stop(error):
            click.echo("Stopped.", err=True)
            code = 130
        else:
            explain_crash(error)
    raise SystemExit(code if isinstance(code, int) else 0)
