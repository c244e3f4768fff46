"""Generated workspaces with very many observed incidents for their size, good and bad rows among them.

Everything by which one row can differ from another is drawn: what it says, when, how exactly, by whom, how marked,
since when known; and everything on which a verdict can rest over time: relations, sides, parameters, who looked.
"""

import json
import random
from pathlib import Path

import duckdb

PARTIES = ("ALBA", "BOREA", "CORA", "DORA")
BAD = (
    {"actor": "NOBODY"},
    {"on": "2021-02-30"},
    {"on": ""},
    {"source": ""},
    {"known": ""},
    {"grade": "Z9"},
    {"mark": "guessed"},
    {"level": "storm"},
    {"id": ""},
    {"troops": "many"},
    {"note": "a\u0000b"},
)
ODD = (
    {"id": "2021"},
    {"id": "2021-03"},
    {"id": "All Times"},
    {"id": "I 7"},
    {"id": "Ünlü-1"},
    {"id": "i_7"},
    {"source": "Агентство «Новости»"},
    {"source": "two  spaces"},
    {"scope": "on land"},
    {"on": "2021-06-30T23:30+02:00"},
    {"note": "\u2067right to left"},
)
FORBIDDEN = [
    "where i.level is display or more, by i.actor against i.target that borders i.actor",
    "where i.troops >= heavy or i.level is use, by i.actor",
    "where i.helper is of East and not i.actor is of East, by i.actor",
    "where i is grave, by i.actor against i.target that borders i.actor",
    "where not i.target borders i.actor and i.troops > 50, by i.actor",
    "where i.ended > i.on, by i.actor",
    "where i.on >= 2021-07-01 and i.alarm, by i.actor",
    'where i.level is "threat" or "use", by i.helper',
]
SECOND = [
    *[""] * 5,
    "prohibition no_use\n  no incident i where i.level is use or more, by i.helper\n  assessed each calendar month\n",
    "prohibition no_alarms\n  no incident i where i.alarm, by i.actor\n  assessed each calendar year\n",
    "limit few\n  for each party p: the number of incident i where i.actor = p is at most 3\n"
    "  assessed each calendar year\n",
]


def text(pick: random.Random) -> str:
    """An agreement; now and then one of those that are judged row by row."""
    where = pick.choice(FORBIDDEN)
    assessed = pick.choice(["each calendar year", "each calendar month"])
    more = pick.choice(["", "  binding only ALBA, BOREA\n", "  from 2021-03-15\n", "  from 2020-06-01 to 2021-08-31\n"])
    zone = pick.choice(["UTC", "UTC", "Europe/Helsinki"])
    second = pick.choice(SECOND)
    return f"""# Treaty

## Article 1

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
party CORA "Union of Cora"
party DORA "Isles of Dora"
country ELBA "Elba"
side East "The East" = BOREA from 2020-01-01 to 2021-05-31, CORA
time zone "{zone}"
in force from 2020-01-01 to 2022-06-30
record reconstructed
relation borders between countries
event incident declared by nobody
  id key text
  actor party
  helper party, one or more
  target party or country
  level one of threat, display, use, war
  troops count of troops
  alarm yes or no
  on date
  ended date
parameter heavy = 100 troops from 2021-04-01, 60 troops before
define grave i
  reading "by numbers" held by ALBA as i.troops >= heavy
  reading "by what was done" held by BOREA as i.level is use or more
```

## Article 2

```servanda
prohibition peace
  no incident i {where}
{more}  assessed {assessed}
{second}```
"""


def moments(pick: random.Random) -> tuple[str, str]:
    """When an incident was, as one writes it, and the last day of it."""
    first = f"202{pick.choice('0112')}-{pick.randrange(1, 13):02}-{pick.randrange(1, 29):02}"
    last = f"{first[:8]}{pick.randrange(int(first[8:]), 31 if first[5:7] != '02' else 29):02}"
    on = pick.choice([first, first, first, f"{first}..{last}", f"{first}T{pick.randrange(24):02}:15Z"])
    return on, pick.choice(["", last, "2022-12-01"])


def numbers(pick: random.Random) -> str:
    """A number of troops, as one writes it."""
    low = pick.randrange(0, 150)
    return pick.choice([str(low), f"{low}..{low + pick.randrange(80)}", f">={low}", ""])


def row(pick: random.Random, number: int, when: list[tuple[str, str]], troops: list[str]) -> dict[str, str | None]:
    """One incident, at one of these moments, with one of these numbers of troops."""
    on, ended = pick.choice(when)
    known = f"202{pick.choice('1222')}-{pick.randrange(1, 13):02}-01"
    said: dict[str, str | None] = {
        "id": f"I{number}",
        "actor": pick.choice([*PARTIES, *PARTIES, ""]),
        "helper": pick.choice([*PARTIES, "ALBA; BOREA", "CORA; DORA; ALBA", ""]),
        "target": pick.choice([*PARTIES, "ELBA"]),
        "level": pick.choice(["threat", "display", "use", "war", ""]),
        "troops": pick.choice(troops),
        "alarm": pick.choice(["yes", "no", "no", ""]),
        "on": on,
        "ended": ended,
        "source": f"report {pick.randrange(number + 1)}",
        "origin": pick.choice(["", "agency A", "agency B"]),
        "grade": pick.choice(["B2", "B2", "C3", "D4", ""]),
        "mark": pick.choice(["confirmed", "confirmed", "inferred", "conflicting", ""]),
        "known": known,
        "scope": pick.choice(["", None]),
        "note": pick.choice(["", "a remark", None]),
    }
    if pick.random() < 0.04:
        said |= pick.choice(BAD)
    elif pick.random() < 0.06:
        said |= pick.choice(ODD)
    if pick.random() < 0.03:
        said["id"] = pick.choice([f"I{pick.randrange(number + 1)}", f"i{pick.randrange(number + 1)}"])
    return said


def write(folder: Path, seed: int, rows: int) -> Path:
    """A workspace of this seed with so many incidents, in one file or two."""
    pick = random.Random(seed)
    (folder / "evidence").mkdir(parents=True)
    (folder / "agreement.md").write_text(text(pick), encoding="utf-8")
    judges = [("one source", 1, "C3", '["confirmed", "inferred"]'), ("any source", 1, "any", "")]
    judges.append(("two sources", 2, "C3", ""))
    settings = ['agreement = "agreement.md"', 'as_of = "2022-03-31"', 'known_by = "2022-05-31"']
    for name, sources, grade, marks in pick.sample(judges, pick.randrange(1, 4)):
        settings.append(f'[[assessor]]\nname = "{name}"\nsources = {sources}\ngrade = "{grade}"')
        settings += [f"marks = {marks}"] if marks else []
    (folder / "servanda.toml").write_text("\n".join(settings) + "\n", encoding="utf-8")
    many = pick.choice([3, 12, 60])
    when, troops = [moments(pick) for _ in range(many)], [numbers(pick) for _ in range(many)]
    said = [row(pick, number, when, troops) for number in range(rows)]
    cut = pick.choice([rows, rows, rows // 3])
    for name, part in (("first", said[:cut]), ("second", said[cut:])):
        if part:
            _file(folder / "evidence", name, part, pick)
    lines = [f"{a},{b},{start},{end}" for a, b, start, end in _pairs(pick)]
    (folder / "evidence/pairs.csv").write_text("a,b,from,to\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (folder / "evidence/pairs.toml").write_text('table = "relation"\nrelation = "borders"\n', encoding="utf-8")
    if pick.random() < 0.6:
        _coverage(folder / "evidence", pick)
    return folder


def _pairs(pick: random.Random) -> list[tuple[str, str, str, str]]:
    found = []
    for a, b in (("ALBA", "BOREA"), ("BOREA", "CORA"), ("CORA", "DORA"), ("ALBA", "ELBA")):
        start = f"202{pick.randrange(2)}-{pick.randrange(1, 13):02}-{pick.randrange(1, 29):02}"
        found.append((a, b, pick.choice(["", start]), pick.choice(["", "2021-10-15", "2022-12-31"])))
    return found


def _coverage(folder: Path, pick: random.Random) -> None:
    rows = ["record,about,from,to,access,source,grade,known"]
    for about in ("", "ALBA", "DORA"):
        start = f"202{pick.randrange(2)}-{pick.randrange(1, 13):02}-{pick.randrange(1, 29):02}"
        access = pick.choice(["looked", "looked", "denied"])
        grade = pick.choice(["B2", "D4"])
        rows.append(f"incident,{about},{start},2022-0{pick.randrange(1, 4)}-15,{access},observers,{grade},2022-02-01")
    (folder / "coverage.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "coverage.toml").write_text('table = "coverage"\n', encoding="utf-8")


def _file(folder: Path, name: str, rows: list[dict[str, str | None]], pick: random.Random) -> None:
    """A Parquet file; one column under a name of its own, one left to the defaults now and then."""
    defaults, columns = {"title": name}, {}
    if pick.random() < 0.5:
        rows = [{("what" if key == "level" else key): held for key, held in one.items()} for one in rows]
        columns["level"] = "what"
    given: dict[str, str] = {}
    if pick.random() < 0.5:
        given["mark"] = "recalled"
        given["origin"] = "archive"
    if pick.random() < 0.3:
        rows = [{key: held for key, held in one.items() if key not in ("grade", "note")} for one in rows]
        given["grade"] = "B3"
    lines = folder / f".{name}.jsonl"
    lines.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    kinds = ", ".join(f"'{key}': 'VARCHAR'" for key in rows[0])
    with duckdb.connect() as database:
        source = f"read_json('{lines}', format='newline_delimited', columns={{{kinds}}})"
        database.execute(f"COPY (FROM {source}) TO '{folder / name}.parquet' (FORMAT parquet)")
    lines.unlink()
    manifest = ['record = "incident"', *(f'{key} = "{held}"' for key, held in defaults.items())]
    manifest += ["[defaults]", *(f'{key} = "{held}"' for key, held in given.items())]
    manifest += ["[columns]", *(f'{key} = "{held}"' for key, held in columns.items())]
    (folder / f"{name}.toml").write_text("\n".join(manifest) + "\n", encoding="utf-8")
