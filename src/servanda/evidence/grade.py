"""Admiralty grades: how reliable a source is, and how credible what it says.

Rules it keeps (NATO STANAG 2511 in the form of the Admiralty code):

- reliability A to E and credibility 1 to 5 are graded independently of each other; lower letter and number are better;
- F and 6 mean *cannot be judged*, not *worst*: they meet no least grade;
- a grade is never turned into a probability.

>>> meets("B2", "C3"), meets("B4", "C3"), meets("F1", "E5"), meets("F6", "any")
(True, False, False, True)
"""

import re

_GRADE = re.compile(r"[A-F][1-6]\Z")


def is_grade(text: str) -> bool:
    """Whether `text` is a letter A–F and a number 1–6."""
    return _GRADE.match(text) is not None


def meets(grade: str, least: str) -> bool:
    """Whether `grade` is at least as good as `least` in both parts; `any` admits everything."""
    if least == "any":
        return True
    if not is_grade(grade) or grade[0] == "F" or grade[1] == "6":
        return False
    return grade[0] <= least[0] and grade[1] <= least[1]
