"""Whether a bare name behind FROM means a part of the query itself (WITH name AS …), where it stands."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from jupyter_powa.data.guard import Path


def own(table: exp.Table, path: Path, fold: Callable[[str], str]) -> bool:
    """Whether a WITH that is seen from here names it: one before it, or any of a recursive WITH."""
    if len(path) > 1:
        return False
    below: exp.Expr = table
    part: exp.Expr = table  # the part of a WITH that we come from, once we do
    above = table.parent
    while above is not None:
        if isinstance(above, exp.With):
            part = below
        elif (whole := above.args.get("with_")) is not None:
            seen = whole.expressions
            if not whole.args.get("recursive") and part.parent is whole:
                seen = seen[: next(place for place, one in enumerate(seen) if one is part)]
            if any(_name(one, fold) == path[0] for one in seen):
                return True
        below, above = above, above.parent
    return False


def _name(part: exp.Expr, fold: Callable[[str], str]) -> str:
    name = part.args["alias"].this
    return name.name if name.args.get("quoted") else fold(name.name)
