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
            "`resumption` is not filed of `suspension`, so nothing says which one it is about.",
            9,
            "resumption",
            "Declare `act resumption of suspension`.",
        ),
    ),
    "accession to no side": (
        NORM + "accession to Union open to BOREA by filing resumption",
        Told("unknown-side", "There is no side called `Union`.", 9, "Union", "There is none yet: add `Union` first."),
    ),
    "accession of a party": (
        NORM + 'side Union "The Union" = ALBA\naccession to Union open to BOREA by filing resumption',
        Told(
            "already-a-party", "`BOREA` is a party already; it cannot accede.", 10, "BOREA",
            "Declare `country BOREA` instead.",
        ),
    ),
    "accession of nobody": (
        NORM + 'side Union "The Union" = ALBA\naccession to Union open to CORA by filing resumption',
        Told(
            "unknown-country", "There is no country called `CORA`.", 10, "CORA",
            "There is none yet: add `CORA` first.",
        ),
    ),
    "an acceptance of nothing": (
        NORM + 'country CORA "Cora"\nside Union "The Union" = ALBA\n'
        "accession to Union open to CORA by filing suspension, accepted by every party filing resumption",
        Told(
            "wrong-link",
            "`resumption` is not filed of `suspension`, so nothing says which one it is about.",
            11,
            "resumption",
            "Declare `act resumption of suspension`.",
        ),
    ),
    "an amendment that is not there": (
        "act report\nduty yearly\n  every year by 1 July\n  each party must file report\n  from amendment first",
        Told(
            "unknown-amendment", "There is no amendment called `first`.", 5, "first",
            "There is none yet: add `first` first.",
        ),
    ),
    "an amendment for some": (
        "act report\namendment first in force when 2 parties have filed report",
        Told(
            "amendment-for-some",
            "An amendment that binds some parties only cannot be checked: a norm has one text.",
            2,
            "when 2 parties have filed report",
            "Write `every party has filed`, or a norm for each group with `binding only`.",
        ),
    ),
    "a countermeasure at nobody": (
        NORM + "countermeasure on notify by filing suspension",
        Told(
            "aimed-at-nobody",
            "A countermeasure is aimed at somebody, and nothing says in which field.",
            9,
            "countermeasure on notify by filing suspension",
            "Add `with towards …`, a field of `suspension`.",
        ),
    ),
    "a withdrawal by no act": (
        NORM + "withdrawal by filing denunciation",
        Told(
            "unknown-act", "There is no act called `denunciation`.", 9, "denunciation",
            "Known here: notification, resumption, suspension.",
        ),
    ),
    "a reservation to no norm": (
        NORM + "reservation to notfy by filing suspension",
        Told("unknown-norm", "There is no norm called `notfy`.", 9, "notfy", "Did you mean `notify`?"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
