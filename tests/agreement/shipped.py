"""The agreements that ship with servanda."""

from tests.outside import ROOT

SHIPPED = sorted((ROOT / "agreements").glob("*/agreement.md"))
