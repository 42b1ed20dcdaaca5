"""References that follow a block to its new name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.text import CODE, PROMPT, SQL
from jupyter_powa.model.workflow import Block


def renamed(blocks: Mapping[str, Block], old: str, new: str) -> dict[str, Block]:
    """Those of the blocks that refer to the old name, with the new one; in code, the variable of that name."""
    in_text, in_code, in_sql = _in_text(old, new), _in_code(old, new), _in_sql(old, new)
    changed, kinds = {}, catalog()
    for block_id, block in blocks.items():
        marks = kinds[block.type].kinds() if block.type in kinds else {}
        config = {
            name: _swapped(value, {CODE: in_code, SQL: in_sql}.get(marks.get(name, PROMPT), in_text))
            for name, value in block.config.items()
        }
        if config != block.config:
            changed[block_id] = block.model_copy(update={"config": config})
    return changed


def _in_text(old: str, new: str) -> Callable[[str], str]:
    word = re.escape(old)
    angle, braces = re.compile(rf"<{word}(?=\.)"), re.compile(rf"(\{{\{{\s*){word}(?=[.\s}}])")
    return lambda text: braces.sub(lambda found: found[1] + new, angle.sub(lambda _: f"<{new}", text))


_TOKENS = re.compile(
    r"""'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|"(?P<quoted>(?:[^"]|"")*)"|(?P<word>[a-z_]\w*)|(?P<mark>\S)""", re.I | re.S
)
_TABLES = frozenset({"from", "join", "summarize", "describe", "pivot", "unpivot", "table", "into", "update"})
"""Words that tables stand behind; `,` goes on with what such a word has begun."""
_OTHERS = frozenset({"select", "where", "group", "order", "by", "having", "on", "using", "set", "values", "with", "as"})
"""Words that end such a list."""


def _in_sql(old: str, new: str) -> Callable[[str], str]:
    """Rows of a block are a table of its name there; a column or an alias that is called the same is left alone."""
    in_text = _in_text(old, new)
    return lambda text: _in_tables(in_text(text), old, new)


def _in_tables(text: str, old: str, new: str) -> str:
    """The statement with the table's new name where it stands as one, and before the dots that belong to it."""
    tables, dotted, listing, before = [], [], False, ""
    found = [one for one in _TOKENS.finditer(text) if one["quoted"] is not None or one["word"] or one["mark"]]
    for one, after in zip(found, [*found[1:], None], strict=True):
        word = (one["word"] or one["mark"] or "").casefold()
        if one["quoted"] == old:
            if after is not None and after["word"] and after["word"].casefold() == "as" and before in ("with", ","):
                listing = listing and before != "with"
                if re.match(r"\s*(?:not\s+)?(?:materialized\s*)?\(", text[after.end() :], re.I):
                    return text  # a query of that name in the statement itself hides the block
            if listing and (before in _TABLES or before == ","):
                tables.append(one)
            elif after is not None and after["mark"] == ".":
                dotted.append(one)
        elif word in _TABLES or word in _OTHERS:
            listing = word in _TABLES
        before = word
    for one in sorted([*tables, *(dotted if tables else ())], key=lambda place: -place.start()):
        text = f'{text[: one.start()]}"{new}"{text[one.end() :]}'
    return text


def _in_code(old: str, new: str) -> Callable[[str], str]:
    variable = re.compile(rf"\b{re.escape(_variable(old))}(?=\.)")
    key = re.compile(rf"(input_data\[\s*['\"]){re.escape(old)}(?=['\"])")
    return lambda text: key.sub(lambda found: found[1] + new, variable.sub(lambda _: _variable(new), text))


def _variable(name: str) -> str:
    return re.sub(r"[ -]", "_", name)


def _swapped(value: Any, swap: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return swap(value)
    if isinstance(value, dict):
        return {key: _swapped(item, swap) for key, item in value.items()}
    if isinstance(value, list):
        return [_swapped(item, swap) for item in value]
    return value
