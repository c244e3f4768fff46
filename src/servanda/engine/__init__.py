"""The engine: formulas over relations, evaluated by two evaluators with one meaning.

    formula ──logic.prepare──▶ safe form ──meaning──▶ satisfactions      slow and plain: decides what is right
                                     └─────plan─────▶ satisfactions      fast: relational algebra, SQL, DuckDB
    log, log_tables ──▶ database ──┘                        │
                                                            ├──verdicts──▶ lines, JSON, Parquet
                                                            └──explain───▶ the facts that decided one of them

`finality` says from the windows alone which verdicts can no longer change. The engine knows logic and tables, and
nothing of treaties.
"""
