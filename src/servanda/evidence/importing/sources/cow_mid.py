"""Correlates of War, Militarized Interstate Disputes 4 and 5: what states did to each other in incidents and disputes.

Traps that stay visible: −9 is "not known". Within an incident everybody on one side is paired with everybody on the
other; where a side has several, nobody says who did what to whom, so such acts are marked *inferred* and counted in
`opponents`. A clash (action 17) is entered for both sides and does not say who began: `clash` is *yes*.
"""

from servanda.evidence.importing.catalogue import Check, Column, Offer, Shape, Source, Table

UNKNOWN = ("-9",)
LEVELS = ("threat", "display", "use", "war")

ACTIONS = {
    "0": "no militarized action", "1": "threat to use force", "2": "threat to blockade",
    "3": "threat to occupy territory", "4": "threat to declare war",
    "5": "threat to use CBR weapons", "6": "threat to join war", "7": "show of force",
    "8": "alert", "9": "nuclear alert", "10": "mobilization", "11": "fortify border", "12": "border violation",
    "13": "blockade", "14": "occupation of territory", "15": "seizure", "16": "attack", "17": "clash",
    "18": "declaration of war", "19": "use of CBR weapons", "20": "begin interstate war", "21": "join interstate war",
}  # fmt: skip

DATES = (
    Column("stday", "day", missing=UNKNOWN, says="first day"),
    Column("stmon", "month", missing=UNKNOWN),
    Column("styear", "year", filled=True, least=1816),
    Column("endday", "day", missing=UNKNOWN, says="last day"),
    Column("endmon", "month", missing=UNKNOWN),
    Column("endyear", "year", missing=UNKNOWN, least=1816),
)
CALENDAR = (
    Check("stday", "styear IS NOT NULL AND first_day(styear, stmon, stday) IS NULL",
          "the calendar has no such first day", "Correct day, month and year."),
    Check("endday", "endyear IS NOT NULL AND first_day(endyear, endmon, endday) IS NULL",
          "the calendar has no such last day", "Correct day, month and year."),
)  # fmt: skip
HOSTILITY = Column("hostlev", "whole", among=("-9", "0", "1", "2", "3", "4", "5"), filled=True)
VERSION = Column("version", optional=True)
CODE = Column("ccode", "whole", filled=True, least=2, most=999, says="Correlates of War number of the state")

MIDIP = Table(
    "MIDIP",
    (
        Column("dispnum", "whole", also=("dispnum3", "dispnum4"), filled=True),
        Column("incidnum", "whole", also=("incidnum3", "incidnum4"), filled=True),
        Column("stabb", filled=True),
        CODE,
        *DATES,
        Column("insidea", "whole", among=("0", "1"), filled=True, says="side in the incident"),
        Column("sidea", "whole", among=("-9", "0", "1"), filled=True, says="side in the dispute"),
        Column("action", "whole", among=("-9", *ACTIONS), filled=True),
        HOSTILITY,
        VERSION,
    ),
    checks=CALENDAR,
    files="MIDIP-5.0.csv, incident participants",
)

MIDI = Table(
    "MIDI",
    (
        Column("dispnum", "whole", also=("dispnum3", "dispnum4"), filled=True),
        Column("incidnum", "whole", also=("incidnum3", "incidnum4"), filled=True),
        *DATES,
        Column("duration", "whole"),
        Column("tbi", "whole"),
        Column("action", "whole", among=("-9", *ACTIONS), filled=True),
        HOSTILITY,
        Column("numa", "whole"),
        VERSION,
    ),
    checks=CALENDAR,
    files="MIDI-5.0.csv, incidents",
)

MIDB = Table(
    "MIDB",
    (
        Column("dispnum", "whole", also=("dispnum3", "dispnum4"), filled=True),
        Column("stabb", filled=True),
        CODE,
        *DATES,
        Column("sidea", "whole", among=("0", "1"), filled=True),
        Column("hiact", "whole", among=("-9", *ACTIONS), filled=True),
        HOSTILITY,
        Column("orig", "whole", among=("-9", "0", "1")),
        VERSION,
    ),
    checks=CALENDAR,
    files="MIDB-5.0.csv, dispute participants",
)

MIDA = Table(
    "MIDA",
    (
        Column("dispnum", "whole", also=("dispnum3", "dispnum4"), filled=True),
        *DATES,
        Column("outcome", "whole"),
        Column("settle", "whole"),
        Column("hiact", "whole", among=("-9", *ACTIONS), filled=True),
        HOSTILITY,
        Column("recip", "whole"),
        VERSION,
    ),
    checks=CALENDAR,
    files="MIDA-5.0.csv, disputes",
)

OFFERS = (
    Offer("id", "text", "number of the incident or dispute, the actor and the target"),
    Offer("actor", "party", "who acted", system="cow", essential=True, also=("by", "state")),
    Offer("target", "party", "against whom", system="cow", essential=True, also=("against",)),
    Offer("level", "one of", "how far it went", options=LEVELS, essential=True),
    Offer("on", "date", "the day on which it began, or the span in which that lies", also=("start", "date", "day")),
    Offer("end", "date", "the day on which it ended"),
    Offer("action", "text", "what was done, in the words of the codebook"),
    Offer("clash", "yes or no", "both sides fought, and nobody says who began"),
    Offer("opponents", "count", "how many pairs of states the incident was taken apart into", unit="pairs"),
    Offer("dispute", "text", "number of the dispute"),
)

BACKWARDS = "(last_day_of(a.endyear, a.endmon, a.endday) < first_day(a.styear, a.stmon, a.stday)) IS TRUE"
LEVEL = "CASE a.hostlev WHEN '2' THEN 'threat' WHEN '3' THEN 'display' WHEN '4' THEN 'use' WHEN '5' THEN 'war' END"


def acts(table: str, number: str, side: str, action: str, what: str) -> str:
    """Everybody who acted, against everybody on the other side of the same incident or dispute."""
    labels = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in ACTIONS.items())
    sides = f"SELECT {number} AS n, {side} AS s, count(*) AS many FROM {table} GROUP BY ALL"
    return f"""
    SELECT a.row_, first_day(a.styear, a.stmon, a.stday) AS when_,
      CASE WHEN a.endyear IS NULL OR {BACKWARDS} THEN last_day_of(a.styear, a.stmon, a.stday)
        ELSE last_day_of(a.endyear, a.endmon, a.endday) END AS until_,
      a.{number} || '-' || a.ccode || '-' || b.ccode || CASE WHEN dense_rank() OVER spells > 1
        THEN '-' || dense_rank() OVER spells ELSE '' END AS id, a.ccode AS actor, b.ccode AS target, {LEVEL} AS level,
      day_span(a.styear, a.stmon, a.stday) AS "on",
      CASE WHEN NOT {BACKWARDS} THEN day_span(a.endyear, a.endmon, a.endday) END AS "end",
      CASE a.{action} {labels} ELSE 'not known' END AS action,
      CASE WHEN a.{action} = '17' THEN 'yes' ELSE 'no' END AS clash,
      CAST(mine.many * theirs.many AS VARCHAR) AS opponents, a.dispnum AS dispute,
      CASE WHEN mine.many * theirs.many > 1 THEN 'inferred' END AS mark_,
      'MID {what} ' || a.{number} || ', ' || a.stabb || ' against ' || b.stabb AS source_,
      concat_ws('; ', CASE WHEN a.{action} = '17' THEN 'a clash: it does not say who began' END,
        CASE WHEN mine.many * theirs.many > 1 THEN 'one of ' || mine.many * theirs.many
          || ' pairs of states in the {what}: who acted against whom is inferred' END,
        CASE WHEN {BACKWARDS} THEN 'the file has it end before it begins: the end is left out' END) AS note_
    FROM {table} a JOIN {table} b ON a.{number} = b.{number} AND a.{side} <> b.{side}
      JOIN ({sides}) mine ON mine.n = a.{number} AND mine.s = a.{side}
      JOIN ({sides}) theirs ON theirs.n = b.{number} AND theirs.s = b.{side}
    WHERE a.hostlev >= '2' WINDOW spells AS (PARTITION BY a.{number}, a.ccode, b.ccode ORDER BY a.row_)
    """


WHOLE = (
    Offer("id", "text", "number of the incident or dispute"),
    Offer("level", "one of", "how far the side went that went further", options=LEVELS, essential=True),
    Offer("on", "date", "the day on which it began, or the span in which that lies", also=("start", "date", "day")),
    Offer("end", "date", "the day on which it ended"),
    Offer("action", "text", "the highest action, in the words of the codebook"),
    Offer("dispute", "text", "number of the dispute"),
)


def _whole(table: str, number: str, action: str, what: str) -> str:
    """An incident or dispute itself, without saying who took part."""
    labels = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in ACTIONS.items())
    return f"""
    SELECT a.row_, first_day(a.styear, a.stmon, a.stday) AS when_,
      last_day_of(a.styear, a.stmon, a.stday) AS until_, a.{number} AS id, {LEVEL} AS level,
      day_span(a.styear, a.stmon, a.stday) AS "on",
      CASE WHEN NOT {BACKWARDS} THEN day_span(a.endyear, a.endmon, a.endday) END AS "end",
      CASE a.{action} {labels} ELSE 'not known' END AS action, a.dispnum AS dispute,
      'MID {what} ' || a.{number} AS source_ FROM {table} a WHERE a.hostlev >= '2'
    """


NOT_MILITARIZED = (("hostlev IN ('-9', '0', '1')", "is without a militarized action"),)
MID = Source(
    name="cow-mid",
    title="Correlates of War, Militarized Interstate Disputes",
    version="version",
    licence="The makers ask users to name the version and to cite the article; terms of reuse are not stated",
    citation=(
        "Palmer, Glenn, Roseanne W. McManus, Vito D'Orazio, Michael R. Kenwick, Mikaela Karstens, Chase Bloch, "
        "Nick Dietrich, Kayla Kahn, Kellan Ritter, Michael J. Soules (2020). The MID5 Dataset, 2011–2014: Procedures, "
        "Coding Rules, and Description. Conflict Management and Peace Science"
    ),
    where="https://correlatesofwar.org/data-sets/mids/",
    grade="B3",
    grade_why="scholars who code from news by written rules (B); one data set, not confirmed by itself (3)",
    origin="Correlates of War MID",
    tables=(MIDIP, MIDI, MIDB, MIDA),
    shapes=(
        Shape(
            "incident",
            "event",
            "MIDIP",
            acts("MIDIP", "incidnum", "insidea", "action", "incident"),
            OFFERS,
            "each act of one state against another in an incident, from MIDIP",
            silent=(("hostlev IN ('-9', '0', '1')", "took part without a militarized action"),),
            otherwise="has nobody on the other side of its incident",
        ),
        Shape(
            "dispute",
            "event",
            "MIDB",
            acts("MIDB", "dispnum", "sidea", "hiact", "dispute"),
            OFFERS,
            "the highest act of one state against another in a dispute, from MIDB: coarser, but from 1816 on",
            silent=(("hostlev IN ('-9', '0', '1')", "took part without a militarized action"),),
            otherwise="has nobody on the other side of its dispute",
        ),
        Shape(
            "incident_itself",
            "event",
            "MIDI",
            _whole("MIDI", "incidnum", "action", "incident"),
            WHOLE,
            "each incident once, from MIDI, without those who took part",
            silent=NOT_MILITARIZED,
        ),
        Shape(
            "dispute_itself",
            "event",
            "MIDA",
            _whole("MIDA", "dispnum", "hiact", "dispute"),
            WHOLE,
            "each dispute once, from MIDA, without those who took part",
            silent=NOT_MILITARIZED,
        ),
    ),
    released=(("5", "2020-01-01..2020-12-31"), ("5.0", "2020-01-01..2020-12-31"), ("4.3", "2018-01-01..2018-12-31")),
    tried="MIDIP, MIDI, MIDB and MIDA of version 5.0",
    traps=(
        "MIDI and MIDIP differ on the first day of 36 incidents (3551002: by a year): an act has the day of MIDIP.",
        "In two rows of MIDIP 5.0 (incident 4193001) the end lies before the beginning: it is left out, and noted.",
        "−9 stands for what is not known; a day that is not known gives a span of a month.",
        "Where a side has several states, everybody is paired with everybody: such acts are marked `inferred`.",
        "A clash is entered for both sides; it does not say who began.",
        "Incidents are coded from 1992 (a few years earlier for some disputes) to 2014; disputes from 1816 to 2014.",
        "MID, the Gibler-Miller-Little corrections and MIE rest on the same coding: they count as one origin.",
    ),
    covers=("1993-01-01", "2014-12-31"),
)
