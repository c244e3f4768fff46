"""A small agreement between Alba and Borea, for examples and tests that need one."""

from functools import cache

from servanda.agreement.model import Agreement

SMALL_TEXT = """# Treaty of Alba and Borea

## Article 1

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2020-01-01
record native
```

## Article 2. Exercises

```servanda
event exercise declared by host
  id key text
  host party
  personnel count of troops
  start date

act notification of exercise filed by exercise.host

obligation notify
  on each exercise e where e.personnel >= 9000 troops
  e.host must file notification of e
  at least 42 days before e.start
```
"""


@cache
def small() -> Agreement:
    """The checked agreement of `SMALL_TEXT`."""
    from servanda.agreement.check import check
    from servanda.agreement.parse import parse

    agreement, _ = check(parse(SMALL_TEXT, "small.md"))
    assert agreement is not None
    return agreement
