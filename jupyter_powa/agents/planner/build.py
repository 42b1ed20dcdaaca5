"""Write what was asked for as SQL of DuckDB, which is then told to any other database in its own words."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_powa.agents.planner.joined import Edge, Reach
from jupyter_powa.agents.planner.lexicon import Lexicon
from jupyter_powa.agents.planner.parts import Group, Measure, NotUnderstood, Order, Query, Unclear
from jupyter_powa.agents.planner.related import Related
from jupyter_powa.agents.planner.write import Names, condition, measured, named


class Builder:
    """One query on its way to SQL."""

    def __init__(self, query: Query, lexicon: Lexicon, reach: Reach) -> None:
        self.query, self.lexicon, self.reach = query, lexicon, reach
        self.groups = list(query.groups)
        self.measures = list(query.measures)
        self.joins: dict[str, Edge] = {}
        self.times: list[str] = []
        """Units of time that rows are put together by: what they come in order of where nothing else is said."""
        self.names = Names()

    def sql(self) -> str:
        """The query; raises NotUnderstood where the tables do not belong together in that way."""
        self._entities()
        base = self._base()
        related = Related(base, self.reach, self.names)
        kept, conditions = related.split(self.query.conditions, self.query.relations)
        for one in kept:
            self._reach(base, one.ref.table)
        selected, grouped = self._selected(base)
        order = [self._ordered(base, one) for one in self.query.order]
        order = order or self.times
        order += self._ties(base, grouped) if order and self.query.limit else []
        where = _joined_conditions([(condition(one, self.names), one.joined) for one in kept])
        where += conditions
        having = [self._having(base, *one) for one in self.query.having]
        parts = [
            f"select {'distinct ' if self._distinct() else ''}{', '.join(selected)}",
            f"from {self.names.table(base)}{self._written_joins()}",
            f"where {' and '.join(where)}" if where else "",
            f"group by {', '.join(grouped)}" if grouped else "",
            f"having {' and '.join(having)}" if having else "",
            f"order by {', '.join(order)}" if order else "",
            f"limit {self.query.limit}" if self.query.limit else "",
        ]
        return "\n".join(part for part in parts if part)

    def _entities(self) -> None:
        """`which customer … most`, `which districts have more than one …`: what is asked for becomes the groups."""
        query = self.query
        by = [one.by for one in query.order if isinstance(one.by, Measure)]
        if query.order and self.measures and not self.groups:
            raise NotUnderstood("A number of all rows comes in no order.")
        if (by or query.having) and not self.groups and not self.measures:
            if query.columns:
                self.groups = [Group(ref=ref) for ref in query.columns]
                query.columns = []
            elif query.subject:
                self.groups = [Group(table=query.subject)]
        if self.groups and not self.measures and not by and not query.having:
            if not query.subject:
                raise NotUnderstood("What is put together?")
            self.measures = [Measure("count", query.subject)]

    def _distinct(self) -> bool:
        query = self.query
        return query.distinct and bool(query.columns) and not self.measures and not self.groups

    def _base(self) -> str:
        """The table whose rows are read or counted, each once."""
        query = self.query
        every = [*self.measures, *(one.by for one in query.order if isinstance(one.by, Measure))]
        every += [one for one, _, _ in query.having]
        if self.groups or self.measures or every:
            return self._base_of(list(dict.fromkeys(every)))
        tables = list(
            dict.fromkeys([*([query.subject] if query.subject else []), *(one.table for one in query.columns)])
        )
        if not tables:
            tables = [one.ref.table for one in query.conditions][:1]
        if not tables:
            raise NotUnderstood("It is not clear what is asked for.")
        base = self._covering(tables)
        query.subject = query.subject or base
        return base

    def _covering(self, tables: Sequence[str]) -> str:
        """The one of the tables, or the nearest other, of which each row has one of every other."""
        for table in tables:
            if set(tables) <= set(self.reach.to_one(table)):
                return table
        between = [name for name in self.lexicon.tables if set(tables) <= set(self.reach.to_one(name))]
        if not between:
            raise NotUnderstood(f"Nothing says how {' and '.join(tables)} belong together.")
        return min(between, key=lambda name: sum(len(self.reach.to_one(name)[table]) for table in tables))

    def _base_of(self, measures: list[Measure]) -> str:
        tables = list(dict.fromkeys(one.table for one in measures))
        wanted = [group.table or (group.ref.table if group.ref else "") for group in self.groups]
        base = self._covering([*tables, *(one for one in wanted if one not in tables)])
        for one in measures:
            if one.table != base and one.call not in ("count", "min", "max"):
                raise NotUnderstood(
                    f"{one.table}.{one.ref.name if one.ref else ''} would be counted once for each of {base}."
                )
        self._counted_once(base)
        return base

    def _counted_once(self, base: str) -> None:
        """Rows of another table than the base are counted by their keys."""

        def once(one: Measure) -> Measure:
            if one.call != "count" or one.ref is not None or one.table == base:
                return one
            keys = self.lexicon.key(one.table)
            if len(keys) != 1:
                raise NotUnderstood(f"{one.table} has no key by which its rows could be counted once.")
            return Measure("count", one.table, keys[0], distinct=True)

        self.measures = [once(one) for one in self.measures]
        self.query.order = [
            Order(once(one.by), one.down) if isinstance(one.by, Measure) else one for one in self.query.order
        ]
        self.query.having = [(once(one), operator, values) for one, operator, values in self.query.having]

    def _reach(self, base: str, table: str) -> None:
        """Join a table of which each row of the base has one; raises NotUnderstood."""
        way = self.reach.to_one(base).get(table)
        if way is None:
            raise NotUnderstood(f"Nothing says how {base} and {table} belong together.")
        for edge in way:
            self._plain_way(edge)
            self.joins[edge[2]] = edge

    def _plain_way(self, edge: Edge) -> None:
        """Raises Unclear where two columns of the same table lead to the other."""
        if others := self.reach.doubled(edge):
            names = [edge[1][0], *(one[1][0] for one in others)]
            raise Unclear(f"{edge[0]} belongs to {edge[2]} in several ways: by {' or '.join(names)}?")

    def _written_joins(self) -> str:
        made = ""
        for table, (one, mine, other, theirs) in self.joins.items():
            pairs = zip(mine, theirs, strict=True)
            on = " and ".join(f"{self.names.column(one, a)} = {self.names.column(other, b)}" for a, b in pairs)
            made += f"\njoin {self.names.table(table)} on {on}"
        return made

    def _selected(self, base: str) -> tuple[list[str], list[str]]:
        """What is shown, and what rows are put together by."""
        query = self.query
        if not self.groups:
            if self.measures:
                for one in self.measures:
                    self._reach(base, one.table)
                return [self._shown(one) for one in self.measures], []
            return self._rows(base), []
        selected, grouped = [], []
        for group in self.groups:
            made, keys = self._group(base, group)
            selected += made
            grouped += keys
        by = [one.by for one in query.order if isinstance(one.by, Measure)]
        for one in dict.fromkeys([*self.measures, *by]):
            self._reach(base, one.table)
            selected.append(self._shown(one))
        return selected, list(dict.fromkeys(grouped))

    def _shown(self, one: Measure) -> str:
        return f"{measured(one, self.names)} as {self.names.quoted(named(one))}"

    def _group(self, base: str, group: Group) -> tuple[list[str], list[str]]:
        if group.ref is not None:
            self._reach(base, group.ref.table)
            said = self.names.ref(group.ref)
            if group.unit:
                cut = f"date_trunc('{group.unit}', {said})" if group.unit != "year" else f"extract(year from {said})"
                self.times.append(cut)
                return [f"{cut} as {self.names.quoted(group.unit)}"], [cut]
            return [said], [said]
        self._reach(base, group.table)
        labels, keys = self.lexicon.label(group.table), self.lexicon.key(group.table)
        if not (labels or keys):
            raise NotUnderstood(f"{group.table} has neither a name nor a key to put its rows together by.")
        shown = [self.names.ref(one) for one in labels or keys]
        return shown, [*(self.names.ref(one) for one in keys), *shown]

    def _rows(self, base: str) -> list[str]:
        query = self.query
        if query.columns:
            for ref in query.columns:
                self._reach(base, ref.table)
            return [self.names.ref(one) for one in query.columns]
        if not query.subject:
            raise NotUnderstood("It is not clear whose rows are asked for.")
        labels = self.lexicon.label(query.subject)
        refs = self.lexicon.refs[query.subject]
        if query.named and labels:
            refs = list(dict.fromkeys([*self.lexicon.key(query.subject), *labels]))
        self._reach(base, query.subject)
        return [self.names.ref(one) for one in refs]

    def _ordered(self, base: str, one: Order) -> str:
        way = " desc nulls last" if one.down else ""
        if isinstance(one.by, Measure):
            self._reach(base, one.by.table)
            return measured(one.by, self.names) + way
        self._reach(base, one.by.table)
        if self.groups and not any(group.ref == one.by for group in self.groups):
            call = "max" if one.down else "min"
            return f"{call}({self.names.ref(one.by)}){way}"
        return self.names.ref(one.by) + (way or " nulls last")

    def _ties(self, base: str, grouped: list[str]) -> list[str]:
        """What decides between rows that are alike, so that the same question has the same answer."""
        return grouped[:1] if grouped else [self.names.ref(one) for one in self.lexicon.key(base)]

    def _having(self, base: str, one: Measure, operator: str, values: list[object]) -> str:
        self._reach(base, one.table)
        said = measured(one, self.names)
        return (
            f"{said} between {values[0]} and {values[1]}" if operator == "between" else f"{said} {operator} {values[0]}"
        )


def _joined_conditions(said: list[tuple[str, bool]]) -> list[str]:
    """The conditions, those that `or` joins in brackets."""
    made: list[list[str]] = []
    for text, joined in said:
        if joined and made:
            made[-1].append(text)
        else:
            made.append([text])
    return [f"({' or '.join(one)})" if len(one) > 1 else one[0] for one in made]
