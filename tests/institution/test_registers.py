"""What parties state and expect, beside the text: the last one stands, and what nobody has stated is unstated."""

import json
from pathlib import Path

import jsonschema
import pytest

from servanda.agreement.prelude import shipped
from servanda.findings.assess import dates_of
from servanda.findings.workspace import Workspace, load
from servanda.institution.registers import Register, register
from servanda.report.data_schema import as_text
from servanda.report.institution.register import schema
from tests.agreement.test_prelude import renamed
from tests.institution.test_clarify import put
from tests.outside import ROOT
from tests.report.test_commands import Run, run  # noqa: F401  (a fixture)

PUBLISHED = ROOT / "docs/reference/register.schema.json"
TEXT = """\
# Treaty

```servanda
party ALBA "Alba"
party BOREA "Borea"
party ELVA "Elva"
country CORA "Cora"
side North "The North" = BOREA
in force from 2024-01-01
record native
use institutions

act accession
accession to North open to CORA by filing accession after 30 days
```

## Article 1. Exercises

Each party tells the others of its exercises,
a month ahead.

```servanda
act report

duty told
  every year by 1 July
  each party must file report
```

It tells them in writing.

## Article 2. Good will

The parties wish each other well.
"""
ACTS = {
    "position": (
        "id,by,filed,subject,text,source\n"
        "P1,ALBA,2024-02-01,doctrine,defence alone,register\n"
        "P2,ALBA,2025-02-01,doctrine,forward defence,register\n"
        "P3,BOREA,2024-03-01,nuclear_policy,no first use,register\n"
    ),
    "expectation": (
        "id,by,filed,whom,article,text,source\n"
        "X1,ALBA,2024-02-01,BOREA,Article 1,to be told two months ahead,register\n"
        "X2,BOREA,2024-03-01,ALBA; ELVA,Article 9,fewer troops,register\n"
        "X3,BOREA,2024-03-02,ALBA,2,more good will,register\n"
    ),
    "political_declaration": "id,by,filed,text,source\nD1,ELVA,2024-05-01,We mean well,register\n",
}


def workspace(root: Path, text: str = TEXT, acts: dict[str, str] | None = None) -> Workspace:
    root.mkdir()
    (root / "agreement.md").write_text(text, encoding="utf-8")
    for name, rows in (ACTS if acts is None else acts).items():
        put(root, "declared", name, rows)
    return load(root)


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace(tmp_path_factory.mktemp("registers") / "treaty")


def on(space: Workspace, day: str) -> Register:
    return register(space, space.assessors[0], dates_of(space, day, day, None))


def texts(found: Register) -> dict[str, dict[str, str | None]]:
    return {
        subject: {who: None if one is None else one.text for who, one in held.items()}
        for subject, held in found.positions.items()
    }


def test_the_last_statement_on_a_subject_stands_and_the_rest_is_unstated(space: Workspace) -> None:
    assert texts(on(space, "2024-02-01")) == {
        "doctrine": {"ALBA": "defence alone", "BOREA": None, "ELVA": None},
        "force_posture": {"ALBA": None, "BOREA": None, "ELVA": None},
        "nuclear_policy": {"ALBA": None, "BOREA": None, "ELVA": None},
    }
    later = on(space, "2025-12-31")
    assert texts(later)["doctrine"]["ALBA"] == "forward defence"
    assert texts(later)["nuclear_policy"]["BOREA"] == "no first use"
    stated = later.positions["doctrine"]["ALBA"]
    assert stated is not None
    assert (stated.act, stated.filed, stated.earlier, stated.sources) == ("P2", "2025-02-01", 1, ("register",))
    assert texts(on(space, "2024-01-31"))["doctrine"] == {"ALBA": None, "BOREA": None, "ELVA": None}


def test_an_expectation_stands_beside_the_article_that_it_names(space: Workspace) -> None:
    found = on(space, "2024-12-31")
    first, second, third = found.expectations
    assert (first.stated.by, first.towards, first.title) == ("ALBA", "BOREA", "Article 1. Exercises")
    assert first.offer == ("Each party tells the others of its exercises, a month ahead.\nIt tells them in writing.")
    assert first.norms == ("told",)
    assert (second.article, second.title, second.offer, second.norms) == ("Article 9", "", "", ())
    assert (third.title, third.norms) == ("Article 2. Good will", ())
    assert found.silent == ("ELVA",)
    assert found.unnamed == ()
    assert on(space, "2024-01-31").unnamed == ("Article 1. Exercises",)


def test_a_political_declaration_stands_beside_and_makes_no_finding(space: Workspace, tmp_path: Path) -> None:
    from servanda.findings.assess import assess

    (one,) = on(space, "2024-12-31").declarations
    assert (one.by, one.text, one.filed) == ("ELVA", "We mean well", "2024-05-01")
    without = {name: rows for name, rows in ACTS.items() if name != "political_declaration"}
    other = workspace(tmp_path / "without", acts=without)
    assert assess(space, as_of="2024-12-31").findings == assess(other, as_of="2024-12-31").findings


def test_who_has_acceded_is_unstated_from_its_day_on(tmp_path: Path) -> None:
    joined = workspace(tmp_path / "treaty", acts={"accession": "id,by,filed,source\nJ,CORA,2024-06-01,register\n"})
    assert on(joined, "2024-06-30").parties == ("ALBA", "BOREA", "ELVA")
    assert texts(on(joined, "2024-07-01"))["doctrine"]["CORA"] is None
    assert on(joined, "2024-07-01").silent == ("ALBA", "BOREA", "ELVA", "CORA")


def test_an_act_with_a_text_for_each_subject_is_a_register_too(tmp_path: Path) -> None:
    own = """
act yearbook
  year year
  doctrine text
  posture text
  hopes text

procedure registers
  position is yearbook with expects hopes
"""
    text = TEXT.replace("\nact accession\n", own + "\nact accession\n")
    rows = "id,by,filed,year,doctrine,posture,hopes,source\nY1,ALBA,2024-02-01,2024,defence,,quiet,register\n"
    found = on(workspace(tmp_path / "treaty", text, {"yearbook": rows}), "2024-12-31")
    assert texts(found) == {
        "doctrine": {"ALBA": "defence", "BOREA": None, "ELVA": None},
        "posture": {"ALBA": None, "BOREA": None, "ELVA": None},
    }
    (hope,) = found.expectations
    assert (hope.stated.by, hope.stated.text, hope.article) == ("ALBA", "quiet", "")
    assert found.silent == ("BOREA", "ELVA")


def test_with_every_act_renamed_it_is_the_same(space: Workspace, tmp_path: Path) -> None:
    other, names = renamed(shipped()["institutions"].read_text(encoding="utf-8"))
    (tmp_path / "treaty").mkdir()
    (tmp_path / "treaty/institutions.md").write_text(other, encoding="utf-8")
    (tmp_path / "treaty/agreement.md").write_text(TEXT, encoding="utf-8")
    for name, rows in ACTS.items():
        put(tmp_path / "treaty", "declared", names[name], rows)
    assert on(load(tmp_path / "treaty"), "2025-12-31") == on(space, "2025-12-31")


def test_the_command_shows_it_in_words_and_as_json(space: Workspace, run: Run) -> None:  # noqa: F811
    done = run("register", space.root, "--as-of", "2024-12-31", "--format", "json")
    assert done.code == 0, done.told
    found = json.loads(done.out)
    jsonschema.validate(found, schema())
    assert found["positions"]["force_posture"] == {"ALBA": None, "BOREA": None, "ELVA": None}
    text = run("register", space.root, "--as-of", "2024-12-31").text
    for line in (
        " ELVA              unstated",
        " ALBA expects of BOREA         to be told two months ahead  (X1, 2024-02-01)",
        "    on offer                   Article 1. Exercises: Each party tells",
        "    on offer                   the text has no article “Article 9”",
        " ELVA expects                  unstated",
        " ELVA              We mean well  (D1, 2024-05-01)",
    ):
        assert line in text, text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_where_the_record_may_lack_something_it_says_so(tmp_path: Path, run: Run) -> None:  # noqa: F811
    text = TEXT.replace("record native", "record reconstructed")
    space = workspace(tmp_path / "treaty", text, {})
    assert "unstated, as far as the record says" in run("register", space.root, "--as-of", "2024-12-31").text


def test_the_schema_is_published(record: bool) -> None:
    if record:
        PUBLISHED.write_text(as_text(schema()), encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == as_text(schema()), "./dev test --record writes it anew"


def test_an_article_is_offered_with_what_stands_under_it(tmp_path: Path) -> None:
    """Sections are part of the article that a party names; what is said there is checked there."""
    text = TEXT.replace("## Article 1. Exercises\n", "## Article 1. Exercises\n\nOpenness is the rule.\n\n### Notice\n")
    found = on(workspace(tmp_path / "nested", text), "2025-12-31")
    first = next(one for one in found.expectations if one.article == "Article 1")
    assert first.norms == ("told",)
    assert first.offer.startswith("Openness is the rule.\nEach party tells the others of its exercises, a month ahead.")
    assert "Notice" not in found.unnamed


def test_of_several_expectations_on_the_same_the_last_stands(tmp_path: Path) -> None:
    again = ACTS["expectation"] + (
        "X4,ALBA,2024-06-01,BOREA,Article 1,to be told three months ahead,register\n"
        "X5,ALBA,2024-06-02,ELVA,Article 1,the same,register\n"
    )
    space = workspace(tmp_path / "again", acts=ACTS | {"expectation": again})
    found = [
        (one.stated.act, one.towards, one.stated.earlier)
        for one in on(space, "2025-12-31").expectations
        if one.stated.by == "ALBA"
    ]
    assert found == [("X4", "BOREA", 1), ("X5", "ELVA", 0)]
