"""Gleditsch and Ward's list of independent states: from when to when a state is one, by their numbers."""

from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table

GW_STATES = Source(
    name="gw-states", title="Gleditsch-Ward, independent states", version="version",
    licence="The makers ask users to cite the article; terms of reuse are not stated",
    citation="Gleditsch, Kristian S., Michael D. Ward (1999). A revised list of independent states since the congress "
    "of Vienna. International Interactions 25(4)",
    where="http://ksgleditsch.com/statelist.html", grade="B2",
    grade_why="scholars who code by written rules (B); membership is a matter of record (2)",
    origin="Gleditsch-Ward list of states",
    tables=(Table("states", (
        Column("gwcode", "whole", filled=True, least=2, most=999), Column("stateabb"),
        Column("statename", filled=True), Column("startdate", "date", filled=True),
        Column("enddate", "date", filled=True), Column("version", optional=True)),
        files="a row for each spell of independence, CSV or Parquet"),),
    shapes=(Shape(
        "statehood", "state", "states",
        """SELECT row_, CAST(startdate AS DATE) AS when_, gwcode AS state, 'yes' AS member, startdate AS "on"
          FROM states UNION ALL SELECT row_, CAST(enddate AS DATE) AS when_, gwcode, 'no',
          CAST(CAST(enddate AS DATE) + 1 AS VARCHAR) FROM states
          WHERE CAST(enddate AS DATE) < (SELECT max(CAST(enddate AS DATE)) FROM states)""",
        (Offer("state", "party", "the state", system="gw", essential=True, also=("party", "country")),
         Offer("member", "yes or no", "whether it is independent", essential=True),
         Offer("on", "date", "from when")),
        "from when to when a state is independent"),),
    tried="version 2017 as Parquet",
    traps=("Numbers are those of the Correlates of War with exceptions: Germany is 260 from 1949, Yemen 678.",
           "A list of scholars: it has states that others leave out, and other dates for some."),
)  # fmt: skip
