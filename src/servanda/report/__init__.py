"""From an assessment to what a person or a program reads. Nothing here computes a verdict.

    assessment ──words──▶ marks, numbers, sizes           the same words on every page
               ──rows───▶ findings folded for reading     readings that agree, dates in a row
               ──tally──▶ what was checked, what was not  no report says that all is well
               ──trend──▶ open gaps over time
               ──changes▶ what is new since a date
                    │
                    ├──data────▶ JSON (data_schema: its JSON Schema) · parquet
                    ├──table───▶ the terminal
                    ├──html────▶ one self-contained page (html_*: its sections)
                    └──reasons─▶ why one finding came out as it did

Rules the room keeps: same assessment, same bytes; no clock; no path outside the workspace; no colour without a word.
"""
