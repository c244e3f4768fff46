"""What is answered, by either evaluator: satisfactions, episodes, and what is still pending.

Rules it keeps: they are tuples, compared and sorted as such; loading this loads no evaluator.
"""

from typing import NamedTuple

from servanda.logic.syntax import Value


class Satisfaction(NamedTuple):
    """A valuation that satisfies the formula at a time point."""

    time_point: int
    time_stamp: int
    values: tuple[Value, ...]


class Episode(NamedTuple):
    """A longest run of time points at which a valuation satisfies the formula: from the stamp of the first to the
    stamp of the first that does not; None: to the end."""

    values: tuple[Value, ...]
    from_ts: int
    until_ts: int | None


class Pending(NamedTuple):
    """A time point whose verdict is not final. `so_far`: what would satisfy if the log ended now."""

    time_point: int
    time_stamp: int
    so_far: tuple[tuple[Value, ...], ...]
