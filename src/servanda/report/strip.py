"""Values on one line: what was declared, the bound, and what was observed, to one scale.

Rules it keeps:

- the scale begins at zero and ends at the greatest value, so that a strip cannot exaggerate a difference;
- nothing is drawn for a bound that nobody knows: an interval open at one end has no bar;
- a strip repeats numbers that stand beside it in words; it is never the only place of a number.

It leaves to others: colours, and the words beside it.

>>> Strip(12700, 12700, 60000, 70000, 13000).text(30)
'─────◆│──────────────────█████'
"""

from dataclasses import dataclass

from servanda.findings.model import Finding


@dataclass(frozen=True, slots=True)
class Strip:
    """The values of one finding. At least one of the two worlds has both bounds."""

    declared_low: int | None
    declared_high: int | None
    observed_low: int | None
    observed_high: int | None
    bound: int | None

    @property
    def top(self) -> int:
        """The right end of the scale."""
        return max(1, *(held for held in (self.declared_high, self.observed_high, self.bound) if held is not None))

    def spans(self) -> list[tuple[str, float, float]]:
        """(what, from, to) as fractions of the scale, in drawing order."""
        found = []
        for name, low, high in (
            ("observed", self.observed_low, self.observed_high),
            ("declared", self.declared_low, self.declared_high),
        ):
            if low is not None and high is not None:
                found.append((name, low / self.top, high / self.top))
        if self.bound is not None:
            found.append(("bound", self.bound / self.top, self.bound / self.top))
        return found

    def text(self, width: int, ascii_only: bool = False) -> str:
        """The strip in characters: ◆ declared, │ bound, █ observed."""
        glyphs = "-#<|" if ascii_only else "─█◆│"
        cells = [glyphs[0]] * width
        taken: set[int] = set()
        for name, low, high in self.spans():
            first, last = (min(width - 1, round(part * (width - 1))) for part in (low, high))
            if name == "bound" and first in taken:
                first = last = min(width - 1, first + 1)  # beside a declared value that is just under
            for cell in range(first, last + 1):
                cells[cell] = glyphs[("observed", "declared", "bound").index(name) + 1]
            if name == "declared":
                taken = set(range(first, last + 1))
        return "".join(cells)


def strip(finding: Finding) -> Strip | None:
    """The strip of a finding, where both worlds have a value."""
    declared, observed = finding.declared, finding.observed
    if None in (declared.low, declared.high, observed.low, observed.high):
        return None
    return Strip(declared.low, declared.high, observed.low, observed.high, finding.bound)
