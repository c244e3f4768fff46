"""From what the rows of a source say to rows of evidence: copies set aside, parties found, fields filled.

Rules it keeps:

- a copy (same article, same act, same states; the same id) is set aside as a copy of the row it repeats, not fused;
- a relation is divided where a code passes from one state to the next;
- a code is looked up on the day of the row; one that stands for no state sets the row aside as *not recognised*, a
  state that the agreement does not name as *not in the agreement*; both are kept, counted, never dropped;
- of an occasion with several parties those stay that the agreement names; the others are noted in the row.

What it leaves to others: reading and faults (`intake`, `faults`), writing (`outcome`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from servanda.evidence.importing.catalogue import Offer, Shape, Source
from servanda.evidence.importing.crosswalk import lookup
from servanda.evidence.importing.fit import Fit
from servanda.evidence.importing.naming import Naming
from servanda.evidence.sql import named, quoted

SOURCING = ("source", "origin", "grade", "known", "mark", "scope", "note")
COPY, STRANGER, ELSEWHERE, COUNTRY = "copy", "not recognised", "not in the agreement", "no party"
SILENT, OTHER = "incomplete", "another kind"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user may choose. `known`: "release", "event" or a date. `first`, `last`: years, both inclusive."""

    today: str
    known: str = "release"
    grade: str = ""
    origin: str = ""
    first: int | None = None
    last: int | None = None


def say(connection: duckdb.DuckDBPyConnection, source: Source, shape: Shape, choices: Choices, version: str) -> None:
    """The table `said`: what the rows say, with all that statements need, `n_` in the order of the file, `copy_`."""
    has = [column[0] for column in connection.execute(f"SELECT * FROM ({shape.query}) LIMIT 0").description or ()]
    given = {name: f"{name}_" if f"{name}_" in has else "NULL" for name in (*SOURCING, "until")}
    given["source"] = f"coalesce({given['source']}, {quoted(source.title)})"
    given["origin"] = (
        quoted(choices.origin) if choices.origin else f"coalesce({given['origin']}, {quoted(source.origin)})"
    )
    given["grade"] = quoted(choices.grade) if choices.grade else f"coalesce({given['grade']}, {quoted(source.grade)})"
    given["mark"] = f"coalesce({given['mark']}, 'confirmed')"
    given["known"] = _known(source, choices, version, given)
    made = ", ".join(f"CAST({text} AS VARCHAR) AS {name}_" for name, text in given.items() if name != "until")
    plain = ", ".join(f"{named(offer.name)}" for offer in shape.offers)
    years = [f"year(when_) >= {choices.first}"] if choices.first else []
    years += [f"year(when_) <= {choices.last}"] if choices.last else []
    where = f" WHERE {' AND '.join(years)}" if years else ""
    connection.execute(
        f"CREATE TEMP TABLE plain_ AS SELECT row_number() OVER (ORDER BY row_) AS n_, row_, when_, {plain}, {made} "
        f"FROM ({shape.query}){where}"
    )
    same = ", ".join(map(named, shape.same or ("id",))) if shape.kind != "relation" else 'a, b, "from", "to"'
    same = same if shape.same or shape.kind != "state" else ", ".join(named(one.name) for one in shape.offers)
    connection.execute(
        f"CREATE TEMP TABLE said AS SELECT *, CASE WHEN row_number() OVER one > 1 THEN first_value(row_) OVER one END "
        f"AS copy_ FROM plain_ WINDOW one AS (PARTITION BY {same} ORDER BY n_ ROWS UNBOUNDED PRECEDING)"
    )
    connection.execute("DROP TABLE plain_")


def _known(source: Source, choices: Choices, version: str, given: dict[str, str]) -> str:
    """When a row became known: what the row itself says, the release of the version, or what the user chose."""
    until = given["until"] if given["until"] != "NULL" else "when_"
    if choices.known == "event":
        return f"coalesce({given['known']}, CAST({until} AS VARCHAR))"
    day = quoted(released(source, choices, version))
    return day if choices.known != "release" else f"coalesce({given['known']}, {day})"


def released(source: Source, choices: Choices, version: str) -> str:
    """The day or span that the user chose, else that of the version, else the day of the import."""
    if choices.known not in ("release", "event"):
        return choices.known
    return dict(source.released).get(version) or dict(source.released).get("") or choices.today


def resolve(connection: duckdb.DuckDBPyConnection, offers: Iterable[Offer], names: Naming) -> None:
    """The table `who`: system, code, from when to when, identity, name in the agreement (NULL if it has none)."""
    connection.execute(
        "CREATE TEMP TABLE who(system VARCHAR, code VARCHAR, first DATE, last DATE, ident VARCHAR, token VARCHAR, "
        "party BOOLEAN, exact BOOLEAN)"
    )
    found: dict[tuple[str, str, str], tuple[object, ...]] = {}
    for offer in offers:
        assert offer.system is not None
        cell = f"unnest(string_split({named(offer.name)}, ';'))" if offer.several else named(offer.name)
        codes = connection.execute(f"SELECT DISTINCT trim(code) FROM (SELECT {cell} AS code FROM said)").fetchall()
        for (code,) in codes:
            for span in lookup(offer.system, code) if code else ():
                token = names.tokens.get(span.ident) or names.tokens.get(names.continued.get(span.ident, ""))
                row = (offer.system, code, span.first, span.last, span.ident, token, token in names.parties, span.exact)
                found[(offer.system, code, span.first)] = row
    if found:
        connection.executemany("INSERT INTO who VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [list(row) for row in found.values()])


def split(connection: duckdb.DuckDBPyConnection, shape: Shape) -> None:
    """Divide relations that outlast a state: COW 345 borders 355 since 1921, as three states one after the other."""
    system = next(offer.system for offer in shape.offers if offer.name == "a")
    connection.execute(
        "CREATE TEMP TABLE reach AS WITH steps AS (SELECT *, ident IS DISTINCT FROM lag(ident) OVER one AS new "
        "FROM who WINDOW one AS (PARTITION BY system, code ORDER BY first)), "
        "runs AS (SELECT *, count(*) FILTER (new) OVER "
        "(PARTITION BY system, code ORDER BY first) AS run FROM steps) "
        "SELECT system, code, min(first) AS first, max(last) AS last FROM runs GROUP BY system, code, run"
    )
    clipped = "greatest({0}, coalesce(x.first, {0}), coalesce(y.first, {0}))".format('CAST(s."from" AS DATE)')
    ended = "least({0}, coalesce(x.last, {0}), coalesce(y.last, {0}))".format('CAST(s."to" AS DATE)')
    joins = " ".join(
        f"LEFT JOIN reach {who} ON {who}.system = '{system}' AND {who}.code = s.{side} "
        f'AND {who}.first <= CAST(s."to" AS DATE) AND {who}.last >= CAST(s."from" AS DATE)'
        for who, side in (("x", "a"), ("y", "b"))
    )
    connection.execute(
        f'CREATE TEMP TABLE parts AS SELECT s.* REPLACE (CAST({clipped} AS VARCHAR) AS "from", '
        f'CAST({ended} AS VARCHAR) AS "to", {clipped} AS when_) FROM said s {joins} WHERE {clipped} <= {ended}'
    )
    connection.execute("DROP TABLE said; ALTER TABLE parts RENAME TO said")


def judge(connection: duckdb.DuckDBPyConnection, shape: Shape, made: Fit) -> None:
    """The table `judged`: `said` with the parties under the agreement's names, `aside_` (why a row is not used)."""
    parties = [(name, offer) for name, offer in made.filled.items() if offer.kind == "party"]
    joins, columns, strange, other, country, noted = [], [], [], [], [], []
    for number, (name, offer) in enumerate(parties):
        cell, who = f"s.{named(offer.name)}", f"w{number}"
        if offer.several:
            joins.append(f"LEFT JOIN ({_several(offer)}) {who} ON {who}.n_ = s.n_")
            noted.append(f"'also: ' || {who}.rest")
        else:
            joins.append(
                f"LEFT JOIN who {who} ON {who}.system = '{offer.system}' AND {who}.code = trim({cell}) "
                f"AND s.when_ BETWEEN {who}.first AND {who}.last"
            )
        columns += [f"{who}.token AS {named('=' + name)}", f"{who}.ident AS {named('?' + name)}"]
        strange.append(f"{cell} IS NOT NULL AND {who}.ident IS NULL")
        other.append(f"{cell} IS NOT NULL AND {who}.token IS NULL")
        if made.types and made.types[name].type.kind == "party":
            country.append(f"{who}.token IS NOT NULL AND NOT {who}.party")
    needed = [
        f"s.{named(made.filled[name].name)} IS NULL"
        for name, field in made.types.items()
        if name in made.filled and (field.key or made.filled[name].essential)
    ]
    kinds = []
    for name, offer in made.filled.items():
        if offer.kind == "text" and name in made.types and made.types[name].type.kind == "one of":
            known = [theirs for field, theirs in made.values if field == name]
            options = [one for one in made.types[name].type.options if one not in made.values.values()]
            kinds.append(f"s.{named(offer.name)} NOT IN ({', '.join(map(quoted, [*known, *options]))})")
    cases = f"CASE WHEN copy_ IS NOT NULL THEN {quoted(COPY)}"
    for condition, word in (
        (needed, SILENT),
        (kinds, OTHER),
        (strange, STRANGER),
        (other, ELSEWHERE),
        (country, COUNTRY),
    ):
        cases += f" WHEN {' OR '.join(condition)} THEN {quoted(word)}" if condition else ""
    extra = ", ".join(columns) + ", " if columns else ""
    notes = f" REPLACE (nullif(concat_ws('; ', nullif(note_, ''), {', '.join(noted)}), '') AS note_)" if noted else ""
    connection.execute(
        f"CREATE TEMP TABLE judged AS SELECT s.*{notes}, {extra}{cases} END AS aside_ FROM said s {' '.join(joins)}"
    )


def _several(offer: Offer) -> str:
    """For each row the names that the agreement has, and the `rest`; `ident` none if nobody is recognised."""
    cell = named(offer.name)
    parts = f"SELECT n_, when_, trim(unnest(string_split({cell}, ';'))) AS code FROM said WHERE {cell} IS NOT NULL"
    return (
        "SELECT n_, string_agg(DISTINCT token, '; ' ORDER BY token) AS token, "
        "string_agg(DISTINCT ident, '; ' ORDER BY ident) AS ident, "
        "string_agg(DISTINCT p.code, ', ' ORDER BY p.code) FILTER (token IS NULL) AS rest, "
        "coalesce(bool_and(party) FILTER (token IS NOT NULL), false) AS party "
        f"FROM ({parts}) p LEFT JOIN who ON system = '{offer.system}' AND who.code = p.code "
        "AND when_ BETWEEN first AND last GROUP BY n_"
    )


def columns(shape: Shape, made: Fit) -> dict[str, str]:
    """The columns of the evidence file: name → SQL over `judged`."""
    found: dict[str, str] = {}
    for name, offer in made.filled.items():
        cell = named("=" + name) if offer.kind == "party" else named(offer.name)
        ours = {theirs: own for (field, theirs), own in made.values.items() if field == name and theirs != own}
        if ours:
            cases = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(own)}" for theirs, own in ours.items())
            cell = f"CASE {cell} {cases} ELSE {cell} END"
        found[name] = f"CAST({cell} AS VARCHAR)"
    if shape.kind != "relation":
        found |= {name: f"{name}_" for name in SOURCING}
    return found
