"""Very many observed events, read in columns instead of row by row.

    file ──cells──▶ what each column says, once for each text that stands in it ──table──▶ plain rows in DuckDB
                                                                                └────────▶ the odd rows, read as ever

A *plain* row is the only one that speaks of its event, and each of its cells can be read; every other row is *odd* and
is read by `servanda.evidence.files`, which says what is wrong with it. No cell is read by other rules than there.
"""
