"""Values written into SQL as literals, for queries that are kept: a view takes no bound values."""

from __future__ import annotations

import datetime
import decimal
import math
import re
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jupyter_powa.blocks.refs import SQL_PARTS, bind
from jupyter_powa.errors import BlockError

if TYPE_CHECKING:
    from jupyter_powa.blocks.base import BlockContext


def inlined(text: str, ctx: BlockContext) -> tuple[str, dict[str, Any]]:
    """The SQL with each reference as a literal of its value, and the frames that it names by their names in it.

    Raises BlockError where a reference has no value, and for a `?`, which nothing would fill.
    """
    if any(match["mark"] for match in SQL_PARTS.finditer(text)):
        raise BlockError("A `?` has no value here: write a reference, <Block.output.field>.", code="invalid_config")
    bound = bind(text, ctx.values)
    if bound.unresolved:
        known = ", ".join(sorted(ctx.values.results)) or "none"
        words = f"{bound.unresolved[0].text} has no value. Blocks that have run before this one: {known}."
        raise BlockError(words, code="unresolved_reference")
    values = iter(bound.values)

    def one(match: re.Match[str]) -> str:
        return literal(next(values)) if match["mark"] else match[0]

    return SQL_PARTS.sub(one, bound.sql), bound.frames


def literal(value: Any) -> str:
    """A value as SQL writes it, whatever stands in it; raises BlockError for what SQL has no words for."""
    if hasattr(value, "dtype") and hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | decimal.Decimal):
        return f"({value})"
    if isinstance(value, float):
        return f"'{value!r}'::double"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime.datetime):
        return f"{_text(value.isoformat(' '))}::{'timestamptz' if value.tzinfo else 'timestamp'}"
    if isinstance(value, datetime.date | datetime.time):
        return f"{_text(value.isoformat())}::{'date' if isinstance(value, datetime.date) else 'time'}"
    if isinstance(value, uuid.UUID):
        return f"{_text(str(value))}::uuid"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, Mapping) and value:
        return "{" + ", ".join(f"{_text(str(key))}: {literal(item)}" for key, item in value.items()) + "}"
    raise BlockError(f"A value of type {type(value).__name__} cannot stand in SQL.", code="invalid_config")


def _text(value: str) -> str:
    if "\0" in value:
        raise BlockError("A text with a NUL character cannot stand in SQL.", code="invalid_config")
    return "'" + value.replace("'", "''") + "'"
