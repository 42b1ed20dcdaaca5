"""What the copilot may do: one file for each tool, found by looking in this folder."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from jupyter_powa.copilot.tools.base import Tool


@cache
def tools() -> dict[str, type[Tool]]:
    """Every tool by its name."""
    modules = [import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__) if info.name != "base"]
    found = [item for module in modules for item in vars(module).values() if _is_tool(item, module.__name__)]
    return {tool.name: tool for tool in found}


def _is_tool(item: object, module: str) -> bool:
    return isinstance(item, type) and issubclass(item, Tool) and item.__module__ == module
