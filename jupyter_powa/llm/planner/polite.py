"""A request without what is only polite."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.masked import Masked

_POLITE = re.compile(
    r"^(?:(?:please|ok|okay|now|and|then|also|hey|hi)[, ]+)*(?:(?:can|could|would|will) you (?:please )?"
    r"|i want (?:you )?to |i'd like (?:you )?to )?(?:please )?",
    re.I,
)
_TAIL = re.compile(r"[,\s]*\b(?:please|thanks|thank you|for me)\s*$", re.I)


def plain(masked: Masked) -> str:
    """What is asked for, without what is only polite."""
    return _TAIL.sub("", _POLITE.sub("", masked.text.strip().rstrip("?!.").strip()))
