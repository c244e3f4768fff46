"""The agreements that ship with servanda, and the language reference, which is one too."""

from tests.outside import ROOT

REFERENCE = ROOT / "docs" / "reference" / "language.md"
SHIPPED = {path.parent.name: path for path in sorted((ROOT / "agreements").glob("*/agreement.md"))} | {
    "language-reference": REFERENCE
}
