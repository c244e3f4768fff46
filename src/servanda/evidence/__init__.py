"""Facts from files: what parties declared and observers stated, row by row, with where each row stands.

    file + manifest ──rows──▶ texts by column ──values──▶ typed values ──files──▶ `Statement`s, or quarantined rows
    very many rows of one event ──columnar──▶ a table of those that are plain; the others as above

Nothing is judged here: which rows meet a standard of proof is for `servanda.findings`.
"""
