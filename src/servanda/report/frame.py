"""What the smaller pages share: of what they speak, and how a schema says that nothing else may stand in an object."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Frame:
    """Of which agreement, as of and known by when, under which standard."""

    agreement: str
    as_of: str
    known_by: str
    time_zone: str
    assessor: str


def closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON Schema of an object with exactly these properties, all of them required."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
