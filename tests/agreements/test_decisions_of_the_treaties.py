"""What the bodies of the model treaties decided, worked out by hand; decision and assess see the same meetings."""

import json

import pytest
from click.testing import CliRunner

from servanda.cli.decision import decision
from tests.outside import ROOT


@pytest.mark.parametrize("name", ["treaty-on-cooperation", "mutual-security-treaty"])
def test_every_meeting_was_opened_by_who_presides_and_each_motion_has_its_end(name: str) -> None:
    """mo-1: nobody present objects. mo-2: Borea breaks the silence. mo-3: two of the four of the Alliance are not more
    than half of it, whatever Borea votes. mo-4: Borea objects, but is the party concerned. mo-5: a claim blocks
    nothing.
    mo-6: Alba takes it back. Chairs rotate from the entry into force on, which follows from acts."""
    done = CliRunner().invoke(decision, [str(ROOT / "agreements" / name), "--format", "json"])
    data = json.loads(done.stdout)
    assert done.exit_code == 0, done.output
    assert data["without_effect"] == []
    assert [(one["proposal"], one["state"]) for one in data["decisions"]] == [
        ("mo-1", "adopted"),
        ("mo-2", "broken"),
        ("mo-3", "failed"),
        ("mo-4", "adopted"),
        ("mo-5", "adopted"),
        ("mo-6", "withdrawn"),
    ]
    minus_one = next(one for one in data["decisions"] if one["proposal"] == "mo-4")
    assert "BOREA, which the rule leaves out, had objected" in " ".join(minus_one["why"])
    within = next(one for one in data["decisions"] if one["proposal"] == "mo-3")
    assert "(Alliance 2 of 4, Borea 1 of 1)" in " ".join(within["why"])
