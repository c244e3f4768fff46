"""The institution: what the parties have to do, decide and answer, from the text and the acts on record.

    workspace ──clarification──▶ questions put and visits asked for: replies, clocks, what became of them
      finding ──request──▶ the question that it gives rise to, and by when a reply is due
     findings ──gaps─────▶ the life of each gap: stage, owner, age, trend (from threads, and what was known when)
    workspace ──registers─▶ what parties state of themselves and expect of others, beside the text on offer
              ──calendar──▶ what is due and overdue, for whom, and when the work on it has to begin
              ──balance───▶ what each side owes, has done and was given, in columns without a score

Rules the room keeps: everything is a function of the acts and the instant; nothing is set by hand; no act or body is
known here by its name.
"""
