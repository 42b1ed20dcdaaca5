"""Words as the index knows them: of scripts that write no spaces, each character is one, and two that follow a term."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from jupyter_powa.limits import Limit

MOST: Limit[int] = 40
"""Terms of a question that are looked for; the rest of a very long one adds little and costs time. Source: ours."""

_UNSPACED = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
"""Kana, Han, and Hangul, where a particle hangs on each word."""
_ONE = re.compile(f"([{_UNSPACED}])")
_RUN = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")


def indexed(text: str) -> str:
    """A text as it is indexed: spaces around each character that stands for a word."""
    return _ONE.sub(r" \1 ", text)


def asked(question: str) -> str:
    """A question as FTS5 takes it; empty where it has no word.

    Each term is quoted, and holds letters and digits alone: no operator can come from a question.
    """
    terms = list(dict.fromkeys(_terms(question.casefold())))[:MOST]
    return " OR ".join(f'"{term}"' for term in terms)


def _terms(question: str) -> Iterator[str]:
    for run in _RUN.findall(question):
        if len(run) > 1 and _ONE.match(run):
            yield from (f"{first} {second}" for first, second in pairwise(run))
        else:
            yield run
