"""Agreements for generated crowds of incidents (`crowd`), with all that an incident can be forbidden by."""

import random

ZONES = ("UTC", "UTC", "Europe/Helsinki", "America/Asuncion", "Asia/Kathmandu")
CONDITIONS = (
    "i.level is display or more",
    'i.level is "threat" or "use"',
    "i.troops >= heavy",
    "i.troops > 50",
    'i.troops in scope "on land" > 20',
    "i.troops + i.guns > heavy",
    "max(i.troops, i.guns) <= 70",
    "floor(i.guns / 10) > 3",
    "i.helper is of East",
    "i.actor is of West",
    "i.helper = i.actor",
    "i is grave",
    "weight of i > 40",
    "i.target borders i.actor",
    "i.actor borders i.target",
    "i.helper guards i.target",
    "i.ended > i.on",
    "i.ended <= 2021-06-30",
    "i.on >= 2021-07-01",
    "i.on < i.ended",
    "i.alarm",
    "i.built < 2010",
    'i.remark = "it\'s 100%"',
    "formula certainly \"EXISTS lo, hi. incident_troops(i, '', lo, hi) AND lo >= 50\", "
    "possibly \"EXISTS lo, hi. incident_troops(i, '', lo, hi) AND hi >= 50\"",
    'formula certainly "calendar_year(2021)", possibly "calendar_year(2021)"',
    "formula certainly \"EXISTS a. incident_actor_sure(i, a) AND member(a, 'East')\", "
    "possibly \"EXISTS a. incident_actor_maybe(i, a) AND member(a, 'East')\"",
    "formula certainly \"EXISTS lo, hi. incident_on(i, '', lo, hi) AND lo >= 1622505600\", "
    "possibly \"EXISTS lo, hi. incident_on(i, '', lo, hi) AND hi >= 1622505600\"",
)
# Beside the crowd: each of these may be judged with it, or may forbid to judge it by classes.
OTHERS = (
    "prohibition no_use\n  no incident i where i.level is use or more, by i.helper\n  assessed each calendar month\n",
    "prohibition no_alarms\n  no incident i where i.alarm, by i.actor\n  assessed each calendar year\n",
    "prohibition no_raid\n  no raid r where r.troops > 30, by r.actor\n  assessed each calendar year\n",
    "prohibition no_raid\n  no raid r, by r.actor\n  assessed each calendar month\n",
    "limit strength\n  for each party p: army of p is at most 90 troops\n  assessed each calendar year\n",
)
ROW_BY_ROW = (
    "limit few\n  for each party p: the number of incident i where i.actor = p is at most 3\n"
    "  assessed each calendar year\n",
    'prohibition no_raid\n  no raid r where formula certainly "EXISTS j. ONCE[0,30d] incident_sure(j)",\n'
    '    possibly "EXISTS j. ONCE[0,30d] incident_maybe(j)", by r.actor\n  assessed each calendar year\n',
    "prohibition no_more\n  no incident i where observed i.troops > 5, by i.actor\n  assessed each calendar year\n",
    "prohibition no_more\n  no incident i, by i.actor\n"
    "  tolerating up to 2 days in a row; beyond that the whole period counts\n  assessed each calendar year\n",
    "prohibition no_more\n  no incident i where the number of incident j where j.actor = i.actor in any 30 days > 2,\n"
    "    by i.actor\n  assessed each calendar year\n",
    "prohibition no_more\n  no incident i where\n"
    '    formula certainly "EXISTS j, a. incident_actor_sure(i, a) AND ONCE[1,30d] incident_actor_sure(j, a) AND"\n'
    '    "incident_sure(j)", possibly "EXISTS j. ONCE[1,30d] incident_maybe(j)", by i.actor\n'
    "  assessed each calendar year\n",
    "prohibition no_more\n  no incident i where\n"
    "    formula certainly \"EXISTS j, lo, hi. incident_sure(j) AND incident_troops(j, '', lo, hi) AND lo > 70\",\n"
    "    possibly \"EXISTS j, lo, hi. incident_maybe(j) AND incident_troops(j, '', lo, hi) AND hi > 70\", by i.actor\n"
    "  assessed each calendar year\n",
)
FRAME = """# Treaty

## Article 1

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
party CORA "Union of Cora"
party DORA "Isles of Dora"
country ELBA "Elba"
side East "The East" = BOREA from 2020-01-01 to 2021-05-31, CORA
side West "The West" = ALBA, BOREA from 2021-06-01, DORA to 2021-08-10
time zone "{zone}"
in force {force}
record {record}
relation borders between countries
relation guards between countries
event incident declared by nobody
  id key text
  actor party
  helper party, one or more
  target party or country
  level one of threat, display, use, war
  troops count of troops
  guns count of troops
  alarm yes or no
  built year
  remark text
  on date
  ended date
event raid declared by nobody
  id key text
  actor party
  troops count of troops
  on date
state army declared by owner
  owner key party
  number count of troops
parameter heavy = 100 troops from 2021-04-01, 60 troops before
define grave i
  reading "by numbers" held by ALBA as i.troops >= heavy
  reading "it's 100% \\\\ by what was done" held by BOREA as i.level is use or more
define weight of i
  reading "all incident-like" held by ALBA = i.troops + i.guns
  reading "troops" held by BOREA = i.troops
```

## Article 2

```servanda
"""


# What must occur among the agreements and settings of many workspaces that are judged by classes.
DRAWN = (
    *CONDITIONS, "not i.", "not formula", " and ", " or ", *(one.partition("\n")[0] for one in OTHERS),
    "prohibition quiet", "by i.helper", "against i.target", "each calendar year", "each calendar month",
    "binding only ALBA, BOREA",
    "binding only East", "binding only West, CORA from", "from 2021-03-15", "to 2021-08-31", "record native",
    "in force from 2020-01-01 to", "in force from 2021-02-10", *(f'time zone "{zone}"' for zone in ZONES),
    'as_of = "2021-06-15"', 'as_of = "2021-06-15T12:00Z"', 'as_of = "2019-06-01"', 'as_of = "2023-06-30"',
    'known_by = "2021-06-14"', 'known_by = "2021-12-01T10:30Z"', "it's one's", "any incident",
    "two sources", "two of any",
)  # fmt: skip


def where(pick: random.Random) -> str:
    """Under which conditions an incident is forbidden."""
    found = ""
    for number in range(pick.choice([0, 1, 1, 1, 2, 2, 3])):
        part = pick.choice(["", "", "not "]) + pick.choice(CONDITIONS)
        found += f" {pick.choice(['and', 'or'])} {part}" if number else f" where {part}"
    return found


def prohibition(pick: random.Random, name: str) -> str:
    """A prohibition of incidents."""
    whose = pick.choice(["i.actor", "i.actor", "i.helper", "i.actor against i.target that borders i.actor"])
    assessed = pick.choice(["each calendar year", "each calendar month"])
    more = pick.choice(
        ["", "", "  binding only ALBA, BOREA\n", "  binding only East\n", "  from 2021-03-15\n"]
        + ["  from 2020-06-01 to 2021-08-31\n", "  binding only West, CORA from 2021-01-10\n"]
    )
    return f"prohibition {name}\n  no incident i{where(pick)}, by {whose}\n{more}  assessed {assessed}\n"


def text(pick: random.Random) -> str:
    """An agreement; now and then one of those that are judged row by row."""
    force = pick.choice(["from 2020-01-01 to 2022-06-30", "from 2020-01-01", "from 2021-02-10"])
    record = pick.choice(["reconstructed", "reconstructed", "native"])
    found = FRAME.format(zone=pick.choice(ZONES), force=force, record=record)
    found += prohibition(pick, "peace")
    found += pick.choice(["", prohibition(pick, "quiet")])
    found += pick.choice(["", pick.choice(OTHERS), pick.choice(OTHERS)])
    return found + (pick.choice(ROW_BY_ROW) if pick.random() < 0.1 and "no_raid" not in found else "") + "```\n"
