"""The words in the names of a database: `customerOrders_2024` is customer, orders, 2024."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jupyter_powa.limits import Limit

MOST: Limit[int] = 60
"""Different words of a question that are looked for; the rest of a very long one adds little. Source: ours."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLAIN = frozenset(
    re.findall(
        r"\w+",
        "a about all also an and any are as at based be been between by calculate can compute could determine "
        "did do does each every few find following for from give had has have how i identify if in include "
        "including into is it its list many me more most much must no not of on one only or our out over per "
        "please provide return should show than that the their them then there these they this those to under "
        "up use used using was we were what when where which who whom whose why will with within would you "
        "your ",
    )
)
"""Words that say nothing of what is asked for."""


def words(text: str) -> list[str]:
    """The words of a name or a sentence, in small letters, in order."""
    return [word.casefold() for word in _WORD.findall(_HUMP.sub(" ", text))]


def telling(question: str) -> list[str]:
    """The words of a question that can tell tables apart, each once, at most `MOST`."""
    found = [word for word in dict.fromkeys(words(question)) if word not in _PLAIN]
    return [word for word in found if len(word) > 1 or not word.isascii()][:MOST]


def stem(word: str) -> str:
    """The word without the ending of its plural."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ses", "s"), ("xes", "x"), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 2 and not word.endswith("ss"):
            return word.removesuffix(ending) + instead
    return word


def stems(texts: Iterable[str]) -> set[str]:
    """The stems of all words in some names."""
    return {stem(word) for text in texts for word in words(text)}
