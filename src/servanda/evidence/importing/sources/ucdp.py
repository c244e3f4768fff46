"""Uppsala Conflict Data Program: armed conflicts by year (UCDP/PRIO), and events of deadly violence (GED).

States are known by their Gleditsch–Ward number; a side that is no state has none, and its field stays empty.
"""

from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table

UCDP_TERMS = "Free of charge; the makers ask users to cite (CC BY 4.0 since version 20)"
KINDS = ("extrasystemic", "interstate", "intrastate", "internationalised intrastate")

ACD = Table(
    "acd",
    (
        Column("conflict_id", "whole", filled=True),
        Column("location", optional=True),
        Column("side_a", optional=True), Column("side_b", optional=True),
        Column("incompatibility"), Column("territory_name", optional=True),
        Column("year", "year", filled=True, least=1946),
        Column("intensity_level", "whole", among=("1", "2"), filled=True),
        Column("type_of_conflict", filled=True,
               among=("1", "2", "3", "4", "extrasystemic", "interstate", "intrastate", "II")),
        Column("start_date2", "date"),
        Column("gwno_a"), Column("gwno_a_2nd"), Column("gwno_b"), Column("gwno_b_2nd"),
        Column("version", optional=True),
    ),
    files="UcdpPrioConflict_vYY_N.csv",
)  # fmt: skip

GED_TABLE = Table(
    "ged",
    (
        Column("id", "whole", filled=True),
        Column("year", "year", filled=True, least=1975),
        Column("type_of_violence", "whole", among=("1", "2", "3"), filled=True),
        Column("side_a", filled=True), Column("side_b", filled=True),
        Column("gwnoa"), Column("gwnob"),
        Column("source_office", optional=True), Column("source_date", optional=True),
        Column("where_coordinates", optional=True),
        Column("country", filled=True), Column("country_id", "whole"),
        Column("date_start", filled=True), Column("date_end", filled=True),
        Column("best", "whole", least=0), Column("high", "whole", least=0), Column("low", "whole", least=0),
    ),
    files="GEDEvent_vYY_N.csv",
)  # fmt: skip

KIND = (
    "CASE type_of_conflict WHEN '1' THEN 'extrasystemic' WHEN '2' THEN 'interstate' WHEN '3' THEN 'intrastate' "
    "WHEN '4' THEN 'internationalised intrastate' WHEN 'II' THEN 'internationalised intrastate' "
    "ELSE type_of_conflict END"
)

UCDP_PRIO = Source(
    name="ucdp-prio",
    title="UCDP/PRIO Armed Conflict Dataset",
    version="version",
    licence=UCDP_TERMS,
    citation=(
        "Davies, Shawn, Garoun Engström, Therése Pettersson, Magnus Öberg (2024). Organized violence 1989–2023. "
        "Journal of Peace Research 61(4); Gleditsch, Nils Petter, and others (2002). Armed Conflict 1946–2001: A New "
        "Dataset. Journal of Peace Research 39(5)"
    ),
    where="https://ucdp.uu.se/downloads/",
    grade="B2",
    grade_why="scholars who code by written rules and revise each year (B); checked against several sources (2)",
    origin="Uppsala Conflict Data Program",
    tables=(ACD,),
    shapes=(
        Shape(
            "conflict", "event", "acd",
            f"""SELECT row_, coalesce(greatest(CAST(start_date2 AS DATE), first_day(year, NULL, NULL)),
                first_day(year, NULL, NULL)) AS when_, last_day_of(year, NULL, NULL) AS until_,
              concat_ws('-', conflict_id, year, replace(gwno_a, ', ', '+'), replace(gwno_b, ', ', '+')) AS id,
              replace(gwno_a, ',', ';') AS side_a, replace(gwno_b, ',', ';') AS side_b,
              concat_ws('; ', replace(gwno_a_2nd, ',', ';'), replace(gwno_b_2nd, ',', ';')) AS supporters,
              {KIND} AS kind, CASE intensity_level WHEN '1' THEN 'minor' ELSE 'war' END AS intensity, year,
              CASE WHEN year(TRY_CAST(start_date2 AS DATE)) = CAST(year AS INT) THEN start_date2
                ELSE day_span(year, NULL, NULL) END AS "on", location AS place, side_b AS opponent,
              CASE WHEN row_number() OVER (PARTITION BY conflict_id, year, gwno_a, gwno_b ORDER BY row_) > 1
                THEN 'another dyad of the same conflict and year' END AS note_,
              'UCDP conflict ' || conflict_id || ', ' || year AS source_
            FROM acd""",
            (
                Offer("id", "text", "number of the conflict, year, states"),
                Offer("side_a", "party", "the state or states of side A", system="gw", several=True, essential=True),
                Offer("side_b", "party", "the state or states of side B; empty where it is no state", system="gw",
                      several=True),
                Offer("kind", "one of", "what kind of conflict", options=KINDS),
                Offer("intensity", "one of", "minor: 25 to 999 deaths in battle that year; war: more",
                      options=("minor", "war"), essential=True, also=("level",)),
                Offer("year", "year", "the year"),
                Offer("on", "date", "beginning of the episode where it lies in that year, else the year",
                      also=("start", "date")),
                Offer("place", "place", "location", also=("at",)),
                Offer("opponent", "text", "side B by name"),
            ),
            "an armed conflict in a year", same=("id",),
        ),
    ),
    tried="version 24.1, and as Parquet an edition up to 2024 that does not state its version",
    traps=("A conflict is one row a year. Who attacked whom is not said.",
           "Several rows of the dyadic edition speak of one conflict and year: they count once."),
    covers=("1946-01-01", "2023-12-31"),
)  # fmt: skip

GED = Source(
    name="ucdp-ged",
    title="UCDP Georeferenced Event Dataset",
    version="''",
    licence=UCDP_TERMS,
    citation="Sundberg, Ralph, Erik Melander (2013). Introducing the UCDP Georeferenced Event Dataset. JPR 50(4)",
    where="https://ucdp.uu.se/downloads/",
    grade="B2",
    grade_why="scholars who code by written rules and revise each year (B); checked against several sources (2)",
    origin="Uppsala Conflict Data Program",
    tables=(GED_TABLE,),
    shapes=(
        Shape(
            "violence", "event", "ged",
            """SELECT row_, CAST(left(date_start, 10) AS DATE) AS when_, CAST(left(date_end, 10) AS DATE) AS until_, id,
              gwnoa AS side_a, gwnob AS side_b, country_id AS country,
              span(CAST(left(date_start, 10) AS DATE), CAST(left(date_end, 10) AS DATE)) AS "on",
              CASE WHEN low IS NOT NULL AND CAST(high AS BIGINT) >= CAST(low AS BIGINT) THEN low || '..' || high
                ELSE best END AS deaths, where_coordinates AS place, side_a || ' against ' || side_b AS between_whom,
              CASE type_of_violence WHEN '1' THEN 'state-based' WHEN '2' THEN 'non-state' ELSE 'one-sided' END AS kind,
              coalesce(source_office, 'UCDP GED ' || id) AS source_
            FROM ged""",
            (
                Offer("id", "text", "number of the event"),
                Offer("side_a", "party", "side A, if it is a state", system="gw"),
                Offer("side_b", "party", "side B, if it is a state", system="gw"),
                Offer("country", "party", "where it happened", system="gw"),
                Offer("on", "date", "the day, or the span in which it lies", also=("start", "date")),
                Offer("deaths", "count", "from the low to the high estimate", unit="deaths"),
                Offer("kind", "one of", "state-based, non-state or one-sided",
                      options=("state-based", "non-state", "one-sided")),
                Offer("place", "place", "place by name", also=("at",)),
                Offer("between_whom", "text", "both sides by name"),
            ),
            "an event of deadly violence",
        ),
    ),
    traps=("Who began is not said.",),
)  # fmt: skip
