"""The shelf of blocks: `catalog()` finds them by looking in this folder and at the entry points."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from inspect import cleandoc
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from jupyter_powa.model.catalog import BlockInfo

if TYPE_CHECKING:
    from jupyter_powa.blocks.base import BlockType

GROUP = "jupyter_powa.blocks"
"""The entry point group under which other packages register a BlockType."""


@cache
def catalog() -> dict[str, type[BlockType]]:
    """Every block type by its word and by each of its aliases."""
    from jupyter_powa.blocks.base import BlockType

    found: dict[str, type[BlockType]] = {}
    for kind in [*_here(BlockType), *(entry.load() for entry in entry_points(group=GROUP))]:
        for word in (kind.type, *kind.aliases):
            if found.setdefault(word, kind) is not kind:
                raise TypeError(f"Two block types claim the word {word!r}: {found[word].__name__}, {kind.__name__}")
    return found


def kinds() -> list[type[BlockType]]:
    """Every block type once, by group and title."""
    return sorted(set(catalog().values()), key=lambda kind: (kind.group, kind.title))


def describe(kind: type[BlockType]) -> BlockInfo:
    """What the palette, the forms, the copilot and the docs know of a block type."""
    return BlockInfo(
        type=kind.type,
        title=kind.title,
        description=cleandoc(kind.__doc__ or ""),
        group=kind.group,
        icon=kind.icon,
        aliases=list(kind.aliases),
        handles=list(kind.handles(kind.example)),
        entry=kind.entry,
        config_schema=kind.model_json_schema(),
        example=kind.example,
    )


def _here(base: type[BlockType]) -> list[type[BlockType]]:
    modules = [import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__) if info.name[0] != "_"]
    return [
        item
        for module in modules
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, base) and item.__module__ == module.__name__ and item is not base
    ]
