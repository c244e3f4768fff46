"""What was checked, and what was not: the numbers that stand beside every wall of *kept*.

Rules it keeps:

- nothing here says that a relationship is well; it counts verdicts, and above all their absence;
- an article without a norm is an article that nobody checks; a norm without a finding had no occasion on record;
- an occasion is counted once, however many readings and assessors speak of it, where occasions are counted.

It leaves to others: how the numbers are shown.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from servanda.findings.model import GAPS, VERDICTS, WORLDS, Assessment, Finding, Gap, Verdict, World
from servanda.report.standards import names
from servanda.report.words import breached, disagrees, number, plural, suspended

Key = TypeVar("Key")
SETTLED: frozenset[Verdict] = frozenset({"kept", "breached", "not owed"})
SILENT: frozenset[Verdict] = frozenset({"not observed", "not declared"})


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts over one assessor's findings.

    `articles` leaves out the title; `silent_norms` have no finding; `watched` and `denied` count findings that rest on
    a statement of who looked where and when, or of who was not let in.
    """

    assessor: str
    findings: int
    breached: int
    suspended: int
    disagreements: int
    verdicts: dict[World, dict[Verdict, int]]
    gaps: dict[Gap, int]
    articles: int
    articles_with_norms: int
    norms: int
    silent_norms: tuple[str, ...]
    quarantined: int
    without_effect: int
    watched: int
    denied: int


def _looked(finding: Finding, denied: bool) -> bool:
    """Whether the finding rests on a statement of who looked where and when, or of whom that was denied."""
    rows = [one for one in finding.witnesses if one.role == "coverage" and one.admitted]
    return any(one.field.startswith("denied") == denied for one in rows)


def _counted(assessment: Assessment, findings: Iterable[Finding]) -> int:
    """How many findings there are, with those for which others stand."""
    return sum(map(assessment.count, findings))


def _by(assessment: Assessment, findings: Iterable[Finding], key: Callable[[Finding], Key]) -> Counter[Key]:
    counts: Counter[Key] = Counter()
    for one in findings:
        counts[key(one)] += assessment.count(one)
    return counts


def _verdicts(assessment: Assessment, findings: tuple[Finding, ...], world: World) -> dict[Verdict, int]:
    counts = _by(assessment, findings, lambda one: one.side(world).verdict)
    return {verdict: counts[verdict] for verdict in VERDICTS}


def tally(assessment: Assessment, assessor: str | None = None) -> Tally:
    """Count the findings of one assessor, by default the first."""
    name = assessor or next(iter(names(assessment)), "")
    findings = tuple(one for one in assessment.findings if one.assessor == name)
    gaps = _by(assessment, findings, lambda one: one.gap)

    def counted(is_so: Callable[[Finding], bool]) -> int:
        return _counted(assessment, filter(is_so, findings))

    articles = [one for one in assessment.articles if one.level > 1 or one.norms]
    norms = [norm for one in assessment.articles for norm in one.norms]
    spoken = {finding.norm for finding in findings}
    return Tally(
        assessor=name,
        findings=_counted(assessment, findings),
        suspended=counted(lambda one: breached(one) and bool(suspended(one))),
        breached=counted(breached),
        disagreements=counted(disagrees),
        verdicts={world: _verdicts(assessment, findings, world) for world in WORLDS},
        gaps={gap: gaps[gap] for gap in GAPS},
        articles=len(articles),
        articles_with_norms=sum(1 for one in articles if one.norms),
        norms=len(norms),
        silent_norms=tuple(norm for norm in norms if norm not in spoken),
        quarantined=len(assessment.quarantined),
        without_effect=sum(1 for one in assessment.quarantined if one.without_effect),
        watched=counted(lambda one: _looked(one, denied=False)),
        denied=counted(lambda one: _looked(one, denied=True)),
    )


def needs_a_look(assessment: Assessment) -> bool:
    """Whether there is a breach, a disagreement or a quarantined row: what ends the command with 1."""
    return bool(assessment.quarantined) or any(breached(one) or disagrees(one) for one in assessment.findings)


def _decided(counts: dict[Verdict, int]) -> int:
    return sum(counts[verdict] for verdict in SETTLED)


def _settled(found: Tally, world: World) -> str:
    counts = found.verdicts[world]
    silent: Verdict = "not observed" if world == "observed" else "not declared"
    parts = [("undetermined", counts["undetermined"]), (silent, counts[silent]), ("not yet due", counts["pending"])]
    rest = ", ".join(f"{number(count)} {word}" for word, count in parts if count)
    settled = f"{number(_decided(counts))} of {plural(found.findings, 'finding')} settled as {world}"
    return f"{settled}; {rest}." if rest else f"{settled}."


def _watched(found: Tally) -> str:
    if not found.watched and not found.denied:
        return "nobody states where and when they looked, so that nothing was seen settles nothing."
    told = (
        f"for {number(found.watched)} of {plural(found.findings, 'finding')} somebody states where and when they looked"
    )
    return told + (f"; for {number(found.denied)} that they were denied access." if found.denied else ".")


def sentences(found: Tally) -> list[tuple[str, str]]:
    """(label, sentence): what was checked, how much of the text and of the world that is, and what nobody stated."""
    apart = f" ({number(found.suspended)} under a claimed suspension)" if found.suspended else ""
    lines = [
        (
            "Checked",
            f"{plural(found.findings, 'finding')} under {plural(found.norms, 'norm')}: "
            f"{number(found.breached)} with a breach in at least one world{apart}, "
            f"{number(found.disagreements)} in which the two worlds disagree.",
        ),
        (
            "Of the agreement",
            f"{found.articles_with_norms} of {plural(found.articles, 'article')} "
            f"{'carries' if found.articles_with_norms == 1 else 'carry'} a norm that can be checked; "
            "what the other articles promise, nothing here checks.",
        ),
        ("Of the world", _settled(found, "observed")),
        ("Watched", _watched(found)),
        ("Of the record", _settled(found, "declared")),
    ]
    if found.silent_norms:
        names = ", ".join(name.replace("_", " ") for name in found.silent_norms)
        lines.append(("Nobody stated", f"any occasion for {names}. That is silence, not compliance."))
    lines.append(("Set aside", _set_aside(found)))
    return lines


def _set_aside(found: Tally) -> str:
    unread = found.quarantined - found.without_effect
    parts = [f"{plural(unread, 'row')} that could not be read"] if unread else []
    parts += [f"{plural(found.without_effect, 'act')} without effect"] if found.without_effect else []
    return " and ".join(parts) + "." if parts else "no row; every row of every input was read."
