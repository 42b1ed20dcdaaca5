"""What may be read of a server: its public schemas' tables, where letters in names count, or do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.data.external.kinds import Allowed
from jupyter_powa.data.external.tree import Look, parsed
from jupyter_powa.data.guard import Path, Public, SqlRefused, shown
from jupyter_powa.errors import BlockError, PowaError


@dataclass(frozen=True)
class Named(Public):
    """The public tables by their names as they are; `fold` makes names equal that the database calls equal."""

    schemas: tuple[str, ...] = ()
    """The schemas where a bare name is looked up, in their order."""
    views: frozenset[tuple[str, str]] = frozenset()
    fold: Callable[[str], str] = field(default=str)

    def holds(self, path: Path) -> bool:
        """Whether a table of this name is public."""
        return self.found(path) is not None

    def found(self, path: Path) -> tuple[str, str] | None:
        """The schema and name of the public table that is meant."""
        *before, name = (self.fold(part) for part in path)
        if len(before) > 2 or (len(before) == 2 and before[0] != self.fold(self.database)):
            return None
        for schema in [before[-1]] if before else self.schemas:
            if (schema, name) in self.tables:
                return schema, name
        return None


def looked(sql: str, allowed: Allowed, public: Named) -> Look:
    """The look at a query that may run; the text that it writes was read and judged once more."""
    look = Look(parsed(sql, allowed), allowed, public.found)
    again = Look(parsed(look.text(), allowed), allowed, public.found)
    look.tables, look.calls = [*look.tables, *again.tables], look.calls | again.calls
    return look


def behind(views: Iterable[Path], public: Named, allowed: Allowed, define: Callable[[Path], str | None]) -> list[Path]:
    """The tables behind these views, and behind views behind them; raises SqlRefused where that cannot be told."""
    found: dict[Path, None] = {}
    waiting, seen = list(views), set(views)
    while waiting:
        view = waiting.pop()
        sql = define(view)
        if sql is None:
            raise SqlRefused(
                f"The view {shown(view[1:])} cannot be checked, as the account may not see how it is made. Grant it "
                "the right to (on MariaDB: SHOW VIEW), or read the tables themselves."
            )
        try:
            look = Look(parsed(sql, allowed), allowed, public.found)
        except PowaError as error:
            raise SqlRefused(
                f"The view {shown(view[1:])} cannot be checked, as it is made with something that is not allowed here "
                f"({error.message.partition('. ')[0].rstrip('.')}). Read the tables themselves."
            ) from None
        for path in look.tables:
            found[path] = None
            if path in public.views and path not in seen:
                seen.add(path)
                waiting.append(path)
    return list(found)


def fitting(placeholders: int, values: Sequence[Any]) -> None:
    """Raises BlockError with code `sql_error` where there are not as many values as the query takes."""
    if placeholders != len(values):
        one, given = ("value" if placeholders == 1 else "values"), ("was" if len(values) == 1 else "were")
        said = f"The query takes {placeholders} {one}, and {len(values)} {given} given."
        raise BlockError(said, code="sql_error")
