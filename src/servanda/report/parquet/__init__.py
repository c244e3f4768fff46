"""Findings as a table in Parquet.

assessment ──table──▶ one row a finding
assessment with classes ──alike──▶ the same rows, those of a class made from the rows of evidence (`shapes`, `query`)
"""
