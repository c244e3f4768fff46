"""What changes nothing: the order of rows and files, how they are divided, names, rows that do not count; and what a
further source that says the same can never do."""

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from servanda.findings.assess import assess
from servanda.findings.model import Assessment, Finding
from tests.findings.generate import case, options
from tests.findings.small import Small
from tests.outside import ROOT

SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 8))]
Verdicts = dict[tuple[str, ...], tuple[str, str]]


def verdicts(found: list[Finding]) -> Verdicts:
    return {
        (f.norm, f.bearer, f.occasion, f.reading or "", f.occasion_date): (f.declared.verdict, f.observed.verdict)
        for f in found
    }


def told(small: Small, seed: int) -> Verdicts:
    return verdicts(small.findings(**options(seed)))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    small, random = case(seed), Random(seed)
    first = small.findings(**options(seed))  # type: ignore[arg-type]
    for rows in (small.statements, small.coverage, small.completeness, small.pairs):
        random.shuffle(rows)
    assert small.findings(**options(seed)) == first  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_that_does_not_count_changes_no_verdict(seed: int) -> None:
    small, random, given = case(seed), Random(seed), {**options(seed), "grade": "C3"}
    before = verdicts(small.findings(**given))  # type: ignore[arg-type]
    observed = [item for item in small.statements if item.world == "observed"]
    acts = [item for item in small.statements if item.world == "record"]
    for index, item in enumerate(random.sample(observed, min(4, len(observed)))):
        small.statements.append(replace(item, grade="E5", origin=f"poor {index}", source=f"poor {index}"))
        small.statements.append(replace(item, known=4_000_000_000, origin=f"late {index}", source=f"late {index}"))
    for index, item in enumerate(acts[:3]):
        small.statements.append(replace(item, known=4_000_000_000, key=(f"late {index}",)))
    assert verdicts(small.findings(**given)) == before  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_source_that_says_the_same_turns_nothing_kept_into_a_breach(seed: int) -> None:
    """Of what is certain with k sources, nothing becomes its contrary when one of them is confirmed."""
    small = case(seed)
    before = told(small, seed)
    observed = [item for item in small.statements if item.world == "observed"]
    small.statements += [replace(item, origin=f"again {item.origin}", source="again") for item in observed]
    after = told(small, seed)
    turned = [
        (key, before[key], after[key])
        for key in before.keys() & after.keys()
        for old, new in zip(before[key], after[key], strict=True)
        if {old, new} == {"kept", "breached"} and key[0] not in ("peace", "explain")
    ]
    assert turned == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stricter_standard_makes_no_new_certainty_of_a_single_voice(seed: int) -> None:
    """Where all the sources say the same, asking for more of them only opens what was certain."""
    small = case(seed)
    small.statements = [
        item for item in small.statements if item.world != "observed" or (item.origin == "a" and item.grade == "B2")
    ]
    given = {**options(seed), "grade": "C3"}
    strict = small.findings(**{**given, "sources": 2})  # type: ignore[arg-type]
    kinds = ("notify", "ceiling")
    assert [f.id for f in strict if f.norm in kinds and f.observed.verdict in ("kept", "breached")] == []


# --- whole workspaces -----------------------------------------------------------------------------------------------

SHIPPED = "vienna-document-2011"


def shown(found: Assessment, names: dict[str, str] | None = None) -> list[tuple[str, ...]]:
    def old(text: str) -> str:
        for new, before in (names or {}).items():
            text = text.replace(new, before)
        return text

    return sorted(
        (f.norm, old(f.bearer), old(f.occasion), f.assessor, f.reading or "", f.declared.verdict, f.observed.verdict,
         f.gap, str(f.gap_low), f.opened or "")
        for f in found.findings
    )  # fmt: skip


@pytest.fixture(scope="module")
def plain() -> list[tuple[str, ...]]:
    return shown(assess(ROOT / "agreements" / SHIPPED, assessors=["two sources"]))


def test_dividing_and_renaming_files_and_reversing_rows_changes_nothing(
    plain: list[tuple[str, ...]], tmp_path: Path
) -> None:
    root = tmp_path / SHIPPED
    shutil.copytree(ROOT / "agreements" / SHIPPED, root)
    for path in sorted(root.rglob("*.csv")):
        manifest = path.with_suffix(".toml")
        header, *rows = path.read_text("utf-8").splitlines(keepends=True)
        rows.reverse()
        for name, part in (("z", rows[::2]), ("a", rows[1::2])):
            path.with_name(f"{name}-{path.name}").write_text("".join([header, *part]), "utf-8")
            shutil.copy(manifest, manifest.with_name(f"{name}-{manifest.name}"))
        path.unlink()
        manifest.unlink()
    assert shown(assess(root, assessors=["two sources"])) == plain


def test_renaming_parties_and_occasions_changes_nothing_but_names(plain: list[tuple[str, ...]], tmp_path: Path) -> None:
    root = tmp_path / SHIPPED
    shutil.copytree(ROOT / "agreements" / SHIPPED, root)
    names = {"QQA": "RUS", "AAQ": "BLR", "oktjabr": "zapad"}
    for path in sorted(root.rglob("*")):
        if path.suffix in (".csv", ".toml", ".md"):
            text = path.read_text("utf-8")
            for new, old in names.items():
                text = text.replace(old, new)
            path.write_text(text, "utf-8")
    assert shown(assess(root, assessors=["two sources"]), names) == plain
