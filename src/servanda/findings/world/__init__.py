"""What an assessor may see of the declared and of the observed world, and the engine that answers for each.

    statements ──proof──▶ what is certain, possible, open ──worldview──▶ facts, states, silence, who watched
    acts ──standing (membership, claims)──▶ the same agreement, with dates in place of conditions
    both worlds ──matching──▶ which observed event is which declared one
          all of it ──worlds──▶ relations (places, beside) ──evaluator──▶ what satisfies a formula of a norm

Nothing here comes to a verdict: `servanda.findings.verdicts` does.
"""
