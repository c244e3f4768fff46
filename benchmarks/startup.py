"""How long a person waits for small things: help, checking an agreement, the demo's assessment.

Rules it keeps:

- whole commands as a person runs them, Python's start included, byte code cached as after any first run;
- one run to warm up, then several; the median counts, the fastest and slowest are written too;
- a command that fails is an error, never a fast result.

What it leaves to others: figures of the engine on large logs.

    ./dev benchmark startup      prints a table and writes benchmarks/results/startup.json
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "startup.json"
SERVANDA = str(Path(sys.executable).with_name("servanda"))
RUNS = 9

HEAD = """# Agreement of a hundred articles

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2020-01-01
record native
```
"""

ARTICLE = """
## Article {n}

A Party that holds an exercise of kind {n} with {troops} troops or more notifies the other, {days} days or more ahead.

```servanda
event exercise_{n} declared by host
  id key text
  host party
  personnel count of troops
  start date

act notification_{n} of exercise_{n} filed by exercise_{n}.host

obligation notify_{n}
  on each exercise_{n} e where e.personnel >= {troops} troops
  e.host must file notification_{n} of e
  at least {days} days before e.start
```
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: seconds of wall time over `runs` runs, and the figure it should stay below."""

    name: str
    command: str
    runs: int
    median: float
    fastest: float
    slowest: float
    below: float


def hundred_articles() -> str:
    articles = (ARTICLE.format(n=n, troops=5000 + 100 * n, days=14 + n % 60) for n in range(1, 101))
    return HEAD + "".join(articles)


def seconds(command: list[str]) -> float:
    """Wall time of one run; exit code 1 is a result (something to look at), anything above is a failure."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return taken


def measure(name: str, arguments: list[str], below: float) -> Measured:
    command = [SERVANDA, *arguments]
    seconds(command)
    taken = [seconds(command) for _ in range(RUNS)]
    shown = " ".join(["servanda", *(Path(word).name if word.startswith("/") else word for word in arguments)])
    median = statistics.median(taken)
    return Measured(name, shown, RUNS, round(median, 3), round(min(taken), 3), round(max(taken), 3), below)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="servanda-startup-") as scratch:
        text = Path(scratch) / "hundred-articles.md"
        text.write_text(hundred_articles(), encoding="utf-8")
        measured = [
            measure("help", ["--help"], 0.15),
            measure("check, 100 articles", ["check", str(text)], 0.5),
            measure("assess, New START", ["assess", "agreements/new-start"], 3.0),
            measure("assess, Vienna Document", ["assess", "agreements/vienna-document-2011"], 3.0),
        ]
    for one in measured:
        verdict = "ok" if one.median < one.below else "TOO SLOW"
        print(
            f"{one.name:26} {one.median:6.3f} s  ({one.fastest:.3f} to {one.slowest:.3f})  below {one.below}: {verdict}"
        )
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(
        json.dumps({"machine": machine, "measured": [asdict(one) for one in measured]}, indent=2) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
