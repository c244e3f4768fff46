"""ACLED: political violence and protest, as a user exports it. Actors are names; forces of a state name it."""

from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table

ACLED_TABLE = Table(
    "acled",
    (
        Column("event_id_cnty", also=("data_id",), filled=True),
        Column("event_date", filled=True, says="2024-05-31 or 31 May 2024"),
        Column("time_precision", "whole", among=("1", "2", "3")),
        Column("event_type", filled=True), Column("sub_event_type", filled=True),
        Column("actor1", filled=True), Column("actor2"),
        Column("iso", "whole", optional=True), Column("country", filled=True), Column("location"),
        Column("source"), Column("notes", optional=True), Column("fatalities", "whole", least=0),
        Column("timestamp", "whole", optional=True),
    ),
    files="the export as CSV",
)  # fmt: skip

DAY = "coalesce(TRY_STRPTIME(event_date, '%Y-%m-%d'), TRY_STRPTIME(event_date, '%d %B %Y'))"


def _state(actor: str) -> str:
    """The state whose forces an actor is, from `Military Forces of Russia (2000-)`; NULL for any other actor."""
    return f"nullif(regexp_extract({actor}, '^(?:Military|Police) Forces of (.+?) [(]', 1), '')"


ACLED = Source(
    name="acled",
    title="Armed Conflict Location & Event Data",
    version="''",
    licence="Under ACLED's terms of use; an account is needed and the data may not be passed on",
    citation="Raleigh, Clionadh, Roudabeh Kishi, Andrew Linke (2023). Political instability patterns are obscured by "
    "conflict dataset scope conditions, sources, and coding choices. Humanities and Social Sciences Communications 10",
    where="https://acleddata.com/",
    grade="C3",
    grade_why="people who code from news and partners by written rules, in haste (C); not confirmed by others (3)",
    origin="ACLED",
    tables=(ACLED_TABLE,),
    shapes=(
        Shape(
            "incident", "event", "acled",
            f"""SELECT row_, CAST({DAY} AS DATE) AS when_, event_id_cnty AS id, {_state('actor1')} AS actor,
              coalesce({_state('actor2')}, country) AS target, 'use' AS level,
              CASE time_precision WHEN '1' THEN CAST(CAST({DAY} AS DATE) AS VARCHAR)
                WHEN '2' THEN span(CAST({DAY} AS DATE) - 6, CAST({DAY} AS DATE) + 6)
                ELSE span(date_trunc('month', {DAY})::DATE, last_day(CAST({DAY} AS DATE))) END AS "on",
              fatalities AS deaths, location AS place, sub_event_type AS kind,
              CAST(CAST(to_timestamp(CAST(timestamp AS BIGINT)) AS DATE) AS VARCHAR) AS known_, source AS source_,
              'ACLED ' || event_id_cnty || ': ' || actor1 || ' and ' || coalesce(actor2, 'nobody else')
                || '; who began is not said' AS note_
            FROM acled WHERE {_state('actor1')} IS NOT NULL
              AND coalesce({_state('actor2')}, country) <> {_state('actor1')}
              AND event_type IN ('Battles', 'Explosions/Remote violence', 'Violence against civilians')""",
            (
                Offer("id", "text", "event_id_cnty"),
                Offer("actor", "party", "the state whose forces are actor 1", system="name", essential=True,
                      also=("by",)),
                Offer("target", "party", "the state whose forces are actor 2, else where it happened", system="name",
                      essential=True, also=("against",)),
                Offer("level", "one of", "always use of force", options=("use",), essential=True),
                Offer("on", "date", "the day; within a week or month of it where the day is not certain",
                      also=("start", "date")),
                Offer("deaths", "count", "fatalities", unit="deaths"),
                Offer("place", "place", "location", also=("at",)),
                Offer("kind", "text", "sub_event_type"),
            ),
            "violence by the forces of one state against another state or on its soil",
            otherwise="is no violence by the forces of one state against another",
        ),
    ),
    traps=("Actor 1 is not the one who began: in battles the order says nothing.",),
)  # fmt: skip
