"""What the acts of bodies bring about: who was present and presided, what became of each proposal, what had no effect.

The passes, in order:

    statements ──acts──▶ acts by role ──meetings──▶ who is a member, present, in the chair
                                      ──rules─────▶ whether the rule of the body is met
                                      ──decisions─▶ the state of a proposal at an instant, and why
                                      ──outcomes──▶ decisions as statements, for norms; acts without effect
                                      ──denials───▶ visits refused or declined, as denied access

Rules the room keeps:

- the state of a decision is a function of the acts and the instant: nothing is stored, nothing is set by hand;
- the order of filing within an instant changes nothing, and what comes too late changes nothing;
- an act that could not have effect (by no member, out of turn, after the end) has none, and is told.

It stands below `findings`, so that norms can be owed on a decision, and knows no verdicts.
"""
