"""What one assessor may see of both worlds, and the engine that answers for each of them.

Rules it keeps:

- from the start the agreement has the dates that the acts on record give it, and bodies' decisions are facts;
- observed events stand under the ids of the declared ones that they certainly are;
- the engine of a world is given only what the formulas mention.

It leaves to others: verdicts (`court` and those that it asks).
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from servanda.agreement.core.vocabulary import signature
from servanda.agreement.core.writer import CoreNorm, Named
from servanda.agreement.model import Agreement
from servanda.evidence.grade import meets
from servanda.evidence.statement import Facts
from servanda.evidence.zones.geography import Geography
from servanda.findings.model import WORLDS, Assessor, Link, World
from servanda.findings.world.beside import beside_rows
from servanda.findings.world.evaluator import Evaluator, Which, evaluator, mentioned
from servanda.findings.world.matching import MATCHED, links, renamed
from servanda.findings.world.places import place_rows, zone_rows
from servanda.findings.world.proof import inadmissible
from servanda.findings.world.relations import Rows, shared_rows, world_rows
from servanda.findings.world.standing import Standing, stand
from servanda.findings.world.worldview import Worldview, view
from servanda.logic.schema import Schema
from servanda.proceedings.denials import denials
from servanda.proceedings.outcomes import Outcomes, outcomes

Found = TypeVar("Found")


@dataclass
class Worlds:
    """Everything that one assessor may see, and the engine that answers for each world."""

    agreement: Agreement
    facts: Facts
    assessor: Assessor
    as_of: int
    known_by: int
    which: Which = "plan"
    geography: Geography | None = None
    views: dict[World, Worldview] = field(default_factory=dict)
    evaluators: dict[World, Evaluator] = field(default_factory=dict)
    signature: dict[str, Schema] = field(default_factory=dict)
    standing: Standing = field(init=False)
    outcomes: Outcomes = field(init=False)
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        """From here on the agreement has the dates that the acts on record give it."""
        self.standing = stand(self.agreement, self.facts, self.assessor, self.as_of, self.known_by)
        self.agreement = self.standing.agreement
        if self.geography is not None:
            self.geography = self.geography.under(self.agreement)
        # Decisions of bodies are facts like others: norms can be owed on them.
        counted = [s for s in self.facts.statements if not inadmissible(s, self.assessor, self.known_by)]
        whole = self.facts.completeness
        self.outcomes = outcomes(self.agreement, counted, self.as_of, whole, self.known_by, self.assessor.sources)
        if self.outcomes.statements:
            self.facts = replace(self.facts, statements=(*self.facts.statements, *self.outcomes.statements))
        # So is access that was denied.
        refused = denials(self.agreement, counted, self.as_of)
        if refused:
            self.facts = replace(self.facts, coverage=(*self.facts.coverage, *refused))

    def look(self) -> None:
        """What both worlds hold, observed events under the ids of the declared ones that they certainly are."""
        for world in WORLDS:
            self.views[world] = self._view(world)
        known = {} if self.geography is None else self.geography.points
        said = [one for one in self.facts.links if one.known <= self.known_by and meets(one.grade, self.assessor.grade)]
        self.links = links(self.views["declared"], self.views["observed"], known, said)
        if any(link.kind in MATCHED for link in self.links):
            self.facts = renamed(self.facts, self.links)
            self.views["observed"] = self._view("observed")

    def _view(self, world: World) -> Worldview:
        return view(self.agreement, self.facts, world, self.assessor, self.as_of, self.known_by)

    def load(self, cores: Iterable[CoreNorm]) -> None:
        """Give the engine of each world what the formulas of these norms mention."""
        self.signature = signature(self.agreement)
        formulas: list[Named] = [item for core in cores for item in core.formulas.values()]
        needed = mentioned(formulas, self.signature)

        def load(world: World) -> None:
            rows: Rows = dict(shared_rows(self.agreement, self.facts.pairs, self.as_of))
            known = {} if self.geography is None else self.geography.points
            rows |= world_rows(self.views[world]) | beside_rows(self.views[world], "", known)
            for other in WORLDS:
                if any(name.startswith(f"{other}_") for name in needed):
                    rows |= world_rows(self.views[other], f"{other}_")
                    rows |= beside_rows(self.views[other], f"{other}_", known)
            rows |= self._places(world, needed)
            self.evaluators[world] = evaluator(self.which)
            self.evaluators[world].load(needed, {name: items for name, items in rows.items() if name in needed})

        in_both(load)

    def _places(self, world: World, needed: Iterable[str]) -> Rows:
        """What is said of places and which zones they lie in; nothing where the agreement has no zone."""
        if self.geography is None:
            # A zone without land would make every norm about it kept.
            assert not self.agreement.zones, "an agreement with zones is judged with its geography"
            return {}
        found: Rows = {}
        zones: Rows = {}
        for other, prefix in ((world, ""), *((one, f"{one}_") for one in WORLDS)):
            if not prefix or any(name.startswith(prefix) for name in needed):
                said = place_rows(self.views[other], prefix)
                found |= said
                for name, items in zone_rows(self.geography, self.views[other], said).items():
                    zones[name] = list(dict.fromkeys([*zones.get(name, []), *items]))
        return found | zones

    def add(self, world: World, core: CoreNorm, rows: Rows) -> None:
        """Give the engine of one world further rows, as far as this norm mentions them."""
        needed = mentioned(core.formulas.values(), self.signature)
        mine = {name: items for name, items in rows.items() if name in needed}
        self.evaluators[world].load({name: needed[name] for name in mine}, mine)

    def close(self) -> None:
        """Let both engines go."""
        for one in self.evaluators.values():
            one.close()


def in_both(work: Callable[[World], Found]) -> dict[World, Found]:
    """The work for each world, side by side: their facts and their engines are apart."""
    with ThreadPoolExecutor(len(WORLDS)) as pool:
        return dict(zip(WORLDS, pool.map(work, WORLDS), strict=True))
