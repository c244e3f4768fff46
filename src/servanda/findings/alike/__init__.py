"""Occasions that are alike, judged once for all of them.

    agreement ──closed──▶ which events can be judged so ──classes──▶ classes of plain rows, one of each judged as ever
                                                                └──spread──▶ its findings, over the rows of its class

Whether an incident was forbidden depends on what its row says, on what holds at its time, and on nothing else, where
the norm is of that kind (`closed`). Incidents of which the rows say the same, at times between which nothing changes,
are then forbidden or not together: one stands for them all, and is judged by the passes that judge everything.
"""
