"""The columns of a query traced to the tables that feed them, by sqlglot with the schema at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jupyter_powa.explore.dialect import Dialect
from jupyter_powa.model.explore import FedColumn, Feed, Relation

if TYPE_CHECKING:
    from sqlglot import Expr, MappingSchema, exp
    from sqlglot.lineage import Node
    from sqlglot.optimizer.scope import Scope

NAME = "powa_table_{}"
"""What tables are called while they are traced: names of one part, each of one table."""
LOST = "lost"
"""A leaf that is no column of a table that is known."""
PLAIN = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)
SHOWN = 2_000
"""Characters of an expression that is told."""


@dataclass(frozen=True)
class Base:
    """A table that a query reads, as it stands there, and what is known of it."""

    node: exp.Table
    sql: str
    """As SQL, without an alias."""
    parts: tuple[str, ...]
    """Its name in its parts; none of a function."""
    file: str = ""
    columns: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    """What the query calls its first columns."""
    relation: Relation | None = None
    title: str = ""

    def known(self, columns: Sequence[str], relation: Relation | None, title: str) -> Base:
        """The same with what is known of it."""
        return replace(self, columns=list(columns), relation=relation, title=title)

    def feed(self, column: str) -> Feed:
        """One of its columns, by its own name where letter case does not matter."""
        called = [one.casefold() for one in self.aliases[: len(self.columns)]]
        if column.casefold() in called:
            column = self.columns[called.index(column.casefold())]
        named = next((one for one in self.columns if one == column), None)
        named = named or next((one for one in self.columns if one.casefold() == column.casefold()), column)
        schema = self.parts[-2] if len(self.parts) > 1 else None
        source = self.relation.source if self.relation is not None else None
        return Feed(source=source, schema=schema, table=self.title, column=named, relation=self.relation)


def base_tables(tree: Expr, dialect: Dialect) -> list[Base]:
    """The tables that a query reads, common table expressions aside."""
    from sqlglot import exp
    from sqlglot.optimizer.scope import traverse_scope

    found: dict[int, exp.Table] = {}
    for scope in traverse_scope(tree):
        for source in scope.sources.values():
            if isinstance(source, exp.Table):
                found.setdefault(id(source), source)
    return [_base(node, dialect) for node in found.values()]


def _base(node: exp.Table, dialect: Dialect) -> Base:
    from sqlglot import exp

    plain = exp.Table(**{key: part.copy() for key in ("this", "db", "catalog") if (part := node.args.get(key))})
    sql = plain.sql(dialect=dialect.sqlglot)
    alias = node.args.get("alias")
    aliases = [one.name for one in alias.columns] if alias is not None else []
    if isinstance(node.this, exp.Identifier):
        parts = tuple(part.name for part in plain.parts)
        return Base(node, sql, parts, title=parts[-1], aliases=aliases)
    path = next((one.name for one in node.this.find_all(exp.Literal) if one.is_string), "")
    file = path if sql.lower().startswith(("read_", "parquet_scan", "'")) else ""
    return Base(node, sql, (), file=file, title=file or sql[:80], aliases=aliases)


def traced(tree: Expr, bases: Sequence[Base], dialect: Dialect, names: Sequence[str] | None) -> list[FedColumn] | str:
    """The columns with their feeds; or why they could not be followed. `names`: as the database calls them."""
    from sqlglot import MappingSchema, exp
    from sqlglot.errors import SqlglotError

    known = {NAME.format(place): base for place, base in enumerate(bases)}
    # MariaDB's columns have no letter case, which sqlglot takes them to have.
    word = f"{dialect.sqlglot}, normalization_strategy=case_insensitive" if dialect.sqlglot == "mysql" else ""
    tracer = _Tracer(word or dialect.sqlglot, MappingSchema(dialect=word or dialect.sqlglot), known)
    for name, base in known.items():
        _rename(tree, base, name)
        columns: dict[Any, str] = {exp.to_identifier(column, quoted=True): "text" for column in base.columns}
        if columns:
            tracer.schema.add_table(exp.to_table(name), columns, dialect=tracer.dialect)
    try:
        return tracer.columns(tree, names)
    except RecursionError:
        return "it is too deep"
    except (SqlglotError, ValueError, KeyError, AttributeError) as error:  # of statements that it does not know yet
        return str(error).splitlines()[0] if isinstance(error, SqlglotError | ValueError) else "it is too involved"


def _rename(tree: Expr, base: Base, name: str) -> None:
    """Give a table of the tree a plain name, under the alias that the rest of the tree knows it by."""
    from sqlglot import exp

    node = base.node
    alias = node.args.get("alias")
    if alias is None:
        alias = exp.TableAlias()
        node.set("alias", alias)
    if not alias.this:
        alias.set("this", exp.to_identifier(base.parts[-1] if base.parts else base.sql.partition("(")[0].lower()))
    schema = base.parts[-2].casefold() if len(base.parts) > 1 else ""
    for column in tree.find_all(exp.Column):  # `main.orders.id` is known as `orders.id` from here on
        if schema and column.db.casefold() == schema and column.table.casefold() == base.parts[-1].casefold():
            column.set("db", None)
            column.set("catalog", None)
    node.set("this", exp.to_identifier(name))
    node.set("db", None)
    node.set("catalog", None)


@dataclass
class _Tracer:
    """Follows the columns of one query."""

    dialect: str
    schema: MappingSchema
    known: Mapping[str, Base]
    cache: dict[tuple[Any, ...], Node] = field(default_factory=dict)
    scopes: dict[int, Any] = field(default_factory=dict)
    """What sqlglot has found already, for the columns after it."""

    def columns(self, tree: Expr, names: Sequence[str] | None) -> list[FedColumn] | str:
        from sqlglot import exp
        from sqlglot.optimizer.qualify import qualify
        from sqlglot.optimizer.scope import build_scope

        tree = qualify(
            tree,
            dialect=self.dialect,
            schema=self.schema,
            validate_qualify_columns=False,
            identify=True,  # a leaf tells its column as SQL, which has to be read again
        )
        scope = build_scope(tree)
        query = scope.expression if scope is not None else None
        if scope is None or not isinstance(query, exp.Query):
            return "it is no query of columns"
        selects = query.selects
        if any(one.is_star for one in selects):
            return "which columns its * stands for is not known"
        if names is not None and len(names) != len(selects):
            return f"it gives {len(names)} columns, and {len(selects)} are written"
        given = names or [one.alias_or_name for one in selects]
        return [self.column(scope, place, one, selects[place]) for place, one in enumerate(given)]

    def column(self, scope: Scope, place: int, name: str, select: Expr) -> FedColumn:
        from sqlglot.errors import SqlglotError
        from sqlglot.lineage import to_node

        made = FedColumn(name=name, expression=self.written(select))
        try:
            root = to_node(
                place,
                scope,
                self.dialect,
                schema=self.schema,
                trim_selects=False,
                _cache=self.cache,
                _scope_meta=self.scopes,
            )
        except (SqlglotError, ValueError, RecursionError):
            made.note = "Its way through the statement could not be followed."
            return made
        made.expression = self.written(_computed(root)) or made.expression
        lost = False
        for node in root.walk():
            feed = self.feed(node)
            lost = lost or feed is LOST
            if isinstance(feed, Feed) and feed not in made.feeds:
                made.feeds.append(feed)
        if lost:
            made.note = "A part of it comes from somewhere that could not be followed."
        return made

    def feed(self, node: Node) -> Feed | str | None:
        """What a leaf stands for; None for what is no column of a table."""
        from sqlglot import exp, parse_one

        if node.downstream:
            return None
        if isinstance(node.expression, exp.Placeholder):
            return LOST
        if not isinstance(node.expression, exp.Table):
            return None
        base = self.known.get(node.expression.name)
        if base is None:
            return LOST
        return base.feed(parse_one(node.name).name if node.name != "*" else "*")

    def written(self, select: Expr) -> str:
        """A column's expression, with the tables' own names."""
        from sqlglot import exp

        shown = select.unalias().copy()
        for table in shown.find_all(exp.Table):
            if (base := self.known.get(table.name)) is not None and base.parts:
                table.set("this", exp.to_identifier(base.parts[-1]))
        for part in shown.find_all(exp.Identifier):
            part.set("quoted", not PLAIN.fullmatch(part.name))
        return str(shown.sql(dialect=self.dialect, comments=False))[:SHOWN]


def _computed(node: Node) -> Expr:
    """Where a column is computed: a name that stands for another query's column alone leads there."""
    from sqlglot import exp

    while isinstance(node.expression.unalias(), exp.Column) and len(node.downstream) == 1:
        if isinstance(node.downstream[0].expression, exp.Table | exp.Placeholder):
            break
        node = node.downstream[0]
    return node.expression
