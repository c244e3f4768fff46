"""One world's answer to one norm on one occasion, before the two worlds are laid side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter

from servanda.findings.model import Verdict
from servanda.findings.verdicts.deadline import Due


@dataclass(frozen=True)
class Answer:
    """A verdict with its reason, the value that the norm measures, the deadline, and attributes.

    `owed`: whether in this world something was certainly owed; `value` the bounds of what is measured, None open.
    """

    verdict: Verdict
    reason: str
    owed: bool = True
    due: Due | None = None
    low: int | None = None
    high: int | None = None
    scope: str = ""
    bound: int | None = None
    attributes: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Case:
    """A norm × bearer × occasion. `date`: the day of the occasion; `start`/`end` the time it spans, for witnesses."""

    norm: str
    bearer: str
    occasion: str
    date: str
    start: int
    end: int
    episode: bool = False


WHOLE = attrgetter(*(item.name for item in fields(Case)))  # a case as a plain tuple: thousands are sorted
