"""A small agreement with zones on the map of real countries, and verdicts of its norms as short texts."""

from pathlib import Path

from servanda.agreement.check import check
from servanda.agreement.model import Agreement
from servanda.agreement.parse import parse
from servanda.findings.traces import run

FRAME = """\
# Treaty

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
party DANA "Republic of Dana"
country CORA "Cora"
{sides}
in force from 2010-01-01
record native
{maps}
event drill declared by host
  id key text
  host party
  personnel count of troops
  at place
  start date
state garrison declared by owner
  owner key party
  name key text
  number count of troops
  at place
```

## Article

```servanda
{block}
```
"""
SIDES = 'side North "North" = ALBA\nside South "South" = BOREA'
MAPS = """\
boundaries "Natural Earth 4.1.0, 1:50m"
territory of ALBA = "PRT"
territory of BOREA = "ESP"
territory of DANA = "ITA"
territory of CORA = "FRA"
"""


def treaty(block: str, *, maps: str = MAPS, sides: str = SIDES) -> Agreement:
    """The agreement with a block of its own; whatever is wrong with it fails."""
    found, messages = check(parse(FRAME.format(block=block.rstrip(), maps=maps, sides=sides), "treaty.md"))
    assert [item.headline() for item in messages if item.severity == "error"] == []
    assert found is not None
    return found


def failing(block: str, root: Path | None = None, *, maps: str = MAPS, sides: str = SIDES) -> list[str]:
    """Every expectation of the block's traces that is not met, with what was found; there must be one at least."""
    results = run(treaty(block, maps=maps, sides=sides), root)
    assert results
    return [f"{item.trace.label}, line {item.expectation.place.line}: {item.found}" for item in results if not item.ok]
