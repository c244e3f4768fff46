"""servanda's `dataclass` makes of a class what Python's own makes of it."""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

import pytest

import servanda.classes

OPTIONS: tuple[dict[str, bool], ...] = (
    {},
    {"slots": True},
    {"frozen": True},
    {"frozen": True, "eq": False},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "order": True},
)


def item(make: Callable[..., Any], options: dict[str, bool]) -> Any:
    """A class with all that a field may have, below another one."""

    @make(**options)
    class Base:
        """Has a default."""

        name: str
        size: int = 3

    @make(**options)
    class Item(Base):
        """Has more fields, and work to do."""

        tags: list[str] = dataclasses.field(default_factory=list)
        note: str | None = dataclasses.field(default=None, compare=False, repr=False)
        seen: list[str] = dataclasses.field(default_factory=list, init=False, compare=False)

        def __post_init__(self) -> None:
            self.seen.append(self.name)

    return Item


def outcome(work: Callable[[], object]) -> object:
    """What comes of it, or what it is refused with."""
    try:
        return work()
    except (TypeError, AttributeError) as error:
        return type(error), str(error)


def made(kind: Any) -> list[object]:
    """What there is to see of the class and its objects."""
    one, other, same = kind("a"), kind("a", 2, tags=["x"], note="y"), kind("a", note="z")
    return [
        *(dataclasses.astuple(each) for each in (one, other, same)),
        *(repr(each) for each in (one, other, same)),
        outcome(lambda: kind()),
        outcome(lambda: kind("a", colour=1)),
        one == same,
        one == other,
        one == "a",
        other < one if "__lt__" in vars(kind) else None,
        outcome(lambda: one < 3),
        kind.__hash__ is None,
        kind.__match_args__,
        [field.name for field in dataclasses.fields(kind)],
        list(inspect.signature(kind).parameters),
        vars(kind).get("__slots__"),
        outcome(lambda: setattr(other, "size", 5)),
        outcome(lambda: delattr(other, "note")),
        hasattr(other, "note"),
        other.size,
    ]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_class_is_the_same(options: dict[str, bool]) -> None:
    assert made(item(servanda.classes.dataclass, options)) == made(item(dataclasses.dataclass, options))


def test_hashes_and_methods_of_its_own_are_kept() -> None:
    @servanda.classes.dataclass(frozen=True)
    class Point:
        """Compares by value."""

        x: int
        y: int = 0

        def __repr__(self) -> str:
            return f"{self.x}/{self.y}"

    assert {Point(1), Point(1, 0)} == {Point(1)}
    assert hash(Point(1, 2)) == hash((1, 2))
    assert repr(dataclasses.replace(Point(1), y=2)) == "1/2"
