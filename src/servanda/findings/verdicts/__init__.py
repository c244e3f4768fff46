"""From two worlds to verdicts: one answer for each norm, bearer, occasion, choice of readings, and world.

    court ──▶ owed (deeds, deadline, discharge; waves)     obligations, milestones, quotas, duties
          ──▶ limits (usage, nil_returns, declared_nothing)  ceilings and sub-ceilings, with their episodes of excess
          ──▶ incidents (tolerated)                          prohibitions
          ──▶ recurrences (periods)                          what is to be held so many times

`verdict` is what each gives back; `witnesses` (absences) the rows it rests on; `doubt` and `suspension` what leaves it
open or apart.
"""
