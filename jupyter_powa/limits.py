"""Limits that stand in code: a mark for them where they stand, and a look through the package for all that bear it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

T = TypeVar("T", int, float, tuple[float, ...])

Limit = Annotated[T, "a number that limits"]
"""What a constant that limits is annotated with: `MOST: Limit[int] = 5`.

The text under it begins with its unit and ends with its source: `Redirects that are followed. Source: RFC 9110.`
"""

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Told:
    """A number that limits, in words: `about` begins with its unit."""

    name: str
    value: int | float | tuple[float, ...]
    about: str
    source: str

    @property
    def unit(self) -> str:
        """Its unit: the first word of what is told about it."""
        return self.about.split()[0].lower()


def told(name: str, value: int | float | tuple[float, ...], text: str) -> Told:
    """A limit by its text, which ends with where the number comes from."""
    about, _, source = " ".join(text.split()).partition(" Source: ")
    return Told(name, value, about, source.rstrip("."))


@cache
def in_code(package: Path = PACKAGE) -> tuple[Told, ...]:
    """Every limit that stands in code, by file. Files are read, not imported: some belong to a kernel or a server."""
    return tuple(limit for file in sorted(package.rglob("*.py")) for limit in _of(file, package))


def _of(file: Path, package: Path) -> Iterator[Told]:
    source = file.read_text(encoding="utf-8")
    if "Limit[" not in source:
        return
    body = ast.parse(source).body
    for node, below in zip(body, [*body[1:], None], strict=True):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Subscript(value=ast.Name(id="Limit"))):
                words = below.value if isinstance(below, ast.Expr) else None
                text = str(words.value) if isinstance(words, ast.Constant) else ""
                place = ".".join(file.relative_to(package).with_suffix("").parts)
                yield told(f"{place}.{name}", ast.literal_eval(node.value or ast.Constant(0)), text)
