"""The page: one file that loads nothing, well formed, reachable by keyboard and screen reader, legible."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from servanda.report.changes import changes
from servanda.report.html.assessment import page
from servanda.report.html.element import VOID
from tests.report.sample import assessment

HOSTILE = "<script>alert(1)</script> & \"quoted\" 'single' ]]> -->"


class Tree(HTMLParser):
    """Checks that every element is closed in order, and keeps what the tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.captioned = 0
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: held or "" for key, held in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: held or "" for key, held in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> is out of order"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def every(self, *names: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name in names]


@pytest.fixture(scope="module")
def text() -> str:
    now = assessment()
    then = assessment(findings=list(now.findings[4:]))
    return page(now, changes(then, now, "2020-01-01"))


@pytest.fixture(scope="module")
def tree(text: str) -> Tree:
    return Tree(text)


def test_every_element_is_closed_in_order(tree: Tree) -> None:
    assert tree.open == []
    assert len(tree.every("h1")) == 1
    assert tree.every("html")[0]["lang"] == "en"


def test_the_page_loads_and_runs_nothing(text: str, tree: Tree) -> None:
    assert tree.every("script", "img", "link", "iframe", "object", "form", "image") == []
    for name, attributes in tree.elements:
        assert "src" not in attributes, name
        assert "style" not in attributes, name
        assert attributes.get("href", "#").startswith("#"), name
        assert [key for key in attributes if key.startswith("on")] == []
    assert "url(" not in text
    assert "@import" not in text


def test_the_policy_admits_the_one_style_and_nothing_else(text: str, tree: Tree) -> None:
    style = text[text.index("<style>") + len("<style>") : text.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policies = [one["content"] for one in tree.every("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]


def test_every_link_leads_somewhere_and_ids_are_unique(tree: Tree) -> None:
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    missing = {one["href"] for one in tree.every("a", "use")} - {f"#{name}" for name in ids}
    assert missing == set()


def test_every_finding_has_its_section_and_is_linked_to(tree: Tree) -> None:
    ids = {attributes.get("id") for attributes in tree.every("article")}
    assert ids == {f"f-{one.id}" for one in assessment().findings}
    linked = {one["href"] for one in tree.every("a")}
    gaps = {f"#f-{one.id}" for one in assessment().findings if one.gap not in {"agreed", "open", "unobserved"}}
    assert gaps <= linked


def test_headings_never_skip_a_level(tree: Tree) -> None:
    levels = [int(name[1]) for name, _ in tree.elements if re.fullmatch(r"h[1-6]", name)]
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_tables_have_captions_and_scoped_headings(text: str, tree: Tree) -> None:
    assert text.count("<table") == text.count("<caption>") > 10
    assert [one for one in tree.every("th") if "scope" not in one] == []
    unnamed = [one for one in tree.every("div") if one.get("role") == "region" and not one.get("aria-label")]
    assert unnamed == []


def test_every_drawing_has_a_title(text: str) -> None:
    drawings = re.findall(r"<svg[^>]*>(?:<title>)?", text)
    assert len(drawings) > 20
    assert [one for one in drawings if "aria-hidden" not in one and not one.endswith("<title>")] == []


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_stand_out_from_the_paper_as_wcag_asks(text: str) -> None:
    """At least 4.5 to 1 on every ground that words stand on (WCAG 2.2, 1.4.3)."""
    held = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", text))
    names = ("ink", "soft", "link", "kept", "breached", "pending", "undetermined", "silent", "free")
    for ground in (held["paper"], held["tint"], "#faf3dc"):
        for name in names:
            low, high = sorted((luminance(held[name]), luminance(ground)))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (name, ground)


def test_both_worlds_stand_in_each_cell_of_the_matrix(text: str) -> None:
    matrix = text[text.index('<table class="matrix">') :]
    line = matrix[matrix.index("Observation</a>") :]
    line = line[: line.index("</tr>")]
    cells = re.findall(r'<td class="(declared|observed)( none)?">', line)
    assert [world for world, _ in cells] == ["declared", "observed"] * 3
    assert line.count("breached</span>") == 2
    assert 'class="unseen">no finding' in line


def test_a_party_without_any_finding_has_no_column_and_is_named_beneath() -> None:
    whole = assessment()
    more = replace(whole.parties[0], name="CORA", label="Republic of Cora")
    made = page(replace(whole, parties=(*whole.parties, more)))
    matrix = made[made.index('<table class="matrix">') :]
    matrix, _, after = matrix.partition("</table>")
    assert "Republic of Cora" not in matrix
    assert "No finding of Republic of Cora: no norm was owed by them alone, or nobody stated an occasion." in after
    assert "No finding of" not in page(whole)


def test_an_article_that_nobody_can_check_says_so(text: str) -> None:
    assert "no norm: nothing is checked here" in text
    assert '<p class="silence">No norm: nothing is checked here.</p>' in text


def test_rows_that_were_not_admitted_are_shown_with_the_reason(tree: Tree) -> None:
    told = "".join(tree.text)
    assert "no: speaks of another scope: part in Belarus" in told
    assert "no: grade F6 is below C3" in told
    assert "evidence/exercises.csv:2" in told


def test_inputs_stand_with_their_whole_hash(tree: Tree) -> None:
    told = "".join(tree.text)
    for one in assessment().inputs:
        assert one.file in told
        assert one.sha256 in told


def test_the_agreements_text_stands_as_it_was_written(tree: Tree) -> None:
    told = "".join(tree.text)
    assert "launchers are counted & limited <to 800>." in told
    assert "on each exercise e where strength of e >= 9000 troops" in told
    assert "The parties deepen their mutual trust." in told


def test_the_trend_counts_and_sizes_open_gaps(text: str) -> None:
    table = text[text.index('<table class="trend">') :]
    table = table[: table.index("</table>")]
    rows = re.findall(r'scope="row"[^>]*>(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', table)
    assert rows == [
        ("2017-09-20", "4", "–", "47,300 to 57,300"),
        ("2020-03-05", "5", "–", "56,800 to 68,300"),
        ("2021-09-20", "6", "–", "58,600 to 71,100"),
        ("2021-10-15", "5", "–", "56,800 to 68,300"),
        ("2022-04-01", "6", "101", "56,800 to 68,300"),
    ]


def test_another_standard_has_its_differences_and_its_matrix() -> None:
    first = assessment().findings[0]
    other = replace(first, id="o", assessor="one source", observed=replace(first.observed, verdict="breached"))
    text = page(assessment(findings=[first, other]))
    part = text[text.index('id="standards"') : text.index('id="trend"')]
    assert "“one source”<small> 1 difference</small>" in part
    assert '<a href="#f-o">zapad-2017</a>' in part
    assert part.count('<table class="matrix">') == 1
    assert 'id="standards"' not in page(assessment(findings=[first]))


def test_hostile_words_stay_words() -> None:
    """No text of the agreement or of a row becomes markup."""
    first = assessment().findings[1]
    witness = replace(first.witnesses[0], value=HOSTILE, source=HOSTILE, scope=HOSTILE, key=HOSTILE, why=HOSTILE)
    side = replace(first.observed, reason=HOSTILE, scope=HOSTILE)
    odd = replace(
        first, occasion=HOSTILE, bearer=HOSTILE, reading=HOSTILE, unit=HOSTILE, observed=side, witnesses=(witness,)
    )
    made = page(
        assessment(findings=[odd], agreement=HOSTILE, agreement_text=f"# {HOSTILE}\n\n{HOSTILE}\n\n![x](http://x)")
    )
    tree = Tree(made)
    assert tree.every("script", "img") == []
    assert HOSTILE in "".join(tree.text)


def test_a_page_of_nothing_is_still_a_page() -> None:
    tree = Tree(page(assessment(findings=[], inputs=(), quarantined=(), assessors=())))
    told = "".join(tree.text)
    assert tree.open == []
    assert "nobody stated an occasion" in told
    assert "What nobody observed is not in this list." in told


def test_the_same_assessment_gives_the_same_page() -> None:
    assert page(assessment()) == page(assessment())
