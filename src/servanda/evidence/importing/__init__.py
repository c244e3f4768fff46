"""Evidence from public data sets: files as people download them → evidence files of a workspace.

    files ──intake──▶ tables of text, a number for each row ──faults──▶ good rows | quarantined rows
          ──query of a shape──▶ what the rows say ──statements──▶ parties found, copies set aside
          ──outcome──▶ evidence/NAME.csv or .parquet, evidence/NAME.toml, imported/NAME/

A source is data (`catalogue`, one file each in `sources`); the passes are the same for all and run in DuckDB
(`passes`). Which state a code stands for on a day is in `crosswalk`; whether the agreement has a place for what a
source offers is for `fit`. What statements are worth is for `servanda.findings`.
"""
