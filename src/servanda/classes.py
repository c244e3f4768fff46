"""Dataclasses that are quick to define: a method is compiled when it is first looked up.

Python's own `dataclass` compiles up to ten methods for each class, half a millisecond in all. servanda has some 370
such classes; a command loads hundreds of them, makes objects of a few dozen, and compares those of fewer still.

Rules it keeps:

- fields, slots and patterns are made at once, by Python's own `dataclass`; the methods do what Python's do;
- a method that the class has itself stays;
- a class below one of these is made by this `dataclass` too;
- what no class here needs is not offered (`kw_only`, `unsafe_hash`, `InitVar`), and a frozen object with slots is
  changed by `replace` only: it can be neither copied nor pickled.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError
from typing import TYPE_CHECKING, Any

_MADE: Any = object()  # stands for an argument that was not given, where a factory makes the value
_ORDER = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


class _Later:
    """Stands in a class for a method until it is looked up, and then makes room for it."""

    __slots__ = ("kind", "name", "text")

    def __init__(self, kind: Any, name: str, text: Callable[[Any, str], str]) -> None:
        self.kind, self.name, self.text = kind, name, text

    def __get__(self, instance: object, owner: type) -> Any:
        names: dict[str, Any] = {"_put": object.__setattr__, "_MADE": _MADE}
        for field in dataclasses.fields(self.kind):
            names[f"_{field.name}"] = field.default if field.default_factory is MISSING else field.default_factory
        exec(self.text(self.kind, self.name), names)
        method = names[self.name]
        method.__qualname__ = f"{self.kind.__qualname__}.{self.name}"
        setattr(self.kind, self.name, method)
        return method.__get__(instance, owner)


def _init(kind: Any, name: str, put: str = "self.{0} = {1}") -> str:
    parameters, lines = ["self"], ["pass"]
    for field in dataclasses.fields(kind):
        one = field.name
        made, given = field.default_factory is not MISSING, field.default is not MISSING
        if field.init:
            parameters.append(f"{one}=_MADE" if made else f"{one}=_{one}" if given else one)
            lines.append(put.format(one, f"_{one}() if {one} is _MADE else {one}" if made else one))
        elif made:
            lines.append(put.format(one, f"_{one}()"))
    if hasattr(kind, "__post_init__"):
        lines.append("self.__post_init__()")
    return f"def {name}({', '.join(parameters)}):\n " + "\n ".join(lines)


def _frozen_init(kind: Any, name: str) -> str:
    return _init(kind, name, "_put(self, {0!r}, {1})")


def _values(kind: Any, whose: str) -> str:
    """A tuple of the values that count when two objects are compared."""
    return "(" + "".join(f"{whose}.{field.name}, " for field in dataclasses.fields(kind) if field.compare) + ")"


def _comparison(kind: Any, name: str) -> str:
    test = f"{_values(kind, 'self')} {_ORDER.get(name, '==')} {_values(kind, 'other')}"
    return f"def {name}(self, other):\n return {test} if other.__class__ is self.__class__ else NotImplemented"


def _hash(kind: Any, name: str) -> str:
    return f"def {name}(self):\n return hash({_values(kind, 'self')})"


def _repr(self: Any) -> str:
    held = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(held)})"


def _no_setting(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _dataclass(
    plan: Any = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False
) -> Any:
    """As `dataclasses.dataclass`."""
    if plan is None:
        return lambda given: _dataclass(given, frozen=frozen, slots=slots, eq=eq, order=order)
    own = vars(plan)
    kind: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(plan)
    texts: dict[str, Callable[[Any, str], str]] = {"__init__": _frozen_init if frozen else _init}
    if eq:
        texts["__eq__"] = _comparison
        if frozen:
            texts["__hash__"] = _hash
        elif "__hash__" not in own:
            kind.__hash__ = None
    if order:
        texts |= dict.fromkeys(_ORDER, _comparison)
    for name, text in texts.items():
        if own.get(name) is None:
            setattr(kind, name, _Later(kind, name, text))
    if "__repr__" not in own:
        kind.__repr__ = _repr
    if frozen:
        kind.__setattr__, kind.__delattr__ = _no_setting, _no_deleting
    return kind


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass

__all__ = ["dataclass"]
