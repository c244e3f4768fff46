"""What is to be held so often stands in the calendar at the end of its period, and is not overdue once that is over."""

from pathlib import Path

from servanda.dates import UTC, stamp
from servanda.findings.workspace import load
from servanda.institution.calendar import Span, calendar

TEXT = """\
# Treaty

```servanda
party ALBA "Alba"
party BOREA "Borea"
in force from 2024-01-01
record native
use institutions

body council "Council"
  members every party
  meets every month
```
"""


def test_meetings_are_due_at_the_end_of_each_month(tmp_path: Path) -> None:
    (tmp_path / "agreement.md").write_text(TEXT, encoding="utf-8")
    space = load(tmp_path)
    now, last = stamp("2024-03-10", UTC).high, stamp("2024-05-31", UTC).high
    found = calendar(space, space.assessors[0], Span(now, now, last))
    due = [(item.due_shown, item.bearer, item.state, item.lead) for item in found if item.norm == "council_meets"]
    lead = "1 or more in each calendar month"
    assert due == [
        (day, who, "due", lead) for day in ("2024-03-31", "2024-04-30", "2024-05-31") for who in ("ALBA", "BOREA")
    ]
