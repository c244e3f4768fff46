"""From a workspace to findings in two worlds, and from findings to what a person reads.

The passes, in order:

    workspace ──workspace──▶ agreement, assessors, files
        files ──facts──▶ statements (quarantined rows counted) ──proof──▶ what each world holds, sure and possible
    statements ──worlds──▶ relations for the engine ──court──▶ verdict per norm, bearer, occasion, reading, world
      verdicts ──gaps──▶ findings (model) ──▶ table · json · parquet · html · explain

The `court` asks `owed` for obligations, quotas and duties, `limits`, `incidents` and `recurrences` for the rest.

`traces` runs the worked examples inside an agreement through the same passes.
"""
