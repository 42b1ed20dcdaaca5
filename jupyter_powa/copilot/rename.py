"""References that follow a block to its new name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.model.workflow import Block


def renamed(blocks: Mapping[str, Block], old: str, new: str) -> dict[str, Block]:
    """Those of the blocks that refer to the old name, with the new one; code has no references, and stays."""
    pattern = re.compile(rf"<{re.escape(old)}(?=\.)|\{{\{{\s*{re.escape(old)}(?=[.\s}}])")
    changed = {}
    for block_id, block in blocks.items():
        kinds = catalog()
        marks = kinds[block.type].kinds() if block.type in kinds else {}
        config = {
            name: value
            if name in marks and not marks[name].filled and block.type == "code"
            else _swapped(value, pattern, old, new)
            for name, value in block.config.items()
        }
        if config != block.config:
            changed[block_id] = block.model_copy(update={"config": config})
    return changed


def _swapped(value: Any, pattern: re.Pattern[str], old: str, new: str) -> Any:
    if isinstance(value, str):
        if old not in value:
            return value
        return pattern.sub(lambda match: match[0].replace(old, new), value)
    if isinstance(value, dict):
        return {key: _swapped(item, pattern, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_swapped(item, pattern, old, new) for item in value]
    return value
