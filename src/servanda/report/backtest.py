"""A trial of a draft on history, as a table of at most 100 columns and as JSON.

The JSON conforms to `docs/reference/backtest.schema.json`, which is `schema()`.
"""

import json
from typing import Any

from servanda.findings.backtest import Backtest
from servanda.findings.model import VERDICTS, Finding
from servanda.report.frame import closed

FORMAT = "servanda-backtest-1"
SHOWN = 40  # rows of a list in the table; the JSON has all


def _cut(text: str, width: int) -> str:
    return (text if len(text) <= width else text[: width - 1] + "…").ljust(width)


def _listed(rows: list[str]) -> list[str]:
    more = len(rows) - SHOWN
    return rows[:SHOWN] + ([f"  … and {more:,} more: --format json lists them"] if more > 0 else [])


def render(found: Backtest) -> str:
    """The table."""
    one = found.assessment
    lines = [
        one.agreement,
        f"had it been in force from {found.first} to {found.last}, known by {one.known_by[:10]}",
        f"under the standard “{one.assessors[0].name}”",
        "",
        f"CAUGHT: {len(found.breaches):,} of {len(one.findings):,} findings",
        f"  {'norm':24}{'bearer':8}{'occasion':26}{'first known':13}vanishes without any of",
    ]
    lines += _listed(
        [
            f"  {_cut(item.finding.norm, 23)} {_cut(item.finding.bearer, 7)} {_cut(item.finding.occasion, 25)} "
            f"{item.known:13}{_cut('; '.join(item.rests_on) or 'no single origin', 27)}".rstrip()
            for item in found.breaches
        ]
    )
    lines += ["", f"UNDETERMINED: {len(found.open):,}, and what is missing"]
    lines += _listed([f"  {_cut(_head(item), 38)} {_cut(_missing(item), 58)}".rstrip() for item in found.open])
    lines += ["", "EXPOSURE TO EACH ORIGIN: breaches that vanish, and that appear, without it"]
    ranked = sorted(found.without.items(), key=lambda pair: (-pair[1][0], pair[0]))
    lines += _listed([f"  {_cut(name, 60)} {gone:8,} {new:8,}" for name, (gone, new) in ranked])
    if found.variants:
        lines += ["", f"OTHER THRESHOLDS{'findings':>34}{'breached':>12}{'undetermined':>16}"]
        lines += [
            f"  {_cut(f'{item.name} = {item.value:,}', 38)}"
            f"{item.findings:10,}{item.breached:12,}{item.undetermined:16,}"
            for item in found.variants
        ]
    return "\n".join(lines) + "\n"


def _head(item: Finding) -> str:
    return f"{item.norm} {item.bearer} {item.occasion}"


def _missing(item: Finding) -> str:
    side = item.observed if item.observed.verdict == "undetermined" else item.declared
    return side.reason


def _row(item: Finding) -> dict[str, Any]:
    return {
        "id": item.id,
        "norm": item.norm,
        "bearer": item.bearer,
        "occasion": item.occasion,
        "date": item.occasion_date,
        "reading": item.reading,
        "declared": item.declared.verdict,
        "observed": item.observed.verdict,
    }


def as_json(found: Backtest) -> str:
    """All of it."""
    one = found.assessment
    data = {
        "format": FORMAT,
        "agreement": one.agreement,
        "from": found.first,
        "to": found.last,
        "known_by": one.known_by,
        "assessor": one.assessors[0].name,
        "findings": len(one.findings),
        "breaches": [
            {**_row(item.finding), "first_known": item.known, "rests_on": list(item.rests_on)}
            for item in found.breaches
        ],
        "undetermined": [{**_row(item), "missing": _missing(item)} for item in found.open],
        "without": [{"origin": name, "vanish": gone, "appear": new} for name, (gone, new) in found.without.items()],
        "variants": [
            {
                "name": item.name,
                "value": item.value,
                "findings": item.findings,
                "breached": item.breached,
                "undetermined": item.undetermined,
            }
            for item in found.variants
        ],
        "inputs": [{"file": item.file, "sha256": item.sha256} for item in one.inputs],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of what is printed."""
    text: dict[str, Any] = {"type": "string"}
    count: dict[str, Any] = {"type": "integer", "minimum": 0}
    day: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"}
    verdict: dict[str, Any] = {"enum": list(VERDICTS)}
    row: dict[str, Any] = {"id": text, "norm": text, "bearer": text, "occasion": text, "date": day}
    row |= {"reading": {"type": ["string", "null"]}, "declared": verdict, "observed": verdict}

    def many(properties: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": closed(properties)}

    top: dict[str, Any] = {
        "format": {"const": FORMAT},
        "agreement": text,
        "from": day,
        "to": day,
        "known_by": day,
        "assessor": text,
    }
    top |= {
        "findings": count,
        "breaches": many({**row, "first_known": day, "rests_on": {"type": "array", "items": text}}),
    }
    top |= {"undetermined": many({**row, "missing": text})}
    top |= {"without": many({"origin": text, "vanish": count, "appear": count})}
    numbers: dict[str, Any] = {"findings": count, "breached": count, "undetermined": count}
    top |= {"variants": many({"name": text, "value": {"type": "integer"}, **numbers})}
    top |= {"inputs": many({"file": text, "sha256": text})}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "servanda backtest", **closed(top)}
