"""From a finding to the request for clarification that it gives rise to, and from that to the thread it opens."""

import csv
import json
import re
from pathlib import Path

import jsonschema
import pytest

from servanda.record import jwe
from servanda.report.data_schema import as_text
from servanda.report.institution.request import schema
from tests.outside import ROOT
from tests.report.test_commands import Done, Run, run  # noqa: F401  (a fixture)

PUBLISHED = ROOT / "docs/reference/clarify.schema.json"
# Nothing here is called as in any prelude or agreement that ships.
TEXT = """\
# Treaty

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
party CORA "Union of Cora"
side North "The North" = BOREA, CORA
in force from 2020-01-01
record native

event manoeuvre declared by host
  id key text
  host party
  men count of troops
  start date

act heads_up of manoeuvre filed by manoeuvre.host

obligation warn
  on each manoeuvre m where m.men >= 9000
  m.host must file heads_up of m
  at least 42 days before m.start

state holding declared by owner
  owner key party
  number count of troops
  observed holds at most 400 days; declared holds at most 400 days

limit ceiling
  for each side s, borne jointly: the sum of h.number over holding h where h.owner is of s is at most 100 troops
  assessed each calendar year

act ask
  whom party
  why text
act word to ask filed by ask.whom
act mark of word
  good yes or no
act end of ask
  because text

obligation to_answer
  on each ask a
  a.whom must file word to a
  within 48 hours after a is filed
  owed to a.by

procedure asking
  question is ask with asked whom, finding why
  reply is word
  judgement is mark with sufficient good
  closure is end with reason because
```
"""
EVIDENCE = {
    "manoeuvre": (
        "id,host,men,start,source,origin,grade,known\n"
        "Z,BOREA,12000,2021-06-01,a newspaper,a newspaper,B2,2021-06-10\n"
        "Z,BOREA,12000,2021-06-01,a satellite,a satellite,B2,2021-06-10\n"
        "Y,BOREA,5000,2021-07-01,a newspaper,a newspaper,B2,2021-07-10\n"
        "Y,BOREA,5000,2021-07-01,a satellite,a satellite,B2,2021-07-10\n"
    ),
    "holding": (
        "owner,number,on,source,origin,grade,known\n"
        "BOREA,150,2021-01-01,a newspaper,a newspaper,B2,2021-02-01\n"
        "BOREA,150,2021-01-01,a satellite,a satellite,B2,2021-02-01\n"
        "CORA,0,2021-01-01,a newspaper,a newspaper,B2,2021-02-01\n"
        "CORA,0,2021-01-01,a satellite,a satellite,B2,2021-02-01\n"
    ),
}
Z = "warn.BOREA.z"
DATES = ("--as-of", "2021-12-31")
ASKED = (*DATES, "--by", "ALBA", "--at", "2022-01-10T10:00Z")


def put(root: Path, folder: str, name: str, rows: str) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    manifest = f'record = "{name}"\ntitle = "{name}"\nlicence = "worked example"\n'
    (root / folder / f"{name}.toml").write_text(manifest, encoding="utf-8")


@pytest.fixture
def treaty(tmp_path: Path) -> Path:
    root = tmp_path / "treaty"
    root.mkdir()
    (root / "agreement.md").write_text(TEXT, encoding="utf-8")
    for name, rows in EVIDENCE.items():
        put(root, "evidence", name, rows)
    return root


def filed(root: Path, made: dict[str, object], identity: str = "A1") -> None:
    """What was written becomes a row of the declared acts, as it stands."""
    fields = made["fields"]
    assert isinstance(fields, dict)
    row = {"id": identity, "by": made["by"], "filed": "2022-01-10T10:00Z", **fields, "source": "register"}
    (root / "declared").mkdir(exist_ok=True)
    with (root / "declared/ask.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    manifest = f'record = "{made["record"]}"\ntitle = "asked"\nlicence = "worked example"\n'
    (root / "declared/ask.toml").write_text(manifest, encoding="utf-8")


def refused(done: Done, code: str) -> str:
    assert (done.code, done.out) == (2, b""), done.told
    assert f"error[{code}]" in done.told
    return done.told


def test_it_says_whom_what_and_by_when(treaty: Path, run: Run) -> None:  # noqa: F811
    done = run("clarify", treaty, Z, *ASKED, "--format", "json")
    assert done.code == 0, done.told
    made = json.loads(done.out)
    jsonschema.validate(made, schema())
    assert (made["by"], made["to"], made["finding"], made["gap"]) == ("ALBA", "BOREA", Z, "undeclared")
    assert (made["record"], made["reply"], made["fields"]) == ("ask", "word", {"whom": "BOREA", "why": Z})
    assert made["asked"] == (
        "How do the two go together? warn, Z. Declared: not declared; observed: breached (12,000 troops)."
    )
    assert made["due"] == [
        {"by": "2022-01-12 10:00 UTC", "deadline": "within 48 hours after the filing of a", "norm": "to_answer"}
    ]
    assert made["settles"]
    assert "obligation warn" in made["clause"]


def test_filing_what_it_wrote_opens_the_thread_with_its_clock(treaty: Path, run: Run) -> None:  # noqa: F811
    made = json.loads(run("clarify", treaty, Z, *ASKED, "--format", "json").out)
    filed(treaty, made)
    done = run("clarification", treaty, "--as-of", "2022-01-11", "--format", "json")
    (thread,) = json.loads(done.out)["threads"]
    assert (thread["by"], thread["to"], thread["about"], thread["state"]) == ("ALBA", "BOREA", Z, "waiting")
    assert [clock["due"] for clock in thread["clocks"]] == [one["by"] for one in made["due"]]


def test_the_same_is_not_asked_twice_while_the_thread_is_open(treaty: Path, run: Run) -> None:  # noqa: F811
    filed(treaty, json.loads(run("clarify", treaty, Z, *ASKED, "--format", "json").out))
    again = ("clarify", treaty, Z, *DATES, "--at", "2022-01-20", "--by")
    told = refused(run(*again, "ALBA"), "already-asked")
    assert "ALBA has asked BOREA already, on 2022-01-10 10:00 UTC: `A1`, unanswered." in told
    other = json.loads(run(*again, "CORA", "--format", "json").out)
    assert other["asked_already"] == ["A1"]


def test_once_it_is_closed_it_can_be_asked_anew(treaty: Path, run: Run) -> None:  # noqa: F811
    put(treaty, "declared", "ask", f"id,by,filed,whom,why,source\nA1,ALBA,2022-01-10,BOREA,{Z},register\n")
    again = ("clarify", treaty, Z, *DATES, "--at", "2022-01-20", "--by")
    put(treaty, "declared", "end", "id,by,filed,ask,because,source\nE1,ALBA,2022-01-15,A1,withdrawn,register\n")
    assert run(*again, "ALBA").code == 0


def test_what_leaves_nothing_to_ask_is_refused(treaty: Path, run: Run) -> None:  # noqa: F811
    put(
        treaty,
        "declared",
        "manoeuvre",
        "id,filer,filed,host,men,start,source\nX,BOREA,2021-05-01,BOREA,9500,2021-09-01,register\n",
    )
    put(treaty, "declared", "heads_up", "id,by,filed,manoeuvre,source\nN,BOREA,2021-05-01,X,register\n")
    rows = "".join(f"X,BOREA,9500,2021-09-01,{who},{who},B2,2021-09-10\n" for who in ("a newspaper", "a satellite"))
    put(treaty, "evidence", "manoeuvre", EVIDENCE["manoeuvre"] + rows)
    told = refused(run("clarify", treaty, "warn.BOREA.x", *ASKED), "nothing-to-clarify")
    assert "There is nothing to clarify: both worlds say kept of `warn.BOREA.x`." in told
    assert "Did you mean `warn.BOREA.z`?" in refused(run("clarify", treaty, "warn.BOREA.zz", *ASKED), "unknown-finding")


def test_nobody_asks_itself_or_as_a_stranger(treaty: Path, run: Run) -> None:  # noqa: F811
    for who, code in (("BOREA", "asks-itself"), ("ALBAA", "unknown-party")):
        refused(run("clarify", treaty, Z, *DATES, "--by", who, "--at", "2022-01-10"), code)
    done = run("clarify", treaty, Z, *DATES)
    assert (done.code, "Say who asks: --by PARTY, or --keys of a party." in done.told) == (2, True)


def test_of_a_side_one_member_is_asked(treaty: Path, run: Run) -> None:  # noqa: F811
    finding = "ceiling.North.2021"
    told = refused(run("clarify", treaty, finding, *ASKED), "which-party")
    assert "Name one with --to: BOREA, CORA." in told
    refused(run("clarify", treaty, finding, *ASKED, "--to", "ALBA"), "not-the-bearer")
    made = json.loads(run("clarify", treaty, finding, *ASKED, "--to", "CORA", "--format", "json").out)
    assert made["fields"] == {"whom": "CORA", "why": finding}


def test_without_a_procedure_it_says_what_is_missing(treaty: Path, run: Run) -> None:  # noqa: F811
    whole = (treaty / "agreement.md").read_text(encoding="utf-8")
    (treaty / "agreement.md").write_text(re.sub(r"\nprocedure asking\n(  .*\n)+", "\n", whole), encoding="utf-8")
    told = refused(run("clarify", treaty, Z, *ASKED), "no-clarification")
    assert "The agreement has no procedure of clarification: no act plays the question." in told
    (treaty / "agreement.md").write_text(whole.replace(", finding why", ""), encoding="utf-8")
    told = refused(run("clarify", treaty, Z, *ASKED), "no-clarification")
    assert "Add it to the role: `question is ask with …, finding …`." in told


def test_it_is_written_into_a_file_with_the_command_that_files_it(treaty: Path, run: Run, tmp_path: Path) -> None:  # noqa: F811
    done = run("clarify", treaty, Z, *ASKED, "-o", tmp_path / "request.txt")
    assert (done.code, done.out) == (0, b"")
    text = (tmp_path / "request.txt").read_text(encoding="utf-8")
    assert text.endswith(f"To file it:\n servanda file treaty ask whom=BOREA why={Z}\n")
    assert all(len(line) <= 100 for line in text.splitlines())


@pytest.mark.long
def test_with_keys_it_is_filed_in_the_own_log(
    treaty: Path,
    run: Run,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SERVANDA_PASSPHRASE", "test")
    monkeypatch.setattr(jwe, "ROUNDS", 1000)
    members: list[str | Path] = []
    for party in ("ALBA", "BOREA"):
        assert run("key", "new", party, "--out", tmp_path).code == 0
        members += ["--member", tmp_path / f"{party}.1.root.json"]
    text = treaty / "agreement.md"
    done = run("init", treaty / "record", "--text", text, "--name", "t", *members, "--root", tmp_path / "ALBA.root.jwe")
    assert done.code == 0, done.told
    draft = treaty / "record/agreement/0001.draft"
    other = tmp_path / "other"
    run("init", other / "record", "--text", text, "--draft", draft, *members, "--root", tmp_path / "BOREA.root.jwe")
    run("bundle", other, "-o", tmp_path / "b")
    keys = ("--keys", tmp_path / "ALBA.work.jwe")
    assert run("receive", treaty, tmp_path / "b", *keys).code == 0
    run("log", treaty, "--declared", treaty / "declared")
    done = run("clarify", treaty, Z, *DATES, *keys, "--format", "json")
    assert done.code == 0, done.told
    assert "ALBA 1  ask  " in done.told
    for source, target, party in ((treaty, other, "BOREA"), (other, treaty, "ALBA")):
        run("bundle", source, "-o", tmp_path / "b")
        assert run("receive", target, tmp_path / "b", "--keys", tmp_path / f"{party}.work.jwe").code == 0
    run("log", treaty, "--declared", treaty / "declared")
    done = run("clarification", treaty, "--format", "json")
    (thread,) = json.loads(done.out)["threads"]
    assert (thread["by"], thread["to"], thread["about"]) == ("ALBA", "BOREA", Z)


def test_the_schema_is_published(record: bool) -> None:
    if record:
        PUBLISHED.write_text(as_text(schema()), encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == as_text(schema()), "./dev test --record writes it anew"
