"""The plan compiler: a formula becomes one SQL statement over interval-encoded relations.

    formula ──logic.prepare──▶ safe form
       │  lower: one rule an operator (lower_boolean, lower_temporal, lower_aggregate; terms),
       │         and one for two conjuncts at once (lower_window)
       ▼
    timed relation (relation) ── built by the operators of `algebra` ──▶ relational form (ir)
       │  compilation: the answer's columns, what is final (horizon)
       │  kernel: for other engines, without DuckDB's own joins
       │  fuse: fewer SELECTs
       ▼
    SQLGlot tree (sql, functions) ──▶ text, kept by formula (cache)
       ▼
    session ── store (rows), timeline (time points) ──▶ DuckDB

Time is a *position*: one whole number for each time point, in order, from which a bound is moved by adding
(`relation`). A temporal subformula is a relation of valuations with stretches of positions, and cost follows the
number of stretches; single time points come back in the last join.
"""
