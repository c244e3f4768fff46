"""The plan compiler: a formula becomes one SQL statement over interval-encoded relations.

    formula ──logic.prepare──▶ safe form
       │  lower (lower_boolean, lower_temporal, lower_aggregate, terms): one rule an operator
       ▼
    timed relation (relation) ── built by the operators of `algebra` ──▶ relational form (ir)
       │  compilation: the answer's columns, horizon
       ▼
    SQLGlot tree ── sql, functions ──▶ text ── session, store ──▶ DuckDB

Each pass is one file, named by what it makes.
"""
