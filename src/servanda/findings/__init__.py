"""From a workspace to findings in two worlds.

    workspace ──workspace──▶ agreement, assessors, files ──▶ statements (quarantined rows counted)
         statements ──world──▶ what each world holds, sure and possible, and the engine that answers for it
              world ──verdicts──▶ an answer per norm, bearer, occasion, reading, world
            answers ──gaps──▶ findings (model)
                                 ├──patterns, watch──▶ what stands beside them
                                 ├──explain──▶ why one came out as it did, and what would change it
                                 ├──backtest──▶ a draft on a span of history
                                 └──alike──▶ the same of very many events, those that are alike judged once

`assess` runs the passes; `traces` runs the worked examples inside an agreement through the same ones.
"""
