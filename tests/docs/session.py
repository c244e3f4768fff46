"""Runs a page that a person can follow: writes the files it shows, runs its commands, compares what they print.

Rules it keeps:

- a fenced block with `file=NAME` in its info string is a file to write; one of `console` holds commands after `$ `,
  each followed by what it prints, standard output first;
- commands run as they stand, in a folder that looks like a fresh clone: `agreements/`, and a `./dev` whose `run` is
  this very servanda;
- a command may end with 0, or with 1 (something to look at), never with another code.

What it leaves to others: which pages there are (`test_tutorial.py`).
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.outside import ROOT

FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\n", re.MULTILINE | re.DOTALL)
DEV = f"""#!/bin/sh
[ "$1" = run ] || exit 64
shift
exec {sys.executable} -m servanda "$@"
"""


@dataclass(frozen=True)
class Block:
    info: str
    body: str
    start: int
    end: int


def blocks(text: str) -> Iterator[Block]:
    for found in FENCE.finditer(text):
        yield Block(found["info"].strip(), found["body"], found.start("body"), found.end("body"))


def clone(folder: Path) -> Path:
    """What a fresh clone shows to these commands."""
    shutil.copytree(ROOT / "agreements", folder / "agreements", ignore=shutil.ignore_patterns("findings"))
    (folder / "dev").write_text(DEV, encoding="utf-8")
    (folder / "dev").chmod(0o755)
    return folder


def run(command: str, folder: Path) -> str:
    """What a command prints, standard output before standard error."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 1), f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    lines = (done.stdout + done.stderr).rstrip("\n").split("\n")
    return "".join(f"{line.rstrip()}\n" for line in lines) if lines != [""] else ""


def commands(body: str) -> list[str]:
    return [line[2:] for line in body.splitlines() if line.startswith("$ ")]


def perform(page: str, folder: Path) -> str:
    """The page with every command's output as it is now."""
    made, last = [], 0
    for block in blocks(page):
        named = re.search(r"\bfile=(\S+)", block.info)
        if named:
            path = folder / named[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        if block.info.split(" ")[0] == "console":
            made.append(page[last : block.start])
            made += [f"$ {command}\n{run(command, folder)}" for command in commands(block.body)]
            last = block.end
    return "".join(made) + page[last:]
