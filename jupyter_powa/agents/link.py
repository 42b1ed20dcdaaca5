"""Which tables and columns a question needs: the part of a context that is shown to whoever writes the SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from jupyter_powa.agents.index import Held, Index
from jupyter_powa.agents.joins import Joins
from jupyter_powa.agents.shards import groups
from jupyter_powa.agents.shown import Told, join_line
from jupyter_powa.agents.words import stem, telling
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Context, ContextColumn, Golden, Relationship

MOST: Limit[int] = 8_000
"""Tokens of the schema that a model is shown where nothing else is said. Source: ours, after the figures of linking."""

TOKEN = 4
"""Characters of a token: what the figures of linking are counted with."""
RANK = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
HELD = 3.0
"""What a value that the question names adds to its table's score, beside the words' own (BM25, mostly 1 to 20)."""
JOINED = 5
"""Tables of the best whose ways to each other are shown whole, also through tables that the question does not name."""
BEST, SHARE = 3, 0.2
"""How many of the best tables are shown with many columns, and what part of the room each may take."""
WIDE, FEW = 40, 16
"""Columns of a table that is shown wide, or with few."""
TRIED = 12
"""Tables in a row that do not fit, after which no further one is tried."""


@dataclass(frozen=True)
class Linked:
    """The part of a context that a question needs, and the text that shows it."""

    text: str
    tables: list[str]
    """The names of the tables in the text, the best first; of a table in pieces, all of them."""
    complete: bool
    """Whether every table is there with all of its columns."""
    joins: list[Relationship] = field(default_factory=list)
    values: list[Held] = field(default_factory=list)
    examples: list[Golden] = field(default_factory=list)


class _Shown:
    """A table in its place; the columns that the question names are only looked for where it is told."""

    def __init__(self, told: Told, stems: set[str], held: set[str]) -> None:
        self.told, self._stems, self._held = told, stems, held

    @cached_property
    def named(self) -> dict[str, ContextColumn]:
        return self.told.named(self._stems, self._held)


class Linker:
    """A context that is prepared to be linked to any question. Reads only: may be used from any thread."""

    def __init__(self, context: Context, index: Index) -> None:
        """`index` must fit the context (`Index.refresh`)."""
        self._context, self._index = context, index
        self._told = {group.first.name: Told(group) for group in groups(context.tables)}
        self._links = [join_line(one) for one in context.relationships]
        self._joins = Joins(context.relationships)
        self._whole = self._size(len(told.whole) for told in self._told.values())
        self._least = self._size(told.least for told in self._told.values())

    def link(self, question: str, *, tokens: int = MOST, nearness: Mapping[str, float] | None = None) -> Linked:
        """The tables for a question within so many tokens; where everything fits, everything is shown.

        `nearness`: how near each table's meaning is to the question's, by name, where an embedding model has said so.
        """
        values, room = self._index.values(question), tokens * TOKEN
        shown = self._ranked(question, values, nearness)
        lines, complete, joins = self._lines(shown, room)
        if not complete:
            shown, lines, joins = self._fitted(shown, room)
        names = [table.name for one in shown for table in one.told.group.tables]
        return Linked("\n".join(lines), names, complete, joins, values, self._index.examples(question))

    def examples(self, question: str, limit: int) -> list[Golden]:
        """The approved questions that are most like this one."""
        return self._index.examples(question, limit)

    def _size(self, lines: Iterable[int]) -> int:
        return sum(size + 1 for size in (*lines, *map(len, self._links)))

    def _lines(self, shown: Sequence[_Shown], room: int) -> tuple[list[str], bool, list[Relationship]]:
        """All tables with all columns, where there is room for that."""
        if self._whole <= room:
            return [*(one.told.whole for one in shown), *self._links], True, list(self._context.relationships)
        if self._least <= room:
            lines = [*(one.told.every(one.named) for one in shown), *self._links]
            if sum(len(said) + 1 for said in lines) <= room:
                return lines, True, list(self._context.relationships)
        return [], False, []

    def _fitted(self, ranked: Sequence[_Shown], room: int) -> tuple[list[_Shown], list[str], list[Relationship]]:
        """As many tables as there is room for: the best ones wide, the others with what the question names."""
        shown: list[_Shown] = []
        lines: list[str] = []
        joins: list[Relationship] = []
        names: set[str] = set()
        tried = 0
        for place, one in enumerate(ranked):
            if tried == TRIED:
                break
            wide = one.told.some(one.named, WIDE) if place < BEST else ""
            said = wide if wide and len(wide) <= room * SHARE else one.told.some(one.named, FEW)
            tried += 1
            if len(said) < room:
                tried = 0
                room -= len(said) + 1
                shown.append(one)
                lines.append(said)
                for join in self._joins.to(one.told.group.first.name, names):
                    if len(said := join_line(join)) < room:
                        room -= len(said) + 1
                        joins.append(join)
                        lines.append(said)
                names.add(one.told.group.first.name)
        return shown, lines, joins

    def _ranked(self, question: str, values: Sequence[Held], nearness: Mapping[str, float] | None) -> list[_Shown]:
        """All tables, the best first; those on the way between the best come right after them."""
        scores = _scores(self._index.tables(question), values, nearness)
        order = sorted(self._told, key=lambda name: -scores.get(name, 0.0))
        best = [name for name in order[:JOINED] if scores.get(name)]
        on_the_way = {name for one in self._joins.ways(best) for name in (one.table, one.other_table)}
        bridges = [name for name in order if name in on_the_way and name not in best]
        ahead = {*best, *bridges}
        stems = {stem(word) for word in telling(question)}
        held: dict[str, set[str]] = {}
        for value in values:
            held.setdefault(value.table, set()).add(value.column)
        return [
            _Shown(self._told[name], stems, held.get(name, set()))
            for name in (*best, *bridges, *(name for name in order if name not in ahead))
        ]


def _scores(scores: dict[str, float], values: Sequence[Held], nearness: Mapping[str, float] | None) -> dict[str, float]:
    """One score for each table, of its words, of the values that it holds, and of its meaning where that is known."""
    for table in {held.table for held in values}:
        scores[table] = scores.get(table, 0.0) + HELD
    if not nearness:
        return scores
    joined: dict[str, float] = {}
    for ranks in (scores, nearness):
        for place, name in enumerate(sorted(ranks, key=lambda name: -ranks[name]), 1):
            joined[name] = joined.get(name, 0.0) + 1 / (RANK + place)
    return joined
