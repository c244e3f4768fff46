"""Further files on states: state system, material capabilities, alliances by year, disputes by directed dyad, events.

MID by directed dyads, the Gibler-Miller-Little corrections and MIE rest on the coding of MID: they have its origin.
"""

from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table
from servanda.evidence.importing.sources.cow_contiguity import RELATION
from servanda.evidence.importing.sources.cow_mid import ACTIONS, CALENDAR, DATES, LEVEL, LEVELS, MID, UNKNOWN

TERMS = "The makers ask users to name the version and to cite; terms of reuse are not stated"
STATE = Column("ccode", "whole", also=("statenumber",), filled=True, least=2, most=999)

STATES = Source(
    name="cow-states", title="Correlates of War, State System Membership", version="version", licence=TERMS,
    citation="Correlates of War Project (2017). State System Membership List, v2016",
    where="https://correlatesofwar.org/data-sets/state-system-membership/",
    grade="B2", grade_why="scholars who code by written rules (B); membership is a matter of record (2)",
    origin="Correlates of War State System",
    tables=(Table("states", (
        Column("stateabb", filled=True), STATE, Column("statenme", filled=True),
        Column("styear", "year", filled=True, least=1816), Column("stmonth", "month"), Column("stday", "day"),
        Column("endyear", "year", filled=True, least=1816), Column("endmonth", "month"), Column("endday", "day"),
        Column("version", optional=True)), files="statelist or system file, CSV or Parquet"),),
    shapes=(Shape(
        "statehood", "state", "states",
        """SELECT row_, first_day(styear, stmonth, stday) AS when_, ccode AS state, 'yes' AS member,
          CAST(first_day(styear, stmonth, stday) AS VARCHAR) AS "on" FROM states UNION ALL
          SELECT row_, first_day(endyear, endmonth, endday) AS when_, ccode, 'no',
          CAST(first_day(endyear, endmonth, endday) + 1 AS VARCHAR) FROM states
          WHERE first_day(endyear, endmonth, endday)
            < (SELECT max(first_day(endyear, endmonth, endday)) FROM states)""",
        (Offer("state", "party", "the state", system="cow", essential=True, also=("party", "country")),
         Offer("member", "yes or no", "whether it is a member of the system", essential=True),
         Offer("on", "date", "from when")),
        "from when to when a state belongs to the system"),),
    tried="version 2016 as Parquet",
)  # fmt: skip

NMC = Source(
    name="cow-nmc", title="Correlates of War, National Material Capabilities", version="version", licence=TERMS,
    citation="Singer, J. David (1987). Reconstructing the Correlates of War Dataset on Material Capabilities of States",
    where="https://correlatesofwar.org/data-sets/national-material-capabilities/",
    grade="C3", grade_why="compiled from yearbooks and estimates (C); yearbooks differ (3)",
    origin="Correlates of War National Material Capabilities",
    tables=(Table("nmc", (
        STATE, Column("year", "year", filled=True, least=1816), Column("milex", "decimal", missing=UNKNOWN),
        Column("milper", "decimal", missing=UNKNOWN), Column("tpop", "decimal", missing=UNKNOWN),
        Column("cinc", "decimal"), Column("version", optional=True)), files="NMC file, CSV or Parquet"),),
    shapes=(Shape(
        "armed_forces", "state", "nmc",
        """SELECT row_, first_day(year, NULL, NULL) AS when_, ccode AS party, day_span(year, NULL, NULL) AS "on",
          CASE WHEN milper = '0' THEN '0..499' ELSE CAST(CAST(CAST(milper AS DOUBLE) * 1000 AS BIGINT) - 500 AS VARCHAR)
            || '..' || CAST(CAST(CAST(milper AS DOUBLE) * 1000 AS BIGINT) + 499 AS VARCHAR) END AS personnel,
          'given in thousands: the span of what rounds to it' AS note_ FROM nmc WHERE milper IS NOT NULL""",
        (Offer("party", "party", "the state", system="cow", essential=True, also=("country", "state", "owner")),
         Offer("personnel", "count", "military personnel, as the span of what rounds to the thousands given",
               unit="troops", essential=True, also=("number", "troops", "strength")),
         Offer("on", "date", "the year")),
        "military personnel by state and year", silent=(("milper IS NULL", "does not know the military personnel"),)),),
    tried="version 6 as Parquet",
    traps=("Numbers are thousands and become spans; an estimate of that year, not a count on a day.",),
)  # fmt: skip


def _alliances(table: str, a: str, b: str, condition: str) -> str:
    """Dyad-years on end as one span."""
    return f"""
    WITH years AS (SELECT min(row_) AS row_, least(CAST({a} AS INT), CAST({b} AS INT)) AS x,
        greatest(CAST({a} AS INT), CAST({b} AS INT)) AS y, CAST(year AS INT) AS t
      FROM {table} WHERE {condition} GROUP BY x, y, t),
    runs AS (SELECT *, t - row_number() OVER (PARTITION BY x, y ORDER BY t) AS run FROM years)
    SELECT min(row_) AS row_, make_date(min(t), 1, 1) AS when_, CAST(x AS VARCHAR) AS a, CAST(y AS VARCHAR) AS b,
      CAST(make_date(min(t), 1, 1) AS VARCHAR) AS "from", CAST(make_date(max(t), 12, 31) AS VARCHAR) AS "to"
    FROM runs GROUP BY x, y, run
    """


def _dyads(prefix: str, kinds: tuple[str, ...], name: str) -> Table:
    return Table(name, (
        Column("ccode1", "whole", also=("stateA",), filled=True),
        Column("ccode2", "whole", also=("stateB",), filled=True),
        Column("year", "year", filled=True, least=1815),
        *(Column(kind, "whole", also=(f"{prefix}_{kind}",), missing=("NA",), among=("0", "1")) for kind in kinds)),
        files="a row for each pair of states and year")  # fmt: skip


def _shapes(table: str, kinds: tuple[str, ...], words: tuple[str, ...]) -> tuple[Shape, ...]:
    every = " OR ".join(f"{kind} = '1'" for kind in kinds)
    joined = "another year or the other direction of a span that is told already, or no such pledge"
    names = [("allied", every, "any pledge")] + [
        (f"allied_{k}", f"{k} = '1'", w) for k, w in zip(kinds, words, strict=True)
    ]
    return tuple(
        Shape(name, "relation", table, _alliances(table, "ccode1", "ccode2", condition), RELATION,
              f"pairs of states bound by {says}", otherwise=joined)
        for name, condition, says in names
    )  # fmt: skip


ATOP_KINDS = ("defense", "offense", "neutral", "nonagg", "consul")
ATOP_WORDS = ("a pledge of defence", "a pledge of offence", "a pledge of neutrality", "a pledge not to attack",
              "a pledge to consult")  # fmt: skip
ATOP = Source(
    name="atop", title="Alliance Treaty Obligations and Provisions", version="'5'", licence=TERMS,
    citation="Leeds, Brett Ashley, Jeffrey Ritter, Sara McLaughlin Mitchell, Andrew Long (2002). Alliance Treaty "
    "Obligations and Provisions, 1815–1944. International Interactions 28(3)",
    where="http://www.atopdata.org/", grade="B2",
    grade_why="scholars who code the texts of treaties (B); the texts are public (2)", origin="ATOP",
    tables=(_dyads("atop", ATOP_KINDS, "atop_years"),), shapes=_shapes("atop_years", ATOP_KINDS, ATOP_WORDS),
    tried="version 5 by dyad and year, as Parquet",
    traps=("Only years are known: a span runs from 1 January of the first to 31 December of the last.",),
)  # fmt: skip

COW_KINDS = ("defense", "neutral", "nonagg", "entente")
COW_WORDS = ("a pledge of defence", "a pledge of neutrality", "a pledge not to attack", "an entente")
ALLIANCES = Source(
    name="cow-alliances", title="Correlates of War, Formal Alliances", version="'4.1'", licence=TERMS,
    citation="Gibler, Douglas M. (2009). International military alliances, 1648–2008. CQ Press",
    where="https://correlatesofwar.org/data-sets/formal-alliances/", grade="B2",
    grade_why="scholars who code the texts of treaties (B); the texts are public (2)",
    origin="Correlates of War Formal Alliances",
    tables=(_dyads("cow", COW_KINDS, "cow_years"),), shapes=_shapes("cow_years", COW_KINDS, COW_WORDS),
    tried="version 4.1 by dyad and year, as Parquet",
    traps=("Only years are known: a span runs from 1 January of the first to 31 December of the last.",),
)  # fmt: skip

DYAD_OFFERS = (
    Offer("id", "text", "number of the dispute or event, the actor, the target and the year"),
    Offer("actor", "party", "who acted", system="cow", essential=True, also=("by", "state")),
    Offer("target", "party", "against whom", system="cow", essential=True, also=("against",)),
    Offer("level", "one of", "how far it went", options=LEVELS, essential=True),
    Offer("on", "date", "the day or span in which it lies", also=("start", "date", "day")),
    Offer("action", "text", "what was done, in the words of the codebook"),
)
LABELS = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in ACTIONS.items())
LEVEL1 = LEVEL.replace("a.hostlev", "hostlev1")

DYADS = Source(
    name="mid-dyads", title="MID by directed dispute-years (Gibler-Miller-Little, or Correlates of War)",
    version="version", licence=TERMS,
    citation="Gibler, Douglas M., Steven V. Miller, Erin K. Little (2016). An Analysis of the Militarized Interstate "
    "Dispute (MID) Dataset, 1816–2001. International Studies Quarterly 60(4)",
    where="https://internationalconflict.ua.edu/data-download/", grade="B3", grade_why=MID.grade_why, origin=MID.origin,
    tables=(Table("dispute_years", (
        Column("dispnum", "whole", filled=True), Column("ccode1", "whole", filled=True),
        Column("ccode2", "whole", filled=True), Column("year", "year", filled=True, least=1816),
        Column("hiact1", "whole", among=("-9", *ACTIONS), filled=True),
        Column("hostlev1", "whole", among=("-9", "0", "1", "2", "3", "4", "5"), filled=True),
        Column("hiact2", "whole"), Column("hostlev2", "whole"), Column("version", optional=True)),
        files="a row for each dispute, directed pair and year"),),
    shapes=(Shape(
        "dispute", "event", "dispute_years",
        f"""SELECT row_, first_day(year, NULL, NULL) AS when_, last_day_of(year, NULL, NULL) AS until_,
          concat_ws('-', dispnum, ccode1, ccode2, year) AS id, ccode1 AS actor, ccode2 AS target, {LEVEL1} AS level,
          day_span(year, NULL, NULL) AS "on", CASE hiact1 {LABELS} ELSE 'not known' END AS action,
          'MID dispute ' || dispnum || ' in ' || year AS source_ FROM dispute_years WHERE hostlev1 >= '2'""",
        DYAD_OFFERS, "the highest act of one state against another in a dispute and year",
        silent=(("hostlev1 IN ('-9', '0', '1')", "took part without a militarized action"),)),),
    tried="Gibler-Miller-Little 2.2.1 and MID 5 by directed dyad, as Parquet",
    traps=("The highest act of the whole dispute is given for each of its years.",
           "It has the origin of MID: the corrections are no second witness."),
)  # fmt: skip

MIE = Source(
    name="mie", title="Militarized Interstate Events", version="version", licence=(
        "Not for commercial use, not to be passed on except for replication; cite (terms of the makers' page)"),
    citation="Gibler, Douglas M., Steven V. Miller (2024). The Militarized Interstate Events (MIE) dataset, 1816–2014. "
    "Conflict Management and Peace Science",
    where="https://internationalconflict.ua.edu/data-download/", grade="B3", grade_why=MID.grade_why, origin=MID.origin,
    tables=(Table("mie", (
        Column("micnum", "whole", filled=True), Column("eventnum", "whole", filled=True),
        Column("ccode1", "whole", filled=True), Column("ccode2", "whole", filled=True), *DATES,
        Column("action", "whole", filled=True),
        Column("hostlev", "whole", among=("0", "1", "2", "3", "4", "5"), filled=True),
        Column("version", optional=True)), checks=CALENDAR, files="mie-1.0.csv"),),
    shapes=(Shape(
        "incident", "event", "mie",
        f"""SELECT row_, first_day(styear, stmon, stday) AS when_, last_day_of(styear, stmon, stday) AS until_,
          concat_ws('-', micnum, eventnum, ccode1, ccode2) AS id, ccode1 AS actor, ccode2 AS target,
          {LEVEL.replace("a.hostlev", "hostlev")} AS level, day_span(styear, stmon, stday) AS "on",
          CASE action {LABELS} ELSE 'code ' || action END AS action,
          'MIE confrontation ' || micnum || ', event ' || eventnum AS source_ FROM mie WHERE hostlev >= '2'""",
        DYAD_OFFERS, "each act of one state against another",
        silent=(("hostlev < '2'", "took part without a militarized action"),)),),
    traps=("It codes the same incidents as MID by the same rules and has its origin: it is no second witness.",),
)  # fmt: skip
