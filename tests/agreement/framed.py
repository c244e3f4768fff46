"""A sound agreement, around one block that has something wrong with it."""

from servanda.agreement.check import check
from servanda.agreement.parse import parse
from tests.agreement.blocks import FILE, Told, underlined

FRAME = """\
# Treaty

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2020-01-01
record native
event exercise declared by host
  id key text
  host party
  personnel count of troops
  tanks count of tanks
  level one of low, high
  alerted yes or no
  start date
state holding declared by party
  party key party
  category key one of "warheads", "launchers"
  number count of items
act notification of exercise filed by exercise.host
  alerted yes or no
```

```servanda
"""


def told_in_frame(block: str) -> Told:
    """The only error or warning about the block; its line counts in the block."""
    text = FRAME + block.rstrip() + "\n```\n"
    agreement, messages = check(parse(text, FILE))
    (item,) = (message for message in messages if message.severity != "note")
    assert (agreement is None) == (item.severity == "error")
    return Told(item.code, item.message, item.place.line - FRAME.count("\n"), underlined(item, text), item.remedy)
