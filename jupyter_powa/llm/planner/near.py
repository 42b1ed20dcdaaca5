"""How near two names are: letter case, plurals, separators, and small slips of the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ODD = {"people": "person", "children": "child", "men": "man", "women": "woman", "data": "data", "series": "series"}


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """The name as plain words: `OrderDate`, `order-date` and `order_date` are all `order date`."""
    return " ".join(re.split(r"[\s_.\-]+", _CAMEL.sub(" ", name).casefold().strip()))


@lru_cache(maxsize=4096)
def singular(words: str) -> str:
    """The words with each plural as its singular, as far as rules go."""
    return " ".join(map(_one, words.split(" ")))


def _one(word: str) -> str:
    if word in _ODD or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return _ODD.get(word, word)
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


@lru_cache(maxsize=16_384)
def distance(one: str, other: str) -> int:
    """How many letters must be added, dropped, changed or swapped with their neighbour; 9 where it is many."""
    if abs(len(one) - len(other)) > 3:
        return 9
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def alike(said: str, name: str) -> int:
    """How surely `said` means `name`: 3 it is the name, 2 but for a plural, 1 but for a slip, 0 it does not."""
    one, other = fold(said), fold(name)
    if one == other:
        return 3
    one, other = singular(one), singular(other)
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return 2
    most = 0 if len(one) < 4 else 1 if len(one) < 8 else 2
    return 1 if one[:1] == other[:1] and one[-1:].isalpha() and distance(one, other) <= most else 0


def nearest(said: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names that look most like what was said, best first; those that look nothing like it are left out."""
    one = singular(fold(said))

    def far(name: str) -> float:
        other = singular(fold(name))
        shorter, longer = sorted((one, other), key=len)
        if shorter in longer and 2 * len(shorter) > len(longer):
            return 1.5
        shared = set(one.split()) & set(other.split())
        return 2.0 if shared else float(distance(one, other))

    ranked = sorted(((far(name), name) for name in dict.fromkeys(names)), key=lambda pair: pair[0])
    return [name for gap, name in ranked if gap <= max(2, len(one) // 2) and gap < 9][:most]


def listed(words: Sequence[str], last: str = "and", most: int = 12) -> str:
    """The words as people list them: `a, b and c`; a long list is cut and says so."""
    if len(words) > most:
        return ", ".join(words[:most]) + f" {last} {len(words) - most} more"
    return " ".join([", ".join(words[:-1]), last, words[-1]]) if len(words) > 1 else "".join(words)
