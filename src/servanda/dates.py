"""Instants, stamps, periods and deadlines.

Rules it keeps:

- an instant is a whole second since 1970-01-01T00:00:00Z; a stamp is the stretch from its earliest to its
  latest second, both inclusive, because sources often know the day only;
- a day runs from midnight to midnight in the agreement's time zone (UTC unless it names one);
- *days* counts dates: at least 42 days before the 20th of a month is a date difference of 42 or more; a deadline in
  days, weeks, months or years ends with its last day; a deadline in hours ends at its last second;
- *clear days* exclude both ends; *working days* skip the days that the named calendar excludes;
- months are clamped to the month's end: one month after 31 January is 28 or 29 February.

It leaves to others: which deadline applies to what (`servanda.findings`).

>>> zone = UTC
>>> show_instant(add(stamp("2012-02-01", zone).low, Duration(42, "days"), -1, zone)[0], zone)
'2011-12-21'
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

UTC: dt.tzinfo = dt.UTC
DAY = 86_400
NEVER = 2**52  # "no bound": beyond every date and count that a source could mean, and safe to add up
ALWAYS = -NEVER
FIRST_YEAR, LAST_YEAR = 1000, 2999  # far enough from the ends of the calendar for every deadline to be counted
Unit = Literal["hours", "days", "clear days", "working days", "weeks", "months", "years"]
DAYS = 1 << 17  # days, instants and stamps kept once read: findings ask for the same ones again and again
UNITS: tuple[Unit, ...] = ("hours", "days", "clear days", "working days", "weeks", "months", "years")


@dataclass(frozen=True, slots=True)
class Duration:
    """A count of a unit, such as 42 days. `calendar` names the working-day calendar where one is needed."""

    count: int
    unit: Unit
    calendar: str | None = None

    def __str__(self) -> str:
        unit = self.unit[:-1] if self.count == 1 else self.unit
        return f"{self.count} {unit}" + (f' of "{self.calendar}"' if self.calendar else "")


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """When something happened: at some second from `low` to `high`, both inclusive."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar of working days: ISO weekdays (1 Monday … 7 Sunday) less the dates that are free."""

    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    free: frozenset[dt.date] = frozenset()

    def works(self, day: dt.date) -> bool:
        return day.isoweekday() in self.weekdays and day not in self.free


def time_zone(name: str) -> dt.tzinfo:
    """The zone of that IANA name. Raises ValueError if there is none."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except Exception as error:
        raise ValueError(f"no time zone is called {name!r}") from error


@lru_cache(DAYS)
def start_of_day(day: dt.date, zone: dt.tzinfo) -> int:
    """The first second of `day` in `zone`."""
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def end_of_day(day: dt.date, zone: dt.tzinfo) -> int:
    """The last second of `day` in `zone`."""
    return start_of_day(day + dt.timedelta(days=1), zone) - 1


@lru_cache(DAYS)
def day_of(instant: int, zone: dt.tzinfo) -> dt.date:
    """The date on which `instant` falls in `zone`."""
    return dt.datetime.fromtimestamp(instant, zone).date()


def day_stamp(day: dt.date, zone: dt.tzinfo) -> Stamp:
    """The whole of one day."""
    return Stamp(start_of_day(day, zone), end_of_day(day, zone))


_INSTANT = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:\d{2})?)?\Z")


def _one(text: str, zone: dt.tzinfo) -> Stamp:
    found = _INSTANT.match(text)
    if not found:
        raise ValueError(f"{text!r} is not a date such as 2017-09-14, or 2017-09-14T08:00Z")
    year, month, day = (int(part) for part in found.groups()[:3])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    if found[4] is None:
        return day_stamp(dt.date(year, month, day), zone)
    written = found[7]
    if written is None:
        at = zone
    elif written == "Z":
        at = UTC
    else:
        sign = -1 if written[0] == "-" else 1
        at = dt.timezone(sign * dt.timedelta(hours=int(written[1:3]), minutes=int(written[4:6])))
    second = int(found[6]) if found[6] else 0
    low = int(dt.datetime(year, month, day, int(found[4]), int(found[5]), second, tzinfo=at).timestamp())
    return Stamp(low, low if found[6] else low + 59)


def _there_is(text: str, zone: dt.tzinfo) -> Stamp:
    try:
        return _one(text, zone)
    except ValueError as error:
        if text in str(error):
            raise
        raise ValueError(f"{text!r} is not a date: {error}") from None  # Python's own words lack the value


@lru_cache(DAYS)
def stamp(text: str, zone: dt.tzinfo) -> Stamp:
    """Read `2017-09-14`, `2017-09-14T08:00Z`, or a range `2017-09-14..2017-09-20`.

    A date is the whole day in `zone`; a time without seconds is the whole minute.
    Raises ValueError with a sentence that says what is wrong, for a date that does not exist too.
    """
    first, dots, last = text.strip().partition("..")
    low = _there_is(first.strip(), zone)
    if not dots:
        return low
    high = _there_is(last.strip(), zone)
    if high.high < low.low:
        raise ValueError(f"{text!r} ends before it begins")
    return Stamp(low.low, high.high)


def months_later(day: dt.date, months: int) -> dt.date:
    """`months` later (or earlier), clamped to the end of the month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _working(day: dt.date, count: int, sign: int, works: Callable[[dt.date], bool]) -> dt.date:
    while count > 0:
        day += dt.timedelta(days=sign)
        if works(day):
            count -= 1
    return day


def add(
    instant: int, duration: Duration, sign: int, zone: dt.tzinfo, calendars: dict[str, WorkingDays] | None = None
) -> tuple[int, str | None]:
    """The last second that still keeps a deadline `duration` after (`sign` 1) or before (-1) `instant`.

    Also says, as a sentence or None, when the day was clamped to the month's end.
    Hours count from the very second; every other unit counts dates and ends with the last second of the last day.
    Raises ValueError for a working-day calendar that was not given.
    """
    if duration.unit == "hours":
        return instant + sign * duration.count * 3600, None
    day, count, remark = day_of(instant, zone), duration.count, None
    if duration.unit == "days":
        last = day + dt.timedelta(days=sign * count)
    elif duration.unit == "clear days":
        # Both ends are left out, so one more day must lie between when counting back to a deed, and forward alike.
        last = day + dt.timedelta(days=sign * (count + 1))
    elif duration.unit == "weeks":
        last = day + dt.timedelta(days=7 * sign * count)
    elif duration.unit == "working days":
        name = duration.calendar
        if name is not None and name not in (calendars or {}):
            raise ValueError(f"no calendar of working days is called {name!r}")
        days = (calendars or {}).get(name or "", WorkingDays())
        last = _working(day, count, sign, days.works)
    else:
        months = count * (12 if duration.unit == "years" else 1)
        last = months_later(day, sign * months)
        if last.day != day.day:
            remark = f"{last} is the end of the month: there is no day {day.day}"
    return end_of_day(last, zone), remark


def show_instant(instant: int, zone: dt.tzinfo) -> str:
    """A date if the instant is the first or last second of a day in `zone`, else date and time with the offset."""
    if instant >= NEVER:
        return "no end"
    if instant <= ALWAYS:
        return "no beginning"
    day = day_of(instant, zone)
    if instant in (start_of_day(day, zone), end_of_day(day, zone)):
        return day.isoformat()
    text = dt.datetime.fromtimestamp(instant, zone).isoformat(sep=" ", timespec="minutes")
    return text.replace("+00:00", " UTC")


def show_stamp(when: Stamp, zone: dt.tzinfo) -> str:
    """A stamp as a person writes it: one date, one time, or `from … to …`."""
    low, high = show_instant(when.low, zone), show_instant(when.high, zone)
    return low if low == high else f"{low} to {high}"


def as_of(text: str, zone: dt.tzinfo) -> int:
    """The instant that an `--as-of` or `--known-by` argument means: the end of that day, or that very minute."""
    return stamp(text, zone).high
