"""The columns that a block gives, asked of the database without a row."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.build import chain
from jupyter_powa.llm.planner.conversation import Call, Conversation, Deed, failed
from jupyter_powa.llm.planner.frame import Frame
from jupyter_powa.llm.planner.schema import Column, Schema, Table
from jupyter_powa.llm.planner.sheet import Box, Sheet


def columns(conversation: Conversation, sheet: Sheet, box: Box, schema: Schema) -> Deed[Frame]:
    """The columns that a block gives, asked of the database without a row; an open frame where nobody can look."""
    statement = chain(sheet, box, bare=True)
    table = _base(sheet, box, schema)
    if statement is not None and conversation.offers("execute_public_sql"):
        told = yield Call("execute_public_sql", {"sql": f"{statement} limit 0"})
        if not failed(told):
            found = tuple(_column(one, table, sheet, box, schema) for one in told.get("columns") or ())
            measures = [
                one.name
                for one in found
                if re.search(rf"\b(?:sum|count|avg|min|max|median)\(.*\) as \"?{re.escape(one.name)}\b", box.query)
            ]
            return Frame(found, table, noun=box.name, measures=measures)
    if (
        box.type == "sql"
        and table is not None
        and re.fullmatch(r"select \*\s+from \S+.*", box.query.strip(), re.I | re.S)
    ):
        return Frame(table.columns, table, noun=box.name)
    return Frame((), None, open=True, noun=box.name)


def _base(sheet: Sheet, box: Box, schema: Schema) -> Table | None:
    """The table whose rows these are, as long as nothing was summed on the way."""
    current: Box | None = box
    for _ in range(100):
        if current is None or re.search(
            r"\bgroup by\b|^select (?:sum|count|avg|median|min|max)\(", current.query, re.I
        ):
            return None
        found = re.search(r"\bfrom\s+(?:\"((?:[^\"]|\"\")+)\"|([\w.]+))", current.query, re.I)
        if found is None:
            return None
        name = found[1] or found[2]
        current = sheet.by_name(name)
        if current is None or current is box:
            return schema.named(name)
    return None


def _column(told: dict[str, str], table: Table | None, sheet: Sheet, box: Box, schema: Schema) -> Column:
    name, kind = str(told.get("name")), str(told.get("type") or "")
    text = "\n".join([box.query, *(one.query for one in sheet.before(box))])
    held = [one for one in schema.tables if re.search(rf"(?:from|join)\s+{re.escape(one.sql)}(?!\w)", text, re.I)]
    held.sort(key=lambda one: one != table)
    for one in held:
        column = one.column(name)
        if column is not None:
            return Column(name, kind or column.type, one.name, column.primary and one == table, column.refers)
        if (own := one.column(name.removeprefix(f"{one.one.replace(' ', '_')}_"))) is not None:
            return Column(name, kind or own.type, one.name, also=(f"{one.one} {own.name}",))
    return Column(name, kind, also=_also(name), loosely=_loosely(name))


_WORDS = {"number_of_": ("count", "number"), "total_": ("total", "sum"), "average_": ("average", "avg", "mean")}


def _also(name: str) -> tuple[str, ...]:
    return tuple(word for head, words in _WORDS.items() if name.startswith(head) and "number" in head for word in words)


def _loosely(name: str) -> tuple[str, ...]:
    return tuple(
        part for head, words in _WORDS.items() if name.startswith(head) for part in (name.removeprefix(head), *words)
    )
