"""Facts from files: what parties declared and observers stated, row by row, with where each row stands.

    file + manifest ──rows──▶ texts by column ──values──▶ typed values ──statements──▶ `Statement`s, or quarantined rows

Nothing is judged here: which rows meet a standard of proof is for `servanda.findings`.
"""
