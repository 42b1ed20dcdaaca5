"""The shelf of blocks: `catalog()` finds them by looking in this folder and at the entry points."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from inspect import cleandoc
from pkgutil import iter_modules
from typing import TYPE_CHECKING, TypeVar

from jupyter_powa.model.catalog import BlockInfo

if TYPE_CHECKING:
    from jupyter_powa.blocks.base import BlockType

T = TypeVar("T", bound="BlockType")

GROUP = "jupyter_powa.blocks"
"""The entry point group under which other packages register a BlockType."""


_written: dict[str, type[BlockType]] = {}
"""Those that were registered in this process, by their word."""


@cache
def catalog() -> dict[str, type[BlockType]]:
    """Every block type by its word and by each of its aliases; another dictionary after each `register`."""
    from jupyter_powa.blocks.base import BlockType

    found: dict[str, type[BlockType]] = {}
    theirs = [entry.load() for entry in entry_points(group=GROUP)]
    for kind in [*_here(BlockType), *theirs, *_written.values()]:
        for word in (kind.type, *kind.aliases):
            if found.setdefault(word, kind) is not kind:
                raise TypeError(f"Two block types claim the word {word!r}: {found[word].__name__}, {kind.__name__}")
    return found


def register(kind: type[T]) -> type[T]:
    """Put a block type on the shelf of this process: a decorator for one that is written in a notebook.

    A class of the same word replaces the one that was registered before, so that its cell can be run again. Raises
    TypeError where a type of another origin has the word. A package uses the entry point instead.
    """
    for word in (kind.type, *kind.aliases):
        other = catalog().get(word)
        if other is not None and _written.get(other.type) is not other:
            raise TypeError(f"The word {word!r} is taken by {other.__module__}.{other.__qualname__}: choose another.")
    _written[kind.type] = kind
    catalog.cache_clear()
    return kind


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
