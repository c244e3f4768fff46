"""A table of a state without the column of its only value is refused: it would be read and say nothing."""

import shutil
from pathlib import Path

from click.testing import CliRunner

from servanda.cli.main import servanda
from servanda.diagnostics import Refused
from tests.outside import ROOT


def test_a_state_without_its_value_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "new-start"
    shutil.copytree(ROOT / "agreements" / "new-start", place)
    path = place / "declared" / "holdings.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cut = [",".join([*line.split(",")[:2], *line.split(",")[3:]]) for line in lines]
    path.write_text("\n".join(cut) + "\n", encoding="utf-8")
    result = CliRunner().invoke(servanda, ["assess", str(place)])
    assert isinstance(result.exception, Refused)
    (message,) = result.exception.diagnostics
    assert (message.code, message.message) == ("missing-column", "The column `number` is missing.")
    assert message.place.line == 1
