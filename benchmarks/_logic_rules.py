"""What `benchmarks/logic.py` measures: the five reference formulas of the field, and a dozen norms as agreements have
them, each with the DuckDB SQL that an engineer would write by hand; and the log that they are asked of.

Rules it keeps: one log a size, made from a seed; every rule has verdicts and occasions without.

What it leaves to others: measuring (`logic`).
"""

from dataclasses import dataclass
from pathlib import Path

SEED = 20110701
DAY = 86_400
YEARS = 10
PARTIES = 57
SITES = 400

TABLES = {
    "exercise": ("i:int", "p:int", "n:int"),
    "notify": ("i:int", "p:int", "m:int"),
    "inspect": ("s:int", "q:int"),
    "close": ("s:int",),
    "declare": ("s:int",),
    "transfer": ("i:int", "p:int", "n:int"),
}


@dataclass(frozen=True)
class Rule:
    """A formula, the tables that it reads, and what an engineer would write for it by hand."""

    formula: str
    tables: tuple[str, ...]
    by_hand: str


REFERENCES = {
    "a": Rule(
        "exercise(i,p,n) AND n >= 9000 AND NOT (ONCE[42d,*) EXISTS m. notify(i,p,m))",
        ("exercise", "notify"),
        f"""SELECT e.ts, e.i, e.p, e.n FROM exercise e
            LEFT JOIN (SELECT i, p, min(ts) AS first FROM notify GROUP BY i, p) f ON e.i = f.i AND e.p = f.p
            WHERE e.n >= 9000 AND (f.first IS NULL OR f.first > e.ts - {42 * DAY})""",
    ),
    "a2": Rule(
        "exercise(i,p,n) AND n >= 9000 AND NOT (ONCE[42d,365d] EXISTS m. notify(i,p,m))",
        ("exercise", "notify"),
        f"""SELECT e.ts, e.i, e.p, e.n FROM (SELECT *, ts - {42 * DAY} AS before FROM exercise WHERE n >= 9000) e
            ASOF LEFT JOIN notify m ON e.i = m.i AND e.p = m.p AND e.before >= m.ts
            WHERE m.ts IS NULL OR m.ts < e.ts - {365 * DAY}""",
    ),
    "b": Rule(
        "inspect(s,q) AND NOT ((NOT close(s)) SINCE[0,365d] declare(s))",
        ("inspect", "close", "declare"),
        f"""SELECT i.ts, i.s, i.q FROM inspect i
            ASOF LEFT JOIN declare d ON i.s = d.s AND i.ts >= d.ts
            ASOF LEFT JOIN close c ON i.s = c.s AND i.ts >= c.ts
            WHERE d.ts IS NULL OR d.ts < i.ts - {365 * DAY} OR c.ts > d.ts""",
    ),
    "c": Rule(
        "(EXISTS i,n. transfer(i,p,n)) AND (s <- SUM n; p ONCE[0,365d] transfer(i,p,n)) AND s > 29920",
        ("transfer",),
        f"""SELECT DISTINCT ts, p, s FROM (SELECT ts, p, sum(n) OVER (PARTITION BY p ORDER BY ts
            RANGE BETWEEN {365 * DAY} PRECEDING AND CURRENT ROW)::BIGINT AS s FROM transfer) WHERE s > 29920""",
    ),
    "d": Rule(
        "notify(i,p,m) AND NOT (EVENTUALLY[0,290d] EXISTS n. exercise(i,p,n))",
        ("notify", "exercise"),
        f"""SELECT m.ts, m.i, m.p, m.m FROM notify m
            ASOF LEFT JOIN exercise e ON m.i = e.i AND m.p = e.p AND m.ts <= e.ts
            WHERE (e.ts IS NULL OR e.ts > m.ts + {290 * DAY})
            AND m.ts < (SELECT greatest((SELECT max(ts) FROM notify), (SELECT max(ts) FROM exercise))) - {290 * DAY}""",
    ),
}


def _last(*tables: str) -> str:
    """The last time stamp of these tables: how far verdicts on the future are final."""
    parts = ", ".join(f"(SELECT max(ts) FROM {table})" for table in tables)
    return f"(SELECT greatest({parts}))" if len(tables) > 1 else parts


NORMS = {
    "answer": Rule(
        "notify(i,p,m) AND m >= 15000 AND NOT (EVENTUALLY[0,48h] EXISTS n. exercise(i,p,n))",
        ("notify", "exercise"),
        f"""SELECT m.ts, m.i, m.p, m.m FROM notify m
            ASOF LEFT JOIN exercise e ON m.i = e.i AND m.p = e.p AND m.ts <= e.ts
            WHERE m.m >= 15000 AND (e.ts IS NULL OR e.ts > m.ts + {2 * DAY})
            AND m.ts < {_last("notify", "exercise")} - {2 * DAY}""",
    ),
    "quota": Rule(
        "(EXISTS i,n. transfer(i,p,n)) AND (c <- CNT i; p ONCE[0,30d] transfer(i,p,n)) AND c > 12",
        ("transfer",),
        f"""SELECT DISTINCT ts, p, c FROM (SELECT ts, p, count(*) OVER (PARTITION BY p ORDER BY ts
            RANGE BETWEEN {30 * DAY} PRECEDING AND CURRENT ROW) AS c FROM transfer) WHERE c > 12""",
    ),
    "last value": Rule(
        "exercise(i,p,n) AND ((NOT EXISTS j,k. notify(j,p,k)) SINCE notify(h,p,m)) AND n > m",
        ("exercise", "notify"),
        """SELECT e.ts, e.i, e.p, e.n, m.i, m.m FROM exercise e
           ASOF JOIN (SELECT DISTINCT p, ts FROM notify) l ON e.p = l.p AND e.ts >= l.ts
           JOIN notify m ON m.p = l.p AND m.ts = l.ts WHERE e.n > m.m""",
    ),
    "renewal": Rule(
        "declare(s) AND NOT (ONCE[1d,370d] declare(s))",
        ("declare",),
        f"""SELECT d.ts, d.s FROM (SELECT *, ts - {DAY} AS before FROM declare) d
            ASOF LEFT JOIN declare o ON d.s = o.s AND d.before >= o.ts
            WHERE o.ts IS NULL OR o.ts < d.ts - {370 * DAY}""",
    ),
    "order": Rule(
        "inspect(s,q) AND NOT (ONCE[0,30d] (close(s) AND ONCE[0,60d] declare(s)))",
        ("inspect", "close", "declare"),
        f"""WITH c AS (SELECT c.ts, c.s FROM close c ASOF JOIN declare d ON c.s = d.s AND c.ts >= d.ts
            WHERE d.ts >= c.ts - {60 * DAY})
            SELECT i.ts, i.s, i.q FROM inspect i ASOF LEFT JOIN c ON i.s = c.s AND i.ts >= c.ts
            WHERE c.ts IS NULL OR c.ts < i.ts - {30 * DAY}""",
    ),
    "sources": Rule(
        "(EXISTS r. inspect(s,r)) AND (c <- CNT q; s ONCE[0,14d] inspect(s,q)) AND c >= 3",
        ("inspect",),
        f"""SELECT DISTINCT ts, s, c FROM (SELECT ts, s, count(DISTINCT q) OVER (PARTITION BY s ORDER BY ts
            RANGE BETWEEN {14 * DAY} PRECEDING AND CURRENT ROW) AS c FROM inspect) WHERE c >= 3""",
    ),
    "until": Rule(
        "notify(i,p,m) AND ((NOT close(p)) UNTIL[42d,290d] EXISTS n. exercise(i,p,n))",
        ("notify", "close", "exercise"),
        f"""SELECT m.ts, m.i, m.p, m.m FROM notify m
            ASOF LEFT JOIN close c ON m.p = c.s AND m.ts <= c.ts
            JOIN (SELECT DISTINCT i, p, ts FROM exercise) e ON m.i = e.i AND m.p = e.p
            AND e.ts BETWEEN m.ts + {42 * DAY} AND m.ts + {290 * DAY}
            WHERE (c.ts IS NULL OR c.ts >= e.ts) AND m.ts < {_last("notify", "close", "exercise")} - {290 * DAY}""",
    ),
    "peak": Rule(
        "exercise(i,p,n) AND (m <- MAX k; p ONCE[0,30d] transfer(j,p,k)) AND n < m",
        ("exercise", "transfer"),
        f"""SELECT ts, i, p, n, m FROM (SELECT *, max(k) OVER (PARTITION BY p ORDER BY ts
            RANGE BETWEEN {30 * DAY} PRECEDING AND CURRENT ROW) AS m FROM
            (SELECT ts, i, p, n, NULL AS k FROM exercise UNION ALL SELECT ts, NULL, p, NULL, n FROM transfer))
            WHERE n < m""",
    ),
    "throughout": Rule(
        "inspect(s,q) AND HISTORICALLY[0,90d] NOT close(s)",
        ("inspect", "close"),
        f"""SELECT i.ts, i.s, i.q FROM inspect i ASOF LEFT JOIN close c ON i.s = c.s AND i.ts >= c.ts
            WHERE c.ts IS NULL OR c.ts < i.ts - {90 * DAY}""",
    ),
    "exception": Rule(
        "exercise(i,p,n) AND n >= 9000 AND NOT ((ONCE[42d,*) EXISTS m. notify(i,p,m)) OR ONCE[0,7d] declare(p))",
        ("exercise", "notify", "declare"),
        f"""SELECT e.ts, e.i, e.p, e.n FROM exercise e
            LEFT JOIN (SELECT i, p, min(ts) AS first FROM notify GROUP BY i, p) f ON e.i = f.i AND e.p = f.p
            ASOF LEFT JOIN declare d ON e.p = d.s AND e.ts >= d.ts
            WHERE e.n >= 9000 AND (f.first IS NULL OR f.first > e.ts - {42 * DAY})
            AND (d.ts IS NULL OR d.ts < e.ts - {7 * DAY})""",
    ),
    "gap": Rule(
        "exercise(i,p,n) AND (ONCE[0,365d] notify(i,p,m)) AND n > m",
        ("exercise", "notify"),
        f"""SELECT DISTINCT e.ts, e.i, e.p, e.n, m.m FROM exercise e
            JOIN notify m ON e.i = m.i AND e.p = m.p AND m.ts BETWEEN e.ts - {365 * DAY} AND e.ts WHERE e.n > m.m""",
    ),
    "total": Rule(
        "(EXISTS i,n. transfer(i,p,n)) AND (s <- SUM n; p ONCE transfer(i,p,n)) AND s > 150000",
        ("transfer",),
        """SELECT DISTINCT ts, p, s FROM (SELECT ts, p, sum(n) OVER (PARTITION BY p ORDER BY ts
           RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)::BIGINT AS s FROM transfer) WHERE s > 150000""",
    ),
}

RULES = REFERENCES | NORMS


def make_log(events: int, folder: Path) -> None:
    """Six Parquet files, sorted by time: about `events` rows in all, violations and satisfactions of each rule."""
    import duckdb

    span = YEARS * 365 * DAY
    each = events // 5
    mean = max(2, 2 * 29920 * PARTIES * YEARS // each)

    def random(salt: str, below: int) -> str:
        return f"(hash(k, {SEED}, '{salt}') % {below})::BIGINT"

    queries = {
        "exercise": f"SELECT {random('at', span)} AS ts, k AS i, {random('p', PARTIES)} AS p, {random('n', 20000)} AS n"
        f" FROM range({each}) r(k) WHERE {random('held', 12)} > 0",
        "notify": f"SELECT greatest(0, {random('at', span)} - {random('ahead', 80 * DAY)}) AS ts, k AS i,"
        f" {random('p', PARTIES)} AS p, {random('m', 20000)} AS m FROM range({each}) r(k)"
        f" WHERE {random('has', 10)} > 0",
        "inspect": f"SELECT {random('inspect', span)} AS ts, {random('s', SITES)} AS s, {random('q', PARTIES)} AS q"
        f" FROM range({each}) r(k)",
        "close": f"SELECT {random('close', span)} AS ts, {random('cs', SITES)} AS s FROM range({each // 4}) r(k)",
        "declare": f"SELECT {random('declare', span)} AS ts, {random('ds', SITES)} AS s"
        f" FROM range({each * 3 // 4}) r(k)",
        "transfer": f"SELECT {random('transfer', span)} AS ts, k AS i, {random('tp', PARTIES)} AS p,"
        f" 1 + {random('tn', mean)} AS n FROM range({each}) r(k)",
    }
    connection = duckdb.connect()
    for name, query in queries.items():
        connection.execute(
            f"COPY (SELECT DISTINCT * FROM ({query}) ORDER BY ts) TO '{folder / name}.parquet' (FORMAT parquet)"
        )
    connection.close()


def write_monpoly_log(tables: tuple[str, ...], folder: Path, log: Path) -> None:
    """The events of these tables in MonPoly's format, one time point for each stamp."""
    import duckdb

    parts = []
    for table in tables:
        names = [column.partition(":")[0] for column in TABLES[table]]
        row = " || ',' || ".join(names)
        parts.append(f"SELECT ts, '{table} (' || {row} || ')' AS event FROM '{folder / table}.parquet'")
    lines = (
        f"SELECT '@' || ts || ' ' || string_agg(event, ' ') FROM ({' UNION ALL '.join(parts)}) GROUP BY ts ORDER BY ts"
    )
    with duckdb.connect() as connection, log.open("w", encoding="utf-8") as file:
        found = connection.execute(lines)
        while rows := found.fetchmany(100_000):
            file.writelines(f"{line}\n" for (line,) in rows)
