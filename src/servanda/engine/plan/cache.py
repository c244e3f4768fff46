"""Compiled statements kept for the life of the process: another session asks the same formula over other facts.

Rules it keeps:

- a statement is found again only for the same formula, order, question and end of time, over relations of the same
  shapes and distinctness, at the same width of positions, under the same lowering rules;
- the least recently used go first when there are too many.
"""

from collections import OrderedDict
from collections.abc import Sequence, Set

from servanda.engine.plan.compilation import Compiled, Question, compile_formula
from servanda.engine.plan.lower import RULES, Columns
from servanda.logic.schema import Signature
from servanda.logic.syntax import Formula, Predicate, children

MOST = 4096
_KEPT: OrderedDict[tuple[object, ...], Compiled] = OrderedDict()


def _predicates(formula: Formula) -> set[str]:
    found: set[str] = set()
    ahead = [formula]
    while ahead:
        item = ahead.pop()
        if isinstance(item, Predicate):
            found.add(item.name)
        ahead.extend(children(item))
    return found


def compiled(
    formula: Formula,
    signature: Signature,
    distinct: Set[str],
    unrepeated: Set[Columns],
    width: int,
    order: Sequence[str] | None,
    question: Question,
    *,
    closed: bool,
    kernel: bool = False,
) -> Compiled:
    """As `compile_formula`, from the statements kept if it is there."""
    names = sorted(_predicates(formula))
    shapes = tuple(signature.get(name) for name in names)
    sole = tuple(name for name in names if name in distinct), tuple(sorted(unrepeated))
    rules = tuple(map(id, RULES.values()))
    # By its text, not by equality: Python holds 1 and 1.0 to be equal, the plans do not.
    key = (repr(formula), shapes, sole, width, None if order is None else tuple(order), question, closed, kernel, rules)
    found = _KEPT.get(key)
    if found is None:
        found = compile_formula(
            formula, signature, distinct, unrepeated, width, order, question, closed=closed, kernel=kernel
        )
        _KEPT[key] = found
        if len(_KEPT) > MOST:
            _KEPT.popitem(last=False)
    else:
        _KEPT.move_to_end(key)
    return found
