"""A draft tried on history: the Vienna Document over its published cases, and a treaty over a small world."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from servanda.cli.backtest import backtest as command
from servanda.diagnostics import Refused
from servanda.findings.backtest import backtest, varied
from servanda.findings.workspace import load
from servanda.report.backtest import as_json, render, schema
from tests.findings.small import Small, agreement
from tests.outside import ROOT

VIENNA = ROOT / "agreements/vienna-document-2011"
PUBLISHED = ROOT / "docs/reference/backtest.schema.json"


@pytest.mark.long
def test_what_the_vienna_document_would_have_caught(record: bool) -> None:
    """The six breaches under one source; the missing notice and invitation of 2017 rest on Allied authorities alone."""
    vary = {"observable_troops": (9000, 13000), "notifiable_troops": (9000, 80000)}
    found = backtest(load(VIENNA), "2011-12-01", "2023-03-31", "2023-12-31", "single source", vary)
    caught = {(one.finding.norm, one.finding.occasion): one for one in found.breaches}
    assert len(found.breaches) == len(caught) == 6
    notice = caught[("prior_notification", "zapad-2017")]
    assert (notice.known, notice.rests_on) == ("2017-10-31", ("Allied verification authorities",))
    assert caught[("annual_exchange", "2022-12-15")].rests_on == ()  # the letter, and an official of another State
    assert found.without["Allied verification authorities"] == (2, 0)
    counts = {(one.name, one.value): one.breached for one in found.variants}
    assert counts[("observable_troops", 13000)] == 6
    assert counts[("notifiable_troops", 9000)] == 6
    # Above all estimates of 2017 no notice of it would have been owed.
    assert counts[("notifiable_troops", 80000)] == 5
    assert max(map(len, render(found).splitlines())) <= 100
    text = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    if record:
        PUBLISHED.write_text(text, encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == text
    assert list(Draft202012Validator(schema()).iter_errors(json.loads(as_json(found)))) == []


def test_a_name_that_no_number_stands_beside_is_refused() -> None:
    asked = ["--evidence", str(VIENNA), "--from", "2012-01-01", "--to", "2012-12-31", "--vary", "ships=1,2"]
    done = CliRunner().invoke(command, [str(VIENNA), *asked])
    assert done.exit_code == 2
    assert done.stderr.endswith(
        "Error: No parameter is called ships, and no other number stands beside a field of that name "
        "(parameters: notifiable_troops, notifiable_tanks, observable_troops, observable_tanks).\n"
    )


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    asked = ["--evidence", str(VIENNA), "--from", "2013-01-01", "--to", "2012-12-31"]
    done = CliRunner().invoke(command, [str(VIENNA), *asked])
    assert done.exit_code == 2
    assert done.stderr.endswith("Error: The span ends on 2012-12-31, before it begins on 2013-01-01.\n")


def test_a_varied_parameter_has_one_value_and_nothing_else_changes() -> None:
    text = load(VIENNA).agreement
    changed = varied(text, "observable_troops", 5000)
    assert [one.value.value for one in changed.parameters["observable_troops"].values] == [5000]
    assert changed.norms == text.norms


DATED = """\
event exercise declared by host
  id key text
  host party
  personnel count of troops
  start date
act notice of exercise filed by exercise.host
parameter notifiable = 13000 troops from 2021-01-01, 9000 troops from 2022-01-01
obligation notify
  on each exercise e where e.personnel >= notifiable
  e.host must file notice of e
  at the latest at e.start
"""


def test_the_dates_of_a_varied_parameter_stay() -> None:
    """There is no value before 2021, whatever is tried: whether a drill of 2020 is notifiable is open."""
    small = Small(agreement(DATED))
    for year in ("2020", "2021", "2022"):
        small.declared("exercise", "ALBA", id=year, host="ALBA", personnel="10000", start=f"{year}-06-01")

    def found() -> dict[str, str]:
        return {one.occasion: one.declared.verdict for one in small.findings("notify", as_of="2023-01-31")}

    assert found() == {"2020": "undetermined", "2022": "breached"}
    small.agreement = varied(small.agreement, "notifiable", 5000)
    values = small.agreement.parameters["notifiable"].values
    assert [(one.value.value, one.start.value.year) for one in values if one.start] == [(5000, 2021), (5000, 2022)]
    assert found() == {"2020": "undetermined", "2021": "breached", "2022": "breached"}


def test_a_draft_is_known_by_its_name_wherever_it_lies(tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_bytes((VIENNA / "agreement.md").read_bytes())
    space = load(VIENNA, draft)
    files = [one.file for one in space.inputs]
    assert "draft.md" in files
    assert "agreement.md" not in files
    assert not [file for file in files if file.startswith("/") or str(tmp_path) in file]


def test_what_is_wrong_in_a_draft_is_shown_where_it_lies(tmp_path: Path) -> None:
    draft = tmp_path / "agreement.md"
    draft.write_text("# Draft\n\n```servanda\nparty ALBA\n```\n", encoding="utf-8")
    asked = ["--evidence", str(VIENNA), "--from", "2012-01-01", "--to", "2012-12-31"]
    done = CliRunner().invoke(command, [str(draft), *asked])
    assert isinstance(done.exception, Refused)
    assert {item.place.file for item in done.exception.diagnostics} == {str(draft)}
