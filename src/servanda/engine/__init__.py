"""The engine: formulas over relations, evaluated by two evaluators with one meaning.

    formula ──logic.prepare──▶ safe formula ──meaning──▶ satisfactions      slow and plain: decides what is right
                                     └────────plan─────▶ satisfactions      fast: relational algebra, SQL, DuckDB
    log file ──log──▶ database ──┘                           └──verdicts──▶ lines, JSON, Parquet

The engine knows logic and tables, and nothing of treaties.
"""
