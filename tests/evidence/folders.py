"""Workspaces on disk for tests: a sound one between Alba and Borea, and what happens when something in it is bad."""

from pathlib import Path

from servanda.diagnostics import Refused
from servanda.findings.assess import assess
from servanda.findings.model import Assessment

AGREEMENT = """\
# Treaty

## Article 1

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
country DANA "Danish Isles"
in force from 2020-01-01
record reconstructed
relation borders between countries
event exercise declared by host
  id key text
  host party, one or more
  personnel count of troops
  level one of low, middle, high
  alerted yes or no
  start date
state holding declared by party
  party key party
  number count of items
act notification of exercise filed by exercise.host
  alerted yes or no
obligation notify
  on each exercise e where e.personnel >= 9000
  e.host must file notification of e
  at least 42 days before e.start
limit ceiling
  for each party p: holding of p is at most 10
  assessed each calendar year
```
"""
SETTINGS = """\
agreement = "agreement.md"
as_of = "2020-12-31"

[[assessor]]
name = "one source"
sources = 1
grade = "C3"
"""
DECLARED = """\
id,host,personnel,start,filer,filed,source
X1,ALBA,12000,2020-06-01,ALBA,2020-02-01,note 1
X2,BOREA,8000,2020-07-01,BOREA,2020-02-01,note 2
"""
OBSERVED = """\
id,host,personnel,start,source,origin,grade,known
X1,ALBA,12000..13000,2020-06-01,paper,agency,B2,2020-06-05
X2,BOREA,9500,2020-07-01,paper,agency,B2,2020-07-05
"""
NOTIFICATIONS = """\
id,by,filed,exercise,alerted,source
N1,ALBA,2020-04-01,X1,no,note 3
"""
COVERAGE = """\
record,about,from,to,access,source,grade,known
exercise,,2020-01-01,2020-12-31,looked,mission,B2,2021-01-05
"""
MANIFEST = 'record = "{record}"\ntitle = "Facts"\nlicence = "CC0-1.0"\n'
FILES = {
    "agreement.md": AGREEMENT,
    "servanda.toml": SETTINGS,
    "declared/exercises.csv": DECLARED,
    "declared/exercises.toml": MANIFEST.format(record="exercise"),
    "declared/notifications.csv": NOTIFICATIONS,
    "declared/notifications.toml": MANIFEST.format(record="notification"),
    "evidence/seen.csv": OBSERVED,
    "evidence/seen.toml": MANIFEST.format(record="exercise"),
    "evidence/coverage.csv": COVERAGE,
    "evidence/coverage.toml": 'table = "coverage"\ntitle = "Coverage"\nlicence = "CC0-1.0"\n',
}


def write(root: Path, **changed: str | bytes) -> Path:
    """The sound workspace, with files replaced: keys are paths with `__` for the slash and `_dot_` for the dot."""
    files: dict[str, str | bytes] = {**FILES}
    files.update({key.replace("__", "/").replace("_dot_", "."): text for key, text in changed.items()})
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return root


def judged(root: Path) -> Assessment:
    return assess(root, which="meaning")


def told(root: Path) -> list[tuple[str, str, int, str, str]]:
    """Code, file, line, message and remedy of everything for which the workspace is refused."""
    try:
        judged(root)
    except Refused as refusal:
        return [(d.code, d.place.file, d.place.line, d.message, d.remedy) for d in refusal.diagnostics]
    raise AssertionError("the workspace was not refused")


def quarantined(root: Path) -> list[tuple[str, int, str, str, str]]:
    """File, line, column, reason and remedy of every row that was set aside."""
    return [(q.file, q.line, q.column, q.reason, q.remedy) for q in judged(root).quarantined]
