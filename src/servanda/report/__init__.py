"""From an assessment to what a person or a program reads. Nothing here computes a verdict.

    assessment ──words─────▶ marks, numbers, sizes              the same words on every page
               ──rows──────▶ findings folded for reading        what comes out alike stands once, breaches alone
               ──sources───▶ witnesses by the row they are from
               ──standards─▶ the first assessor, and where the others differ
               ──tally─────▶ what was checked, what was not     no report says that all is well
               ──trend─────▶ gaps over time
               ──changes───▶ what is new since a date
                    │
                    ├──data─────▶ JSON (data_schema: its JSON Schemas) · parquet
                    ├──terminal─▶ the terminal, at most 100 columns wide
                    ├──html─────▶ one self-contained page
                    └──reasons──▶ why one finding came out as it did

    other jobs: backtest · difference (of two agreements) · institution (balance, calendar, decisions, gaps, …)

Rules the room keeps: same assessment, same bytes; no clock; no path outside the workspace; no colour without a word.
"""
