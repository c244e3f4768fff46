"""Messages about preludes, bodies, missions, programmes and procedures: their words, their place, their remedy."""

import hashlib

import pytest

from servanda.agreement.check import check
from servanda.agreement.parse import parse
from servanda.agreement.prelude import Source, shipped
from tests.agreement.blocks import FILE, Told
from tests.agreement.framed import FRAME, told_in_frame

DIGEST = hashlib.sha256(shipped()["institutions"].read_bytes()).hexdigest()
CASES = {
    "an unknown prelude": (
        "use institution",
        Told(
            "unknown-prelude",
            "There is no prelude called `institution`.",
            1,
            "institution",
            "Did you mean `institutions`?",
        ),
    ),
    "a prelude that nobody has": (
        "use our_own",
        Told(
            "unknown-prelude",
            "There is no prelude called `our_own`.",
            1,
            "our_own",
            "Put the file our_own.md beside the agreement.",
        ),
    ),
    "another text of the prelude": (
        'use institutions "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
        Told(
            "prelude-changed",
            f"The text of `institutions` is not the one that is meant: its SHA-256 is {DIGEST}.",
            1,
            '"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
            "Put the text that was meant beside the agreement, as institutions.md, or name this hash.",
        ),
    ),
    "taken over twice": (
        """\
use institutions
use institutions
""",
        Told("said-twice", "`institutions` is taken over already.", 2, "use institutions", "Keep one."),
    ),
    "an unknown member": (
        """\
body council "Council"
  members ALBA, BORAE
""",
        Told("unknown-party", "There is no party or side called `BORAE`.", 2, "BORAE", "Did you mean `BOREA`?"),
    ),
    "an unknown chair": (
        """\
body council "Council"
  members every party
  chaired by CORA
""",
        Told("unknown-party", "There is no party or side called `CORA`.", 3, "CORA", "Did you mean `BOREA`?"),
    ),
    "unanimity of nobody known": (
        """\
body council "Council"
  members every party
  decides by unanimity of CORA
""",
        Told("unknown-party", "There is no party or side called `CORA`.", 3, "CORA", "Did you mean `BOREA`?"),
    ),
    "under an unknown body": (
        "commission doctrine under council",
        Told("unknown-body", "There is no body called `council`.", 1, "council", "Known here: doctrine."),
    ),
    "under a mission": (
        """\
mission liaison of BOREA at "HQ"
body council "Council" under liaison
""",
        Told("unknown-body", "There is no body called `liaison`.", 2, "liaison", "Known here: council."),
    ),
    "under itself": (
        'body council "Council" under council',
        Told(
            "body-circle",
            "`council` stands under itself.",
            1,
            'body council "Council" under council',
            "Name another body after `under`.",
        ),
    ),
    "one of each side without sides": (
        """\
body council "Council"
  members every party
  chaired by one of each side and one rotating
""",
        Told(
            "no-side",
            "One of each side cannot preside: the agreement has fewer than two sides.",
            3,
            "chaired by one of each side and one rotating",
            "Declare `side …`, or another chair.",
        ),
    ),
    "a majority of sides without sides": (
        """\
body council "Council"
  members every party
  decides by majority within each side
""",
        Told(
            "no-side",
            "A majority within each side needs two sides; the agreement has fewer.",
            3,
            "majority within each side",
            "Declare `side …`, or name another rule.",
        ),
    ),
    "two rules for one matter": (
        """\
body council "Council"
  members every party
  decides "budget" by consensus
  decides "budget" by majority of votes
""",
        Told(
            "rule-twice",
            "The body has a rule for “budget” already.",
            4,
            'decides "budget" by majority of votes',
            "Keep one of them.",
        ),
    ),
    "two rules for all other matters": (
        """\
body council "Council"
  members every party
  decides by consensus
  decides by majority of votes
""",
        Told(
            "rule-twice",
            "The body has a rule for all other matters already.",
            4,
            "decides by majority of votes",
            "Keep one of them.",
        ),
    ),
    "meets, but nothing opens a meeting": (
        """\
body council "Council"
  members every party
  meets every month
""",
        Told(
            "role-not-played",
            "No procedure says which act is the opening.",
            3,
            "every month",
            "Write `use institutions`, or declare a `procedure`.",
        ),
    ),
    "opened, but nothing opens a mission": (
        'mission liaison of BOREA at "HQ", opened by ALBA within 6 months after entry into force',
        Told(
            "role-not-played",
            "No procedure says which act is the mission opening.",
            1,
            'mission liaison of BOREA at "HQ", opened by ALBA within 6 months after entry into force',
            "Write `use institutions`, or declare a `procedure`.",
        ),
    ),
    "opened by nobody known": (
        """\
use institutions
mission liaison of BOREA at "HQ", opened by CORA within 6 months after entry into force
""",
        Told("unknown-name", "There is no name called `CORA`.", 2, "CORA", "Did you mean `BOREA`?"),
    ),
    "a programme under nobody": (
        """\
programme training "Training" under council
  holds exercise e at least 2 times a year
""",
        Told(
            "unknown-body",
            "There is no body called `council`.",
            1,
            "council",
            "There is none yet: add `council` first.",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_says_what_where_and_what_to_do(name: str) -> None:
    block, expected = CASES[name]
    assert told_in_frame(block) == expected


def test_a_prelude_takes_over_no_other() -> None:
    text = "# Ours\n\n```servanda\nuse institutions\n```\n"
    _, messages = check(parse(FRAME + "use ours\n```\n", FILE), lambda _: Source("ours.md", text, "00"))
    (item,) = (message for message in messages if message.severity == "error")
    assert (item.code, item.message) == ("prelude-uses", "A prelude cannot take over another.")
    assert (item.place.file, item.place.line) == ("ours.md", 4)
    assert item.remedy == "Write `use …` into the agreement."
