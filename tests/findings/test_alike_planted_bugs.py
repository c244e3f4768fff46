"""Bugs planted in how incidents are classed, judged once for all and written: the generated crowds notice each of them.

The tables of a few dozen workspaces are made row by row while nothing is planted; then by classes, with the bug.
"""

import inspect
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from servanda.findings.assess import assess
from servanda.findings.workspace import load
from servanda.report.parquet import table
from tests.evidence import test_columnar
from tests.findings import crowd, test_alike_cases
from tests.findings.crowd_text import CONDITIONS, FRAME, ROW_BY_ROW
from tests.findings.test_alike import in_classes, read
from tests.findings.test_planted_bugs import Bug, combinations, planted

WANTED = 60  # workspaces of drawn agreements
ROWS = 200


def bug(name: str, right: str, wrong: str) -> Bug:
    return Bug(name, right, wrong, "crowds")


BUGS = (
    # What changes over time.
    bug("_changes", "found |= {start, end} - {None}", "found |= {start} - {None}"),
    bug("_changes", "found |= {start, end} - {None}", "found |= {end} - {None}"),
    bug("_changes", "in closed.shared:", "in closed.shared - {'member'}:"),
    bug("_changes", "in closed.shared:", "in closed.shared - {'borders', 'guards'}:"),
    bug("_changes", "in closed.shared:", "in closed.shared - {'parameter_heavy'}:"),
    bug("_changes", "in closed.shared:", "in closed.shared - {'calendar_year'}:"),
    bug("_changes", "binding(core.norm, agreement, party)", "agreement.bound(party)"),
    bug("_changes", "found |= {start, end + 1}", "found |= {start}"),
    bug("_changes", "found = {as_of + 1}", "found = set()"),
    bug("_changes", "in facts.coverage:", "in ():"),
    bug("_changes", "{said.start, said.end + 1}", "{said.start}"),
    bug("_changes", '("", closed.record.name.text)', '("",)'),
    bug("_periods", "in agreement.parties:", "in ():"),
    # The date of a row.
    bug("__init__", "code if closed.dated else None", "None"),
    bug("__init__", "self.shown.append(low.isoformat())", "self.shown.append(high.isoformat())"),
    # What else makes a class.
    bug("classes", "if name != days.field]", 'if name not in (days.field, "troops")]'),
    bug("classes", "if name != days.field]", 'if name not in (days.field, "actor")]'),
    bug("classes", "if name != days.field]", 'if name not in (days.field, "ended")]'),
    bug("classes", '("days.held", days.kinds), ', ""),
    bug("classes", '(f"({judged.mask})", 1 << len(assessors))', '("1", 2)'),
    bug("_gathered", "judged.marks[mark]", "judged.marks[0]"),
    bug("_gathered", "counts.get(one, 0) + count", "count"),
    bug("_gathered", "min({judged.since})", "max({judged.since})"),
    bug("__init__", "mark in judge.marks", "True"),
    bug("__init__", "meets(str(grade), judge.grade)", "True"),
    bug("__init__", "known.high <= known_by", "known.low <= known_by"),
    bug("first_known", "days.low <= $end AND days.high >= $start", "days.high >= $start"),
    # Which events can be judged so.
    bug("_closed", "dated or first.name.text in reader.fields", "False"),
    bug("_closed", "looked |= reader.fields | mine", "looked |= set()"),
    bug("_closed", "common |= reader.common", "pass"),
    bug("_closed", "or norm.tolerance is not None", ""),
    bug("_only", "return False", "return True"),
    # The verdicts for many.
    bug("_prohibition", "self.lots.get(core.norm.record.text)", "None"),
    bug("_often", "(lot.when, lot.count)", "(lot.when, 1)"),
    bug("_often", "(lot.when, lot.count)", "(self.when[key], lot.count)"),
    bug("_of_lots", "mark=mark, known=day", "mark=mark"),
    bug("_of_lots", "mark=mark, known=day", "known=day"),
    bug("_of_lots", "within(case.start, case.end)", "all"),
    bug("_of_lots", "lot.known < first[lot.mark][0]", "False"),
    bug("within", "start - self._longest", "start"),
    bug("within", "if lot.when.high >= start", ""),
    bug("__init__", "max(lot.when.high - lot.when.low for lot in self.all)", "0"),
    bug("attributes", "kept | marked([mark])", "kept"),
    bug("odd", "_called_like_a_period(one, record)", "False"),
    # Which rows are plain.
    bug("_fill", "(length({ident}) > 9 OR NOT", "(true OR NOT"),
    bug("_fill", "regexp_full_match({ident}, '{ID}')", "true"),
    bug("part", "HAVING count(*) > 1", "HAVING count(*) > 99"),
    bug("part", '{known, f"{known}-{self.record.name}"}', "{known}"),
    bug("part", "slug(said or", "str(said or"),
    bug("_coded", 'cells.defaults.get(name, "")', '""'),
    bug("text", "AS VARCHAR), ''), {default})", "AS VARCHAR), ''), '')"),
    bug("readable", "row.values[name] or default", "row.values[name]"),
    # The table.
    bug("_of_row", "greatest(day::VARCHAR, {self.held['known']})", "day::VARCHAR"),
    bug("query", "ORDER BY rank, occasion", "ORDER BY rank"),
    bug("_rest", "finding.id in odd", "False"),
    bug("origins", '"origin" in cells.theirs or', ""),
    bug("_told", "enumerate(self.marks)", "enumerate(self.marks[:1] * len(self.marks))"),
)


SETTINGS = """\
as_of = "2022-03-31T12:00Z"
[[assessor]]
name = "any"
sources = 1
grade = "any"
[[assessor]]
name = "two"
sources = 2
grade = "C3"
"""


def only(condition: str, other: str = "") -> str:
    """An agreement that forbids by one condition alone, with another norm beside."""
    frame = FRAME.format(zone="Europe/Helsinki", force="from 2020-01-01", record="native")
    peace = f"prohibition peace\n  no incident i where {condition}, by i.actor\n  assessed each calendar year\n"
    return f"{frame}{peace}{other}```\n"


ONLY = (*(only(one) for one in CONDITIONS), *(only("i.alarm", one) for one in ROW_BY_ROW))


Made = tuple[list[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def crowds(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Made]]:
    """Workspaces, each with its table as it is."""
    found = []
    drawn = [(seed, "") for seed in range(WANTED)]
    for seed, agreement in drawn + [(WANTED + at + more, one) for more in (0, 1) for at, one in enumerate(ONLY)]:
        folder = crowd.write(tmp_path_factory.mktemp("crowd") / "space", seed, ROWS, agreement)
        if agreement:
            (folder / "servanda.toml").write_text(SETTINGS)
        table.write(assess(load(folder)), folder / "rows.parquet")
        found.append((folder, read(folder / "rows.parquet")))
    return found


def differing(crowds: list[tuple[Path, Made]]) -> Iterator[int]:
    """Which of the workspaces come to something else by classes."""
    for number, (folder, made) in zip(count(), crowds, strict=False):
        try:
            if in_classes(folder) is None or read(folder / "classes.parquet") == made:
                continue
        except (AssertionError, LookupError, ValueError, TypeError, AttributeError, duckdb.Error, RuntimeError):
            pass  # a bug may break anything
        yield number


@pytest.mark.long
@pytest.mark.parametrize("one", BUGS, ids=str)
def test_a_planted_bug_is_noticed(one: Bug, crowds: list[tuple[Path, Made]], monkeypatch: pytest.MonkeyPatch) -> None:
    planted(one, monkeypatch)
    assert next(differing(crowds), None) is not None


@pytest.mark.long
def test_nothing_is_noticed_where_nothing_is_planted(crowds: list[tuple[Path, Made]]) -> None:
    assert list(differing(crowds)) == []


# What the crowds hardly meet, some small case does.
RARE = (
    (bug("_closed", "and names.isdisjoint(mentioned(core.formulas.values(), known))", ""), test_columnar,
     "what_rests_on"),
    (bug("_predicate", "return formula.arguments[0] == OCCASION and", "return"), test_columnar, "what_rests_on"),
    (bug("_prohibition", "self.lots.get(core.norm.record.text)", "next(iter(self.lots.values()), None)"),
     test_alike_cases, "have_one_key"),
    (bug("_stands", 'row.role == "occasion" and', ""), test_alike_cases, "somebody_looked"),
    (bug("_stands", "row.record == found.plain.record.name.text and", ""), test_alike_cases, "have_one_key"),
)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(("one", "module", "part"), RARE, ids=[str(one) for one, _, _ in RARE])
def test_a_planted_bug_is_noticed_by_a_small_case(
    one: Bug, module: ModuleType, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(one, monkeypatch)
    noticed = 0
    for name, test in vars(module).items():
        marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        if name.startswith("test_") and part in name:
            for number, values in enumerate(combinations(marks)):
                if "tmp_path" in inspect.signature(test).parameters:
                    values = values | {"tmp_path": tmp_path / str(number)}
                try:
                    test(**values)
                except (AssertionError, LookupError, RuntimeError):
                    noticed += 1
    assert noticed
