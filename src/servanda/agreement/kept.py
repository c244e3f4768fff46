"""What a walk over a norm finds, kept for as long as the text lives: findings ask the same of it thousands of times.

It leaves to others: the walks (`usage`, `definitions`).
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TypeVar

from servanda.agreement.model import Agreement
from servanda.agreement.syntax import Norm

T = TypeVar("T")
Walk = Callable[[Norm, Agreement, Mapping[str, str] | None], T]


def kept(walk: Walk[T]) -> Walk[T]:
    """Walk once for each norm, document and choice of readings. What is found must not be changed by who asks."""

    @wraps(walk)
    def once(norm: Norm, agreement: Agreement, readings: Mapping[str, str] | None) -> T:
        key = (walk, id(norm), tuple(sorted(readings.items())) if readings else readings is None)
        here: dict[object, tuple[Norm, T]] = agreement.document.walked
        if key not in here:
            here[key] = norm, walk(norm, agreement, readings)  # the norm is kept too, so that its id stays its own
        return here[key][1]

    return once
