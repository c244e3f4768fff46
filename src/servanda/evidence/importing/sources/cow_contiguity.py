"""Correlates of War, Direct Contiguity 3: which states border each other, by land or across water, and when.

Types 1 to 5: by land or river; across 12, 24, 150, 400 miles of water or less. Days are not known in the published
months (`begin`, `end` as YYYYMM): the first day of the first month, the last day of the last.
"""

from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table

RELATION = (
    Offer("a", "party", "one state", system="cow"),
    Offer("b", "party", "the other", system="cow"),
    Offer("from", "date", "first day"),
    Offer("to", "date", "last day"),
)

CONTDIR = Table(
    "contdir",
    (
        Column("state1no", "whole", also=("ccode1", "statelno"), filled=True, least=2, most=999),
        Column("state2no", "whole", also=("ccode2", "statehno"), filled=True, least=2, most=999),
        Column("conttype", "whole", among=("0", "1", "2", "3", "4", "5"), filled=True),
        Column("begin", also=("stdate",), filled=True),
        Column("end", also=("enddate",), filled=True),
        Column("version", optional=True),
    ),
    files="contdir.csv, or the same as Parquet",
)

FIRST = (
    "CASE WHEN length(begin) = 6 THEN TRY_STRPTIME(begin || '01', '%Y%m%d') ELSE TRY_STRPTIME(begin, '%Y-%m-%d') END"
)
LAST = (
    "CASE WHEN length(\"end\") = 6 THEN last_day(TRY_STRPTIME(\"end\" || '01', '%Y%m%d')) "
    "WHEN \"end\" LIKE '____-__-01' THEN last_day(TRY_STRPTIME(\"end\", '%Y-%m-%d')) "
    "ELSE TRY_STRPTIME(\"end\", '%Y-%m-%d') END"
)


def _pairs(types: str) -> str:
    """Each pair once; spans that follow on each other under different types become one."""
    return f"""
    WITH spans AS (
      SELECT row_, least(CAST(state1no AS INT), CAST(state2no AS INT)) AS a,
        greatest(CAST(state1no AS INT), CAST(state2no AS INT)) AS b,
        CAST({FIRST} AS DATE) AS f, CAST({LAST} AS DATE) AS t
      FROM contdir WHERE conttype IN ({types}))
    SELECT row_, f AS when_, CAST(a AS VARCHAR) AS a, CAST(b AS VARCHAR) AS b, CAST(f AS VARCHAR) AS "from",
      CAST(t AS VARCHAR) AS "to" FROM spans
    """


CONTIGUITY = Source(
    name="cow-contiguity",
    title="Correlates of War, Direct Contiguity",
    version="version",
    licence="The makers ask users to name the version and to cite the article; terms of reuse are not stated",
    citation=(
        "Stinnett, Douglas M., Jaroslav Tir, Philip Schafer, Paul F. Diehl, Charles Gochman (2002). The Correlates of "
        "War Project Direct Contiguity Data, Version 3. Conflict Management and Peace Science 19(2): 58–66"
    ),
    where="https://correlatesofwar.org/data-sets/direct-contiguity/",
    grade="B2",
    grade_why="scholars who code by written rules (B); borders on maps say the same (2)",
    origin="Correlates of War Direct Contiguity",
    tables=(CONTDIR,),
    shapes=(
        Shape(
            "borders",
            "relation",
            "contdir",
            _pairs("'1'"),
            RELATION,
            "states with a common border on land or a river",
            silent=(
                ("conttype = '0'", "is a pair that is not contiguous"),
                ("conttype <> '1'", "is contiguous across water only"),
            ),
        ),
        Shape(
            "contiguous",
            "relation",
            "contdir",
            _pairs("'1', '2', '3', '4', '5'"),
            RELATION,
            "states contiguous by land, or across no more than 400 miles of water",
            silent=(("conttype = '0'", "is a pair that is not contiguous"),),
        ),
    ),
    tried="version 3.2 as Parquet",
    traps=(
        "States contiguous through dependencies are in another file and are not read.",
        "The data end in 2016: after that day no border is known, and a norm about neighbours finds nothing.",
    ),
)
