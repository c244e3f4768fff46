"""The agreement: one literate text, from Markdown to checked norms and what they mean.

    Markdown ──parse (grammar)──▶ document ──check──▶ agreement ──core──▶ formulas of the core logic
                                     │                    └──lint──▶ advice
                                     ├──prose───▶ the same in plain English
                                     └──format──▶ the same, laid out tidily
    two agreements ──difference──▶ what the second adds, drops, tightens, loosens

`check` gathers the statements under their names (`assemble`), collects `definitions` and `scopes`, resolves `names`,
gives everything a kind (`typing`), and looks at record types, definitions, norms, durations and traces one by one
(`checks.record`, `checks.definition`, `checks.norm`, `checks.duration`, `checks.trace`).

Rules the room keeps: every message has a code, a place and a remedy; a fault in one statement does not hide those in
others; nothing here reads facts or runs a query.
"""
