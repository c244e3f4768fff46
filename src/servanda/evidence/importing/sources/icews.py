"""ICEWS coded events, and POLECAT, which follows it: what machines read from chosen newspapers and agencies.

Traps that stay visible: an Event ID is not unique; states are known by name; several sentences of one story repeat each
other. The publisher is kept as the source, the reader of the news as the one origin.
"""

from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table

NOT_SAID = ("NA", "NULL", "None")
LEVELS = ("threat", "display", "use")

ICEWS_TABLE = Table(
    "icews",
    (
        Column("Event ID", "whole", filled=True),
        Column("Event Date", "date", filled=True),
        Column("Source Name"),
        Column("Source Country", missing=NOT_SAID),
        Column("Event Text"),
        Column("CAMEO Code", filled=True, says="text: leading zeros count"),
        Column("Intensity", "decimal", missing=NOT_SAID),
        Column("Target Name"),
        Column("Target Country", missing=NOT_SAID),
        Column("Story ID", missing=NOT_SAID),
        Column("Sentence Number", missing=NOT_SAID),
        Column("Publisher", missing=NOT_SAID),
        Column("Country", missing=NOT_SAID),
    ),
    separator="\t",
    quoted=False,
    files="events.YYYY.*.tab, tab-separated",
)

POLECAT_TABLE = Table(
    "polecat",
    (
        Column("Event ID", filled=True),
        Column("Event Date", "date", filled=True),
        Column("Event Type", filled=True),
        Column("Event Mode", missing=NOT_SAID),
        Column("Actor Name"),
        Column("Actor Country", missing=NOT_SAID),
        Column("Recipient Name"),
        Column("Recipient Country", missing=NOT_SAID),
        Column("Source", missing=NOT_SAID),
        Column("Publication Date", "date", missing=NOT_SAID),
    ),
    separator="\t",
    files="ngecEvents.DV.YYYY.txt, tab-separated",
)

FORCE = (
    "CASE WHEN \"CAMEO Code\" LIKE '138%' THEN 'threat' WHEN \"CAMEO Code\" LIKE '15%' THEN 'display' "
    "WHEN left(\"CAMEO Code\", 2) IN ('18', '19', '20') THEN 'use' END"
)
PLOVER = (
    "CASE WHEN \"Event Type\" = 'THREATEN' AND \"Event Mode\" = 'violence' THEN 'threat' "
    "WHEN \"Event Type\" = 'MOBILIZE' AND \"Event Mode\" IN ('troops', 'weapons') THEN 'display' "
    "WHEN \"Event Type\" = 'ASSAULT' THEN 'use' END"
)


def _offers(code: str) -> tuple[Offer, ...]:
    return (
        Offer("id", "text", "number of the event"),
        Offer("actor", "party", "country of who acts", system="name", essential=True, also=("by", "state")),
        Offer("target", "party", "country of whom it is done to", system="name", essential=True, also=("against",)),
        Offer("level", "one of", "threat, display or use of force", options=LEVELS, essential=True),
        Offer("on", "date", "the day of the event", also=("start", "date", "day")),
        Offer("code", "text", code),
        Offer("story", "text", "number of the story"),
        Offer("who", "text", "the actor as the story names it"),
    )


ICEWS = Source(
    name="icews",
    title="ICEWS Coded Event Data",
    version="''",
    licence="As stated with the data set on Harvard Dataverse",
    citation="Boschee, Elizabeth, and others (2015). ICEWS Coded Event Data. Harvard Dataverse, doi:10.7910/DVN/28075",
    where="https://doi.org/10.7910/DVN/28075",
    grade="D4",
    grade_why="read by a machine from chosen newspapers, sometimes wrong about who and what (D); doubtful (4)",
    origin="ICEWS",
    tables=(ICEWS_TABLE,),
    shapes=(
        Shape(
            "incident", "event", "icews",
            f"""SELECT row_, CAST("Event Date" AS DATE) AS when_, "Event ID" || '-' || row_ AS id,
              "Source Country" AS actor, "Target Country" AS target, {FORCE} AS level, "Event Date" AS "on",
              "CAMEO Code" AS code, "Story ID" AS story, "Source Name" AS who, "Event Date" AS known_,
              coalesce("Publisher", 'publisher not named') AS source_,
              'ICEWS event ' || "Event ID" || ', story ' || coalesce("Story ID", 'not named') AS note_
            FROM icews WHERE "Source Country" IS NOT NULL AND "Target Country" <> "Source Country"
              AND {FORCE} IS NOT NULL""",
            _offers("CAMEO code, with its leading zero"), "a threat, display or use of force between two states",
            same=("story", "actor", "target", "level", "on"),
            silent=(('"Source Country" IS NULL OR "Target Country" IS NULL', "does not name two states"),
                    ('"Source Country" = "Target Country"', "happens within one state")),
            otherwise="is no threat, display or use of force",
        ),
    ),
    tried="a sample of 3,705 rows of June 2018",
    traps=("An Event ID is not unique: the row number is part of our id.",
           "Several sentences of a story repeat each other: the same act in one story counts once."),
)  # fmt: skip

POLECAT = Source(
    name="polecat",
    title="POLECAT, POLitical Event Classification, Attributes, and Types",
    version="''",
    licence="As stated with the data set on Harvard Dataverse",
    citation="Halterman, Andrew, and others (2023). POLECAT. Harvard Dataverse, doi:10.7910/DVN/AJGVIT",
    where="https://doi.org/10.7910/DVN/AJGVIT",
    grade="D4",
    grade_why="read by a machine from news in several languages (D); doubtful (4)",
    origin="POLECAT",
    tables=(POLECAT_TABLE,),
    shapes=(
        Shape(
            "incident", "event", "polecat",
            f"""SELECT row_, CAST("Event Date" AS DATE) AS when_, "Event ID" AS id, "Actor Country" AS actor,
              "Recipient Country" AS target, {PLOVER} AS level, "Event Date" AS "on",
              "Event Type" || coalesce(' ' || "Event Mode", '') AS code, "Event ID" AS story, "Actor Name" AS who,
              coalesce("Publication Date", "Event Date") AS known_, coalesce("Source", 'publisher not named') AS source_
            FROM polecat WHERE "Actor Country" IS NOT NULL AND "Recipient Country" <> "Actor Country"
              AND {PLOVER} IS NOT NULL""",
            _offers("PLOVER type and mode"), "a threat, display or use of force between two states",
            same=("story", "actor", "target", "level", "on"),
            otherwise="is no threat, display or use of force between two states",
        ),
    ),
    traps=("Several countries in one cell stand for no single state and are set aside.",),
)  # fmt: skip
