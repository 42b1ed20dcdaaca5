"""The cell of a block that needs this package: a call that runs it on the values of the cells before it."""

from __future__ import annotations

import ast
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.plain import Names, NotRead, Source, text_of
from jupyter_powa.blocks.plain_values import assigned, literal, value_of
from jupyter_powa.model.workflow import Block

BLOCK = "block"
"""What is imported from this package."""
_NOTHING = Names("")
"""References stay as they are written: the block itself fills them."""


def needing(block: Block, names: Names, why: str) -> Source:
    """A call with the block's type and config, and the blocks before it by name."""
    config = literal(dict(sorted(block.config.items())), _NOTHING)
    direct = {one.id for one in names.incoming}
    said = str(block.config)
    more = [one for one in names.before if one.id not in direct and any(word in said for word in (one.id, one.block))]
    values = ", ".join(f"{text_of(names.word(one))}: {one.fields['output']}" for one in [*names.incoming, *more])
    text = (
        f"# This cell needs jupyter_powa: {why}.\n"
        f"{names.own} = {BLOCK}({text_of(block.type)}, {config}, {{{values}}}, name={text_of(block.name)})"
    )

    def back(edited: str) -> dict[str, Any]:
        match assigned(edited, names.own):
            case ast.Call(func=ast.Name(id=found), args=[ast.Constant(), ast.Dict() as said, *_]) if found == BLOCK:
                return dict(value_of(said, _NOTHING))
        raise NotRead(f"it is not `{names.own} = {BLOCK}({block.type!r}, {{…}}, …)`")

    kind = catalog().get(block.type)
    taken = f'({names.own} not in (None, "else"))'
    fields = {"output": taken, "result": taken, "route": names.own} if kind is not None and kind.routed else {}
    return Source(text, back, fields=fields, whole=True)
