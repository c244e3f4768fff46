"""Gibler-Miller-Little, participants of disputes: the corrections of MID, from the participants' side.

There is no level of hostility in the file. It follows from the highest action, as in MID: actions 1 to 6 are threats, 7
to 12 displays, 13 to 19 uses of force, 20 and 21 war.
"""

from servanda.evidence.importing.catalogue import Column, Shape, Source, Table
from servanda.evidence.importing.sources.cow_mid import ACTIONS, CALENDAR, CODE, DATES, MID, OFFERS, VERSION, acts

WITH_LEVEL = """(SELECT *, ccode AS stabb, CASE WHEN CAST(hiact AS INT) BETWEEN 1 AND 6 THEN '2'
  WHEN CAST(hiact AS INT) BETWEEN 7 AND 12 THEN '3' WHEN CAST(hiact AS INT) BETWEEN 13 AND 19 THEN '4'
  WHEN hiact IN ('20', '21') THEN '5' ELSE '1' END AS hostlev FROM participants)"""

GML = Source(
    name="gml-mid", title="Gibler-Miller-Little, participants of Militarized Interstate Disputes", version="version",
    licence="The makers ask users to cite the article; terms of reuse are not stated",
    citation="Gibler, Douglas M., Steven V. Miller, Erin K. Little (2016). An Analysis of the Militarized Interstate "
    "Dispute (MID) Dataset, 1816–2001. International Studies Quarterly 60(4)",
    where="https://internationalconflict.ua.edu/data-download/", grade="B3", grade_why=MID.grade_why, origin=MID.origin,
    tables=(Table("participants", (
        Column("dispnum", "whole", filled=True), CODE, *DATES,
        Column("sidea", "whole", among=("0", "1"), filled=True),
        Column("hiact", "whole", among=("-9", *ACTIONS), filled=True),
        Column("orig", "whole", among=("-9", "0", "1")), VERSION),
        checks=CALENDAR, files="a row for each state in each dispute, and spell"),),
    shapes=(Shape(
        "dispute", "event", "participants", acts(WITH_LEVEL, "dispnum", "sidea", "hiact", "dispute"), OFFERS,
        "the highest act of one state against another in a dispute",
        silent=(("hiact IN ('-9', '0')", "took part without a militarized action"),),
        otherwise="has nobody on the other side of its dispute"),),
    tried="the participants of version 2.2.1, as Parquet",
    traps=("The highest act of the whole dispute is given; the day on which it was done is not.",
           "It has the origin of MID: the corrections are no second witness."),
)  # fmt: skip
