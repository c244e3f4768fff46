"""The institution: what the parties have to do, decide and answer, from the text and the acts on record.

    workspace ──clarification──▶ questions put and visits asked for: replies, clocks, what became of them
    workspace ──calendar──▶ what is due and overdue, for whom, and when the work on it has to begin
              ──balance───▶ what each side owes, has done and was given, in columns without a score

Rules the room keeps: everything is a function of the acts and the instant; nothing is set by hand; no act or body is
known here by its name.
"""
