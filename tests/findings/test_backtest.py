"""A draft tried on history: the Vienna Document over its published cases, and a treaty over a small world."""

import json

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from servanda.cli.backtest import backtest as command
from servanda.findings.backtest import backtest, varied
from servanda.findings.workspace import load
from servanda.report.backtest import as_json, render, schema
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
    agreement = load(VIENNA).agreement
    changed = varied(agreement, "observable_troops", 5000)
    assert [one.value.value for one in changed.parameters["observable_troops"].values] == [5000]
    assert changed.norms == agreement.norms
