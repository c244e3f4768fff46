"""Acts in a clarification that had no effect: a second end of one question, what comes after its end, another's end.

Rules it keeps:

- the first closure ends a question, and only whoever asked can file it; of two at one instant, the first by party;
- a judgement of sufficiency is for whoever asked.
"""

from collections.abc import Iterator

from servanda.dates import show_instant
from servanda.proceedings.acts import Act, Ledger
from servanda.proceedings.irregular import Irregularity, irregular


def thread_faults(here: Ledger) -> Iterator[Irregularity]:
    """Everything irregular in every clarification."""
    for question in here.all("question"):
        ended: Act | None = None
        for act in here.of("closure", question.id):
            if act.by != question.by:
                reason = f"{question.by} asked, so {act.by} cannot end it"
                yield irregular(act, "another's question", reason, f"{question.by} can file it.")
            elif ended is not None:
                reason = f"{question.id} was ended on {show_instant(ended.at, here.agreement.zone)} by {ended.id}"
                yield irregular(act, "second", reason, "Ask anew if there is something left to ask.")
            else:
                ended = act
        for reply in here.of("reply", question.id):
            for act in here.of("judgement", reply.id):
                if act.by != question.by:
                    reason = f"{question.by} asked, so the reply is not for {act.by} to judge"
                    yield irregular(act, "another's question", reason, f"{question.by} can file it.")
