"""The tables that some words name, and the items of a list in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from jupyter_powa.llm.planner.frame import SMALL, WORD
from jupyter_powa.llm.planner.masked import CODE, KEPT, URL, Masked
from jupyter_powa.llm.planner.schema import Table
from jupyter_powa.llm.planner.trouble import Choice

VAGUE = SMALL | {
    "with",
    "using",
    "based",
    "on",
    "from",
    "into",
    "to",
    "then",
    "whole",
    "full",
    "complete",
    "workflow",
    "pipeline",
    "database",
    "named",
    "called",
    "file",
    "files",
    "csv",
    "parquet",
    "json",
    "orders_",
    "different",
    "of",
}


class Named:
    """The tables that a text names, and the words that name none."""

    def __init__(self, text: str, meant: Callable[[str], list[Table]], masked: Masked) -> None:
        words, at, rest = WORD.findall(text), 0, []
        self.found: list[Table] = []
        while at < len(words):
            for length in range(min(4, len(words) - at), 0, -1):
                part = [masked.inner(word) or word for word in words[at : at + length]]
                tables = meant(" ".join(part)) if part[0].lower() not in SMALL or length > 1 else []
                if len(tables) > 1:
                    names = [table.name for table in tables]
                    raise Choice(f"Which table do you mean by “{' '.join(part)}”?", names)
                if tables and not (length > 1 and (part[-1].lower() in SMALL or part[0].lower() in SMALL)):
                    self.found.append(tables[0])
                    at += length
                    break
            else:
                if (words[at].lower() not in VAGUE | {"and"} and words[at] not in ",:.&") or re.fullmatch(
                    f"[{CODE}{URL}]", words[at]
                ):
                    rest.append(words[at])
                at += 1
        self.rest = " ".join(rest)


def before_on(text: str) -> str:
    """The part of a join that names tables."""
    return re.split(r"\b(?:on|using|by)\b", text, maxsplit=1)[0]


def items(text: str) -> list[str]:
    """The items of a list in words."""
    parts = re.split(r",|\band\b|&|(?<=" + KEPT + r")\s+(?=" + KEPT + ")", text)
    cleaned = [re.sub(r"^\s*(?:only |the |columns? |fields? |just )+", "", one.strip()) for one in parts]
    return [one for one in cleaned if one.strip() and not all(word.lower() in SMALL for word in WORD.findall(one))]
