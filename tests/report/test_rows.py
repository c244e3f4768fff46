"""Folding loses no finding, hides no breach, and counts what it folds."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from servanda.findings.model import GAPS, VERDICTS, Finding, Side
from servanda.report import standards
from servanda.report.rows import alike, articles, breaches, fold, gaps
from servanda.report.tally import needs_a_look, sentences, tally
from servanda.report.terminal.assessment import render
from servanda.report.words import breached, disagrees
from tests.report.sample import TWO, assessment, launchers, others, witness, zapad


def a_finding(
    number: int, kind: str, bearer: str, year: int, reading: str | None, verdicts: tuple[str, str], gap: str
) -> Finding:
    made = replace(
        zapad("ALBA")[0],
        id=f"f{number}",
        bearer=bearer,
        occasion=str(year),
        occasion_date=f"{year}-01-01",
        reading=reading,
        declared=Side(verdicts[0], "", year, year),  # type: ignore[arg-type]
        observed=Side(verdicts[1], ""),  # type: ignore[arg-type]
    )
    return replace(made, kind=kind, gap=gap)  # type: ignore[arg-type]


WORDS = st.sampled_from(VERDICTS)
PARTS = st.tuples(
    st.sampled_from(["ALBA", "BOREA"]),
    st.integers(2000, 2005),
    st.sampled_from(["narrow", "wide", None]),
    st.tuples(WORDS, WORDS),
    st.sampled_from(GAPS),
)


@given(st.sampled_from(["limit", "duty", "obligation"]), st.lists(PARTS, max_size=25))
def test_folding_loses_no_finding_and_hides_no_breach(
    kind: str, parts: list[tuple[str, int, str | None, tuple[str, str], str]]
) -> None:
    findings = [a_finding(number, kind, *part) for number, part in enumerate(parts)]
    rows = fold(findings)
    assert Counter(one.id for row in rows for one in row.findings) == Counter(one.id for one in findings)
    for row in rows:
        assert len({(one.declared.verdict, one.observed.verdict, one.gap) for one in row.findings}) == 1
        assert len({one.bearer for one in row.findings}) == 1
        if any(breached(one) or disagrees(one) for one in row.findings):
            assert len(row.occasions) == 1


def test_every_finding_of_the_sample_stands_in_one_row() -> None:
    found = articles(assessment())
    ids = [one.id for article in found for norm in article.norms for row in norm.rows for one in row.findings]
    assert sorted(ids) == sorted(one.id for one in assessment().findings)


def test_every_disagreement_and_breach_is_listed_once() -> None:
    found = articles(assessment())
    listed = [one.id for entry in (*gaps(found), *breaches(found)) for one in entry.findings]
    assert len(listed) == len(set(listed))
    assert set(listed) == {one.id for one in assessment().findings if disagrees(one) or breached(one)}


def test_two_hosts_of_one_exercise_share_an_entry() -> None:
    entries = {(one.rows[0].first.gap, one.bearers) for one in gaps(articles(assessment()))}
    assert ("below threshold", "BLR, RUS") in entries


def test_a_finding_whose_article_is_not_listed_is_not_lost() -> None:
    odd = replace(zapad("ALBA")[0], norm="unheard_of")
    found = articles(assessment(findings=[odd]))
    assert [(one.article, one.norms[0].norm) for one in found] == [(None, "unheard_of")]


def test_bearers_stand_together_only_while_no_one_is_to_blame() -> None:
    kept = [one for one in others() if one.norm == "annual_exchange" and one.bearer == "BLR"]
    both = kept + [replace(one, id=f"alba-{one.id}", bearer="ALBA") for one in kept]
    norm = articles(assessment(findings=both))[0].norms[0]
    assert [bearers for bearers, _ in alike(norm)] == [("ALBA", "BLR")]
    assert "ALBA, BLR\n" in render(assessment(findings=both))
    late = [one for one in others() if one.norm == "annual_exchange" and one.bearer == "RUS"]
    guilty = late + [replace(one, id=f"alba-{one.id}", bearer="ALBA") for one in late]
    norm = articles(assessment(findings=guilty))[0].norms[0]
    assert [bearers for bearers, _ in alike(norm)] == [("ALBA",), ("RUS",)]


def test_the_tally_adds_up_in_both_worlds() -> None:
    counts = tally(assessment())
    assert counts.findings == len(assessment().findings)
    for world in ("declared", "observed"):
        assert sum(counts.verdicts[world].values()) == counts.findings
    assert sum(counts.gaps.values()) == counts.findings
    assert (counts.breached, counts.disagreements, counts.quarantined) == (5, 7, 1)
    assert counts.silent_norms == ("nil_return",)


def test_who_looked_is_counted_and_its_absence_is_said() -> None:
    one = others()[1]
    row = witness("observed", "coverage", 2, "2019-08-01 to 2019-10-01", "Dana", field="looked")
    seen = replace(one, witnesses=(row,))
    shut = replace(one, id="shut", witnesses=(replace(row, field="denied access"),))
    below = replace(one, id="below", witnesses=(replace(row, admitted=False),))
    counts = tally(assessment(findings=[seen, shut, below]))
    assert (counts.watched, counts.denied) == (1, 1)
    assert dict(sentences(counts))["Watched"] == (
        "for 1 of 3 findings somebody states where and when they looked; for 1 that they were denied access."
    )
    assert dict(sentences(tally(assessment())))["Watched"].startswith("nobody states where and when they looked")


def test_each_assessor_is_counted_alone() -> None:
    found = [*launchers(), *(replace(one, id=f"x{one.id}", assessor="one source") for one in launchers()[:5])]
    assert tally(assessment(findings=found), TWO).findings == len(launchers())
    assert tally(assessment(findings=found), "one source").findings == 5
    assert standards.names(assessment(findings=found)) == [TWO, "one source"]


def test_a_breach_a_disagreement_or_a_row_set_aside_needs_a_look() -> None:
    calm = [one for one in assessment().findings if not breached(one) and not disagrees(one)]
    assert not needs_a_look(assessment(findings=calm, quarantined=()))
    assert needs_a_look(assessment(findings=calm))
    assert needs_a_look(assessment(findings=[*calm, others()[3]], quarantined=()))
    assert needs_a_look(assessment(findings=[*calm, others()[0]], quarantined=()))
