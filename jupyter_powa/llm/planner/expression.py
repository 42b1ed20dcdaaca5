"""A computed column, in words or signs, as SQL: `quantity times unit_price`, `round(amount * 0.8, 2)`."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.frame import SMALL, WORD, Frame
from jupyter_powa.llm.planner.masked import CODE, QUOTED, REF, Masked
from jupyter_powa.llm.planner.schema import Column, literal
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_SIGNS = (
    (r"multiplied by|times", "*"),
    (r"divided by", "/"),
    (r"plus", "+"),
    (r"minus|less", "-"),
)
_FUNCTIONS = frozenset(
    [
        "round",
        "floor",
        "ceil",
        "abs",
        "upper",
        "lower",
        "length",
        "trim",
        "coalesce",
        "year",
        "month",
        "day",
        "hour",
        "weekday",
        "quarter",
        "greatest",
        "least",
        "sqrt",
        "ln",
        "concat",
        "replace",
        "left",
        "right",
        "substr",
        "date_trunc",
        "datediff",
    ]
)
_OF = {
    "year": "year",
    "month": "month",
    "day": "day",
    "hour": "hour",
    "quarter": "quarter",
    "length": "length",
    "upper case": "upper",
    "uppercase": "upper",
    "lower case": "lower",
    "lowercase": "lower",
    "absolute value": "abs",
}


def expression(text: str, frame: Frame, masked: Masked) -> str:
    """The expression as SQL; raises NotUnderstood for what is none, Unclear for a column that is not there."""
    code = re.fullmatch(f"[{CODE}]", text.strip())
    if code:
        text = masked.inner(text.strip()) or ""
        masked = Masked(text)
        text = masked.text
    for words, sign in _SIGNS:
        text = re.sub(rf"\b(?:{words})\b", f" {sign} ", text, flags=re.I)
    for words, function in _OF.items():
        text = re.sub(rf"\b(?:the )?{words} of (?:the )?(\w+)", rf"{function}(\1)", text, flags=re.I)
    text = re.sub(r"(\d+(?:\.\d+)?)\s?(?:%|percent)\s+of\s+", lambda found: f"{float(found[1]) / 100:g} * ", text)
    if re.search(r"[-+]\s*\d+(?:\.\d+)?\s?(?:%|percent)\s*$", text):
        text = re.sub(
            r"^(.*?)([-+])\s*(\d+(?:\.\d+)?)\s?(?:%|percent)\s*$",
            lambda found: f"({found[1].strip()}) * {1 + float(found[2] + found[3]) / 100:g}",
            text,
        )
    return _Reader(text, frame, masked).sql


class _Reader:
    """Reads an expression word by word; every word must have a meaning."""

    def __init__(self, text: str, frame: Frame, masked: Masked) -> None:
        self._words, self._frame, self._masked = WORD.findall(text), frame, masked
        self._texts = False
        parts: list[str] = []
        at, depth, value = 0, 0, False
        while at < len(self._words):
            word = self._words[at]
            behind = (self._words[at + 1 :] or [""])[0]
            if word in "+-*/%" and (value or word == "-"):
                parts.append(word)
                value = False
            elif word == "(" and not value:
                parts.append(word)
                depth += 1
            elif word == ")" and depth and value:
                parts.append(word)
                depth -= 1
            elif word == "," and depth and value:
                parts.append(word)
                value = False
            elif not value and word.lower() in _FUNCTIONS and behind == "(":
                parts += [word.lower(), "("]
                depth, at = depth + 1, at + 1
            elif not value:
                said, at = self._operand(at)
                parts.append(said)
                value = True
                continue
            else:
                raise NotUnderstood(masked.full(" ".join(self._words[at:])))
            at += 1
        if depth or not value:
            raise NotUnderstood(masked.full(text))
        self.sql = _spaced([("||" if part == "+" and self._texts else part) for part in parts])

    def _operand(self, at: int) -> tuple[str, int]:
        word = self._words[at]
        if re.fullmatch(r"\d+(?:\.\d+)?", word) or re.fullmatch(f"[{REF}]", word):
            return self._masked.full(word), at + 1
        inner = self._masked.inner(word)
        found = self._frame.take(self._words, at, self._masked)
        if found:
            self._texts = self._texts or found[0].kind.startswith(("VARCHAR", "TEXT"))
            return found[0].sql, found[1]
        if inner is not None and re.fullmatch(f"[{QUOTED}]", word):
            self._texts = True
            return literal(inner), at + 1
        if word.lower() in SMALL and at + 1 < len(self._words):
            return self._operand(at + 1)
        if self._frame.open and re.fullmatch(r"[^\W\d]\w*", word):
            return Column(word).sql, at + 1
        if re.fullmatch(r"[^\W\d][\w.]*", word):
            raise self._frame.missing(word)
        raise NotUnderstood(self._masked.full(" ".join(self._words[at:])))


def _spaced(parts: list[str]) -> str:
    text = ""
    for part in parts:
        glued = (
            not text
            or text[-1] in "("
            or (part in ("(", ")", ",") and (part != "(" or text.split(" ")[-1].split("(")[-1] in _FUNCTIONS))
        )
        text += part if glued else f" {part}"
    return text


def column_name(said: str, masked: Masked) -> str:
    """The name of a new column, out of the words for it."""
    words = [masked.inner(word) or word for word in WORD.findall(said)]
    while len(words) > 1 and words[0].lower() in SMALL | {"called", "named"}:
        words = words[1:]
    name = "_".join(words)
    if not name or re.search(r"[^\w \-]", name):
        raise Unclear(
            f"“{masked.full(said)}” is no name for a column: say it as in “add a column net as amount * 0.8”."
        )
    return name
