"""A workspace of a few lines, for tests of the commands: Alba understates, Borea overstates, Dana looks on."""

from pathlib import Path

FILES = {
    "agreement.md": """# A treaty of two

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2020-01-01
record reconstructed
complete for notification from 2020-01-01 to 2021-12-31 on "the depositary"
```

## Article 1: Exercises

An exercise of 9,000 troops or more is notified 42 days or more in advance.

```servanda
event exercise declared by host
  id key text
  host party
  personnel count of troops
  start date

act notification of exercise filed by exercise.host

obligation prior_notification
  on each exercise e where e.personnel >= 9000 troops
  e.host must file notification of e
  at least 42 days before e.start
```

## Article 2: Friendship

The parties are friends.
""",
    "servanda.toml": """agreement = "agreement.md"
as_of = "2021-12-31"

[[assessor]]
name = "two sources"
sources = 2
grade = "C3"

[[assessor]]
name = "strict"
sources = 3
grade = "A1"
""",
    "declared/exercises.toml": 'record = "exercise"\n',
    "declared/exercises.csv": """id,host,personnel,start,filer,filed,source
E1,ALBA,8000,2020-06-01,ALBA,2020-04-01,Note 1
E2,BOREA,9500,2020-09-01,BOREA,2020-07-01,Note 2
""",
    "declared/notifications.toml": 'record = "notification"\n',
    "declared/notifications.csv": "id,by,filed,exercise,source\nN2,BOREA,2020-07-01,E2,Note 3\n",
    "evidence/exercises.toml": 'record = "exercise"\n\n[defaults]\ngrade = "B2"\n',
    "evidence/exercises.csv": """id,host,personnel,start,source,known
E1,ALBA,12000,2020-06-01,Dana,2020-06-10
E1,ALBA,11000..13000,2020-06-01,Cora Times,2020-06-12
E2,BOREA,9400,2020-09-01,Dana,2020-09-10
E2,BOREA,9300,2020-09-01,Cora Times,2020-09-10
""",
}


def lay_out(folder: Path) -> Path:
    """Write the workspace into `folder`."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
