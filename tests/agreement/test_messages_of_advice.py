"""Messages about an agreement as a whole, notes, further places, and whether every message has a test."""

import ast
from pathlib import Path

import pytest

import servanda.agreement
from servanda.agreement.check import check
from servanda.agreement.core.show import show
from servanda.agreement.example import SMALL_TEXT
from servanda.agreement.parse import parse
from servanda.diagnostics import Diagnostic
from tests.agreement import (
    test_messages_of_agreements,
    test_messages_of_bodies,
    test_messages_of_clauses,
    test_messages_of_conditions,
    test_messages_of_deadlines,
    test_messages_of_effects,
    test_messages_of_files,
    test_messages_of_formulas,
    test_messages_of_institutions,
    test_messages_of_names,
    test_messages_of_norms,
    test_messages_of_procedures,
    test_messages_of_references,
    test_messages_of_standing,
    test_messages_of_traces,
    test_messages_of_words,
    test_messages_of_zones,
)
from tests.agreement.blocks import FILE, Told, underlined
from tests.agreement.framed import FRAME

TRACES = """
```servanda
trace "in time" for notify
  2020-03-01 ALBA files notification of X1
  expect kept by ALBA

trace "never" for notify
  2020-03-01 declared exercise X1 with host ALBA, personnel 9000
  expect breached by ALBA
```
"""


def messages(text: str) -> list[Diagnostic]:
    return check(parse(text, FILE))[1]


def told(text: str, item: Diagnostic) -> tuple[str, Told]:
    return item.severity, Told(item.code, item.message, item.place.line, underlined(item, text), item.remedy)


WHOLE = {
    "no party": (
        SMALL_TEXT.replace('party ALBA "Republic of Alba"\nparty BOREA "Kingdom of Borea"\n', ""),
        "error",
        Told(
            "no-party", "The agreement names no party.", 1, "#", 'Add `party ALBA "Republic of Alba"` for each of them.'
        ),
    ),
    "no entry into force": (
        SMALL_TEXT.replace("in force from 2020-01-01\n", ""),
        "error",
        Told(
            "no-entry-into-force",
            "Nothing says when the agreement is in force.",
            1,
            "#",
            "Add `in force from 1997-05-27`.",
        ),
    ),
    "no record": (
        SMALL_TEXT.replace("record native\n", ""),
        "error",
        Told(
            "no-record",
            "Nothing says what kind of record there is.",
            1,
            "#",
            "Add `record native` (kept and signed from the start) or `record reconstructed` (from sources).",
        ),
    ),
    "the agreement ends before it begins": (
        SMALL_TEXT.replace("from 2020-01-01", "from 2020-01-01 to 2019-12-31"),
        "error",
        Told(
            "dates-reversed",
            "The agreement ends before it begins.",
            8,
            "in force from 2020-01-01 to 2019-12-31",
            "Exchange the dates.",
        ),
    ),
    "an article without norm": (
        SMALL_TEXT + TRACES + "\n## Article 3. Friendship\n\nThe Parties are friends.\n",
        "note",
        Told(
            "article-without-norm",
            "Nothing under “Article 3. Friendship” can be checked: it has no norm.",
            39,
            "## Article 3. Friendship",
            'Add a norm, or say why there is none: `unchecked because "…"`.',
        ),
    ),
    "an article with a norm that says it has none": (
        SMALL_TEXT.rstrip().removesuffix("```") + 'unchecked because "the Parties are friends"\n```\n' + TRACES,
        "warning",
        Told(
            "checked-all-the-same",
            "The article says that nothing in it is checked, and has the norm `notify`.",
            27,
            'unchecked because "the Parties are friends"',
            "Delete the reason, or move the norm under another heading.",
        ),
    ),
    "more parties than there are": (
        SMALL_TEXT.replace("in force from 2020-01-01", "in force when 3 parties have filed notification") + TRACES,
        "error",
        Told(
            "never-in-force",
            "3 parties are asked for, and the agreement has 2.",
            8,
            "when 3 parties have filed notification",
            "Correct the number, or write `every party has filed`.",
        ),
    ),
    "an entry into force counted in hours": (
        SMALL_TEXT.replace("in force from 2020-01-01", "in force 48 hours after every party has filed notification")
        + TRACES,
        "error",
        Told(
            "wrong-unit-of-time",
            "The entry into force is a day, so it cannot be counted in hours.",
            8,
            "48 hours after every party has filed notification",
            "Use days, weeks, months or years.",
        ),
    ),
    "a norm that binds one side only": (
        SMALL_TEXT.replace("before e.start", "before e.start\n  binding only ALBA") + TRACES,
        "note",
        Told(
            "one-sided",
            "`notify` binds ALBA only, and no norm of its kind binds the others.",
            23,
            "notify",
            "Add a counterpart, or say in the prose why there is none.",
        ),
    ),
    "a name of the prelude": (
        SMALL_TEXT + TRACES + "\n```servanda\nuse institutions\nact withdrawal of motion\n  grounds text\n```\n",
        "note",
        Told(
            "overrides-prelude",
            "`withdrawal` stands here instead of what servanda:institutions.md says.",
            41,
            "withdrawal",
            "Nothing, if that is meant; else give it another name.",
        ),
    ),
    "a norm that no trace keeps": (
        SMALL_TEXT + TRACES.replace("expect kept", "expect pending"),
        "note",
        Told(
            "no-trace-kept",
            "No trace shows when `notify` is kept.",
            23,
            "notify",
            'Add `trace "…" for notify` with a line `expect kept by …`.',
        ),
    ),
    "a norm that no trace breaches": (
        SMALL_TEXT + TRACES.replace("expect breached", "expect pending"),
        "note",
        Told(
            "no-trace-breached",
            "No trace shows when `notify` is breached.",
            23,
            "notify",
            'Add `trace "…" for notify` with a line `expect breached by …`.',
        ),
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    text, severity, expected = WHOLE[name]
    (item,) = messages(text)
    assert told(text, item) == (severity, expected)


def test_a_sound_agreement_with_traces_is_told_nothing() -> None:
    assert messages(SMALL_TEXT + TRACES) == []


def test_both_places_of_a_name_given_twice_are_shown() -> None:
    text = FRAME + 'country ALBA "Alba"\n```\n'
    (item,) = (message for message in messages(text) if message.severity == "error")
    ((place, label),) = item.also
    assert (place.line, label) == (4, "first here")


TWICE = {
    "field-twice": ("act a\n  about text\n  about party", 2),
    "parameter-twice": ("parameter x = 1 troops from 2020-01-01,\n  2 troops from 2020-01-01", 1),
    "reading-twice": (
        'define x of e\n  reading "r" held by ALBA = e.personnel\n  reading "r" held by BOREA = e.personnel * 2',
        2,
    ),
    "said-twice": ("\nrecord native", -17),
}


@pytest.mark.parametrize("code", TWICE)
def test_both_places_of_what_is_said_twice_are_shown(code: str) -> None:
    block, line = TWICE[code]
    text = FRAME + block + "\n```\n"
    (item,) = (message for message in messages(text) if message.code == code)
    ((place, label),) = item.also
    assert (place.line - FRAME.count("\n"), label) == (line, "first here")
    assert place < item.place


def test_what_could_not_be_read_is_told_once_and_not_wherever_its_name_is_used() -> None:
    text = SMALL_TEXT.replace("  start date", "  start dat") + TRACES
    assert [(item.code, item.place.line) for item in messages(text)] == [("unexpected", 19)]


def test_a_fault_in_one_norm_does_not_hide_a_fault_in_another() -> None:
    text = SMALL_TEXT.replace("e.host must", "e.hosts must") + "\n```servanda\nnever suspendable notyfy\n```\n"
    assert [item.code for item in messages(text)] == ["unknown-field", "unknown-norm"]


# --- every message has a test ----------------------------------------------------------------------------------------

TABLES = (
    test_messages_of_agreements.CASES,
    test_messages_of_bodies.CASES,
    test_messages_of_clauses.CASES,
    test_messages_of_conditions.CASES,
    test_messages_of_deadlines.CASES,
    test_messages_of_effects.CASES,
    test_messages_of_files.FILES,
    test_messages_of_formulas.CASES,
    test_messages_of_institutions.CASES,
    test_messages_of_names.CASES,
    test_messages_of_norms.CASES,
    test_messages_of_procedures.CASES,
    test_messages_of_references.CASES,
    test_messages_of_standing.CASES,
    test_messages_of_traces.CASES,
    test_messages_of_words.CASES,
    test_messages_of_zones.CASES,
)
# Tested where they arise: on the command line (`test_check_command.py`), with a prelude of one's own, in an export.
OF_FILES = {
    "no-such-file",
    "is-a-folder",
    "cannot-open",
    "wrong-encoding",
    "empty-file",
    "prelude-uses",
    "not-in-mfotl",
}
# Tested where a norm is exported (`test_export_mfotl.py`).
OF_EXPORT = {"not-in-mfotl"}
GIVING = ("_missing", "refuse", "Diagnostic", "_bad", "_error", "_note", "_told", "unknown", "error")


def codes_of(room: Path) -> set[str]:
    """Every code that a module of the room can give: the first text among the arguments that is shaped like one."""
    found: set[str] = set()
    for path in room.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GIVING:
                texts = [item.value for item in node.args[:2] if isinstance(item, ast.Constant)]
                found.update(str(text) for text in texts[:1] if text not in ("error", "warning", "note"))
    return found


def codes_with_a_case() -> set[str]:
    return {case.code for table in TABLES for _, case in table.values()} | {case.code for _, _, case in WHOLE.values()}


def test_every_code_of_the_room_has_a_test_of_its_words() -> None:
    source = codes_of(Path(servanda.agreement.__path__[0]))
    formatted = {"no-trace-kept", "no-trace-breached"}  # written as f"no-trace-{verdict}"
    of_logic = {"formula-syntax", "formula-name", "formula-kind", "not-monitorable"}  # worded by the logic
    assert source - OF_FILES - OF_EXPORT == codes_with_a_case() - formatted - of_logic


def test_more_than_eighty_kinds_of_mistake_are_told() -> None:
    assert len(codes_with_a_case() | OF_FILES) >= 80
    assert sum(len(table) for table in TABLES) + len(WHOLE) >= 190


DEEP = {
    "or": " or ".join(["e.alerted"] * 100),
    "not": "not " * 99 + "e.alerted",
    "brackets": "(" * 99 + "e.alerted" + ")" * 99,
    "sums": "e.personnel > " + " + ".join(["e.personnel"] * 99),
    "functions": "e.personnel > " + "min(1, " * 98 + "e.personnel" + ")" * 98,
}


@pytest.mark.parametrize("name", DEEP)
def test_the_longest_sentence_that_is_read_is_also_translated(name: str) -> None:
    """What is not refused as too involved never ends in a traceback."""
    norm = (
        "obligation notify\n  on each exercise e where {}\n  e.host must file notification of e\n  by 2030-01-01\n```\n"
    )
    agreement, found = check(parse(FRAME + norm.format(DEEP[name]), FILE))
    assert [item for item in found if item.severity == "error"] == []
    assert agreement is not None
    assert "owed_sure(occasion, bearer):" in show(agreement)
