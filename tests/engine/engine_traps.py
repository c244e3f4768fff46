"""What silently changes verdicts between engines: for each trap facts and a formula that fall into it.

The meaning decides; a trap's formula holds for some valuation and fails for some where that can be.
"""

from dataclasses import dataclass
from random import Random

from servanda.engine.database import Database
from servanda.logic.schema import Kind, schema, signature

LOWEST, HIGHEST = -(2**63), 2**63 - 1
LONG = "a_name_that_is_so_long_that_some_engines_cut_it_short_at_sixty_three_"


@dataclass(frozen=True)
class Trap:
    """`what`: the engines' ways that this is about."""

    what: str
    formula: str
    database: Database


def events(shape: str, rows: list[tuple[int, tuple[int | float | str, ...]]], *columns: str) -> Database:
    """One relation of events at the stamps given."""
    return Database.of_rows(signature(schema(shape, *columns)), events={shape: rows})


def numbers(*values: tuple[int, int]) -> Database:
    return events("q", [(index, row) for index, row in enumerate(values)], "x:int", "y:int")


def texts(*values: str) -> Database:
    return events("name", [(index, (value,)) for index, value in enumerate(values)], "s:string")


def asked_and_answered() -> Database:
    shapes = signature(schema("asked", "by:int"), schema("answered", "by:int", "how:int"))
    asked = [(10 * number, (number,)) for number in range(1, 9)]
    answered = [(10 * number - 5, (number, 0)) for number in range(1, 9, 3)]
    return Database.of_rows(shapes, events={"asked": asked, "answered": answered})


def many(seed: int) -> Database:
    """Several thousand events in no order, of which one value stands twice."""
    rows: list[tuple[int, tuple[int | float | str, ...]]] = [(1, (number, number % 7)) for number in range(3000)]
    rows.append((2, (17, 3)))
    Random(seed).shuffle(rows)
    return events("q", rows, "x:int", "y:int")


def disordered() -> Database:
    shapes = signature(schema("said", "who:int"), schema("denied", "who:int"))
    random = Random(5)
    said, denied = ([(stamp, (stamp % 4,)) for stamp in range(start, 200, step)] for start, step in ((0, 3), (1, 7)))
    random.shuffle(said)
    random.shuffle(denied)
    return Database.of_rows(shapes, events={"said": said, "denied": denied})


def lasting() -> Database:
    shapes = signature(schema("held", "x:int", kind=Kind.SPAN), schema("p", "x:int"))
    spans = [(3, None, (1,)), (1, 4, (1,)), (2, 6, (2,)), (6, None, (3,)), (0, 1, (3,))]
    return Database.of_rows(shapes, spans={"held": spans}, events={"p": [(0, (1,)), (5, (2,)), (9, (3,))]})


def cased() -> Database:
    shapes = signature(schema("p", "x:int"), schema("P", "x:int"))
    return Database.of_rows(shapes, events={"p": [(1, (1,)), (2, (2,))], "P": [(1, (2,)), (2, (2,))]})


FLOATS: list[tuple[int, tuple[int | float | str, ...]]] = [
    (number % 5, (number, 0.1 * number)) for number in range(1, 200)
]
HALVES: list[tuple[int, tuple[int | float | str, ...]]] = [
    (number, (value,)) for number, value in enumerate((2.5, -2.7, 3.5, -0.5, 9.3e18, -9.3e18, 0.0, 1e300))
]
WORDS = ("z", "Z", "Ä", "ä", "a", "B", "", " a", "Ω", "\U0001f54a", "\ufffd", "aa")

TRAPS: dict[str, Trap] = {
    "left joins that fill in defaults": Trap(
        "a left join that finds nothing gives 0 in place of NULL",
        "asked(x) AND NOT (ONCE[0,7] EXISTS y. answered(x,y))",
        asked_and_answered(),
    ),
    "left joins under a limit": Trap(
        "a left join that finds nothing gives 0 in place of NULL",
        "(NOT (EXISTS y. answered(x,y))) SINCE[0,20] asked(x)",
        asked_and_answered(),
    ),
    "aliases that shadow columns": Trap(
        "a condition sees the output of a name in place of the column",
        "EXISTS z. q(z,y) AND x = z + 1 AND z = 1 AND x > z",
        numbers((1, 1), (2, 2), (0, 3)),
    ),
    "approximate counts": Trap("distinct values are counted by a sketch", "c <- CNT x (ONCE q(x,y))", many(3)),
    "counts by group": Trap("distinct values are counted by a sketch", "c <- CNT x; y (ONCE q(x,y))", many(4)),
    "as-of joins over unsorted rows": Trap(
        "the nearest row is sought as if the rows were sorted", "(NOT denied(x)) SINCE[2,30] said(x)", disordered()
    ),
    "quotients of negative numbers": Trap(
        "-7 / 2 is -3, -3.5 or -4", "q(x,y) AND z = x / y", numbers((-7, 2), (7, -2), (7, 2), (-7, -2), (-6, 2), (1, 3))
    ),
    "remainders of negative numbers": Trap(
        "-7 MOD 2 is -1 or 1", "q(x,y) AND z = x MOD y", numbers((-7, 2), (7, -2), (7, 2), (-7, -2), (-6, 2), (1, 3))
    ),
    "division by zero": Trap(
        "it is an error, NULL or infinite",
        "q(x,y) AND NOT x / y = 2 AND NOT x MOD y = 1",
        numbers((4, 2), (4, 0), (5, 0), (5, 2), (4, 1)),
    ),
    "the lowest number by -1": Trap(
        "it wraps around or is an error",
        "q(x,y) AND NOT x / y > 0",
        numbers((LOWEST, -1), (LOWEST, 1), (7, -1), (-7, -1)),
    ),
    "remainders by -1": Trap("it is an error", "q(x,y) AND z = x MOD y", numbers((LOWEST, -1), (LOWEST, 10), (7, -1))),
    "sums that wrap around": Trap(
        "2^63 - 1 + 1 is -2^63", "q(x,y) AND NOT x + y < 0", numbers((HIGHEST, 1), (LOWEST, -1), (HIGHEST, -1), (-2, 1))
    ),
    "products that wrap around": Trap(
        "a product beyond 64 bits is some other number",
        "q(x,y) AND z = x * y",
        numbers((2**32, 2**32), (2**62, -2), (2**62, 2), (LOWEST, -1), (3, -4), (HIGHEST, HIGHEST)),
    ),
    "negatives that wrap around": Trap(
        "-(-2^63) is -2^63", "q(x,y) AND z = -x", numbers((LOWEST, 1), (HIGHEST, 1), (0, 0))
    ),
    "bounds beyond 32 bits": Trap(
        "a small number is taken for a 32-bit one",
        "q(x,y) AND z = x + 4611686018427387904",
        numbers((1, 1), (2**61, 2)),
    ),
    "sums of floats": Trap(
        "the order of a sum is the engine's: equal but for the last digits",
        "s <- SUM f; t (w(x,f) AND ts(t))",
        events("w", FLOATS, "x:int", "f:float"),
    ),
    "averages of whole numbers": Trap(
        "the average of whole numbers is whole", "a <- AVG x; y q(x,y)", numbers((1, 1), (2, 1), (4, 2), (3, 2))
    ),
    "running averages": Trap(
        "the average of whole numbers is whole", "a <- AVG x ONCE q(x,y)", numbers((1, 1), (2, 1), (4, 2), (3, 2))
    ),
    "the middle of two": Trap(
        "the median is the lower, the upper, or approximate",
        "m <- MED x ONCE q(x,y)",
        numbers((1, 1), (2, 1), (9, 2), (4, 2)),
    ),
    "NULL in the order of rows": Trap(
        "NULL comes first or last: no plan sorts by what may be NULL", "held(x) AND NOT p(x)", lasting()
    ),
    "spans without end": Trap(
        "NULL comes first or last: no plan sorts by what may be NULL", "ONCE[0,2] held(x)", lasting()
    ),
    "neighbours that are not there": Trap(
        "LAG and LEAD give 0 beyond the first and last row", "(PREVIOUS held(x)) OR (NEXT held(x))", lasting()
    ),
    "aggregates of nothing": Trap(
        "the least of no rows is 0 or NULL", "c <- CNT x (p(x) AND NOT ONCE held(x))", lasting()
    ),
    "nothing to be found": Trap(
        "the least of no rows is 0 or NULL", "NOT (EXISTS x. ONCE (held(x) AND x > 7))", lasting()
    ),
    "the order of strings": Trap("strings are ordered by a language's rules", 'name(s) AND "a" <= s', texts(*WORDS)),
    "the least string": Trap("strings are ordered by a language's rules", "m <- MAX s (ONCE name(s))", texts(*WORDS)),
    "quotes in strings": Trap(
        "a quote or a backslash in a constant is read otherwise",
        'name(s) AND "\\" SUBSTRING s',
        texts("\\", "a\\b", "a", "''"),
    ),
    "quotes and backslashes": Trap(
        "a quote or a backslash in a constant is read otherwise",
        'name("it\'s \\n")',
        texts("it's \\n", "its", "it's \n"),
    ),
    "backslashes in patterns": Trap(
        "a backslash in a pattern is lost",
        'name(s) AND s MATCHES r"^\\d+\\.\\d$"',
        texts("12.5", "d.d", "1x5", "12.55"),
    ),
    "the last line of a text": Trap(
        "$ stands before a last line break too",
        "name(s) AND i = s2i(s)",
        texts("12", "12\n", "+7", "-08", " 1", "1_0", "9" * 25, "９"),
    ),
    "numbers in texts": Trap(
        "more or less is read as a number",
        "name(s) AND f = s2f(s)",
        texts("1", "1.", ".5", "1e3", "-2.5E-3", "inf", "nan", "1e999", "0x10", "1d", ""),
    ),
    "dots and line breaks": Trap(
        "a dot in a pattern stands for a line break too",
        'name(s) AND s MATCHES r"^a.b"',
        texts("a\nb", "axb", "ab"),
    ),
    "upper and lower case": Trap("case is ignored in names", "p(x) AND NOT P(x)", cased()),
    "variables in upper and lower case": Trap("case is ignored in names", "p(aB) AND P(ab) AND ab > aB", cased()),
    "long names": Trap(
        "a name is cut short, and two become one", f"q({LONG}x,{LONG}y) AND {LONG}x < {LONG}y", numbers((1, 2), (2, 1))
    ),
    "floats to whole numbers": Trap("2.5 becomes 3", "half(f) AND i = f2i(f)", events("half", HALVES, "f:float")),
    "floats that are not finite": Trap(
        "1e300 * 1e300 is infinite or an error", "half(f) AND NOT f * f > 10.0", events("half", HALVES, "f:float")
    ),
    "floats divided by zero": Trap(
        "it is infinite or an error", "half(f) AND NOT 1.0 / f < 1.0", events("half", HALVES, "f:float")
    ),
    "dates of any session": Trap(
        "days begin by the session's time zone, or calendars end in 2299",
        "q(x,y) AND d = FORMAT_DATE(x) AND m = MONTH(x)",
        numbers(
            (0, 1),
            (86399, 1),
            (86400, 1),
            (951782400, 1),
            (4107542399, 1),
            (10413792000, 1),
            (253402300799, 1),
            (-1, 1),
            (253402300800, 1),
        ),
    ),
    "years and days": Trap(
        "days begin by the session's time zone, or calendars end in 2299",
        "q(x,y) AND d = DAY_OF_MONTH(x) AND m = YEAR(x)",
        numbers((0, 1), (68169599, 1), (68169600, 1), (951868799, 1), (16725225600, 1), (253402300799, 1)),
    ),
}
