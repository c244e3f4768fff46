"""The calendar: what is due, overdue and done, worked out by hand, in every form in which it is shown."""

import datetime as dt
import json
import sys
from pathlib import Path

import icalendar
import pytest
from jsonschema import Draft202012Validator

from servanda.cli.main import main
from servanda.report.data_schema import as_text
from servanda.report.institution.calendar import schema
from tests.outside import ROOT

PUBLISHED = ROOT / "docs/reference/calendar.schema.json"

TEXT = """\
# Treaty

## Article 1. Parties

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2024-01-01
record native
```

## Article 2. Exercises

```servanda
event exercise declared by host
  id key text
  host party
  personnel count of troops
  start date

act notification of exercise filed by exercise.host

act request
  to party

act reply to request filed by request.to

act report

act yearbook
  year year

obligation notify
  on each exercise e where e.personnel >= 9000
  e.host must file notification of e
  at least 42 days before e.start

obligation answer
  on each request r
  r.to must file reply to r
  within 48 hours after r is filed
  owed to r.by

obligation account
  on each breach b of answer
  b.bearer must file report
  within 10 days after b

duty annual_exchange
  every year by 15 December
  each party must file yearbook for the next year

milestone first_report
  within 6 months after entry into force
  each party must file report
```
"""
FILES = {
    "agreement.md": TEXT,
    "servanda.toml": 'as_of = "2024-05-10"\n[preparation]\nnotification = 10\nyearbook = 60\n',
    "declared/exercises.csv": "id,host,personnel,start,filer,filed,source\n"
    "X1,ALBA,12000,2024-06-30,ALBA,2024-01-05,programme\n"  # due 2024-05-19, ten days to prepare: begin by 9 May
    "X2,ALBA,9000,2024-12-01,ALBA,2024-01-05,programme\n"  # due 2024-10-20
    "X3,BOREA,8999,2024-12-01,BOREA,2024-01-05,programme\n"  # not owed
    "X4,BOREA,10000,2024-06-01,BOREA,2024-01-05,programme\n"  # was due 2024-04-20
    "X5,BOREA,8000..10000,2024-09-01,BOREA,2024-01-05,programme\n"  # perhaps owed, due 2024-07-21
    "X6,ALBA,9500,2024-08-01,ALBA,2024-01-05,programme\n",  # notified: done, due 2024-06-20
    "declared/notifications.csv": "id,by,filed,exercise,source\nN6,ALBA,2024-04-01,X6,register\n",
    "declared/requests.csv": "id,by,filed,to,source\nR1,BOREA,2024-05-09T12:00Z,ALBA,register\n",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "treaty"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if path.suffix == ".csv":
            record = path.stem.removesuffix("s")
            manifest = f'record = "{record}"\ntitle = "{path.stem}"\nlicence = "worked example"\n'
            path.with_suffix(".toml").write_text(manifest, encoding="utf-8")
    return root


def run(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str | Path) -> tuple[int, bytes, str]:
    before = sys.argv
    sys.argv = ["servanda", "calendar", *map(str, arguments)]
    try:
        with pytest.raises(SystemExit) as stop:
            main()
    finally:
        sys.argv = before
    written = capsysbinary.readouterr()
    assert isinstance(stop.value.code, int)
    assert "Traceback" not in written.err.decode()
    return stop.value.code, written.out, written.err.decode()


def entries(out: bytes) -> list[tuple[str, str, str, str, str]]:
    """Due, bearer, norm, occasion, state: in the order of the calendar."""
    found = json.loads(out)["entries"]
    return [(one["due"], one["bearer"], one["norm"], one["occasion"], one["state"]) for one in found]


def test_it_lists_what_is_due_overdue_and_done(workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = run(capsysbinary, workspace, "--format", "json")
    assert code == 1
    assert entries(out) == [
        ("2024-04-20", "BOREA", "notify", "X4", "overdue"),
        ("2024-05-11 12:00 UTC", "ALBA", "answer", "R1", "due"),
        ("2024-05-19", "ALBA", "notify", "X1", "due"),
        ("2024-06-20", "ALBA", "notify", "X6", "done"),
        ("2024-07-01", "ALBA", "first_report", "entry into force", "due"),
        ("2024-07-01", "BOREA", "first_report", "entry into force", "due"),
        ("2024-07-21", "BOREA", "notify", "X5", "perhaps due"),
        ("2024-10-20", "ALBA", "notify", "X2", "due"),
        ("2024-12-15", "ALBA", "annual_exchange", "2024-12-15", "due"),
        ("2024-12-15", "BOREA", "annual_exchange", "2024-12-15", "due"),
    ]


def test_it_says_when_to_begin_and_whether_that_is_past(
    workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _, out, _ = run(capsysbinary, workspace, "--format", "json")
    found = {one["finding"]: one for one in json.loads(out)["entries"]}
    first = found["notify.ALBA.x1"]
    assert (first["days_left"], first["preparation_days"]) == (9, 10)
    assert (first["latest_start"], first["late_to_start"]) == ("2024-05-09", True)
    assert first["lead"] == "42 days or more before the start of e"
    second = found["notify.ALBA.x2"]
    assert (second["latest_start"], second["late_to_start"]) == ("2024-10-10", False)
    assert found["answer.ALBA.r1"]["owed_to"] == "BOREA"


def test_what_follows_from_a_breach_that_lies_ahead_is_not_in_it(
    workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The reply is due on 11 May. On the 10th nobody owes an account of it; on the 12th ALBA does, by the 21st."""
    _, before, _ = run(capsysbinary, workspace, "--format", "json")
    assert "account" not in {one[2] for one in entries(before)}
    _, after, _ = run(capsysbinary, workspace, "--format", "json", "--as-of", "2024-05-12")
    assert ("2024-05-21", "ALBA", "account", "R1 (ALBA)", "due") in entries(after)


def test_a_day_earlier_or_later_changes_what_is_in_the_span(
    workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for last, there in (("2024-10-19", False), ("2024-10-20", True)):
        _, out, _ = run(capsysbinary, workspace, "--format", "json", "--to", last)
        assert ("X2" in {one[3] for one in entries(out)}) is there
    for first, there in (("2024-05-20", False), ("2024-05-19", True)):
        _, out, _ = run(capsysbinary, workspace, "--format", "json", "--from", first)
        assert ("X1" in {one[3] for one in entries(out)}) is there


def test_one_party_sees_its_own(workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = run(capsysbinary, workspace, "--format", "json", "--party", "BOREA")
    assert {one[1] for one in entries(out)} == {"BOREA"}


def test_json_conforms_to_the_published_schema(
    workspace: Path, capsysbinary: pytest.CaptureFixture[bytes], record: bool
) -> None:
    if record:
        PUBLISHED.write_text(as_text(schema()), encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == as_text(schema())
    _, out, _ = run(capsysbinary, workspace, "--format", "json")
    assert list(Draft202012Validator(schema()).iter_errors(json.loads(out))) == []


def test_the_icalendar_is_read_back_by_another_reader(
    workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _, out, _ = run(capsysbinary, workspace, "--ics")
    _, again, _ = run(capsysbinary, workspace, "--format", "ics")
    assert out == again
    assert all(len(line) <= 75 for line in out.split(b"\r\n"))
    whole = icalendar.Calendar.from_ical(out)
    events = list(whole.walk("VEVENT"))
    assert [bool(event.errors) for event in events] == [False] * 9  # ten entries, of which one is done
    assert len({str(event["uid"]) for event in events}) == 9
    notice = next(event for event in events if "X1" in str(event["summary"]))
    assert (notice.decoded("dtstart"), notice.decoded("dtend")) == (dt.date(2024, 5, 19), dt.date(2024, 5, 20))
    assert str(notice["summary"]) == "ALBA: notification (X1)"
    (alarm,) = notice.walk("VALARM")
    assert alarm.decoded("trigger") == dt.timedelta(days=-10)
    reply = next(event for event in events if "R1" in str(event["summary"]))
    assert reply.decoded("dtstart") == dt.datetime(2024, 5, 11, 12, 0, tzinfo=dt.UTC)


def test_the_table_fits_its_width(
    workspace: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    _, out, _ = run(capsysbinary, workspace)
    text = out.decode()
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "20 days late BOREA" in text
    assert "begin by 2024-05-09" in text
    assert text.rstrip().endswith("1 overdue, 7 due, 1 perhaps due, 1 done")


REFUSED = {
    "an act that is none": ("notifcation = 3", "Did you mean `notification`?"),
    "no number of days": ('notification = "ten"', "Write a whole number of days, such as `notification = 10`."),
    "less than none": ("notification = -1", "Write a whole number of days, such as `notification = 10`."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_preparation_is_refused(name: str, workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    line, remedy = REFUSED[name]
    (workspace / "servanda.toml").write_text(f'as_of = "2024-05-10"\n[preparation]\n{line}\n')
    code, out, told = run(capsysbinary, workspace)
    assert (code, out) == (2, b"")
    assert remedy in told


def test_wrong_words_on_the_command_line_are_refused(
    workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, _, told = run(capsysbinary, workspace, "--party", "CORA")
    assert (code, "No party or side is called CORA. Known: ALBA, BOREA." in told) == (2, True)
    code, _, told = run(capsysbinary, workspace, "--to", "2024-01-01")
    assert (code, "--to 2024-01-01 lies before --from 2024-05-10." in told) == (2, True)
