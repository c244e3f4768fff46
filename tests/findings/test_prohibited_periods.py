"""On what the finding on a period of a prohibition rests: the incidents that are, or may be, of the forbidden kind."""

from servanda.findings.model import Finding
from tests.findings.small import Small, agreement

BLOCK = """\
relation borders between countries

event incident declared by nobody
  id key text
  actor party
  target party
  level one of threat, display, use
  on date

prohibition no_threat
  no incident i where i.level is display or more, by i.actor against i.target that borders i.actor
  assessed each calendar year
"""


def year(small: Small, label: str) -> Finding:
    return small.one("no_threat", "ALBA", label, as_of="2022-12-31")


def incidents(*levels: str) -> Small:
    """Incidents of ALBA against BOREA in 2021, one a month; each is known at the end of its month."""
    small = Small(agreement(BLOCK)).pair("borders", "ALBA", "BOREA")
    for month, level in enumerate(levels, 1):
        cells = {"id": f"I{month}", "actor": "ALBA", "target": "BOREA", "level": level, "on": f"2021-{month:02}-05"}
        small.observed("incident", **cells, known=f"2021-{month:02}-28")
    return small


def test_what_was_permitted_is_no_row_of_the_period() -> None:
    found = year(incidents("threat", "display", "use"), "2021")
    assert found.observed.verdict == "breached"
    assert {row.key for row in found.witnesses} == {"I2", "I3"}


def test_the_gap_opens_when_the_first_forbidden_incident_was_known() -> None:
    assert year(incidents("threat", "threat", "display"), "2021").opened == "2021-03-28"


def test_a_figure_of_what_was_permitted_marks_nothing() -> None:
    small = incidents("display")
    cells = {"id": "I9", "actor": "ALBA", "target": "BOREA", "level": "threat", "on": "2021-09-05"}
    small.observed("incident", **cells, known="2021-09-30", mark="inferred")
    assert "inferred" not in year(small, "2021").attributes


def test_a_look_before_the_incident_opens_no_gap() -> None:
    small = incidents("use").looked("incident", "2020-01-01", "2022-12-31", known="2020-02-01")
    assert year(small, "2021").opened == "2021-01-28"
    assert small.one("no_threat", "ALBA", "I1", as_of="2022-12-31").opened == "2021-01-28"


def test_an_incident_that_is_called_like_a_period_has_a_finding_of_its_own() -> None:
    small = incidents()
    cells = {"id": "2021", "actor": "ALBA", "target": "BOREA", "level": "use", "on": "2021-03-05"}
    small.observed("incident", **cells, known="2021-03-31")
    found = [item for item in small.findings("no_threat", as_of="2022-12-31") if item.occasion == "2021"]
    told = {item.id: item.observed.verdict for item in found if item.bearer == "ALBA"}
    assert told == {"no_threat.ALBA.2021": "breached", "no_threat.ALBA.2021-incident": "breached"}


def test_an_incident_over_the_turn_of_the_year_is_a_row_of_both() -> None:
    small = incidents()
    cells = {"id": "I1", "actor": "ALBA", "target": "BOREA", "level": "use", "on": "2020-12-20..2021-01-10"}
    small.observed("incident", **cells, known="2021-02-01")
    for label in ("2020", "2021"):
        found = year(small, label)
        assert (found.observed.verdict, {row.key for row in found.witnesses}) == ("undetermined", {"I1"})
