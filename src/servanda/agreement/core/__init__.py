"""From a checked norm to formulas of the core logic: what the norm means.

    agreement ──vocabulary──▶ the predicates that facts are loaded into
    term ──terms · aggregates──▶ a value, or a number between a low and a high bound
    condition ──conditions──▶ two formulas: certainly so, possibly so (Kleene's strong logic)
    norm ──writer · deeds · norms──▶ a `CoreNorm`: the formulas whose answers make its findings
    CoreNorm ──show──▶ the text of `servanda check --core`

Uncertainty is compiled away here: the core logic is two-valued. A value that is only known to lie between bounds is a
pair of numbers; a deed whose hour is unknown stands once at its earliest and once at its latest instant; a negation
turns *certainly* into *not possibly*.
"""
