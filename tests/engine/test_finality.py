"""When a verdict is final: the plain definition, walked point by point, against the bisections that are used; and what
the definition promises: that whatever is appended to a log, a final verdict stays."""

from collections.abc import Sequence
from random import Random

from servanda.engine.database import Database, Row
from servanda.engine.finality import final_count
from servanda.engine.meaning import denote
from servanda.logic import syntax as s
from servanda.logic.monitorable import prepare
from servanda.logic.write import write_formula
from tests.engine.generate import SIGNATURE, VALUES, generate_case


def is_final(formula: s.Formula, stamps: Sequence[int], point: int, lets: dict[str, s.Formula]) -> bool:
    now, last = stamps[point], stamps[-1]

    def final(part: s.Formula, at: int) -> bool:
        return is_final(part, stamps, at, lets)

    match formula:
        case s.Predicate(name):
            return name not in lets or final(lets[name], point)
        case s.Let(name, _, definition, body):
            lets[name] = definition
            return final(body, point)
        case s.Previous(_, body):
            return point == 0 or final(body, point - 1)
        case s.Next(_, body):
            return point + 1 < len(stamps) and final(body, point + 1)
        case s.Once(interval, body) | s.Historically(interval, body):
            return all(final(body, at) for at in range(point + 1) if now - stamps[at] >= interval.low)
        case s.Since(interval, left, right):
            anchors = [at for at in range(point + 1) if now - stamps[at] >= interval.low]
            return final(left, point) and all(final(right, at) for at in anchors)
        case s.Eventually(s.Interval(_, high)) | s.Always(s.Interval(_, high)) | s.Until(s.Interval(_, high)):
            if high is None or last <= now + high:
                return False
            window = [at for at in range(point, len(stamps)) if stamps[at] <= now + high]
            return all(final(part, at) for part in s.children(formula) for at in window)
        case _:
            return all(final(part, point) for part in s.children(formula))


def test_the_bisections_are_the_definition() -> None:
    partly = 0
    for seed in range(400):
        case = generate_case(Random(seed))
        stamps = case.database.time_points
        windows = prepare(case.formula, SIGNATURE).windows
        plain = [is_final(windows, stamps, point, {}) for point in range(len(stamps))]
        count = final_count(windows, stamps)
        assert plain == [point < count for point in range(len(stamps))], write_formula(case.formula)
        partly += 0 < count < len(stamps)
    assert partly >= 50


def extended(database: Database, random: Random) -> Database:
    """The database with more time points and events behind its end; spans and rigid rows stay what they were."""
    stamps = list(database.time_points)
    events: dict[str, list[tuple[int, Row]]] = {name: list(rows) for name, rows in database.events.items()}
    for _ in range(random.randrange(1, 6)):
        stamps.append(stamps[-1] + random.choice((0, 0, 1, 2, 7)))
        for name in random.sample(("p", "q", "r", "n", "m", "w", "t"), 3):
            row = tuple(random.choice(VALUES[kind]) for kind in SIGNATURE[name].types)
            events.setdefault(name, []).append((len(stamps) - 1, row))
    return Database(database.signature, tuple(stamps), events, database.spans, database.rigid)


def test_what_is_appended_changes_no_final_verdict() -> None:
    compared = 0
    for seed in range(500):
        random = Random(seed)
        case = generate_case(random)
        if not case.database.time_points:
            continue
        before = denote(case.formula, case.database)
        after = denote(case.formula, extended(case.database, random))
        assert after.final >= before.final
        for point in range(before.final):
            assert after.rows[point] == before.rows[point], f"{seed}: {write_formula(case.formula)}"
            compared += bool(before.rows[point])
    assert compared >= 800
