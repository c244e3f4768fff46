"""What stands beside the findings in every output: links, coverage, zones, patterns, each under its own heading."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from servanda.evidence.zones.boundaries import ATLAS, shipped
from servanda.findings.assess import assess
from servanda.findings.model import Assessment
from servanda.report.data import as_json
from servanda.report.data_schema import schema
from servanda.report.html.assessment import page
from servanda.report.terminal.assessment import render

AGREEMENT = """\
# Treaty on the border

```servanda
party ALBA "Republic of Alba"
party BOREA "Kingdom of Borea"
in force from 2020-01-01
record native
boundaries "Natural Earth 4.1.0, 1:50m"
territory of ALBA = "PRT"
territory of BOREA = "ESP"

event exercise declared by host
  id key text
  host party
  personnel count of troops
  at place
  start date
  end date
  same when host equal and period overlaps and at within 50 km
act notification of exercise filed by exercise.host

zone border_territory = land within 100 km of a border between two sides, on each side
```

## Article 1

```servanda
obligation notify
  on each exercise e where e.personnel >= 9000 troops and e.at in border_territory
  e.host must file notification of e
  at least 42 days before e.start
```
"""
FILES = {
    "agreement.md": AGREEMENT,
    "declared/exercises.csv": """\
id,host,personnel,at,start,end,filer,filed,source
X1,ALBA,8900,"38.881 N, 7.163 W",2021-05-01,2021-05-06,ALBA,2021-01-01,gazette
X3,BOREA,12000,"38.879 N, 6.970 W",2021-07-05,2021-07-09,BOREA,2021-01-01,gazette
X4,BOREA,12000,"40.42 N, 3.70 W",2021-07-05,2021-07-09,BOREA,2021-01-01,gazette
X5,BOREA,12000,somewhere in BOREA,2021-09-05,2021-09-09,BOREA,2021-01-01,gazette
""",
    "declared/exercises.toml": 'record = "exercise"\ntitle = "Exercises"\nlicence = "ours"\n',
    "evidence/exercises.csv": """\
id,host,personnel,at,start,end,source,grade,known
O1,BOREA,15000,"38.88 N, 6.97 W",2021-07-06,2021-07-08,agency one,B2,2021-07-10
""",
    "evidence/exercises.toml": 'record = "exercise"\ntitle = "Sightings"\nlicence = "ours"\n',
    "evidence/coverage.csv": """\
record,about,from,to,access,where,denied_by,source,grade,known
exercise,,2021-01-01,2021-12-31,looked,border_territory,,agency one,B2,2022-01-01
exercise,BOREA,2021-02-01,2021-03-31,denied,,BOREA,agency two,D4,2022-01-01
""",
    "evidence/coverage.toml": 'table = "coverage"\ntitle = "Coverage"\nlicence = "ours"\n',
    "servanda.toml": 'as_of = "2022-01-31"\n[[assessor]]\nname = "one source"\nsources = 1\ngrade = "C3"\n',
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    root = tmp_path_factory.mktemp("border")
    for name, text in FILES.items():
        path = Path(root / name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return assess(root)


def test_the_json_has_all_of_it_and_keeps_to_its_schema(whole: Assessment) -> None:
    found = json.loads(as_json(whole))
    assert [error.message for error in Draft202012Validator(schema()).iter_errors(found)] == []
    assert [(one["observed"], one["kind"], one["declared"]) for one in found["links"]] == [("O1", "same when", "X3")]
    assert [(one["access"], one["where"], one["denied_by"], one["admitted"]) for one in found["coverage"]] == [
        ("looked", "border_territory", "", True),
        ("denied", "", "BOREA", False),
    ]
    (zone,) = found["zones"]
    assert (zone["boundaries"], zone["sha256"], zone["cells"]) == (ATLAS, shipped().sha256, 11)
    assert zone["error"] < 0.05
    lies = {(one["world"], one["key"]): one["lies"] for one in zone["sites"]}
    assert lies == {
        ("declared", "X1"): "inside",
        ("declared", "X3"): "inside",
        ("declared", "X4"): "outside",
        ("declared", "X5"): "possibly",
        ("observed", "X3"): "inside",
    }
    assert [one["kind"] for one in found["patterns"]] == ["just under a threshold"]
    assert {"title": ATLAS, "sha256": shipped().sha256}.items() <= next(
        one for one in found["inputs"] if one["title"] == ATLAS
    ).items()


def test_the_page_draws_the_zone_by_itself_and_says_from_which_map(whole: Assessment) -> None:
    text = page(whole)
    start = text.index('id="zones"')
    part = text[start : text.index("</section>", start)]
    assert "<svg" in part
    assert 'role="img"' in part
    assert f"“{ATLAS}”" in part
    assert shipped().sha256 in part
    assert re.search(r">\d+ km</text>", part)
    for word in ("■ inside", "◆ possibly inside", "● outside", "(not on the map: no point)"):
        assert word in part
    assert len(re.findall(r'class="site inside"', part)) == 3  # X4 lies beyond the frame, X5 nowhere in particular
    assert "style=" not in part
    assert "href" not in part
    assert page(whole) == text


def test_coverage_is_drawn_over_time_and_what_nobody_looked_at_is_said(whole: Assessment) -> None:
    text = page(replace(whole, observable=("exercise", "holding")))
    start = text.index('id="coverage"')
    part = text[start : text.index("</section>", start)]
    assert part.count('class="bar looked part"') == part.count('class="bar denied part"') == 1
    assert part.count('class="watch-name"') == 2  # the line of what nobody looked at is drawn too
    assert "denied by BOREA (does not count under the standard)" in part
    assert "Nobody states to have looked for: holding. Silence about these is not observed, never kept." in part


def test_a_finding_says_which_place_leaves_it_open(whole: Assessment) -> None:
    found = {item.occasion: item for item in whole.findings}
    assert found["X5"].declared.verdict == "undetermined"
    assert found["X5"].attributes["possibly in border_territory"] == (
        "its place as declared is not known exactly enough: somewhere in BOREA"
    )
    assert "possibly in border_territory" not in found["X3"].attributes


def test_patterns_stand_apart_and_before_them_that_they_are_none_of_a_verdict(whole: Assessment) -> None:
    text = page(whole)
    start = text.index('id="patterns"')
    part = text[start : text.index("</section>", start)]
    assert "Worth a question, and no finding" in part
    assert "These are not findings. Nobody is said to have broken anything or to have meant anything by it." in part
    assert "verdict" not in re.sub(r"<[^>]+>", "", part)
    assert "#f-" not in part


def test_the_terminal_says_the_same_within_a_hundred_columns(whole: Assessment) -> None:
    text = render(whole, width=100)
    assert max(len(line) for line in text.splitlines()) <= 100
    flat = " ".join(text.split())
    assert f"100 km on each side of every border between two sides; on “{ATLAS}” ({shipped().sha256[:12]})" in flat
    assert "Of 5 places 3 lie inside, 1 possibly, 1 outside." in flat
    assert "O1 is X3: same when host equal and period overlaps and at within 50 km" in flat
    assert "2021-01-01 to 2021-12-31, border_territory: agency one looked" in flat
    assert "everywhere: agency two denied by BOREA at BOREA (does not count under the standard)" in flat
    assert "None of these is a finding or says what anybody meant; each also arises by chance." in flat


def test_without_any_of_it_there_is_no_heading(whole: Assessment) -> None:
    bare = replace(whole, links=(), watches=(), maps=(), patterns=(), observable=())
    text = page(bare) + render(bare)
    for heading in ("Where the zones lie", "Which observation is", "Who looked, and", "Worth a question"):
        assert heading not in text
