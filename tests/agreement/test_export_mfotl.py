"""A norm exported to the field's own syntax finds the same breaches, by the monitor, as the norm finds itself."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servanda.agreement.check import check as check_document
from servanda.agreement.core.mfotl import export
from servanda.agreement.example import SMALL_TEXT
from servanda.agreement.model import Agreement
from servanda.agreement.parse import parse
from servanda.cli.check import check
from servanda.diagnostics import Refused
from servanda.engine.log import read_log, read_signature
from servanda.engine.meaning import evaluate
from servanda.logic.monitorable import prepare
from servanda.logic.parse import parse_formula
from tests.agreement.shipped import SHIPPED

DAY = 86_400
HEAD = """# Treaty

## All

```servanda
party ALBA "Alba"
party BOREA "Borea"
in force from 2020-01-01
record native
parameter few = 9000 troops
parameter rising = 9000 troops from 2024-01-01, 13000 troops before

event exercise declared by host
  id key text
  host party, one or more
  personnel count of troops
  alerted yes or no
  level one of small, large, huge
  start date
  end date

state holding declared by party
  party key party
  category key one of "warheads", "launchers"
  number count of items

act notification of exercise filed by exercise.host
act request
  to party
act reply to request filed by request.to

"""


def agreement(norm: str) -> Agreement:
    found, messages = check_document(parse(f"{HEAD}{norm}\n```\n", "treaty.md"))
    assert found is not None, [item.headline() for item in messages]
    return found


def breaches(norm: str, log: str) -> list[tuple[int, tuple[object, ...]]]:
    """Stamp and values of each breach that the exported formula finds in a log that is over."""
    name = norm.split()[1]
    written = export(agreement(norm), name)
    shapes = read_signature(written.signature)
    formula = prepare(parse_formula(written.formula), shapes)
    found = evaluate(formula.formula, read_log(log, shapes), order=formula.order)
    return [(item.time_stamp, item.values) for item in found]


NOTIFY = """obligation notify
  on each exercise e where e.personnel >= few or e.level is huge
  e.host must file notification of e
  at least 42 days before e.start
"""
DAY_100 = 100 * DAY


@pytest.mark.parametrize(
    ("filed", "late"),
    [(DAY_100 - 42 * DAY, False), (DAY_100 - 41 * DAY - 1, False), (DAY_100 - 41 * DAY, True), (DAY_100 + 5, True)],
)
def test_forty_two_days_before_is_a_date_that_lies_forty_two_days_before(filed: int, late: bool) -> None:
    exercise = f'@{DAY_100} exercise("X1",9000,0,0,{DAY_100},{DAY_100}) exercise_host("X1","ALBA")'
    notice = f'@{filed} notification("N1","ALBA","X1")'
    log = "\n".join(sorted((exercise, notice), key=lambda line: int(line[1:].split()[0])))
    assert breaches(NOTIFY, log) == ([(DAY_100, ("X1", "ALBA"))] if late else [])


def test_a_condition_counts_for_each_host_and_not_below_it() -> None:
    log = """@100 exercise("X1",8999,0,1,100,100) exercise_host("X1","ALBA")
@200 exercise("X2",10,0,2,200,200) exercise_host("X2","ALBA")("X2","BOREA")
"""
    assert breaches(NOTIFY, log) == [(200, ("X2", "ALBA")), (200, ("X2", "BOREA"))]


ANSWER = """obligation answer
  on each request r
  r.to must file reply to r
  within 48 hours after r is filed
"""


@pytest.mark.parametrize(("after", "late"), [(48 * 3600, False), (48 * 3600 + 1, True)])
def test_forty_eight_hours_end_with_their_last_second(after: int, late: bool) -> None:
    log = f"""@1000 request("R1","ALBA","BOREA")
@{1000 + after} reply("A1","BOREA","R1")
@{1000 + 50 * 3600}
"""
    assert breaches(ANSWER, log) == ([(1000, ("R1", "BOREA"))] if late else [])


def test_somebody_elses_answer_or_one_to_something_else_does_not_count() -> None:
    log = """@1000 request("R1","ALBA","BOREA")("R2","ALBA","BOREA")
@2000 reply("A1","ALBA","R1") reply("A2","BOREA","R2")
@900000
"""
    assert breaches(ANSWER, log) == [(1000, ("R1", "BOREA"))]


@pytest.mark.parametrize(("filed", "late"), [(DAY_100 + DAY - 1, False), (DAY_100 + DAY, True)])
def test_at_the_latest_at_is_to_the_end_of_that_day(filed: int, late: bool) -> None:
    norm = NOTIFY.replace("at least 42 days before", "at the latest at")
    log = f"""@{DAY_100} exercise("X1",9000,0,0,{DAY_100},{DAY_100}) exercise_host("X1","ALBA")
@{filed} notification("N1","ALBA","X1")
@{filed + 10 * DAY}
"""
    assert breaches(norm, log) == ([(DAY_100, ("X1", "ALBA"))] if late else [])


def test_days_after_a_date_end_with_the_last_day() -> None:
    norm = NOTIFY.replace("at least 42 days before", "within 2 days after")
    log = """@0 exercise("X1",9000,0,0,0,0)("X2",9000,0,0,0,0) exercise_host("X1","ALBA")("X2","ALBA")
@259199 notification("N1","ALBA","X1")
@259200 notification("N2","ALBA","X2")
@900000
"""
    assert breaches(norm, log) == [(0, ("X2", "ALBA"))]


def test_a_limit_is_exceeded_by_one_more_than_the_bound() -> None:
    norm = """limit launchers
  for each party p: holding("launchers") of p is at most few
  assessed each calendar year
"""
    norm = norm.replace("few", "800 items")
    log = """@10 holding("ALBA","launchers",800)("BOREA","launchers",801)
@20 holding("BOREA","warheads",900)
"""
    assert breaches(norm, log) == [(10, ("BOREA", 801))]


def test_a_prohibition_names_who_did_it() -> None:
    norm = """prohibition no_hidden_ones
  no exercise e where e.level is large or more and not e.alerted, by e.host
  assessed each calendar year
"""
    log = """@10 exercise("X1",1,0,0,10,10)("X2",1,0,1,10,10)("X3",1,1,2,10,10)("X4",1,0,2,10,10) \
exercise_host("X1","ALBA")("X2","ALBA")("X3","ALBA")("X4","BOREA")
""".replace("\\\n", "")
    assert breaches(norm, log) == [(10, ("X2", "ALBA")), (10, ("X4", "BOREA"))]


CANNOT = {
    "an exception": (NOTIFY + "  unless e.alerted\n", "it has an exception"),
    "months": (NOTIFY.replace("42 days", "2 months"), "months are no fixed number of seconds"),
    "working days": (NOTIFY.replace("42 days", "5 clear days"), "clear days are no fixed number of seconds"),
    "dates of its own": (NOTIFY + "  from 2021-01-01\n", "it binds only some parties, or from or to a date of its own"),
    "another date": (
        NOTIFY.replace("before e.start", "before e.end"),
        "its deadline counts from something else than the stamp of its trigger",
    ),
    "a threshold that changed": (NOTIFY.replace("few", "rising"), "the value of `rising` changes in time"),
    "days after a filing": (
        ANSWER.replace("48 hours", "2 days"),
        "days after a filing end at midnight, wherever in the day they began",
    ),
    "each party": (
        ANSWER.replace("r.to must", "each party must"),
        "its bearer is not named by the record that triggers it",
    ),
    "a calendar": (
        "duty yearly\n  every year by 15 December\n  each party must file request\n",
        "it follows the calendar",
    ),
    "a sum": (
        "limit all_of_it\n  for each party p: the sum of h.number over holding h where h.party = p is at most 5 items\n"
        "  assessed each calendar year\n",
        "it does not limit the value of one state of a party",
    ),
}


@pytest.mark.parametrize(("norm", "why"), CANNOT.values(), ids=CANNOT)
def test_what_the_bare_logic_cannot_say_is_refused_with_the_reason(norm: str, why: str) -> None:
    name = norm.split()[1]
    with pytest.raises(Refused) as refused:
        export(agreement(norm), name)
    (message,) = refused.value.diagnostics
    assert message.code == "not-in-mfotl"
    assert message.message == f"`{name}` cannot be written in MFOTL: {why}."
    assert message.remedy == "`servanda check --core` prints the whole translation, for servanda's own evaluators."
    assert message.place.line > HEAD.count("\n")


@pytest.mark.parametrize("path", SHIPPED.values(), ids=SHIPPED)
def test_every_norm_is_exported_or_refused(path: Path) -> None:
    found, _ = check_document(parse(path.read_text(encoding="utf-8"), "agreement.md"))
    assert found is not None
    codes, written = [], []
    for name in found.norms:
        try:
            text = export(found, name)
        except Refused as refused:
            codes += [item.code for item in refused.diagnostics]
        else:
            written.append(prepare(parse_formula(text.formula), read_signature(text.signature)))
    assert set(codes) <= {"not-in-mfotl"}
    least = 1 if path.parent.name == "non-threat" else 5  # the treaty of a single promise
    assert len(codes) + len(written) == len(found.norms) >= least


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check, arguments)


def test_the_command_writes_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("treaty.md").write_text(SMALL_TEXT, encoding="utf-8")
    result = run("treaty.md", "--export-mfotl", "notify", "--into", "out")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "out/notify.sig, out/notify.mfotl: written"
    assert Path("out/notify.sig").read_text(encoding="utf-8") == (
        "exercise(id:string, host:string, personnel:int, start:int)\n"
        "notification(id:string, by:string, exercise:string)\n"
    )
    assert Path("out/notify.mfotl").read_text(encoding="utf-8").startswith("EXISTS e_host, e_personnel, e_start.")


def test_the_command_refuses_a_norm_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("treaty.md").write_text(SMALL_TEXT, encoding="utf-8")
    result = run("treaty.md", "--export-mfotl", "notfy")
    assert result.exit_code == 2
    assert "There is no norm `notfy` in treaty.md. Did you mean `notify`?" in " ".join(result.stderr.split())
    assert run("treaty.md", "treaty.md", "--export-mfotl", "notify").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["treaty.md"]
