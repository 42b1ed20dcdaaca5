"""The marks of a chart: rows grouped and counted by the database, some thousands at most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.data.base import Database
from jupyter_powa.data.plain import plain
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.axis import axis_of
from jupyter_powa.explore.channel import Channel, finite, moment, shortened, text_of
from jupyter_powa.explore.choice import Choice, Mark, Place
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.explore.kinds import Looked
from jupyter_powa.explore.rows import rows_of
from jupyter_powa.explore.statement import Statement, selected
from jupyter_powa.limits import Limit
from jupyter_powa.model.explore import View

MOST_MARKS: Limit[int] = 5_000
"""Marks of a chart. Source: Altair, which by itself draws no more rows than that."""
BARS = 40
"""Bars of numbers; of a square's side too."""
MOMENTS = 120
"""Groups along an axis of time."""
NAMES = 20
"""Names along an axis, before the rest is taken together."""
COLORS = 6
"""Names that colors tell apart: our own drawing has eight colors, with one for the rest and one for nulls."""
READABLE = 1_000
"""Characters of a text that can be a name in a chart."""
HEAD = 10_000
"""First rows, in which it is counted how many values texts have."""


@dataclass
class Marks:
    """What is drawn: the channels, and the rows that the database gave for them."""

    choice: Choice
    channels: list[Channel]
    rows: list[dict[str, Any]] = field(default_factory=list)
    missing: list[Place] = field(default_factory=list)
    """Where some rows that the database gave have no place."""
    notes: list[str] = field(default_factory=list)

    def statement(self, view: View, dialect: Dialect) -> Statement:
        """The statement that gives the rows, each channel's values under the channel's name."""
        parts = ", ".join(f"{one.sql(dialect)} as {one.place}" for one in self.channels)
        behind = "" if self.choice.mark == "point" else " order by 1"
        if self.choice.measure is not None:
            behind = f" group by {', '.join(str(n + 1) for n in range(len(self.choice.groups)))}"
        return selected(view, parts, dialect, behind)


async def different(database: Database, view: View, fields: Sequence[Looked]) -> dict[str, int]:
    """How many values columns of texts have, among the first rows."""
    dialect = dialect_of(database.kind)
    asked = [one for one in fields if one.sort.kind == "text"][:NAMES]
    if not asked:
        return {}
    names = ", ".join(f"{text_of(one, dialect)} as c{n}" for n, one in enumerate(asked))
    said = selected(view, names, dialect, f" limit {HEAD}")
    counts = ", ".join(f"count(distinct c{n}) as c{n}" for n in range(len(asked)))
    (row,) = await rows_of(database, f"select {counts} from ({said.sql}) as h", said.values)
    return {one.name: int(row[f"c{n}"]) for n, one in enumerate(asked)}


class Marker:
    """Makes the marks of one choice from a view's rows."""

    def __init__(self, database: Database, view: View, choice: Choice, *, aggregate_wished: bool) -> None:
        self.database, self.view, self.choice = database, view, choice
        self.wished = aggregate_wished
        self.notes: list[str] = []

    @property
    def dialect(self) -> Dialect:
        """The database's."""
        return dialect_of(self.database.kind)

    async def marks(self) -> Marks:
        """The marks; raises BlockError."""
        await self._by_itself()
        if self.choice.measure is None:
            await self._not_too_many()
        channels = [await self._grouping(place, column) for place, column in self.choice.groups]
        if (measure := self.choice.measure) is not None:
            channels.append(Channel(measure, self.choice.at(measure), self.choice.aggregate))
        made = Marks(self.choice, channels, notes=self.notes)
        await self._fill(made)
        return made

    async def _by_itself(self) -> None:
        """Where each group has one row, and nobody wished for more, a line goes through the rows themselves."""
        choice = self.choice
        if self.wished or choice.measure is None or choice.aggregate != "mean" or choice.mark == "rect":
            return
        groups = [column for _, column in choice.groups]
        texts = ("text", "boolean")
        asked = ", ".join(
            text_of(one, self.dialect) if one.sort.kind in texts else self.dialect.name(one.name) for one in groups
        )
        said = selected(self.view, f"{asked}, count(*) as n", self.dialect, f" group by {asked}")
        sql = f"select count(*) as k, max(n) as most from ({said.sql}) as g"
        (row,) = await rows_of(self.database, sql, said.values)
        if row["most"] != 1:
            return
        if row["k"] <= MOST_MARKS and groups[0].sort.kind not in texts:
            choice.aggregate, choice.measure = "none", None
        elif groups[0].sort.kind in texts:
            choice.aggregate = "sum"

    async def _not_too_many(self) -> None:
        said = selected(self.view, "count(*) as n", self.dialect)
        (row,) = await rows_of(self.database, said.sql, said.values)
        if (count := int(row["n"])) <= MOST_MARKS:
            return
        if self.wished or self.choice.x is None or self.choice.y is None:
            words = f"{count:,} rows are too many to draw each: a chart has {MOST_MARKS:,} marks. Take an aggregate."
            raise BlockError(words, code="too_many_marks")
        self.notes.append(f"{count:,} points are too many to draw each, so squares show how many rows are where.")
        self.choice.mark, self.choice.aggregate, self.choice.measure = "rect", "count", "color"
        self.choice.color = None

    async def _grouping(self, place: Place, column: Looked) -> Channel:
        channel = Channel(place, column)
        raw = self.choice.measure is None
        named = column.sort.kind in ("text", "boolean") or (place == "color" and not raw)
        if named:
            await self._name(channel, column)
        elif not raw:
            await self._bars(channel, column)
        return channel

    async def _bars(self, channel: Channel, column: Looked) -> None:
        name = self.dialect.name(column.name)
        condition = finite(column, name, self.dialect)
        value = f"case when {condition} then {name} end" if condition else name
        ends = [f"{end}({value})" for end in ("min", "max")]
        if column.sort.kind == "time":
            ends = [self.dialect.seconds(end) for end in ends]
        said = selected(self.view, f"{ends[0]} as l, {ends[1]} as h", self.dialect)
        (row,) = await rows_of(self.database, said.sql, said.values)
        # Integers of 128 bits come as text.
        low, high = (int(end) if isinstance(end, str) and column.sort.whole else end for end in (row["l"], row["h"]))
        if low is None:
            return
        most = MOMENTS if column.sort.kind == "time" and self.choice.mark != "rect" else BARS
        channel.axis = axis_of(column.sort, low, high, most)
        if channel.axis is None:
            words = f"{column.name} reaches from {row['l']} to {row['h']}: there is no axis for that."
            raise BlockError(words, code="no_chart")
        channel.ends = channel.axis.start + channel.axis.width * channel.axis.count <= high

    async def _name(self, channel: Channel, column: Looked) -> None:
        """The names that are shown: those with the most rows, or where numbers are summed up, the largest sums."""
        most = NAMES if channel.place != "color" else COLORS
        text, rank = text_of(column, self.dialect), "count(*)"
        measure = self.choice.measure
        if measure is not None and self.choice.aggregate == "sum" and measure != "color":
            rank = f"abs({Channel(measure, self.choice.at(measure), 'sum').sql(self.dialect)})"
        said = selected(self.view, f"{text} as v, {rank} as n", self.dialect, " group by 1")
        sql = f"select v, n, count(*) over () as k from ({said.sql}) as q where v is not null"
        rows = await rows_of(self.database, f"{sql} order by n desc, v limit {most + 1}", said.values)
        values = [row["v"] for row in rows if len(row["v"]) <= READABLE][:most]
        total = int(rows[0]["k"]) if rows else 0
        if total - len(values) == 1 and len(rows) == total and len(rows[-1]["v"]) <= READABLE:
            values = [row["v"] for row in rows]  # one more takes no more room than the rest would
        channel.names = values
        if (left := total - len(values)) <= 0:
            return
        channel.other = f"other ({left:,})"
        while channel.other in values:
            channel.other += "…"
        words = "with the most rows" if rank == "count(*)" else "with the largest sums"
        what = f"the {len(values)} values {words}" if values else "none"
        self.notes.append(
            f"{column.name} has {total:,} values: {what} are shown, the other {left:,} are taken together."
        )

    async def _fill(self, made: Marks) -> None:
        """The rows as a specification holds them."""
        channels, said = made.channels, made.statement(self.view, self.dialect)
        page = await self.database.page(said.sql, said.values, limit=MOST_MARKS)
        if page.more:
            raise BlockError(f"That gives more than {MOST_MARKS:,} marks.", code="too_many_marks")
        bounds = {one.place: one.bounds() for one in channels}
        for values in plain(page).rows:
            cells = list(zip(channels, values, strict=True))
            if none := [one.place for one, value in cells if one.kind != "nominal" and not _drawable(value)]:
                made.missing += none
                continue
            row: dict[str, Any] = {}
            for one, value in cells:
                row |= _cells(one, value, bounds[one.place], self.choice.mark)
            made.rows.append(row)
        made.missing = list(dict.fromkeys(made.missing))
        await self._tell_missing([one for one in channels if one.place in made.missing])
        made.rows.sort(key=lambda row: [_order(one, row) for one in channels if one.kind == "nominal"])

    async def _tell_missing(self, channels: Sequence[Channel]) -> None:
        """How many rows have no place."""
        for one in channels:
            if one.column is None:
                continue
            name = self.dialect.name(one.column.name)
            condition = finite(one.column, name, self.dialect)
            value = f"case when {condition} then {name} end" if condition else name
            asked = selected(self.view, f"count(*) - count({value}) as n", self.dialect)
            (row,) = await rows_of(self.database, asked.sql, asked.values)
            words = "time" if one.column.sort.kind == "time" else "number"
            count = int(row["n"])
            said = (
                f"1 row has no {words} there, and is"
                if count == 1
                else f"{count:,} rows have no {words} there, and are"
            )
            self.notes.append(f"{one.column.name}: {said} left out.")


def _drawable(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, int | float) and math.isfinite(value))


def _cells(one: Channel, value: Any, bounds: list[Any], mark: Mark) -> dict[str, Any]:
    if one.axis is not None:
        place = min(max(int(value), 0), len(bounds) - 2)
        more = {f"{one.place}2": bounds[place + 1]} if one.reaches(mark) else {}
        return {one.place: bounds[place], **more}
    if one.kind == "nominal":
        return {one.place: shortened(value)}
    return {one.place: moment(value, one.column) if one.kind == "temporal" else float(value)}


def _order(one: Channel, row: dict[str, Any]) -> int:
    """Names in the order in which they are told, nulls last."""
    places = {shortened(name): place for place, name in enumerate([*one.names, one.other]) if name is not None}
    return places.get(row[one.place], len(places))  # MariaDB takes `a` and `A` for one, and tells either
