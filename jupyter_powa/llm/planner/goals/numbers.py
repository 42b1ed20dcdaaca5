"""The numbers of a goal: shares, counts, seeds, the parts of a split."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SEED = re.compile(r"\(?,?\s*(?:with |using |and )?(?:the |a )?(?:random )?seed\s*(?:of|is|=|:)?\s*(\d+)\)?", re.I)
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent|per cent)", re.I)
_WORDS = {"half": 0.5, "a half": 0.5, "a third": 1 / 3, "a quarter": 0.25, "a fifth": 0.2, "a tenth": 0.1}
_ROWS = re.compile(r"\b(\d+)\b(?!\s*(?:%|percent|/))")
_PARTS = re.compile(r"\b\d+(?:\.\d+)?(?:\s*%?\s*[/:\-]\s*\d+(?:\.\d+)?){1,4}\s*%?")
_NAMES = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
}


@dataclass
class Taken:
    """What was read of a text, and the words that are left."""

    rest: str
    values: dict[str, object] = field(default_factory=dict)


def seed(text: str) -> Taken:
    """The seed, if any is said."""
    found = SEED.search(text)
    if found is None:
        return Taken(text)
    return Taken(f"{text[: found.start()]} {text[found.end() :]}".strip(), {"seed": int(found[1])})


def amount(text: str) -> Taken:
    """How much a sample takes: a fraction, or a number of rows."""
    if found := _SHARE.search(text):
        share = round(float(found[1]) / 100, 8)
        return Taken(_without(text, found), {"fraction": share})
    for words, share in _WORDS.items():
        if found := re.search(rf"\b{words}\b", text, re.I):
            return Taken(_without(text, found), {"fraction": share})
    if found := re.search(r"(?<![\d.])0?\.\d+", text):
        return Taken(_without(text, found), {"fraction": float(found[0])})
    if found := _ROWS.search(text):
        return Taken(_without(text, found), {"size": int(found[1])})
    return Taken(text)


def fractions(text: str) -> Taken:
    """The parts of a split with their shares, which come to 1: `80/10/10`, `70 % train and 30 % test`."""
    told = re.findall(
        r"(\d+(?:\.\d+)?)\s*(?:%|percent)?\s*(?:for |as |in |of )?\(?(train|training|test|testing|validation"
        r"|valid|val|dev)\b",
        text,
        re.I,
    )
    if len(told) > 1:
        rest = re.sub(r"\d+(?:\.\d+)?\s*(?:%|percent)?|\b(?:for|as)\b", " ", text)
        return Taken(
            _unnamed(rest), {"fractions": _whole({_NAMES[name.lower()]: float(share) for share, name in told})}
        )
    if found := _PARTS.search(text):
        shares = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", found[0])]
        names = _named(text) or (["train", "test"] if len(shares) == 2 else ["train", "validation", "test"])
        rest = _unnamed(_without(text, found))
        if len(names) == len(shares) and abs(sum(shares) - (1 if max(shares) < 1 else 100)) < 0.01:
            return Taken(rest, {"fractions": _whole(dict(zip(names, shares, strict=True)))})
        return Taken(text, {"wrong": found[0]})
    if found := _SHARE.search(text):
        share, names = float(found[1]), _named(text)
        name = names[0] if len(names) == 1 else "test"
        other = "train" if name != "train" else "test"
        made = {other: 100 - share, name: share} if name != "train" else {name: share, other: 100 - share}
        return Taken(_unnamed(_without(text, found)), {"fractions": _whole(made)})
    names = _named(text)
    if len(names) > 1:
        shares = [80.0, 20.0] if len(names) == 2 else [80.0, 10.0, 10.0]
        ordered = sorted(names, key=["train", "validation", "test"].index)
        return Taken(_unnamed(text), {"fractions": _whole(dict(zip(ordered, shares, strict=True))), "assumed": True})
    return Taken(text)


def _named(text: str) -> list[str]:
    found = re.findall(r"\b(train|training|test|testing|validation|valid|val|dev)\b", text, re.I)
    return list(dict.fromkeys(_NAMES[one.lower()] for one in found))


def _unnamed(text: str) -> str:
    text = re.sub(
        r"\b(?:train|training|test|testing|validation|valid|val|dev)(?:ing)?\b(?: (?:sets?|parts?))?",
        " ",
        text,
        flags=re.I,
    )
    return re.sub(r"[/,()]|\b(?:and|into|sets?|parts?|in|the rest|rest)\b", " ", text, flags=re.I).strip()


def _whole(shares: dict[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    return {name: round(share / total, 6) for name, share in shares.items()}


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()
