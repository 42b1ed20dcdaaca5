"""What can be answered to an agent's question back, each as the question that says it plainly."""

from __future__ import annotations

import re

from jupyter_powa.limits import Limit

MOST: Limit[int] = 8
"""Choices of a question back; where there are more, it is answered in words. Source: ours."""
QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
ASKED = re.compile(r":\s*(?P<by>by\s+)?(?P<list>[^:?]+)\?\s*$", re.IGNORECASE)
WHICH = re.compile(r"\bby which\b", re.IGNORECASE)
"""A question back for what to go by: the choice is added to the question as such."""


def choices(question: str, asks: str) -> dict[str, str]:
    """For each choice that a question back lists the question said anew; none where it lists none.

    `What do you mean by “delay”: dep_delay or arr_delay?` after `mean delay` gives `mean dep_delay`, `mean arr_delay`.
    """
    found = ASKED.search(asks)
    if found is None:
        return {}
    listed = [one.strip() for one in re.split(r",\s*(?:or\s+)?|\s+or\s+", found["list"]) if one.strip()]
    if not 2 <= len(listed) <= MOST:
        return {}
    shorts = [one.rsplit(".", 1)[-1] for one in listed]
    quoted = QUOTED.search(asks)
    meant = None if WHICH.search(asks) or quoted is None else re.compile(rf"\b{re.escape(quoted[1])}\b", re.IGNORECASE)
    made = {}
    for one, short in zip(listed, shorts, strict=True):
        said = short if shorts.count(short) == 1 else one.replace(".", " ")
        if meant is not None and meant.search(question):
            made[one] = meant.sub(said.replace("\\", r"\\"), question, count=1)
        else:
            made[one] = f"{question.rstrip(' ?.')} by {said}"
    return made
