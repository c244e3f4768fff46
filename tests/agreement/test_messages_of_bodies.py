"""Messages about how bodies, programmes, procedures and counts are written: their words, place, remedy."""

import pytest

from tests.agreement.blocks import Told, told

CASES = {
    "two roles on a line": (
        """\
procedure deciding
  proposal is motion objection is protest
""",
        Told(
            "one-role-a-line",
            "`objection` stands on the line of something else.",
            2,
            "objection",
            "Begin a new, indented line for each role.",
        ),
    ),
    "a procedure without a role": (
        "procedure deciding",
        Told(
            "unfinished-statement",
            "The statement ends where a role was expected.",
            1,
            "¶",
            "Add a line such as `proposal is motion`.",
        ),
    ),
    "a role without an act": (
        """\
procedure deciding
  proposal is
""",
        Told("unfinished-statement", "The statement ends where an act was expected.", 2, "¶", "Add an act."),
    ),
    "a body that never meets": (
        """\
body council "Council"
  members every party
  meets 0 times a year
""",
        Told("never-owed", "0 times a year asks for nothing.", 3, "0", "Write a number from 1 on."),
    ),
    "a quorum of nobody": (
        """\
body council "Council"
  members every party
  quorum 0
""",
        Told("never-owed", "A quorum of 0 asks for nothing.", 3, "0", "Leave `quorum` out, or write 1 or more."),
    ),
    "a body without members": (
        """\
body council "Council"
  meets every month
""",
        Told(
            "unexpected",
            "`members` was expected here, not `meets`.",
            2,
            "meets",
            "Say who its members are: `members every party`.",
        ),
    ),
    "an unknown rhythm": (
        """\
body council "Council"
  members every party
  meets every fortnight
""",
        Told(
            "unexpected",
            "A calendar period was expected here, not `fortnight`.",
            3,
            "fortnight",
            "Write `month`, `quarter`, `half year` or `year`.",
        ),
    ),
    "an unknown rule": (
        """\
body council "Council"
  members every party
  decides by concensus
""",
        Told(
            "unexpected",
            "A decision rule was expected here, not `concensus`.",
            3,
            "concensus",
            "`concensus` looks like `consensus`: write `consensus`.",
        ),
    ),
    "a rotation without a step": (
        """\
body council "Council"
  members every party
  chaired by rotation
""",
        Told(
            "unfinished-statement",
            "The statement ends where `each` was expected.",
            3,
            "¶",
            "Write `each meeting`, `each month`, `each half year` or `each year`.",
        ),
    ),
    "a programme without an activity": (
        'programme training "Training" under council',
        Told(
            "unfinished-statement",
            "The statement ends where `holds` or `each member holds` was expected.",
            1,
            "¶",
            "Say what is held and how often.",
        ),
    ),
    "held by one party": (
        """\
duty train
  in each calendar year
  ALBA must hold at least 2 exercise e
""",
        Told(
            "bearer-not-each",
            "What is to be held so many times is borne by `each party` or `each side`.",
            3,
            "ALBA",
            "Write `each party`, and `binding only …` at the end.",
        ),
    ),
    "held not at all": (
        """\
duty train
  in each calendar year
  each party must hold at least 0 exercise e
""",
        Told("never-owed", "0 times asks for nothing.", 3, "0", "Write a number from 1 on."),
    ),
    "an unknown calendar period": (
        """\
duty train
  in each calendar week
  each party must hold at least 2 exercise e
""",
        Told(
            "unexpected",
            "A calendar period was expected here, not `week`.",
            2,
            "week",
            "Write `month`, `quarter`, `half year` or `year`.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told(block) == expected
