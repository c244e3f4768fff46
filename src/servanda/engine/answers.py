"""What is answered, by either evaluator: satisfactions, episodes, and what is still pending.

Rules it keeps: values only, comparable and sorted as tuples are; loading this loads no evaluator.
"""

from dataclasses import dataclass

from servanda.logic.syntax import Value


@dataclass(frozen=True, slots=True, order=True)
class Satisfaction:
    """A valuation that satisfies the formula at a time point."""

    time_point: int
    time_stamp: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, order=True)
class Episode:
    """A longest run of time points at which a valuation satisfies the formula: from the stamp of the first to the
    stamp of the first that does not; None: to the end."""

    values: tuple[Value, ...]
    from_ts: int
    until_ts: int | None


@dataclass(frozen=True, slots=True, order=True)
class Pending:
    """A time point whose verdict is not final. `so_far`: what would satisfy if the log ended now."""

    time_point: int
    time_stamp: int
    so_far: tuple[tuple[Value, ...], ...]
