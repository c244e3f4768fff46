"""The core logic: its syntax, its text form, and the fragment that can be monitored.

The passes, in order:

    text ──tokens, parse_terms, parse──▶ syntax ──names──▶ names resolved ──kinds──▶ kinds of variables
              ▲                            │                     │
              └──────────── write ─────────┘                     └──conjuncts, rewrite──▶ safe form (or a refusal)

`monitorable.prepare` runs all that comes after reading, and describes the safe form; `refusals` are the reasons why it
may not; `schema` is the shape of the relations that a formula speaks of.
"""
