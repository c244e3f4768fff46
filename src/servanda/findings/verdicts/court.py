"""One assessor's verdicts: every norm, under every choice of readings, in both worlds.

The passes: load what both worlds hold (`worlds`) → who owes what (one wave) → deadlines into the engine → was it done →
norms owed on a breach of those (next wave; all of it `owed`) → limits → prohibitions → recurrences.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from servanda.agreement.core.show import core_norms
from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.model import NOT_YET
from servanda.agreement.syntax import (
    ActType,
    Limit,
    Prohibition,
    Recurrence,
)
from servanda.agreement.usage import uses
from servanda.findings.model import WORLDS, World
from servanda.findings.verdicts import incidents, limits, recurrences
from servanda.findings.verdicts.lots import Lots
from servanda.findings.verdicts.owed import Judged, deeds_of
from servanda.findings.verdicts.verdict import Answer
from servanda.findings.verdicts.waves import waves
from servanda.findings.world.relations import Rows
from servanda.findings.world.worlds import Worlds, in_both


@dataclass
class Court(Worlds):
    """Everything that one assessor may see, and the verdicts on it. `lots`: for how many others an occasion stands."""

    lots: Lots = field(default_factory=dict)

    def judge(self, readings: Iterable[str] = (), norms: Iterable[str] | None = None) -> list[Judged]:
        """All verdicts, in the order of the text. `readings`: labels to keep; `norms`: only these."""
        if self.geography is not None and self.agreement.starts != NOT_YET:
            self.geography.ready(self.agreement.starts)
        cores = self._cores(tuple(readings), None if norms is None else set(norms))
        self.look()
        try:
            self.load(core for _, core in cores)
            found: dict[int, list[Judged]] = {}
            for wave in waves(cores):
                deeds_of(self, wave, found)
            found |= self._limits([item for item in cores if isinstance(item[1].norm, Limit)])
            for index, core in cores:
                if isinstance(core.norm, Prohibition):
                    found[index] = self._prohibition(core)
                if isinstance(core.norm, Recurrence):
                    found[index] = self._recurrence(core)
            return [item for index, _ in cores for item in found.get(index, [])]
        finally:
            self.close()

    def _cores(self, readings: tuple[str, ...], norms: set[str] | None) -> list[tuple[int, CoreNorm]]:
        """Every norm under every choice of readings that this assessor, and the caller, leave open."""
        found: list[CoreNorm] = []
        for norm in self.agreement.norms.values():
            if norms is not None and norm.name.text not in norms:
                continue
            choices = core_norms(norm, self.agreement)
            kept = [core for core in choices if self._holds(core, readings)]
            found += kept or choices
        return list(enumerate(found))

    def _holds(self, core: CoreNorm, readings: tuple[str, ...]) -> bool:
        for definition, label in core.readings.items():
            if self.assessor.readings.get(definition, label) != label:
                return False
            labels = self.agreement.readings()[definition]
            if any(chosen in labels for chosen in readings) and label not in readings:
                return False
        return True

    # --- limits and prohibitions -----------------------------------------------------------------------------------

    def _limits(self, cores: list[tuple[int, CoreNorm]]) -> dict[int, list[Judged]]:
        """First the course of every value, then its comparison with the bound."""

        def course(world: World) -> dict[int, dict[str, limits.Course]]:
            engine = self.evaluators[world]
            found = {index: limits.values(core, engine) for index, core in cores}
            rows: Rows = {}
            for index, core in cores:
                rows.setdefault(f"{core.norm.name}_value", []).extend(limits.value_rows(core, found[index]))
            for core in {core.norm.name.text: core for _, core in cores}.values():
                self.add(world, core, rows)
            return {index: limits.courses(core, found[index], self.views[world], engine) for index, core in cores}

        courses = in_both(course)
        return {index: self._limit(core, {world: courses[world][index] for world in WORLDS}) for index, core in cores}

    def _limit(self, core: CoreNorm, course: dict[World, dict[str, limits.Course]]) -> list[Judged]:
        assert isinstance(core.norm, Limit)
        for world in WORLDS:
            if not self._speaks(core, world):
                course[world] = {}
        yearly = {world: self._yearly(core, world, course[world]) for world in WORLDS}
        found = []
        for case in limits.cases(core, course, self.views["declared"]):
            judged = Judged(core, case)
            for world in WORLDS:
                given = yearly[world].get((case.bearer, case.occasion))
                judged.answers[world] = given or limits.answer(
                    core, case, course[world].get(case.bearer), self.views[world]
                )
            found.append(judged)
        return found

    def _yearly(
        self, core: CoreNorm, world: World, course: Mapping[str, limits.Course]
    ) -> dict[tuple[str, str], Answer]:
        norm = core.norm
        assert isinstance(norm, Limit)
        if not limits.is_yearly(norm):
            return {}
        rows = limits.yearly_rows(norm, course, self.views[world])
        self.add(world, core, {f"{norm.name}_yearly": rows})
        # A rigid relation holds at every time point, so there must be one.
        return limits.yearly_answers(core, self.evaluators[world].holds(core.formulas["yearly"]), self.views[world])

    def _speaks(self, core: CoreNorm, world: World) -> bool:
        """Whether this world can speak of everything that the limit measures: nobody declares some record types."""
        if world == "observed":
            return True
        for use in uses(core.norm, self.agreement, core.readings):
            record = self.agreement.records.get(use.record)
            if not use.world and record is not None and not isinstance(record, ActType) and record.declarer is None:
                return False
        return True

    def _recurrence(self, core: CoreNorm) -> list[Judged]:
        found = []
        counted = {world: recurrences.counted(core, self.views[world], self.evaluators[world]) for world in WORLDS}
        for case in recurrences.cases(core, self.views["declared"]):
            judged = Judged(core, case)
            for world in WORLDS:
                judged.answers[world] = recurrences.answer(core, case, counted[world], self.views[world])
            judged.counted = {world: counted[world].keys(case.bearer) for world in WORLDS}
            found.append(judged)
        return found

    def _prohibition(self, core: CoreNorm) -> list[Judged]:
        assert isinstance(core.norm, Prohibition)
        lots = self.lots.get(core.norm.record.text)
        seen = [incidents.incidents(core, self.views[world], self.evaluators[world], lots) for world in WORLDS]
        found = []
        for case in incidents.cases(core, seen, [self.views[world] for world in WORLDS]):
            judged = Judged(core, case)
            for world, one in zip(WORLDS, seen, strict=True):
                judged.answers[world] = incidents.answer(core, case, one, self.views[world])
                judged.counted[world] = [case.occasion] if case.episode else one.keys(case.bearer, case.start, case.end)
            found.append(judged)
        return found
