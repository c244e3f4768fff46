"""Multinational and joint military exercises: who exercised together, where and when; never how strong.

Days written `xx` are not known and give the span of a month.
"""

from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table

LETTERS = [chr(one) for one in range(ord("A"), ord("Z") + 1)]
WIDE = (*LETTERS, *(f"A{one}" for one in LETTERS[:13]))
NOT_KNOWN = ("xx", "XX", "-9", "NA")
NARROW = (*LETTERS, "AA", "AB", "AC", "AD")
CITATION = "D'Orazio, Vito, Kevin Galambos (2021). Multinational Military Exercises, 1980–2010. SocArXiv"
TERMS = "Not stated by the makers"


def _dates(year: int) -> tuple[Column, ...]:
    found: list[Column] = []
    for end in ("s", "e"):
        found.append(Column(f"{end}.year", "year", missing=NOT_KNOWN, least=year))
        found.append(Column(f"{end}.month", "month", missing=NOT_KNOWN))
        found.append(Column(f"{end}.day", "day", missing=NOT_KNOWN))
    return tuple(found)


def _span(end: str) -> str:
    return f'"{end}.year", "{end}.month", "{end}.day"'


def _all(prefix: str, letters: tuple[str, ...]) -> str:
    cells = ", ".join(f'"{prefix}{one}"' for one in letters)
    return f"nullif(concat_ws(';', {cells}), '')"


STARTS = f"""first_day({_span("s")}) AS when_, last_day_of({_span("s")}) AS until_,
  day_span({_span("s")}) AS "start", CASE WHEN (last_day_of({_span("e")}) < first_day({_span("s")})) IS NOT TRUE
    THEN day_span({_span("e")}) END AS "end", concat_ws('; ',
  CASE WHEN (last_day_of({_span("e")}) < first_day({_span("s")})) IS TRUE
    THEN 'the file has it end before it begins: the end is left out' END,
  CASE WHEN first_day({_span("s")}) IS NULL THEN 'the calendar has no such first day' END) AS note_"""

OFFERS = (
    Offer("id", "text", "number of the exercise"),
    Offer("host", "party", "all who took part: who was host is not said", system="name", several=True, essential=True,
          also=("participants", "parties", "party")),
    Offer("start", "date", "the day on which it began", also=("on", "date")),
    Offer("end", "date", "the day on which it ended"),
    Offer("at", "place", "where", also=("place", "location")),
    Offer("title", "text", "what it was called", also=("name",)),
)  # fmt: skip

MME = Source(
    name="mme", title="Multinational Military Exercises", version="'7'", licence=TERMS, citation=CITATION,
    where="https://github.com/meflynn/troopdata", grade="C3",
    grade_why="scholars who code from news (C); not confirmed by others (3)", origin="Multinational Military Exercises",
    tables=(
        Table("mme", (
            Column("MMEID", filled=True), Column("Ex_Name"), Column("Location"), *_dates(1970),
            *(Column(f"State{one}", missing=("-9", "NA")) for one in WIDE)),
            files="mme_v7.csv, a row for each exercise"),
        Table("mme_long", (
            Column("MMEID", filled=True), Column("Ex_Name"), Column("gwcode", missing=("NA",)),
            Column("country", missing=("-9", "NA")), Column("Location"), *_dates(1970),
            Column("participant_count", "whole")),
            files="mme-v7-long.csv, a row for each participant"),
    ),
    shapes=(
        Shape(
            "exercise", "event", "mme",
            f"""SELECT row_, MMEID AS id, {_all("State", WIDE)} AS host, {STARTS},
              Location AS "at", Ex_Name AS title, 'MME ' || MMEID || coalesce(', ' || Ex_Name, '') AS source_
            FROM mme WHERE "s.year" IS NOT NULL AND {_all("State", WIDE)} IS NOT NULL""",
            OFFERS, "an exercise with all who took part", same=("id",), otherwise="has no year or no participant",
        ),
        Shape(
            "exercise_by_participant", "event", "mme_long",
            f"""SELECT min(row_) AS row_, MMEID AS id, string_agg(DISTINCT country, ';' ORDER BY country) AS host,
              any_value("at") AS "at", any_value(title) AS title, min(when_) AS when_, max(until_) AS until_,
              any_value("start") AS "start", any_value("end") AS "end", any_value(note_) AS note_,
              'MME ' || MMEID AS source_
            FROM (SELECT row_, MMEID, country, Location AS "at", Ex_Name AS title, {STARTS} FROM mme_long
                  WHERE "s.year" IS NOT NULL AND country IS NOT NULL) GROUP BY MMEID""",
            OFFERS, "the same from the long file",
            otherwise="names a further participant of an exercise, which is one statement",
        ),
    ),
    tried="version 7, wide and long",
    traps=("Strength is not coded: a threshold of troops leaves every such exercise open.",
           "All participants are listed; who was host is not said."),
)  # fmt: skip

JME = Source(
    name="jme", title="Joint Military Exercises", version="'3'", licence=TERMS, citation=CITATION,
    where="https://github.com/meflynn/troopdata", grade="C4",
    grade_why="scholars who code from news, an early edition (C); superseded by MME (4)",
    origin="Multinational Military Exercises",
    tables=(Table("jme", (
        Column("Exercise Name"), Column("Location1"), *_dates(1970), Column("JME Type"),
        *(Column(f"State {one}", missing=("-9", "NA")) for one in NARROW)),
        files="jme_v3.xls"),),
    shapes=(Shape(
        "exercise", "event", "jme",
        f"""SELECT row_, 'jme-' || row_ AS id,
          {_all("State ", NARROW)} AS host, {STARTS}, Location1 AS "at", "Exercise Name" AS title,
          'JME row ' || row_ || coalesce(', ' || "Exercise Name", '') AS source_
        FROM jme WHERE "s.year" IS NOT NULL AND {_all("State ", NARROW)} IS NOT NULL""",
        OFFERS, "an exercise with all who took part", same=("title", "host", "start"),
        silent=(('"s.year" IS NULL', "has no year"),), otherwise="names no participant"),),
    tried="version 3, 1,790 rows (spreadsheet)",
    traps=("It has the origin of MME, which grew out of it.",
           "It has no numbers of its own: the row number is our id."),
)  # fmt: skip
