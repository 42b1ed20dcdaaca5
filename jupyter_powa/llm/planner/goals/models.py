"""Steps that a model does: only with a model that the user names."""

from __future__ import annotations

import re
from typing import Any

from jupyter_powa.llm.planner.conversation import Deed
from jupyter_powa.llm.planner.goals.cut import Part
from jupyter_powa.llm.planner.goals.line import Line
from jupyter_powa.llm.planner.near import fold, singular
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_MODEL = re.compile(
    r",?\s*\b(?:with|using|by|from|use|let|ask|have)\s+(?:the )?(?:model )?((?:gpt-|claude-|gemini-|o\d"
    r"|llama|mistral|qwen)[\w.\-:]*"
    r"|[\w.\-]+/[\w./:\-]+[\w])",
    re.I,
)


def label(line: Line, part: Part) -> Deed[None]:
    """`label each review as positive, negative or neutral with local/llama3`."""
    model, text = _model(line, part)
    column = re.search(r",?\s*\b(?:in|into|as) (?:a |the )?(?:new )?column (\w+)", text, re.I)
    if column:
        text = text.replace(column[0], " ")
    least = re.search(
        r",?\s*\b(?:if|when|where|with|at) (?:a |the )?(?:confidence |at least )+(?:of |at least |over )*(0?\.\d+)",
        text,
        re.I,
    )
    if least:
        text = text.replace(least[0], " ")
    found = re.fullmatch(
        r"(?P<what>.*?)\b(?:as|into|by|:)\s+(?:either |one of )?(?P<among>.+)", text.strip(), re.I | re.S
    )
    if found is None:
        raise Unclear("Say the labels, as in “label each review as positive, negative or neutral with local/llama3”")
    among = [line.masked.inner(one.strip()) or one.strip() for one in re.split(r",|\bor\b|\band\b|/", found["among"])]
    among = [one for one in among if one]
    if len(among) < 2:
        raise Unclear("Name two labels at least, as in “positive, negative or neutral”")
    what = _text(found["what"], line)
    config: dict[str, Any] = {
        "model": model,
        "prompt": f"Which label fits this {what}?",
        "categories": among,
        "column": column[1] if column else "label",
    }
    if (seen := line.frame.find(what)) is not None:
        config["columns"] = [seen.name]
    if least:
        config["min_confidence"] = float(least[1])
    line.put("label", f"Label {what}", config)
    return
    yield


def generate(line: Line, part: Part) -> Deed[None]:
    """Rows that a model makes up: how many, and with which columns."""
    model, text = _model(line, part)
    count = re.search(r"\b(\d+)\b", text)
    names = re.search(r"\b(?:with|having)\b(?: the)?(?: columns?)?\s+(.+)", text, re.I)
    if count is None or names is None:
        raise Unclear(
            "Say how many and which columns, as in “generate 100 reviews with text and rating using local/llama3”"
        )
    columns = [re.sub(r"\W+", "_", one.strip()) for one in re.split(r",|\band\b", names[1]) if one.strip()]
    what = line.masked.full(text[: names.start()].replace(count[0], " ")).strip() or "rows"
    config = {
        "model": model,
        "prompt": f"Make up {what}.",
        "columns": {name: _type(name, line) for name in columns},
        "count": int(count[1]),
    }
    line.put("generate", f"Generate {' '.join(what.split()[-2:])}", config)
    return
    yield


def _type(name: str, line: Line) -> str:
    """The type of a column that a model makes: that of the rows before it, else what its name says."""
    there = line.frame.find(name) if line.tail is not None else None
    if there is not None:
        kind = there.type.upper()
        return next((word for word, types in _TYPES.items() if re.match(types, kind)), "text")
    return next((word for word, names in _NAMES.items() if re.search(names, name, re.I)), "text")


_TYPES = {
    "integer": r"U?(?:TINY|SMALL|BIG|HUGE)?INT",
    "number": r"DOUBLE|FLOAT|REAL|DECIMAL|NUMERIC",
    "boolean": r"BOOL",
    "date": r"DATE$",
    "timestamp": r"TIMESTAMP|DATETIME",
}
_NAMES = {
    "integer": r"(?:^|_)(?:id|rating|stars|age|count|number|quantity|year|score)$",
    "number": r"(?:^|_)(?:price|amount|cost|weight|height|rate)$",
    "boolean": r"^(?:is|has|was)_",
    "date": r"(?:^|_)(?:date|day|birthday)$",
    "timestamp": r"_at$|^timestamp$",
}
"""The block's words for types, by how a database or a person calls such a column."""


def _model(line: Line, part: Part) -> tuple[str, str]:
    """The model that is named, and the words without it."""
    said = line.masked.full(part.text)
    for text in (said, line.masked.full(part.said)):
        if found := _MODEL.search(text):
            rest = said.replace(found[0], " ").strip()
            return found[1], rest
    raise Unclear(f"It takes a model, and you named none: say which, as in “{part.marker.strip()} … with local/llama3”")


def _text(words: str, line: Line) -> str:
    """What is labelled: a column of texts, or the row."""
    said = re.sub(r"\b(?:each|every|all|the|rows?|of|them|it)\b", " ", words, flags=re.I).strip()
    if not said:
        return "row"
    if line.frame.find(said) is None and singular(fold(said)) != singular(fold(line.frame.noun)):
        raise NotUnderstood(said)
    return said
