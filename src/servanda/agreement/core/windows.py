"""How long a text looks back: the lengths of the rolling windows through which it sees each record type."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache

from servanda.agreement.core.aggregates import seconds
from servanda.agreement.core.standing import lapse
from servanda.agreement.parse import Document
from servanda.agreement.syntax import Aggregate, Name, Standing
from servanda.dates import DAY
from servanda.diagnostics import Place


@lru_cache(maxsize=16)
def window_lengths(document: Document) -> Mapping[str, frozenset[int]]:
    """Record type → the lengths, in seconds, after which a window over it, or a standing that it opened, lets go."""
    found: dict[str, set[int]] = defaultdict(set)
    ahead: list[object] = list(document.statements)
    while ahead:
        node = ahead.pop()
        if isinstance(node, Aggregate) and node.window is not None:
            if node.window.duration is not None and node.window.kind == "rolling":
                found[node.record.text].add(seconds(node.window.duration))
            elif node.window.kind == "calendar year":
                found[node.record.text].add(366 * DAY + 1)
        if isinstance(node, Standing) and node.lapse is not None:
            found[node.opened.record.text] |= {length + 1 for length in lapse(node.lapse)}
        if isinstance(node, tuple):
            ahead.extend(node)
        elif is_dataclass(node) and not isinstance(node, Place | Name):
            ahead.extend(getattr(node, item.name) for item in fields(node))
    return {record: frozenset(lengths) for record, lengths in found.items()}
