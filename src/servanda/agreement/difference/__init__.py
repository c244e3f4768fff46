"""Two agreements side by side: what each adds and drops, tightens and loosens, and for whom.

    norm ──measures──▶ clauses with their numbers taken out, and the numbers with the direction that is stricter
    two agreements ──compare──▶ norms and declarations: added, dropped, tightened, loosened, changed otherwise

Rules the room keeps: a direction is claimed only where one number is all that differs; everything else is *changed
otherwise*, with both wordings; a norm is known by its name.
"""

from servanda.agreement.difference.compare import Change, Comparison, Item, NormPair, compare

__all__ = ["Change", "Comparison", "Item", "NormPair", "compare"]
