r"""servanda: agreements that can be checked. One text, two worlds, signed records.

The way through, from what people touch down to what stands alone:

            cli          web            commands | pages                  (cli/<command>.py: one file a command)
              \        /     \
               report          \         findings for people and programs: terminal, JSON, Parquet, HTML
                 |              \
             institution         \       what parties have to do and answer: calendar, balance, clarification
                 |                \
              findings           \       what was kept, by whom, in which world; explained
             /    |    \          \
            /  proceedings         \     what bodies brought about: decisions, hearings
           /      |    \            \
        engine  evidence  record        formulas into plans on DuckDB | observations from outside | signed logs kept
         |       \    |    /   \
         |        agreement   verify    the literate text, parsed, resolved, checked | signed logs verified, alone
          \       /
            logic                       the core logic: syntax, kinds, what can be monitored
              |
      dates · diagnostics               instants, periods, deadlines | everything a person is told

The main way of data:

    agreement.md ──agreement──▶ norms ──logic──▶ formulas ──engine──▶ verdicts ──findings──▶ terminal, JSON, HTML
                                                               ▲
                        declared/ and record/ (declared world) ┤
                        evidence/ (observed world) ────────────┘

Rules the whole keeps:

- imports point down only (`./dev check` holds it); `record` and `evidence` do not know each other, `engine` knows
  nothing of treaties, and `servanda verify` runs without DuckDB;
- nothing reads the clock in the middle: now is an argument;
- unknown is never zero and never "kept";
- bad input is refused or quarantined with a place and a remedy, never lost and never silent.

Each package's own docstring draws its passes in order. A command's way starts in the table in `servanda.cli.main`.
"""
