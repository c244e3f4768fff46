"""Refusals of the record, in the words and with the codes that people are told.

Rules it keeps: a refusal names the file or record, says what is wrong in one sentence, and what to do.
"""

from servanda.diagnostics import Place, Refused, refuse


def refusal(code: str, message: str, place: str, remedy: str) -> Refused:
    return refuse(code, message, Place(place, 1, 1, 1, 1), remedy)
