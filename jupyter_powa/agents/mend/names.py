"""Wrong names in a query: tables, qualifiers and columns, each taken to the nearest one that fits where it stands."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from jupyter_powa.agents.chosen import of
from jupyter_powa.agents.mend.joining import Keys
from jupyter_powa.agents.mend.near import LEAST, SURE, best, by_synonym, nearness, phrase_of
from jupyter_powa.explore.kinds import sort_of
from jupyter_powa.model.agents import ContextTable


class Names(Keys):
    """Mends the names in one tree, and tells what it changed."""

    def mend(self, tree: Any) -> None:
        """Change the tree in place; what cannot be told is left as it is."""
        self._mend_tables(tree)
        for scope in traverse_scope(tree):
            self._mend_scope(scope)

    def _mend_tables(self, tree: Any) -> None:
        own = {cte.alias.casefold() for cte in tree.find_all(exp.CTE)}
        for table in list(tree.find_all(exp.Table)):
            if not isinstance(table.this, exp.Identifier) or (not table.db and table.name.casefold() in own):
                continue
            if (known := of(table, self._tables)) is not None:
                if table.name != known.name.rpartition(".")[2]:  # letters that differ in case matter to some servers
                    self.told.append(f"{table.name} is {known.name}")
                    self._rename(table, known, tree)
                continue
            if (near := self._near_table(table, tree)) is not None:
                self.told.append(f"{table.name} is {near.name}")
                self._rename(table, near, tree)

    def _rename(self, table: exp.Table, near: ContextTable, tree: Any) -> None:
        old, parts = table.name, near.name.split(".")
        table.set("this", exp.to_identifier(parts[-1], quoted=parts[-1] != parts[-1].lower() or None))
        table.set("db", exp.to_identifier(parts[-2]) if len(parts) > 1 else None)
        table.set("catalog", None)
        if not table.alias:
            for column in tree.find_all(exp.Column):
                if column.table.casefold() == old.casefold():
                    column.set("table", exp.to_identifier(parts[-1]))

    def _near_table(self, table: exp.Table, tree: Any) -> ContextTable | None:
        """The table of nearly this name, or with the columns that are named of it."""
        word = table.alias_or_name.casefold()
        named = {column.name for column in tree.find_all(exp.Column) if column.table.casefold() == word}
        scores = {}
        for one in self._context.tables:
            own = {column.name.casefold() for column in one.columns}
            held = sum(name.casefold() in own for name in named) / len(named) if named else 0.0
            near = nearness(table.name, one.name.rpartition(".")[2])
            phrases = self._lexicon.phrases.get(phrase_of(table.name), ())
            if any(meaning.table == one.name and meaning.column is None for meaning in phrases):
                near = max(near, 0.85)
            scores[one.name] = near + held * 0.3
        top = max(scores, key=lambda name: scores[name], default="")
        return self._tables[top.casefold()] if top and scores[top] >= LEAST + 0.05 else None

    def _same_case(self, identifier: exp.Identifier, name: str) -> None:
        if identifier.args.get("quoted") and identifier.this != name:
            self.told.append(f"{identifier.this} is {name}")
            identifier.set("this", name)

    def _mend_scope(self, scope: Scope) -> None:
        sources = self._sources(scope)
        if not sources:
            return
        outer = self._sources(scope.parent) if scope.parent is not None else {}
        selects = scope.expression.selects if isinstance(scope.expression, exp.Select) else []
        aliases = {one.alias.casefold() for one in selects if one.alias}
        for column in list(scope.columns):
            elsewhere = (
                isinstance(scope.expression, exp.Select) and column.find_ancestor(exp.Select) is not scope.expression
            )
            if isinstance(column.this, exp.Star) or column.parent is None or elsewhere:
                continue
            if column.table:
                self._qualified(column, sources, outer, scope)
            else:
                self._bare(column, sources, outer, aliases, scope)

    def _sources(self, scope: Scope) -> dict[str, dict[str, str]]:
        """The columns of each source by its name here: the name in small letters, and as it is."""
        found: dict[str, dict[str, str]] = {}
        for name, source in scope.sources.items():
            if isinstance(source, exp.Table):
                table = of(source, self._tables)
                if table is not None:
                    found[name] = {column.name.casefold(): column.name for column in table.columns}
            elif isinstance(source, Scope) and isinstance(source.expression, exp.Query):
                found[name] = {one.casefold(): one for one in source.expression.named_selects}
        return found

    def _qualified(self, column: exp.Column, sources: Any, outer: Any, scope: Scope) -> None:
        word = next((name for name in (*sources, *outer) if name.casefold() == column.table.casefold()), None)
        everything = {**outer, **sources}
        if word is None:
            self._wrong_qualifier(column, sources, outer, scope)
            return
        columns = everything[word]
        if column.name.casefold() in columns:
            self._same_case(column.this, columns[column.name.casefold()])
            return
        self._wrong_column(column, word, sources, outer, scope)

    def _wrong_qualifier(self, column: exp.Column, sources: Any, outer: Any, scope: Scope) -> None:
        """An alias that is not there: of those that have the column, the one whose table is called most like it."""
        near = {**{name: scope.parent for name in outer}, **{name: scope for name in sources}}
        everything = {**outer, **sources}
        holding = [name for name in near if column.name.casefold() in everything[name]]
        beside = _beside(column)
        free = [name for name in holding if beside is None or beside != (name.casefold(), column.name.casefold())]
        ranked = sorted(free or holding, key=lambda name: -self._called(column.table, name, near[name]))
        if ranked:
            self._requalify(column, ranked[0])
        elif (other := best(column.table, sources, 0.3)) is not None:
            column.set("table", exp.to_identifier(other))
            self._wrong_column(column, other, sources, outer, scope)

    def _called(self, said: str, name: str, scope: Scope | None) -> float:
        source = scope.sources.get(name) if scope is not None else None
        table = source.name if isinstance(source, exp.Table) else name
        return max(nearness(said, name), nearness(said, table), 0.9 if table.startswith(said) else 0.0)

    def _requalify(self, column: exp.Column, name: str) -> None:
        self.told.append(f"{column.sql()} is of {name}")
        for part, value in (("table", exp.to_identifier(name)), ("db", None), ("catalog", None)):
            column.set(part, value)

    def _wrong_column(self, column: exp.Column, word: str, sources: Any, outer: Any, scope: Scope) -> None:
        """A column that its table does not have: another one's of this name, or the nearest of its own."""
        others = [name for name in sources if name != word and column.name.casefold() in sources[name]]
        own = self._ranked(column, word, sources.get(word) or outer.get(word, {}), scope)
        key = self.key(column, word, scope)
        if key is not None:
            self._take(column, word, key)
        elif len(others) == 1 and not (own and own[0][0] >= 0.9):
            self._requalify(column, others[0])
        elif own and own[0][0] >= SURE:
            self._take(column, word, own[0][1])
        elif others:
            self._requalify(column, others[0])
        elif not self.elsewhere(column, scope) and own and own[0][0] >= LEAST:
            self._take(column, word, own[0][1])

    def _take(self, column: exp.Column, word: str, name: str) -> None:
        self.told.append(f"{column.sql()} is {word}.{name}" if word else f"{column.sql()} is {name}")
        column.set("this", exp.to_identifier(name, quoted=bool(column.this.args.get("quoted")) or None))
        if word:
            column.set("table", exp.to_identifier(word))

    def _ranked(self, column: exp.Column, word: str, columns: Any, scope: Scope) -> list[tuple[float, str]]:
        """The columns of a source by how near they are, those of the right kind first."""
        source = scope.sources.get(word)
        table = of(source, self._tables) if isinstance(source, exp.Table) else None
        also = by_synonym(column.name, table.name, self._lexicon) if table is not None else {}
        wanted = _kind_beside(column)
        types = {one.name: sort_of(one.type).kind for one in table.columns} if table is not None else {}
        made = []
        for name in columns.values():
            near = max(nearness(column.name, name), also.get(name, 0.0))
            if wanted and types.get(name, wanted) != wanted:
                near -= 0.15
            made.append((near, name))
        return sorted(made, reverse=True)

    def _bare(self, column: exp.Column, sources: Any, outer: Any, aliases: set[str], scope: Scope) -> None:
        """A column without its table: one that several have is told apart, one that none has is looked for."""
        name = column.name.casefold()
        holding = [word for word, columns in sources.items() if name in columns]
        if len(holding) == 1:
            self._same_case(column.this, sources[holding[0]][name])
        elif len(holding) > 1:
            if not _in_using(scope, name):
                self._requalify(column, holding[0])
        elif name not in aliases and not any(name in columns for columns in outer.values()):
            if self._is_text(column):
                self.told.append(f"{column.name} is a text")
                column.replace(exp.Literal.string(column.name))
                return
            self._nowhere(column, sources, scope)

    def _is_text(self, column: exp.Column) -> bool:
        """Whether a quoted name is a text in the wrong quotes: it is compared with something, and no column."""
        parent = column.parent
        compared = isinstance(parent, exp.EQ | exp.NEQ | exp.In | exp.Like | exp.GT | exp.GTE | exp.LT | exp.LTE)
        held = any(
            column.name == value for table in self._context.tables for one in table.columns for value in one.values
        )
        second = isinstance(parent, exp.Binary) and parent.right is column
        return bool(column.this.args.get("quoted")) and compared and (held or second)

    def _nowhere(self, column: exp.Column, sources: Any, scope: Scope) -> None:
        if (key := self.joining(column, sources, scope)) is not None:
            self._take(column, *key)
            return
        ranked = sorted(
            (
                (near, word, name)
                for word, columns in sources.items()
                for near, name in self._ranked(column, word, columns, scope)[:1]
            ),
            reverse=True,
        )
        near = ranked[0] if ranked and ranked[0][0] >= LEAST else (0.0, "", "")
        if near[0] < SURE and self.elsewhere(column, scope):
            return
        if near[0]:
            self._take(column, near[1] if len(sources) > 1 else "", near[2])


def _beside(column: exp.Column) -> tuple[str, str] | None:
    """The column that this one is compared with, by its qualifier and name."""
    parent = column.parent
    if not isinstance(parent, exp.EQ):
        return None
    other = parent.right if parent.left is column else parent.left
    return (other.table.casefold(), other.name.casefold()) if isinstance(other, exp.Column) else None


def _in_using(scope: Scope, name: str) -> bool:
    joins = scope.expression.args.get("joins") or () if isinstance(scope.expression, exp.Select) else ()
    return any(one.name.casefold() == name for join in joins for one in join.args.get("using") or ())


def _kind_beside(column: exp.Column) -> str | None:
    """The kind of value that a column is compared with or added up as."""
    parent = column.parent
    if isinstance(parent, exp.Sum | exp.Avg):
        return "number"
    if isinstance(parent, exp.TimestampTrunc | exp.DateTrunc | exp.Extract | exp.Year | exp.Month):
        return "time"
    other = None
    if isinstance(parent, exp.Binary):
        other = parent.right if parent.left is column else parent.left
    elif isinstance(parent, exp.In) and parent.expressions:
        other = parent.expressions[0]
    elif isinstance(parent, exp.Between):
        other = parent.args.get("low")
    if isinstance(other, exp.Literal):
        return "text" if other.is_string and not other.this[:4].isdigit() else None if other.is_string else "number"
    return "time" if isinstance(other, exp.Cast) and other.is_type("date", "timestamp") else None
