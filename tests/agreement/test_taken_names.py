"""Fields that the core logic would call as something else are refused; other fields are not."""

import pytest

from servanda.agreement.check import check
from servanda.agreement.parse import parse

TEXT = """# Treaty

## Article 1

```servanda
party ALBA "Alba"
in force from 2020-01-01
record reconstructed
event incident declared by nobody
  id key text
  actor party
  {name} {kind}
  ended date
```
"""


@pytest.mark.parametrize(
    ("name", "kind", "taken"),
    [
        *((name, "date", True) for name in ("day", "earliest", "latest", "sure", "maybe")),
        ("day", "party", False),
        ("actor_sure", "count of troops", True),
        ("in_year", "year", True),
        ("days", "count of days", False),
    ],
)
def test_a_name_that_would_mean_two_things_is_refused(name: str, kind: str, taken: bool) -> None:
    _, messages = check(parse(TEXT.format(name=name, kind=kind), "treaty.md"))
    told = [(one.code, one.place.line) for one in messages if one.severity == "error"]
    # Where two fields clash, each of them is named.
    assert (("reserved-word", 12) in told) is taken, told
    assert {code for code, _ in told} <= {"reserved-word"}
