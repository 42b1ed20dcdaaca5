"""Conditions on rows that belong to a row, but are many: that there are any, none, or so many."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_powa.agents.planner.joined import Edge, Reach
from jupyter_powa.agents.planner.parts import Condition, NotUnderstood, Relation, Unclear
from jupyter_powa.agents.planner.write import Names, condition, measured


class Related:
    """The tables that hold many rows for each row of the base."""

    def __init__(self, base: str, reach: Reach, names: Names) -> None:
        self._base, self._reach, self._names = base, reach, names
        self._one, self._ways = reach.to_one(base), reach.ways(base)

    def split(
        self, conditions: Sequence[Condition], relations: Sequence[Relation]
    ) -> tuple[list[Condition], list[str]]:
        """The conditions on the row itself or what it belongs to, and the others as SQL; raises NotUnderstood."""
        near = [one for one in conditions if one.ref.table in self._one]
        far = [one for one in conditions if one.ref.table not in self._one]
        texts = []
        for relation in relations:
            if relation.table == self._base and relation.measure is None and not relation.absent:
                continue
            if relation.table == self._base:
                raise NotUnderstood(f"{self._base} is compared with itself.")
            if relation.table in self._one and relation.measure is None:
                texts.append(self._belongs(relation))
                continue
            beyond = self._beyond(relation.table)
            mine = [one for one in far if one.ref.table in beyond]
            far = [one for one in far if one not in mine]
            texts.append(self._relation(relation, mine))
        for one in far:
            self._one_way(one.ref.table)
        for branch in dict.fromkeys(self._branch(one.ref.table) for one in far):
            mine = [one for one in far if self._branch(one.ref.table) == branch]
            absent = all(one.negated for one in mine)
            for one in mine if absent else ():
                one.negated = False
            texts.append(self._exists(mine[0].ref.table, mine, absent=absent))
        return near, texts

    def _branch(self, table: str) -> str:
        """The table next to the base on the way to this one."""
        return self._way(table)[0][2]

    def _beyond(self, table: str) -> dict[str, list[Edge]]:
        """The tables that are joined to one of many without the base between, and the ways there."""
        ways = self._reach.ways(table)
        return {other: way for other, way in ways.items() if all(edge[2] != self._base for edge in way)}

    def _one_way(self, table: str) -> None:
        """Raises Unclear where a table belongs to the base by different others, of which none is named."""
        first = {way[0][2] for way in self._ways.values() if len(way) == 1}
        through = sorted(other for other in first if other not in self._one and table in self._beyond(other))
        if len(through) > 1 and table not in through:
            raise Unclear(f"How do {self._base} and {table} belong together: by {' or '.join(through)}?")

    def _way(self, table: str) -> list[Edge]:
        way = self._ways.get(table)
        if not way:
            raise NotUnderstood(f"Nothing says how {self._base} and {table} belong together.")
        return way

    def _belongs(self, relation: Relation) -> str:
        """Of a row that belongs to one: whether it does."""
        edge = self._one[relation.table][0]
        word = "is null" if relation.absent else "is not null"
        return f"{self._names.column(edge[0], edge[1][0])} {word}"

    def _relation(self, relation: Relation, mine: list[Condition]) -> str:
        for one in mine:
            one.negated = one.negated and not relation.absent
        if relation.measure is None:
            return self._exists(relation.table, mine, absent=relation.absent)
        inner = self._inner(relation.table, mine, measured(relation.measure, self._names))
        values = [str(value) for value in relation.values]
        word = f"between {values[0]} and {values[1]}" if relation.operator == "between" else None
        made = f"({inner}) {word or f'{relation.operator} {values[0]}'}"
        return f"not ({made})" if relation.absent else made

    def _exists(self, table: str, mine: list[Condition], *, absent: bool) -> str:
        return f"{'not ' if absent else ''}exists ({self._inner(table, mine, '1')})"

    def _inner(self, table: str, mine: list[Condition], selected: str) -> str:
        """A query of the related rows of one row of the base."""
        edges: dict[str, Edge] = {}
        beyond = self._beyond(table)
        for way in [self._way(table), *(beyond.get(one.ref.table) or [] for one in mine)]:
            for edge in way:
                if edge[2] in edges and edges[edge[2]] != edge:
                    raise NotUnderstood(f"{edge[2]} belongs to {edge[0]} in several ways.")
                edges[edge[2]] = edge
        (first, link), *others = edges.items()
        text = f"select {selected} from {self._names.table(first)}"
        for other, edge in others:
            text += f" join {self._names.table(other)} on {self._on(edge)}"
        where = [self._on(link), *(condition(one, self._names) for one in mine)]
        return f"{text} where {' and '.join(where)}"

    def _on(self, edge: Edge) -> str:
        pairs = zip(edge[1], edge[3], strict=True)
        return " and ".join(
            f"{self._names.column(edge[2], theirs)} = {self._names.column(edge[0], mine)}" for mine, theirs in pairs
        )
