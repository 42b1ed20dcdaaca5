"""What holds tables together: the keys of a join, and the table that must be joined for a column."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from jupyter_powa.agents.chosen import of
from jupyter_powa.agents.joins import Joins
from jupyter_powa.agents.planner.lexicon import Lexicon
from jupyter_powa.model.agents import Context, ContextTable, Relationship


class Keys:
    """What holds tables together, for names that are wrong."""

    def __init__(self, context: Context, lexicon: Lexicon) -> None:
        self._context, self._lexicon = context, lexicon
        self._tables = {table.name.casefold(): table for table in context.tables}
        self._joins = Joins(context.relationships)
        self._joined: dict[int, dict[str, set[str]]] = {}
        """The tables that were joined to a part of the query, with their columns."""
        self.told: list[str] = []

    def key(self, column: exp.Column, word: str, scope: Scope) -> str | None:
        """In a comparison of two tables: the column by which the context joins them."""
        parent = column.parent
        if not isinstance(parent, exp.EQ):
            return None
        other = parent.right if parent.left is column else parent.left
        one, another = scope.sources.get(word), scope.sources.get(getattr(other, "table", ""))
        if not (isinstance(other, exp.Column) and isinstance(one, exp.Table) and isinstance(another, exp.Table)):
            return None
        mine, theirs = of(one, self._tables), of(another, self._tables)
        if mine is None or theirs is None:
            return None
        way = self._joins.way(mine.name, theirs.name)
        if len(way) != 1:
            return None
        ahead = way[0].table == mine.name
        keys = way[0].columns if ahead else way[0].other_columns
        partners = way[0].other_columns if ahead else way[0].columns
        for key, partner in zip(keys, partners, strict=False):
            if partner.casefold() == other.name.casefold():
                return key
        if len(keys) == 1:
            other.set("this", exp.to_identifier(partners[0]))
            return keys[0]
        return None

    def joining(self, column: exp.Column, sources: Any, scope: Scope) -> tuple[str, str] | None:
        """In what joins two tables: the key that belongs to the column on the other side."""
        parent = column.parent
        if not isinstance(parent, exp.EQ) or not isinstance(parent.parent, exp.Join):
            return None
        other = parent.right if parent.left is column else parent.left
        if not isinstance(other, exp.Column):
            return None
        for word in sources:
            if (other.table and other.table != word) or other.name.casefold() not in sources[word]:
                continue
            for name in sources:
                copy = exp.column(column.name, name)
                exp.EQ(this=copy, expression=exp.column(other.name, word))
                if name != word and (key := self.key(copy, name, scope)) is not None:
                    return name, key
        return None

    def elsewhere(self, column: exp.Column, scope: Scope) -> bool:
        """Join the table that has a column, where exactly one that is one step away has it."""
        if not isinstance(scope.expression, exp.Select):
            return False
        for joined, columns in self._joined.get(id(scope), {}).items():
            if column.name.casefold() in columns:
                column.set("table", exp.to_identifier(joined))
                return True
        here = {}
        for alias, source in scope.sources.items():
            if isinstance(source, exp.Table) and (known := of(source, self._tables)) is not None:
                here[known.name] = alias
        found: list[tuple[str, Relationship, ContextTable]] = []
        for table in self._tables.values():
            if table.name in here or column.name.casefold() not in {one.name.casefold() for one in table.columns}:
                continue
            ways = [(name, way[0]) for name in here if len(way := self._joins.way(name, table.name)) == 1]
            found += [(name, one, table) for name, one in ways if _one(one, name)]
        if len({table.name for _, _, table in found}) != 1:
            return False
        name, one, table = found[0]
        alias = here[name]
        ahead = one.table == name
        mine, theirs = (one.columns, one.other_columns) if ahead else (one.other_columns, one.columns)
        short = table.name.rpartition(".")[2]
        on = exp.and_(*(exp.column(a, alias).eq(exp.column(b, short)) for a, b in zip(mine, theirs, strict=False)))
        parts = table.name.split(".")
        made = exp.Table(this=exp.to_identifier(parts[-1]), db=exp.to_identifier(parts[-2]) if len(parts) > 1 else None)
        scope.expression.append("joins", exp.Join(this=made, on=on))
        column.set("table", exp.to_identifier(short))
        self._joined.setdefault(id(scope), {})[short] = {held.name.casefold() for held in table.columns}
        self.told.append(f"{column.name} is of {table.name}, which is joined")
        return True


def _one(relationship: Relationship, name: str) -> bool:
    """Whether each row of the table belongs to one of the other: the join adds no rows."""
    ahead = relationship.table == name
    return relationship.cardinality in (("many_to_one", "one_to_one") if ahead else ("one_to_many", "one_to_one"))
