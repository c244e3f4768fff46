"""JSON of which every party reads the same: strict in, canonical (RFC 8785) out.

Rules it keeps:

- one text for one value: what is not its own canonical form is refused, so a hash names a meaning;
- names that occur twice, NaN and Infinity, whole numbers beyond 2^53 - 1, lone surrogates are refused;
- bytes in text are standard base64 with padding, in its one canonical spelling, or lower-case hexadecimal.

>>> parse_canonical(b'{"a":1}')
{'a': 1}
>>> parse_canonical(b'{"a":1,"a":1}')
Traceback (most recent call last):
...
servanda.verify.canonical.Malformed: the name "a" occurs twice in one object
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

LARGEST = 2**53 - 1
DEEPEST = 64


class Malformed(ValueError):
    """The bytes are not what they must be; the text says why, in words for a person."""


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value (RFC 8785)."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise Malformed(f"has no canonical form: {error}") from error


class _Fraction(Exception):
    """There is a fraction: only RFC 8785's own number form will do."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(f'the name "{twice}" occurs twice in one object')
    return result


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > LARGEST:
        raise Malformed(f"the number {text[:20]} is beyond 2^53 - 1")
    return int(text)


def _no_fraction(_: str) -> Any:
    raise _Fraction


def _no_constant(text: str) -> Any:
    raise Malformed(f"{text} is not JSON")


_WITH = json.JSONDecoder(object_pairs_hook=_pairs, parse_int=_whole, parse_constant=_no_constant)
_WITHOUT = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_whole, parse_float=_no_fraction, parse_constant=_no_constant
)
# For values without fractions and without characters beyond the first plane, where code points and UTF-16 units sort
# alike, the standard library writes RFC 8785, and much faster (compared in the tests).
_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse_canonical(data: bytes) -> Any:
    """The value, if the bytes are exactly its canonical form."""
    try:
        text = data.decode("utf-8")
        try:
            value = _WITHOUT.decode(text)
            plain = text.isascii() or max(text) <= "\uffff"
            again = _PLAIN.encode(value).encode("utf-8") if plain else canonical(value)
        except _Fraction:
            value = _WITH.decode(text)
            again = canonical(value)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"is not JSON in UTF-8: {error}") from error
    if again != data:
        raise Malformed("is not in canonical form (RFC 8785)")
    if data.count(b"[") + data.count(b"{") > DEEPEST:
        _refuse_depth(value)
    return value


def _refuse_depth(value: Any) -> None:
    """So that nobody who walks through the value runs out of stack."""
    level = [value]
    for _ in range(DEEPEST):
        inner = [list(item.values()) if isinstance(item, dict) else item for item in level]
        level = [part for item in inner if isinstance(item, list) for part in item]
    if level:
        raise Malformed(f"is nested more than {DEEPEST} levels deep")


def table(value: Any, names: Mapping[str, type], what: str) -> dict[str, Any]:
    """The value, if it is an object with exactly these names and kinds of values."""
    if not isinstance(value, dict) or value.keys() != names.keys():
        raise Malformed(f"{what} must have exactly the names {', '.join(sorted(names))}")
    for name, kind in names.items():
        if type(value[name]) is not kind:
            raise Malformed(f'{what}: "{name}" must be {kind.__name__}')
    return value


def from_base64(text: Any) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, AttributeError) as error:
        raise Malformed(f"is not base64: {str(text)[:60]!r}") from error
    if base64.b64encode(data).decode("ascii") != text:
        raise Malformed(f"is base64 in a spelling of its own: {text[:60]!r}")
    return data


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def from_hex(text: Any, length: int = 32) -> bytes:
    try:
        data = bytes.fromhex(text)
    except (ValueError, TypeError):
        data = b""
    if len(data) != length or data.hex() != text:
        raise Malformed(f"is not {2 * length} lower-case hexadecimal digits: {str(text)[:70]!r}")
    return data


def sha256(data: bytes) -> str:
    """Lower-case hexadecimal, as hashes are written in all our JSON."""
    return hashlib.sha256(data).hexdigest()
