"""Messages about clauses by which acts do something to the agreement: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

NORM = """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
act suspension
  to party
  why text
act resumption
"""

CASES = {
    "a part that no act can say": (
        NORM + "suspendable notify by filing suspension with toward to",
        Told(
            "unknown-part", "There is no part of an act's effect called `toward`.", 9, "toward",
            "Did you mean `towards`?",
        ),
    ),
    "a part said twice": (
        NORM + "suspendable notify by filing suspension with towards to, towards to",
        Told("said-twice", "The act already says towards.", 9, "towards", "Keep one."),
    ),
    "a field that is not there": (
        NORM + "suspendable notify by filing suspension with grounds whi",
        Told("unknown-field", "There is no field of `suspension` called `whi`.", 9, "whi", "Did you mean `why`?"),
    ),
    "a field of another kind": (
        NORM + "suspendable notify by filing suspension with effect why",
        Told(
            "kind-mismatch", "`why` is a text; effect is said in a date.", 9, "why",
            "Name a field that holds a date.",
        ),
    ),
    "an end that says not of what": (
        NORM + "suspendable notify by filing suspension, ended by filing resumption",
        Told(
            "wrong-link",
            "`resumption` is not filed of `suspension`, so nothing says which one it ends.",
            9,
            "resumption",
            "Declare `act resumption of suspension`.",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
