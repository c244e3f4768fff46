"""Small workspaces in memory: an agreement's text, facts said one by one, and what the court finds.

    small = Small(TEXT)
    small.declared("exercise", "ALBA", id="X1", host="ALBA", personnel="12000", start="2020-06-01")
    small.act("notification", "ALBA", "2020-04-20", exercise="X1")
    small.one("notify", as_of="2020-12-31").declared.verdict

Facts are read as cells of a file are (`servanda.evidence`), and judged by the passes that judge a workspace.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from servanda.agreement.check import check
from servanda.agreement.model import Agreement, fields_of, key_fields
from servanda.agreement.parse import parse
from servanda.agreement.syntax import ActType, StateType
from servanda.dates import stamp
from servanda.evidence.files import MARKS
from servanda.evidence.statement import Completeness, Coverage, Facts, Linked, Names, Pair, Statement
from servanda.evidence.values import value
from servanda.findings.assess import findings_of
from servanda.findings.model import Assessor, Finding
from servanda.findings.verdicts.court import Court
from servanda.findings.world.evaluator import Which

PARTIES = """\
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
party CORA "Union of Cora"
country DANA "Danish Isles"
"""


def agreement(
    block: str, frame: str = "in force from 2020-01-01\nrecord native\n", parties: str = PARTIES
) -> Agreement:
    """The checked agreement of one block; errors of the text fail the test that wrote it."""
    text = (
        f"# Treaty\n\n## Article 1\n\n```servanda\n{parties}{frame}```\n\n## Article 2\n\n```servanda\n{block}\n```\n"
    )
    found, messages = check(parse(text, "agreement.md"))
    errors = [f"{item.code}: {item.message}" for item in messages if item.severity == "error"]
    assert found is not None, errors
    return found


@dataclass
class Small:
    """An agreement with facts. `source` of a row is its origin too, unless the row says otherwise."""

    agreement: Agreement
    statements: list[Statement] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    completeness: list[Completeness] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    links: list[Linked] = field(default_factory=list)

    def _statement(self, world: str, record: str, cells: dict[str, str]) -> Statement:
        kind, zone = self.agreement.records[record], self.agreement.zone
        said = {
            name: value(
                cells[name],
                item.type,
                zone,
                self.agreement.parties,
                {**self.agreement.countries, **self.agreement.parties},
                self.agreement.organs,
            )
            for name, item in fields_of(kind).items()
            if cells.get(name) and not (isinstance(kind, ActType) and name in ("by", "filed", "received"))
        }
        filed = stamp(cells["filed"], zone) if cells.get("filed") else None
        when = stamp(cells["on"], zone) if isinstance(kind, StateType) else filed if isinstance(kind, ActType) else None
        if isinstance(kind, ActType):
            key: tuple[str, ...] = (cells["id"],)
        else:
            keys = [said[item.name.text] for item in key_fields(kind)]
            key = tuple(item.values[0] if isinstance(item, Names) else item.text for item in keys)
        known = stamp(cells["known"], zone).high if cells.get("known") else filed.high if filed else 0
        source = cells.get("source", "a source")
        links = {kind.target.text: cells[kind.target.text]} if isinstance(kind, ActType) and kind.target else {}
        filer = cells.get("filer", "")
        return Statement(
            world,  # type: ignore[arg-type]
            f"{'evidence' if world == 'observed' else 'declared'}/{record}.csv",
            len(self.statements) + 2,
            record,
            key,
            said,
            when,
            filer,
            filed,
            stamp(cells["received"], zone) if cells.get("received") else None,
            cells.get("scope", ""),
            source,
            filer if world == "declared" else cells.get("origin", source),
            cells.get("grade", "B2"),
            cells.get("mark", "confirmed"),
            known,
            links,
        )

    def declared(self, record: str, filer: str, filed: str = "2020-01-01", **cells: str) -> "Small":
        self.statements.append(self._statement("declared", record, {**cells, "filer": filer, "filed": filed}))
        return self

    def observed(self, record: str, source: str = "a source", **cells: str) -> "Small":
        self.statements.append(self._statement("observed", record, {**cells, "source": source}))
        return self

    def act(self, record: str, by: str, filed: str, id: str = "", **cells: str) -> "Small":
        name = id or f"{record}-{len(self.statements)}"
        self.statements.append(self._statement("record", record, {**cells, "filer": by, "filed": filed, "id": name}))
        return self

    def looked(
        self, record: str, start: str, end: str, source: str = "a source", about: str = "", access: str = "looked",
        grade: str = "B2", known: str = "2020-01-01",
    ) -> "Small":  # fmt: skip
        low, high = stamp(start, self.agreement.zone).low, stamp(end, self.agreement.zone).high
        when = stamp(known, self.agreement.zone).high
        row = Coverage("evidence/coverage.csv", len(self.coverage) + 2, record, about, low, high, access == "looked",
                       source, source, grade, when)  # fmt: skip
        self.coverage.append(row)
        return self

    def complete(
        self, act: str, start: str, end: str, source: str = "", by: str = "", target: str = "",
        grade: str = "B2", known: str = "2020-01-01",
    ) -> "Small":  # fmt: skip
        """The record vouches for itself; with a `source`, somebody outside says so."""
        low, high = stamp(start, self.agreement.zone).low, stamp(end, self.agreement.zone).high
        when = stamp(known, self.agreement.zone).high
        file = "evidence/completeness.csv" if source else "declared/complete.toml"
        row = Completeness(file, len(self.completeness) + 2, act, by, target, low, high, source, source, grade, when,
                           not source)  # fmt: skip
        self.completeness.append(row)
        return self

    def pair(
        self, relation: str, first: str, second: str, start: str = "1990-01-01", end: str = "2090-01-01"
    ) -> "Small":
        low, high = stamp(start, self.agreement.zone).low, stamp(end, self.agreement.zone).high
        self.pairs.append(Pair("evidence/pairs.csv", len(self.pairs) + 2, relation, first, second, low, high))
        return self

    def linked(
        self, record: str, declared: str, observed: str, source: str = "an analyst", grade: str = "B2",
        known: str = "2020-01-01",
    ) -> "Small":  # fmt: skip
        when = stamp(known, self.agreement.zone).high
        row = Linked("evidence/links.csv", len(self.links) + 2, record, declared, observed, source, source, grade, when)
        self.links.append(row)
        return self

    @property
    def facts(self) -> Facts:
        said = tuple(self.statements), tuple(self.coverage), tuple(self.completeness), tuple(self.pairs)
        return Facts(*said, tuple(self.links))

    def findings(
        self, norm: str = "", *, as_of: str = "2020-12-31", known_by: str = "", sources: int = 1, grade: str = "C3",
        marks: Iterable[str] = MARKS, readings: dict[str, str] | None = None, keep: Iterable[str] = (),
        which: Which = "meaning",
    ) -> list[Finding]:  # fmt: skip
        """The findings, of one norm if it is named; by the reference meaning, which is quick on few facts."""
        zone = self.agreement.zone
        last = stamp(as_of, zone).high
        known = stamp(known_by, zone).high if known_by else last
        judge = Assessor("judge", sources, grade, tuple(marks), readings or {})
        found = findings_of(Court(self.agreement, self.facts, judge, last, known, which), keep)
        return [item for item in found if not norm or item.norm == norm]

    def one(self, norm: str, bearer: str = "", occasion: str = "", **options: object) -> Finding:
        """The only finding of a norm, or the only one for the bearer and the occasion."""
        found = self.findings(norm, **options)  # type: ignore[arg-type]
        mine = [f for f in found if f.bearer == (bearer or f.bearer) and f.occasion == (occasion or f.occasion)]
        assert len(mine) == 1, [(f.bearer, f.occasion, f.declared.verdict, f.observed.verdict) for f in found]
        return mine[0]

    def verdicts(self, norm: str, bearer: str = "", occasion: str = "", **options: object) -> tuple[str, str]:
        """Declared and observed verdict of the only finding."""
        found = self.one(norm, bearer, occasion, **options)
        return found.declared.verdict, found.observed.verdict

    def all(self, norm: str, **options: object) -> dict[tuple[str, str], tuple[str, str]]:
        """(bearer, occasion) → declared and observed verdict."""
        found = self.findings(norm, **options)  # type: ignore[arg-type]
        table: dict[tuple[str, str], tuple[str, str]] = {
            (f.bearer, f.occasion): (f.declared.verdict, f.observed.verdict) for f in found
        }
        assert len(table) == len(found), "several findings on one occasion: ask for a reading"
        return table
