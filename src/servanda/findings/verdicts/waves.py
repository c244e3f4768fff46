"""In which order norms that ask for a deed are judged: those owed on breaches come after those that can be breached."""

from servanda.agreement.core.writer import CoreNorm
from servanda.agreement.syntax import OnBreach
from servanda.findings.verdicts.discharge import DeedNorm


def waves(cores: list[tuple[int, CoreNorm]]) -> list[list[tuple[int, CoreNorm]]]:
    """Norms that ask for a deed, each wave owed on breaches of earlier ones only."""
    waves: list[list[tuple[int, CoreNorm]]] = []
    level: dict[str, int] = {}
    left = [item for item in cores if isinstance(item[1].norm, DeedNorm)]
    names = {core.norm.name.text for _, core in left}
    while left:
        ready = []
        for index, core in left:
            trigger = getattr(core.norm, "trigger", None)
            before = trigger.norm.text if isinstance(trigger, OnBreach) else None
            if before is None or before not in names or before in level:
                ready.append((index, core))
        for _, core in ready:
            level[core.norm.name.text] = len(waves)
        waves.append(ready)
        left = [item for item in left if item not in ready]
    return waves
