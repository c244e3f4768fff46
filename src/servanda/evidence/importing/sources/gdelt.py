"""GDELT 1.0 and 2.0 events: what machines read from the news of the world, by article.

Traps that stay visible: several rows are read from one article, and a third repeat each other; most rows are not
about what states do; "force" is read from crime stories, film reviews and lists. Therefore only rows between two
states with an action of force are read, copies within one article are set aside, and all rows have one origin and a
grade below the default standard of proof: GDELT alone can carry no breach.
"""

from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table

LEVELS = ("threat", "display", "use")
_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
          "Type2Code", "Type3Code")  # fmt: skip
_NUMBERS = ("QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone")
_PLACES = ("Actor1Geo", "Actor2Geo", "ActionGeo")

# An action of force in CAMEO: 138 threatens with military force, 15 shows it, 18 to 20 assault, fight, mass violence.
FORCE = "(\"EventCode\" LIKE '138%' OR left(\"EventCode\", 2) IN ('15', '18', '19', '20'))"
LEVEL = (
    "CASE WHEN \"EventCode\" LIKE '138%' THEN 'threat' WHEN \"EventCode\" LIKE '15%' THEN 'display' "
    "WHEN left(\"EventCode\", 2) IN ('18', '19', '20') THEN 'use' END"
)


def _columns(geo: tuple[str, ...], optional_source: bool) -> tuple[Column, ...]:
    actors = [Column(f"Actor{n}{part}") for n in (1, 2) for part in _ACTOR]
    places = [Column(f"{place}_{part}") for place in _PLACES for part in geo]
    return (
        Column("GLOBALEVENTID", "whole", filled=True),
        Column("SQLDATE", "date", filled=True, form="%Y%m%d"),
        Column("MonthYear"), Column("Year", "year", least=1900), Column("FractionDate"),
        *actors,
        Column("IsRootEvent"),
        Column("EventCode", filled=True), Column("EventBaseCode"), Column("EventRootCode"),
        *(Column(name) for name in _NUMBERS),
        *places,
        Column("DATEADDED", "whole", filled=True, least=19790101, most=29991231235959),
        Column("SOURCEURL", optional=optional_source),
    )  # fmt: skip


def _table(name: str, geo: tuple[str, ...], optional_source: bool, files: str) -> Table:
    states = '"Actor1CountryCode" IS NOT NULL AND "Actor2CountryCode" <> "Actor1CountryCode"'
    return Table(
        name,
        _columns(geo, optional_source),
        header=False,
        separator="\t",
        quoted=False,
        padded=optional_source,
        only=f"({states} AND {FORCE})",
        files=files,
    )


OFFERS = (
    Offer("id", "text", "GLOBALEVENTID"),
    Offer(
        "actor", "party", "country of the first actor, who acts", system="cameo", essential=True, also=("by", "state")
    ),
    Offer("target", "party", "country of the second actor", system="cameo", essential=True, also=("against",)),
    Offer("level", "one of", "138 threat, 15 display, 18 to 20 use of force", options=LEVELS, essential=True),
    Offer("on", "date", "the day that the article speaks of", also=("start", "date", "day")),
    Offer("code", "text", "CAMEO code, with its leading zero"),
    Offer("role", "text", "CAMEO type of the first actor, such as GOV or MIL; often a private person's trade"),
    Offer("article", "text", "address of the article, or one of our own where there is none"),
    Offer("place", "place", "where it happened"),
)


def _query(table: str) -> str:
    return f"""
    SELECT row_, CAST(TRY_STRPTIME("SQLDATE", '%Y%m%d') AS DATE) AS when_, "GLOBALEVENTID" AS id,
      "Actor1CountryCode" AS actor, "Actor2CountryCode" AS target, {LEVEL} AS level,
      CAST(CAST(TRY_STRPTIME("SQLDATE", '%Y%m%d') AS DATE) AS VARCHAR) AS "on", "EventCode" AS code,
      "Actor1Type1Code" AS role, coalesce("SOURCEURL", 'GDELT row ' || "GLOBALEVENTID") AS article,
      "ActionGeo_FullName" AS place, coalesce("SOURCEURL", 'GDELT row ' || "GLOBALEVENTID") AS source_,
      CAST(CAST(TRY_STRPTIME(left("DATEADDED", 8), '%Y%m%d') AS DATE) AS VARCHAR) AS known_,
      'GDELT ' || "GLOBALEVENTID" || ', CAMEO ' || "EventCode"
        || coalesce(', actor of the type ' || "Actor1Type1Code", '') AS note_
    FROM {table} WHERE "Actor1CountryCode" IS NOT NULL AND "Actor2CountryCode" <> "Actor1CountryCode" AND {FORCE}
    """


def _source(name: str, title: str, table: Table, tried: str) -> Source:
    shape = Shape(
        "incident", "event", table.name, _query(table.name), OFFERS,
        "a threat, display or use of force between two states", same=("article", "actor", "target", "level", "on"),
        otherwise="is not about force between two states",
    )  # fmt: skip
    return Source(
        name=name,
        title=title,
        version="''",
        licence="Free for any use with attribution to the GDELT Project",
        citation="Leetaru, Kalev, Philip A. Schrodt (2013). GDELT: Global Data on Events, Location and Tone. ISA",
        where="https://www.gdeltproject.org/data.html",
        grade="D4",
        grade_why="read by a machine from articles of any kind, often wrong about who and what (D); doubtful (4)",
        origin="GDELT",
        tables=(table,),
        shapes=(shape,),
        tried=tried,
        traps=(
            "About five rows come from one article: the same act of the same states in one article counts once.",
            "All rows have one origin. Two articles are no two witnesses where one machine reads both.",
            "Country codes of actors are CAMEO's, of places FIPS's.",
            "Days before that of the article are often wrong by a month, a year or ten years exactly.",
        ),
    )


V1 = _table("gdelt1", ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID"), True,
            "YYYYMMDD.export.CSV, tab-separated, without header")  # fmt: skip
V2 = _table("gdelt2", ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"), False,
            "YYYYMMDDhhmmss.export.CSV, tab-separated, without header")  # fmt: skip

GDELT1 = _source("gdelt-1", "GDELT 1.0 Event Database", V1, "710 rows of 57 and 58 columns")
GDELT2 = _source("gdelt-2", "GDELT 2.0 Event Database", V2, "one file of fifteen minutes, 2,111 rows")
