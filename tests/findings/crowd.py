"""Generated workspaces with very many observed incidents for their size, good and bad rows among them.

Everything by which one row can differ from another is drawn: what it says, when, how exactly, by whom, how marked,
since when known; and everything on which a verdict can rest over time: relations, sides, parameters, who looked.
What is forbidden is drawn by `crowd_text`.
"""

import json
import random
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from servanda.evidence.rows import parquet
from tests.findings.crowd_text import DRAWN, text

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
    {"helper": "ALBA; ALBA"},
    {"target": "Elba"},
    {"known": "2021"},
)
ODD = (
    {"id": "2021"},
    {"id": "2021-03"},
    {"id": "2021-incident"},
    {"id": "2021-03-incident"},
    {"id": "All Times"},
    {"id": "ALBA"},
    {"id": "I 7"},
    {"id": "Ünlü-1"},
    {"id": "i_7"},
    {"id": "O'Brien's \\100%\""},
    {"source": "Агентство «Новости»"},
    {"source": "two  spaces"},
    {"scope": "on land"},
    {"scope": "on land", "troops": "90"},
    {"on": "2021-06-30T23:30+02:00"},
    {"note": "\u2067right to left"},
    {"actor": " ALBA "},
    {"helper": "BOREA;CORA"},
)
# Days about which something changes: a side, a parameter, what is in force, a year, the assessment.
EDGES = ("2020-01-01", "2020-05-31", "2020-06-01", "2020-12-31", "2021-01-10", "2021-02-10", "2021-03-15", "2021-04-01",
         "2021-05-31", "2021-06-01", "2021-06-15", "2021-08-10", "2021-08-31", "2021-09-01", "2021-12-31", "2022-03-31",
         "2022-06-30")  # fmt: skip


def a_day(pick: random.Random) -> str:
    """A day, now and then one about which something changes."""
    if pick.random() < 0.3:
        return pick.choice(EDGES)
    return f"202{pick.choice('0112')}-{pick.randrange(1, 13):02}-{pick.randrange(1, 29):02}"


def moments(pick: random.Random) -> tuple[str, str]:
    """When an incident was, as one writes it, and the last day of it."""
    first = a_day(pick)
    last = (
        f"{first[:8]}{pick.randrange(int(first[8:]), 31 if first[5:7] != '02' else 29):02}" if first[8:] < "28" else ""
    )
    clock = f"{pick.choice([0, 0, 1, 12, 22, 23]):02}:{pick.choice([0, 15, 59]):02}"
    on = pick.choice(
        [first, first, first, f"{first}..{last}", f"{first}T{clock}Z", f"{first}T{clock}"]
        + [f"{first}T{clock}{pick.choice(['+03:00', '-04:00', '+05:45'])}", f"{first}T{clock}:30Z"]
        + [f"{first}T{clock}..{last}" if last else first, f"{first}..{max(first, a_day(pick))}"]
    )
    return on.removesuffix(".."), pick.choice(["", last, "2022-12-01"])


def numbers(pick: random.Random) -> str:
    """A number of troops, as one writes it."""
    low = pick.randrange(0, 150)
    return pick.choice([str(low), f"{low}..{low + pick.randrange(80)}", f">={low}", f"<{low + 1}", ""])


def saying(pick: random.Random, troops: list[str]) -> dict[str, str | None]:
    """What several rows say of an incident, with one of these numbers of troops."""
    return {
        "actor": pick.choice([*PARTIES, *PARTIES, ""]),
        "helper": pick.choice([*PARTIES, "ALBA; BOREA", "CORA; DORA; ALBA", ""]),
        "target": pick.choice([*PARTIES, "ELBA"]),
        "level": pick.choice(["threat", "display", "use", "war", ""]),
        "troops": pick.choice(troops),
        "guns": pick.choice([*troops[:3], ""]),
        "alarm": pick.choice(["yes", "no", "no", ""]),
        "built": pick.choice(["1999", "2009..2011", "2015"]),
        "remark": pick.choice(["it's 100%", 'a "quoted" \\ word', "", None]),
    }


def row(
    pick: random.Random, number: int, when: list[tuple[str, str]], said_of_it: dict[str, str | None]
) -> dict[str, str | None]:
    """One incident, at one of these moments."""
    on, ended = pick.choice(when)
    known = f"202{pick.choice('1222')}-{pick.randrange(1, 13):02}-01"
    said: dict[str, str | None] = {
        "id": f"I{number}",
        **said_of_it,
        "on": on,
        "ended": ended,
        "source": pick.choice([f"report {pick.randrange(number + 1)}", "O'Neill's 100% \\ \"log\""]),
        "origin": pick.choice(["", "agency A", "agency B", 'it\'s agency % \\ "C"']),
        "grade": pick.choice(["B2", "B2", "C3", "D4", ""]),
        "mark": pick.choice(["confirmed", "confirmed", "inferred", "conflicting", ""]),
        "known": known if pick.random() < 0.8 else f"{known}T{pick.randrange(24):02}:30-11:00",
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


def settings(pick: random.Random) -> str:
    """Who judges, as of when, on what was known by when."""
    judges = [("it's one's \"100%\" \\ source", 1, "C3", '["confirmed", "inferred"]'), ("any incident", 1, "any", "")]
    judges += [("two sources", 2, "C3", ""), ("two of any", 2, "any", "")]
    as_of = pick.choice(["2022-03-31"] * 4 + ["2021-06-15", "2021-06-15T12:00Z", "2019-06-01", "2023-06-30"])
    known = pick.choice(["2022-05-31"] * 3 + ["2021-12-01T10:30Z", "2021-06-14"])
    found = ['agreement = "agreement.md"', f'as_of = "{as_of}"', f'known_by = "{known}"']
    for name, sources, grade, marks in pick.sample(judges, pick.randrange(1, 4)):
        found.append(f'[[assessor]]\nname = {json.dumps(name)}\nsources = {sources}\ngrade = "{grade}"')
        found += [f"marks = {marks}"] if marks else []
    return "\n".join(found) + "\n"


def write(folder: Path, seed: int, rows: int, agreement: str = "") -> Path:
    """A workspace of this seed with so many incidents, in one file, two, or three of which one is empty."""
    pick = random.Random(seed)
    folder = folder.with_name(f"{folder.name} it's a=1 [x]") if pick.random() < 0.3 else folder
    (folder / "evidence").mkdir(parents=True)
    drawn_text = text(pick)
    (folder / "agreement.md").write_text(agreement or drawn_text, encoding="utf-8")
    (folder / "servanda.toml").write_text(settings(pick), encoding="utf-8")
    many = pick.choice([3, 12, 60])
    when, troops = [moments(pick) for _ in range(many)], [numbers(pick) for _ in range(many)]
    sayings = [saying(pick, troops) for _ in range(pick.choice([3, 10, 40]))]
    said = [row(pick, number, when, pick.choice(sayings)) for number in range(rows)]
    cut = pick.choice([rows, rows, rows // 3])
    for name, part in (("first", said[:cut]), ("it's second", said[cut:])):
        if part:
            _file(folder / "evidence", name, part, pick)
    if pick.random() < 0.15:
        _file(folder / "evidence", pick.choice(["empty", "third"]), said[:1], pick, empty=True)
    lines = [f"{a},{b},{start},{end}" for a, b, start, end in _pairs(pick)]
    for relation in ("borders", "guards"):
        (folder / f"evidence/{relation}.csv").write_text("a,b,from,to\n" + "\n".join(lines) + "\n", encoding="utf-8")
        manifest = f'table = "relation"\nrelation = "{relation}"\n'
        (folder / f"evidence/{relation}.toml").write_text(manifest, encoding="utf-8")
        lines = lines[::2]
    _raids(folder / "evidence", pick)
    if pick.random() < 0.6:
        _coverage(folder / "evidence", pick)
    return folder


def _pairs(pick: random.Random) -> list[tuple[str, str, str, str]]:
    found = []
    for a, b in (("ALBA", "BOREA"), ("BOREA", "CORA"), ("CORA", "DORA"), ("ALBA", "ELBA"), ("DORA", "DORA")):
        start = f"202{pick.randrange(2)}-{pick.randrange(1, 13):02}-{pick.randrange(1, 29):02}"
        end = pick.choice(["", "2021-10-15", "2021-12-31T12:00Z", "2022-12-31"])
        found.append((a, b, pick.choice(["", start]), end))
    return found


def _raids(folder: Path, pick: random.Random) -> None:
    """Another event, whose ids are those of incidents, and a state."""
    rows = [
        f"I{number},{pick.choice(PARTIES)},{pick.randrange(60)},{a_day(pick)},b,B2,2022-01-01"
        for number in range(pick.randrange(12))
    ]
    if pick.random() < 0.5:
        (folder / "raids.csv").write_text("id,actor,troops,on,source,grade,known\n" + "\n".join(rows) + "\n")
        (folder / "raids.toml").write_text('record = "raid"\n')
    elif rows:
        heads = ("id", "actor", "troops", "on", "source", "grade", "known")
        said = [dict(zip(heads, one.split(","), strict=True)) for one in rows]
        put(folder, "raids", said)
        (folder / "raids.toml").write_text('record = "raid"\n')


def _coverage(folder: Path, pick: random.Random) -> None:
    rows = ["record,about,where,from,to,access,source,grade,known"]
    for about in ("", "", *PARTIES):
        start = f"202{pick.randrange(2)}-{pick.randrange(1, 13):02}-{pick.randrange(1, 29):02}"
        access = pick.choice(["looked", "looked", "denied"])
        where = pick.choice(["", "", "", "ELBA"])
        end = f"2022-0{pick.randrange(1, 9)}-15"
        source = pick.choice(["observers", "it's others", "a third"])
        known = pick.choice(["2022-02-01", "2022-02-01", "2022-11-01"])
        rows.append(f"{pick.choice(['incident', 'incident', 'raid'])},{about},{where},{start},{end},{access},{source},"
                    f"{pick.choice(['B2', 'D4'])},{known}")  # fmt: skip
    (folder / "coverage.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "coverage.toml").write_text('table = "coverage"\n', encoding="utf-8")


def _file(
    folder: Path, name: str, rows: list[dict[str, str | None]], pick: random.Random, *, empty: bool = False
) -> None:
    """A Parquet file; columns under names of their own or left to the defaults now and then."""
    defaults, columns = {"title": name}, {}
    for ours, theirs in (("level", "what"), ("id", "it's number"), ("on", 'the "day"'), ("source", "from")):
        if pick.random() < 0.3:
            rows = [{(theirs if key == ours else key): held for key, held in one.items()} for one in rows]
            columns[ours] = theirs
    given: dict[str, str] = {}
    if pick.random() < 0.5:
        given["mark"] = "recalled"
        given["origin"] = pick.choice(["archive", "it's the archive's 100% \\ \"copy\"", "日本 archive"])
    gone: set[str] = set()
    for more, value in (({"grade", "note"}, "B3"), ({"origin"}, ""), ({"known"}, "2021-12-01"), ({"troops"}, "70..90")):
        if pick.random() < 0.2:
            gone |= more
            given |= dict.fromkeys(more - {"note", "origin"}, value)
    if "origin" in gone and pick.random() < 0.5:
        given["origin"] = "a single agency"
    rows = [{key: held for key, held in one.items() if key not in gone} for one in rows]
    kinds = {key: pick.choice(["INTEGER", "VARCHAR"]) for key in rows[0] if key == "built"}
    if kinds.get("built") == "INTEGER":
        rows = [one | {"built": (one["built"] or "")[:4]} for one in rows]
    put(folder, name, rows, kinds, empty=empty)
    manifest = ['record = "incident"', *(f"{key} = {json.dumps(held)}" for key, held in defaults.items())]
    manifest += ["[defaults]", *(f"{key} = {json.dumps(held, ensure_ascii=False)}" for key, held in given.items())]
    manifest += ["[columns]", *(f"{key} = {json.dumps(held)}" for key, held in columns.items())]
    (folder / f"{name}.toml").write_text("\n".join(manifest) + "\n", encoding="utf-8")


def put(
    folder: Path,
    name: str,
    rows: Sequence[Mapping[str, str | None]],
    kinds: Mapping[str, str] | None = None,
    *,
    empty: bool = False,
) -> None:
    """A Parquet file of texts, but for the columns of `kinds`."""
    typed = ", ".join(f"{_quoted(key)}: '{(kinds or {}).get(key, 'VARCHAR')}'" for key in rows[0])
    with tempfile.TemporaryDirectory() as beside, duckdb.connect() as database:
        lines = Path(beside) / "lines.jsonl"
        lines.write_text("".join(json.dumps(one) + "\n" for one in rows))
        read = f"read_json('{lines}', format='newline_delimited', columns={{{typed}}}){' LIMIT 0' if empty else ''}"
        database.execute(f"COPY (FROM {read}) TO {_quoted(f'{folder / name}.parquet')} (FORMAT parquet)")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- what was drawn -------------------------------------------------------------------------------------------------

CELLS = {
    "a range over days": r"\d\.\.\d{4}-",
    "an offset": r"T\d\d:\d\d\+0[35]:",
    "a time of the agreement's zone": r"T\d\d:\d\d(\.\.|$)",
    "seconds": r":30Z",
    "a one-sided number": r"^>=\d",
    "a range of numbers": r"^\d+\.\.\d+$",
    "several parties": r"CORA; DORA; ALBA",
    "a scope": r"on land",
    "an id like a period": r"^2021-03$",
    "an id like a period's": r"^2021-incident$",
    "an id like a party": r"^ALBA$",
    "signs": r"O'Brien",
    "a bad row": r"storm",
    "a default with signs": r"it's the archive's",
    "a default that is no Latin": r"日本",
    "denied access": r"denied",
    "coverage of one country": r",ELBA,",
    "a relation to the minute": r"T12:00Z",
}
FILES = ("it's second.parquet", "raids.csv", "raids.parquet", "empty.parquet", "third.parquet", "coverage.csv")


def drawn(folder: Path) -> set[str]:
    """Which of the constructs that are to occur do so in a workspace."""
    said = (folder / "agreement.md").read_text(encoding="utf-8").partition("## Article 2")
    before = said[0] + (folder / "servanda.toml").read_text(encoding="utf-8")
    found = {one for one in DRAWN if one in said[2] or one in before}
    cells: list[str] = []
    for path in sorted((folder / "evidence").iterdir()):
        if path.suffix == ".parquet":
            cells += [str(cell) for row in duckdb.execute(f"FROM {parquet(path)}").fetchall() for cell in row]
        else:
            cells += path.read_text(encoding="utf-8").splitlines()
    text_of_all = "\n".join(cells)
    found |= {name for name, shape in CELLS.items() if re.search(shape, text_of_all, re.MULTILINE)}
    found |= {name for name in FILES if (folder / "evidence" / name).exists()}
    return found | ({"a folder with signs"} if "=" in folder.name else set())


EVERY = frozenset((*DRAWN, *CELLS, *FILES, "a folder with signs"))
