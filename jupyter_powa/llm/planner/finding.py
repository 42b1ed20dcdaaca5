"""Which block some words mean: its name, what it does, or the one that was spoken of last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.near import alike, fold, listed, nearest
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.trouble import Choice, Unclear

_THING = re.compile(
    r"^(?:the |my |this |that |a |an )+|\s+(?:blocks?|steps?|stages?|one|node)$|^(?:blocks?|steps?|stages?) (?=\S)",
    re.I,
)
ROLES: tuple[tuple[str, str], ...] = (
    (r"sort(?:ing)?|order(?:ing)?|order by", r"order by"),
    (r"filter(?:ing)?|where", r"\bwhere\b"),
    (r"limit|top(?: rows)?|first rows", r"\blimit \d"),
    (r"join|merge", r"\bjoin\b"),
    (r"group(?:ing)?|aggregat(?:e|ion)|sum|total|count", r"group by|select (?:sum|count|avg|min|max|median)\("),
    (r"load(?:ing)?|source|table", r"^select \*\s+from (?!\")"),
    (r"distinct|dedup(?:lication)?|duplicates", r"\bdistinct\b"),
)
TYPES: dict[str, tuple[str, ...]] = {
    "input": ("input", "starter", "manual", "webhook"),
    "start": ("input", "starter", "manual", "webhook"),
    "output": ("output", "response"),
    "result": ("output", "response"),
    "model": ("llm", "agent"),
    "llm": ("llm", "agent"),
    "language model": ("llm", "agent"),
    "prompt": ("llm", "agent"),
    "agent": ("agent", "llm"),
    "condition": ("condition",),
    "if": ("condition",),
    "branch": ("condition",),
    "check": ("condition",),
    "python": ("code", "function"),
    "code": ("code", "function"),
    "script": ("code", "function"),
    "request": ("general_api", "api_call"),
    "http": ("general_api", "api_call"),
    "http request": ("general_api", "api_call"),
    "api": ("general_api", "api_call"),
    "api call": ("general_api", "api_call"),
    "http call": ("general_api", "api_call"),
    "fetch": ("general_api", "api_call"),
    "webhook": ("webhook",),
    "split": ("split",),
    "sql": ("sql",),
    "query": ("sql",),
}
_IT = re.compile(
    r"(?:it|that|this|them|that (?:block|step|one)|this (?:block|step|one)|the last (?:block|step|one)"
    r"|the (?:new|same) (?:block|step|one))",
    re.I,
)


def find(said: str, sheet: Sheet, masked: Masked, spoken: Sequence[str] = ()) -> Box:
    """The block that the words mean; raises Unclear with the nearest names, Choice where several fit as well."""
    box = find_or_none(said, sheet, masked, spoken)
    if box is not None:
        return box
    names = [one.name for one in sheet.boxes]
    plain = masked.full(said).strip()
    if _IT.fullmatch(plain):
        raise Unclear(
            f"Which block do you mean by “{plain}”? There are: {listed(names)}."
            if names
            else "There are no blocks yet."
        )
    near = nearest(plain.strip("\"'`"), names)
    there = (
        f"Did you mean {listed(near, 'or')}?"
        if near
        else f"There are: {listed(names)}."
        if names
        else "There are no blocks yet."
    )
    raise Unclear(f"There is no block “{plain}”. {there}")


def find_or_none(said: str, sheet: Sheet, masked: Masked, spoken: Sequence[str] = ()) -> Box | None:
    """As `find`; None where no block fits."""
    plain = said.strip().strip(".,!?").strip()
    inner = masked.inner(plain) or masked.inner(_stripped(plain))
    if inner is not None:
        return _by_name(inner, sheet)
    whole = masked.full(plain).strip("\"'")
    if _IT.fullmatch(whole):
        return _spoken(sheet, spoken)
    for words in dict.fromkeys((whole, re.sub(r"^(?:the|my) ", "", whole, flags=re.I), _stripped(whole))):
        if words and (box := _by_name(words, sheet)):
            return box
    words = _stripped(whole)
    return _by_role(words, sheet) or _by_part(words, sheet) if words else None


def _stripped(words: str) -> str:
    before = None
    while words != before:
        before, words = words, _THING.sub("", words).strip()
    return words


def _by_name(words: str, sheet: Sheet) -> Box | None:
    for least in (3, 2, 1):
        found = [box for box in sheet.boxes if alike(words, box.name) >= least]
        if found:
            return _one(words, found)
    return sheet.by_name(words)


def _one(words: str, found: list[Box]) -> Box:
    if len(found) > 1:
        names = [box.name for box in found]
        raise Choice(f"Which block do you mean by “{words}”?", names)
    return found[0]


def _by_role(words: str, sheet: Sheet) -> Box | None:
    kinds = TYPES.get(fold(words))
    found = [box for box in sheet.boxes if kinds and box.type in kinds]
    if not found:
        for said, shape in ROLES:
            if re.fullmatch(said, words, re.I):
                found = [box for box in sheet.boxes if re.search(shape, box.query, re.I)]
    return _one(words, found) if found else None


def _by_part(words: str, sheet: Sheet) -> Box | None:
    """`the country filter`: the one whose name, type and text hold all the words."""
    wanted = [word for word in fold(words).split() if word not in ("the", "a", "of", "by", "on", "for")]
    if not wanted:
        return None
    found = [box for box in sheet.boxes if all(word in fold(box.name).split() for word in wanted)]
    if not found:
        found = [box for box in sheet.boxes if all(any(word in text for text in _told(box)) for word in wanted)]
    return _one(words, found) if found else None


def _told(box: Box) -> list[str]:
    words = [fold(box.name), box.type]
    words += [word for word, kinds in TYPES.items() if box.type in kinds]
    for said, shape in ROLES:
        if re.search(shape, box.query, re.I):
            words.append(said)
    return words


def _spoken(sheet: Sheet, spoken: Sequence[str]) -> Box | None:
    """The block that was named last in the conversation."""
    for text in spoken:
        places = [(text.rfind(box.name), len(box.name), box) for box in sheet.boxes if box.name in text]
        if places:
            return max(places, key=lambda place: place[:2])[2]
    return sheet.boxes[0] if len(sheet.boxes) == 1 else None
