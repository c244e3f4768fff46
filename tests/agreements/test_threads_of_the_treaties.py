"""What the parties to the model treaties asked each other, and what became of it, worked out by hand."""

import pytest

from servanda.findings.assess import dates_of
from servanda.findings.workspace import load
from servanda.institution.clarification import threads
from tests.outside import ROOT


@pytest.mark.parametrize("name", ["treaty-on-cooperation", "mutual-security-treaty"])
def test_every_question_and_visit_has_its_end(name: str) -> None:
    """r-1: judged insufficient, a visit offered, closed. r-2: no reply; taken to the council, no act says who came.
    v-3: refused, and with that denied."""
    space = load(ROOT / "agreements" / name)
    found = threads(space, space.assessors[0], dates_of(space, "2025-12-31", "2026-01-31", None))
    assert {one.id: one.state for one in found} == {
        "v-1": "accepted",
        "v-2": "accepted",
        "v-3": "access denied",
        "r-1": "closed",
        "r-2": "unanswered; escalated",
    }
