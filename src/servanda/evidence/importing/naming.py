"""Under which name the agreement speaks of a state.

Rules it keeps:

- a party or country is the state whose identity is its name (`RUS`), or the one that `[parties]` in servanda.toml gives
  it: `BOREA = "RUS"`;
- a former state that the agreement does not name is taken as the state that undisputedly continues it, and counted;
- an agreement none of whose names stands for a state is refused; some that do not are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.agreement.model import Agreement
from servanda.diagnostics import Place, nearest, refuse
from servanda.evidence.importing.crosswalk import states


@dataclass(frozen=True, slots=True)
class Naming:
    """`tokens`: identity → name in the agreement. `continued`: former state → the state that stands for it.

    `strangers`: names of the agreement that stand for no state.
    """

    tokens: Mapping[str, str]
    continued: Mapping[str, str]
    parties: frozenset[str]
    strangers: tuple[str, ...]


def naming(agreement: Agreement, told: Mapping[str, str], settings: str = "servanda.toml") -> Naming:
    """Who is who. `told`: `[parties]` of the settings, name in the agreement → identity. Raises Refused."""
    names = (*agreement.parties, *agreement.countries)
    place = Place(settings, 1, 1, 1, 2)
    for name, ident in told.items():
        if name not in names:
            near = nearest(name, names)
            remedy = f"Did you mean `{near}`?" if near else f"Names: {', '.join(names)}."
            raise refuse(
                "import-parties", f"[parties] speaks of `{name}`, which the agreement does not name.", place, remedy
            )
        if ident not in states():
            near = nearest(ident, states())
            remedy = f"Did you mean `{near}`?" if near else "Write the three letters of ISO 3166, such as RUS."
            raise refuse("import-parties", f"`{ident}` under [parties] is no state.", place, remedy)
    tokens: dict[str, str] = {}
    for name in names:
        ident = told.get(name, name if name in states() else "")
        if ident in tokens:
            message = f"`{tokens[ident]}` and `{name}` are both {states()[ident].name}."
            raise refuse("import-parties", message, place, "Correct [parties] in servanda.toml.")
        if ident:
            tokens[ident] = name
    strangers = tuple(name for name in names if name not in tokens.values())
    if not tokens:
        message = f"No name in the agreement stands for a state: {', '.join(strangers[:6])}."
        remedy = f'Say in servanda.toml whom they stand for: `[parties]`, then `{strangers[0]} = "RUS"`.'
        raise refuse("import-parties", message, place, remedy)
    continued = {
        ident: state.continued_by
        for ident, state in states().items()
        if ident not in tokens and state.continued_by in tokens
    }
    return Naming(tokens, continued, frozenset(agreement.parties), strangers)
