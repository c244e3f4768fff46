"""The macros that shapes use.

`day_span(y, m, d)` gives a day, or the span in which it lies where month or day is not known; `first_day` and
`last_day_of` give the ends of it. A day that the calendar does not have gives NULL: sources check for it before.
"""

import duckdb

MACROS = """
CREATE OR REPLACE TEMP MACRO first_day(y, m, d) AS TRY_CAST(
  printf('%04d-%02d-%02d', CAST(y AS INT), coalesce(CAST(m AS INT), 1),
         CASE WHEN m IS NULL THEN 1 ELSE coalesce(CAST(d AS INT), 1) END) AS DATE);
CREATE OR REPLACE TEMP MACRO last_day_of(y, m, d) AS CASE
  WHEN m IS NULL THEN first_day(y, '12', '31')
  WHEN d IS NULL THEN last_day(first_day(y, m, '1'))
  ELSE first_day(y, m, d) END;
CREATE OR REPLACE TEMP MACRO span(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL
  WHEN a = b THEN CAST(a AS VARCHAR) ELSE CAST(a AS VARCHAR) || '..' || CAST(b AS VARCHAR) END;
CREATE OR REPLACE TEMP MACRO day_span(y, m, d) AS span(first_day(y, m, d), last_day_of(y, m, d));
"""


def macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Define the macros in a connection."""
    connection.execute(MACROS)
