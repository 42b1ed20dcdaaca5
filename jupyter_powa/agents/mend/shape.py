"""A wrong shape of a query: aggregates where none may stand, columns that nothing puts together, names made later."""

from __future__ import annotations

from typing import Any

from sqlglot import exp


def reshape(tree: Any, told: list[str]) -> None:
    """Change the tree in place."""
    for select in list(tree.find_all(exp.Select)):
        _out_of_where(select, told)
        _aliases_in_where(select, told)
        _grouped(select, told)


def _own(select: exp.Select, node: Any) -> bool:
    return node.find_ancestor(exp.Select) is select


def _aggregates(select: exp.Select, part: Any) -> list[Any]:
    found = part.find_all(exp.AggFunc)
    return [one for one in found if _own(select, one) and one.find_ancestor(exp.Window) is None]


def _out_of_where(select: exp.Select, told: list[str]) -> None:
    """A condition on an aggregate belongs behind the groups."""
    where = select.args.get("where")
    if where is None or not _aggregates(select, where):
        return
    parts = list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]
    late = [one for one in parts if _aggregates(select, one)]
    early = [one for one in parts if one not in late]
    select.set("where", exp.Where(this=exp.and_(*early, copy=True)) if early else None)
    having = select.args.get("having")
    said = [*([having.this] if having is not None else []), *late]
    select.set("having", exp.Having(this=exp.and_(*said, copy=True)))
    told.append("a condition on an aggregate stands in HAVING")


def _aliases_in_where(select: exp.Select, told: list[str]) -> None:
    """A name that SELECT makes is not there yet in WHERE: what it stands for is."""
    where = select.args.get("where")
    if where is None:
        return
    made = {one.alias.casefold(): one.this for one in select.selects if isinstance(one, exp.Alias)}
    for column in list(where.find_all(exp.Column)):
        meant = made.get(column.name.casefold())
        plain = not column.table and _own(select, column)
        if plain and meant is not None and not isinstance(meant, exp.Column) and not any(meant.find_all(exp.AggFunc)):
            column.replace(exp.paren(meant.copy()))
            told.append(f"{column.name} is written out")


def _grouped(select: exp.Select, told: list[str]) -> None:
    """Columns beside aggregates are put together by."""
    having = select.args.get("having")
    every = [one for part in select.selects for one in _aggregates(select, part)]
    every += _aggregates(select, having) if having is not None else []
    group = select.args.get("group")
    if not every and group is None:
        return
    if group is not None and group.args.get("all"):
        return
    known = {one.sql() for one in group.expressions} if group is not None else set()
    columns = [one for one in group.expressions if isinstance(one, exp.Column)] if group else []
    bare = {one.name.casefold() for one in columns}
    places = {int(one.this) for one in group.expressions if isinstance(one, exp.Literal)} if group else set()
    lacking = []
    for place, part in enumerate(select.selects, 1):
        said = part.this if isinstance(part, exp.Alias) else part
        alone = not _aggregates(select, said) and not isinstance(said, exp.Star | exp.Literal | exp.Window)
        named = isinstance(part, exp.Alias) and part.alias.casefold() in bare
        same = isinstance(said, exp.Column) and any(
            one.name.casefold() == said.name.casefold() and (one.table == said.table or not (one.table and said.table))
            for one in columns
        )
        there = place in places or said.sql() in known or named or same
        if alone and any(said.find_all(exp.Column)) and not there and not said.find(exp.Select):
            lacking.append(said)
    if lacking:
        for one in lacking:
            select.group_by(one.copy(), copy=False)
        told.append(f"rows are put together by {', '.join(one.sql() for one in lacking)} as well")
