"""Troops abroad by host and year, and tables of holdings by country and year."""

from servanda.evidence.importing.catalogue import Column, Offer, Shape, Source, Table

TROOPS = Source(
    name="troops", title="United States troops abroad by host and year", version="''",
    licence="Counts of the United States Government (DMDC); the compilation states no terms",
    citation="Allen, Michael A., Michael E. Flynn, Carla Martinez Machain (2022). US global military deployments, "
    "1950–2020. Conflict Management and Peace Science 39(3); Defense Manpower Data Center",
    where="https://github.com/meflynn/troopdata", grade="B2",
    grade_why="the owner of the troops on itself (B); plausible and continuous (2)",
    origin="Defense Manpower Data Center",
    tables=(Table("troops", (
        Column("countryname", filled=True), Column("year", "year", filled=True, least=1945),
        Column("ccode", optional=True, missing=("NA",)), Column("iso3c", missing=("NA",)),
        Column("troops_ad", "whole", also=("troops",), missing=("NA",), least=0)),
        files="troopdata-rebuild-country-year.csv"),),
    shapes=(Shape(
        "deployment", "state", "troops",
        """SELECT row_, first_day(year, NULL, NULL) AS when_, 'USA' AS owner, coalesce(iso3c, countryname) AS region,
          troops_ad AS number, day_span(year, NULL, NULL) AS "on", 'DMDC ' || countryname || ' ' || year AS source_
          FROM troops WHERE troops_ad IS NOT NULL AND coalesce(iso3c, '') <> 'USA'""",
        (Offer("owner", "party", "the United States", system="iso3", essential=True, also=("party", "sender")),
         Offer("region", "party", "the host", system="name", essential=True, also=("host", "country", "territory")),
         Offer("number", "count", "troops on active duty", unit="troops", essential=True,
               also=("troops", "personnel")),
         Offer("on", "date", "the year")),
        "active-duty troops of the United States in a country",
        silent=(("troops_ad IS NULL", "does not know the number"),),
        otherwise="is about the United States themselves"),),
    tried="13,135 rows, 1950–2024",
    traps=("Rotational forces are left out (Poland 2022: 462): what “permanent stationing” means decides the answer.",
           "One count a year: what happened between two counts is not known."),
)  # fmt: skip

HOLDINGS = Source(
    name="holdings", title="Holdings by country, year and category (as in SIPRI's yearbooks)", version="''",
    licence="As stated by the maker of the table", citation="The maker of the table, to be named with --origin",
    where="a table with the columns country, year, category, number", grade="C3",
    grade_why="estimates by an institute (C); others differ (3)", origin="table of holdings",
    tables=(Table("holdings", (
        Column("country", filled=True), Column("year", "year", filled=True, least=1900),
        Column("category", also=("type",), filled=True),
        Column("number", "whole", also=("stockpile", "inventory"), missing=("NA", "..", "–"), least=0)),
        files="CSV, Parquet or spreadsheet"),),
    shapes=(Shape(
        "holding", "state", "holdings",
        """SELECT row_, first_day(year, NULL, NULL) AS when_, country AS party, category, number,
          day_span(year, NULL, NULL) AS "on" FROM holdings WHERE number IS NOT NULL""",
        (Offer("party", "party", "whose", system="name", essential=True, also=("owner", "country")),
         Offer("category", "text", "of what, in the words of the table", essential=True, also=("kind", "type")),
         Offer("number", "count", "how many", essential=True, also=("count", "items")),
         Offer("on", "date", "the year")),
        "how many a state holds in a year", same=("party", "category", "on"),
        silent=(("number IS NULL", "does not know the number"),)),),
    tried="a table of warhead stockpiles and tests, 1,414 rows",
    traps=("An estimate of a yearbook is no declaration: it belongs into the observed world.",),
)  # fmt: skip

US_NUCLEAR = Source(
    name="us-nuclear-forces", title="United States nuclear delivery vehicles and warheads by system and year",
    version="''", licence="The compilation states no terms",
    citation="The maker of the compilation (matt-dot-k/StrategicForces), after Norris, Kristensen and others, Bulletin "
    "of the Atomic Scientists",
    where="https://github.com/matt-dot-k/StrategicForces", grade="C3",
    grade_why="estimates by scholars, compiled by another (C); yearbooks differ (3)",
    origin="StrategicForces compilation",
    tables=(Table("systems", (
        Column("Year", "year", filled=True, least=1945), Column("System", filled=True),
        Column("Number", "whole", missing=("NA",), least=0),
        Column("Type", filled=True, among=("Delivery Vehicle", "Warhead")),
        Column("Leg", filled=True, among=("Air", "Land", "Sea", "Theater-Range"))),
        files="us_nuclearForces.csv"),),
    shapes=(Shape(
        "nuclear_force", "state", "systems",
        """SELECT row_, first_day(Year, NULL, NULL) AS when_, 'USA' AS party, System AS system, lower(Type) AS kind,
          Number AS number, lower(Leg) AS leg, day_span(Year, NULL, NULL) AS "on",
          'StrategicForces, ' || System || ' ' || Year AS source_ FROM systems WHERE Number IS NOT NULL""",
        (Offer("party", "party", "the United States", system="iso3", essential=True, also=("owner", "country")),
         Offer("system", "text", "the system by name", essential=True, also=("name", "unit")),
         Offer("kind", "one of", "vehicles or warheads", options=("delivery vehicle", "warhead"), essential=True,
               also=("category",)),
         Offer("number", "count", "how many", essential=True, also=("count", "items")),
         Offer("leg", "text", "air, land, sea or theatre range"),
         Offer("on", "date", "the year")),
        "how many vehicles or warheads of a system in a year", same=("party", "system", "kind", "on"),
        silent=(("Number IS NULL", "does not know the number"),)),),
    tried="3,792 rows, 1945–2023",
    traps=("An estimate of a yearbook is no declaration: it belongs into the observed world.",
           "A system that is not in service has NA, not 0: such rows state nothing."),
)  # fmt: skip
