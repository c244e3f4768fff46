"""Messages about what stands from one act or event until another: their words, their place, their remedy."""

import pytest

from tests.agreement.blocks import Told
from tests.agreement.framed import told_in_frame

CASES = {
    "a state begins a standing": (
        """\
obligation notify
  on each exercise e where from any holding h until any notification n
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "wrong-use",
            "`holding` is a state: it holds over a time, and is no moment that begins or ends one.",
            2,
            "holding",
            "Name an act or an event.",
        ),
    ),
    "a standing by what is counted": (
        """\
obligation notify
  on each exercise e where from any notification n where the number of exercise x > 3, lapsing after 1 year
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "nested-time",
            "Which `notification` counts rests on what is counted or holds over a time, so two times would be meant at "
            "once.",
            2,
            "notification n where the number of exercise x > 3",
            "Say it by the fields of the act or event alone.",
        ),
    ),
    "a standing that begins with what is named already": (
        """\
obligation notify
  on each exercise e where from any exercise e, lapsing after 1 year
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told("duplicate-name", "`e` already stands for something else.", 2, "e", "Choose another name."),
    ),
    "a standing without an end": (
        """\
obligation notify
  on each exercise e where from any notification n
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "unexpected",
            "What ends it was expected here, not `e`.",
            3,
            "e",
            "Say `until any …`, `, lapsing after …`, or both.",
        ),
    ),
    "a lapse in working days": (
        """\
obligation notify
  on each exercise e where from any notification n, lapsing after 5 clear days
  e.host must file notification of e
  at least 42 days before e.start
""",
        Told(
            "wrong-unit-of-time",
            "A lapse cannot be counted in clear days.",
            2,
            "from any notification n, lapsing after 5 clear days",
            "Use hours, days, weeks, months or years.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected
