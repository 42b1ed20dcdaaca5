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


def _in_sql(old: str, new: str) -> Callable[[str], str]:
    """Rows of a block are a table of its name there; elsewhere, as in JSON, the same in quotes is no reference."""
    table, in_text = re.compile(f'"{re.escape(old)}"'), _in_text(old, new)
    return lambda text: table.sub(lambda _: f'"{new}"', in_text(text))


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
