"""A workspace on disk with one sitting of the council: adopted, under silence, blocked, and acts without effect."""

import csv
from pathlib import Path

from tests.proceedings.council import TEXT

NORM = """
act report_back of decision

obligation carry_out
  on each decision d
  d.motion.by must file report_back of d
  within 10 days after d is filed

obligation all_report
  on each decision d where d.motion.matter is "silence"
  d.by must file report_back of d
  within 30 days after d is filed
```
"""
ACTS: dict[str, list[dict[str, str]]] = {
    "convocation": [{"id": "C1", "by": "ALBA", "filed": "2024-02-20", "body": "council", "on": "2024-03-01"}],
    "agenda_item": [{"id": "I1", "by": "ALBA", "filed": "2024-02-20", "convocation": "C1", "title": "Budget"}],
    "attendance": [
        {"id": f"A{who}", "by": who, "filed": "2024-03-01T08:00:00Z", "convocation": "C1"}
        for who in ("ALBA", "BOREA", "CORA", "FARO")
    ],
    "motion": [
        {"id": "M1", "by": "ALBA", "filed": "2024-03-01T09:00:00Z", "agenda_item": "I1", "matter": "staff"},
        {"id": "M2", "by": "BOREA", "filed": "2024-03-01T09:05:00Z", "agenda_item": "I1", "matter": "silence"},
        {"id": "M3", "by": "CORA", "filed": "2024-03-01T09:10:00Z", "agenda_item": "I1", "matter": "minus one"},
    ],
    "conclusion": [
        {"id": "K1", "by": "ALBA", "filed": "2024-03-01T10:00:00Z", "motion": "M1"},
        {"id": "K2", "by": "ALBA", "filed": "2024-03-01T11:00:00Z", "motion": "M1"},
    ],
    "silence_procedure": [
        {"id": "S1", "by": "ALBA", "filed": "2024-03-01T09:30:00Z", "motion": "M2", "expires": "2024-03-04T12:00:00Z"}
    ],
    "objection": [
        {"id": "O1", "by": "FARO", "filed": "2024-03-02T09:30:00Z", "motion": "M2"},
        {"id": "O2", "by": "CORA", "filed": "2024-03-04T12:00:00Z", "motion": "M2"},
        {"id": "O3", "by": "BOREA", "filed": "2024-03-01T09:30:00Z", "motion": "M3"},
    ],
}


def build(root: Path, acts: dict[str, list[dict[str, str]]] | None = None) -> Path:
    """Write it under `root`; gives the folder."""
    (root / "declared").mkdir(parents=True)
    (root / "agreement.md").write_text(TEXT.rstrip().removesuffix("```") + NORM.lstrip("\n"), encoding="utf-8")
    for name, rows in (ACTS if acts is None else acts).items():
        path = root / "declared" / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*rows[0], "source"])
            writer.writeheader()
            writer.writerows({**row, "source": "Journal of the Council"} for row in rows)
        path.with_suffix(".toml").write_text(f'record = "{name}"\ntitle = "{name}"\nlicence = "ours"\n')
    return root
