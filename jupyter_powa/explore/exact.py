"""Columns counted: lean passes over all rows, a few columns at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.data.base import Database, Progress
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.axis import Axis, axis_of, counted
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.explore.kinds import Looked
from jupyter_powa.explore.rows import rows_of, told
from jupyter_powa.explore.statement import Statement, selected
from jupyter_powa.model.explore import ColumnProfile, Stage, Top, View

TOGETHER = 4
"""Columns of numbers and times that one pass looks at."""
TOPS = 10
"""Frequent values that are told."""
SHORT = 1_000
"""Characters of a value that is told as a frequent one."""
FEW = 0.2
"""Share of different values up to which one grouping of a column of texts tells everything."""

Row = dict[str, Any]


@dataclass
class Exact:
    """Counts the columns of a view's rows."""

    database: Database
    view: View
    bins: int
    stage: Stage = "exact"
    bounds: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """The ends of axes, where they are not the rows' own: so bars of filtered rows stand where all do."""
    shares: dict[str, float] = field(default_factory=dict)
    """About which share of a column's values are different, where that is known."""
    progress: Progress | None = None

    @property
    def dialect(self) -> Dialect:
        """The database's."""
        return dialect_of(self.database.kind)

    async def profiles(self, group: Sequence[Looked]) -> list[ColumnProfile]:
        """The profiles of some columns; of one that the database cannot compare, how many values it has."""
        try:
            if len(group) == 1 and group[0].sort.kind in ("text", "boolean"):
                return [await self._texts(group[0])]
            return await self._lean(group)
        except BlockError:
            if len(group) > 1:
                return [one for column in group for one in await self.profiles([column])]
            return [await self._counts(group[0])]

    async def _counts(self, column: Looked) -> ColumnProfile:
        name = self.dialect.name(column.name)
        (row,) = await self._rows(selected(self.view, f"count(*) as n, count({name}) as c0", self.dialect))
        return self._profile(column, row, 0)

    async def _lean(self, group: Sequence[Looked]) -> list[ColumnProfile]:
        """One pass for the ends and counts of all, and one for the bars of each."""
        parts = ["count(*) as n", *(part for n, one in enumerate(group) for part in self._parts(one, n))]
        (row,) = await self._rows(selected(self.view, ", ".join(parts), self.dialect))
        for n in (n for n, one in enumerate(group) if one.sort.wide):  # integers of 128 bits come as text
            row |= {name: int(row[name]) for name in (f"{end}{n}" for end in "lhab") if isinstance(row[name], str)}
        made, axes = [], {}
        for n, one in enumerate(group):
            if one.sort.floating and axis_of(one.sort, row[f"a{n}"], row[f"b{n}"], self.bins) is None and row[f"c{n}"]:
                row |= await self._finite(one, n)
            made.append(self._profile(one, row, n))
            if (axis := self._axis(one, row, n)) is not None:
                axes[n] = axis
        for n, counts in (await self._bars(group, axes)).items():
            made[n].bins = axes[n].bins(counts)
        return made

    def _axis(self, one: Looked, row: Row, n: int) -> Axis | None:
        if one.sort.kind not in ("number", "time"):
            return None
        low, high = self.bounds.get(one.name, (None, None))
        low, high = (row[f"a{n}"], row[f"b{n}"]) if low is None else (low, high)
        return axis_of(one.sort, low, high, self.bins)

    def _parts(self, one: Looked, n: int, behind: str = "") -> Iterator[str]:
        column, dialect = self.dialect.name(one.name), self.dialect
        yield f"count({column}) as c{n}"
        if one.sort.kind == "other":
            if dialect.sqlglot == "duckdb":
                yield f"{dialect.distinct(column)} as d{n}"
            return
        yield f"{dialect.distinct(column)} as d{n}"
        low, high = f"min({column}){behind}", f"max({column}){behind}"
        if one.sort.kind == "number":
            yield f"{low} as l{n}, {high} as h{n}, {low} as a{n}, {high} as b{n}"
            yield f"avg(cast({column} as {dialect.double})){behind} as m{n}"
        elif one.sort.kind == "time":
            yield f"cast({low} as {dialect.text}) as l{n}, cast({high} as {dialect.text}) as h{n}"
            yield f"{dialect.seconds(low)} as a{n}, {dialect.seconds(high)} as b{n}"

    async def _finite(self, one: Looked, n: int) -> Row:
        """The ends of what is neither infinite nor no number."""
        column, double = self.dialect.name(one.name), self.dialect.double
        behind = f" filter (where {column} > cast('-infinity' as {double}) and {column} < cast('infinity' as {double}))"
        (row,) = await self._rows(selected(self.view, ", ".join(self._parts(one, n, behind)), self.dialect))
        return row

    async def _bars(self, group: Sequence[Looked], axes: dict[int, Axis]) -> dict[int, dict[int, int]]:
        """How many rows are in each bar, by the columns' places; all in one statement."""
        parts = []
        for n, axis in axes.items():
            place = axis.place(self.dialect.name(group[n].name), self.dialect)
            parts.append(selected(self.view, f"{n} as c, {place} as b, count(*) as n", self.dialect, " group by 2"))
        if not parts:
            return {}
        sql = " union all ".join(part.sql for part in parts)
        rows = await self._rows(Statement(sql, [value for part in parts for value in part.values]))
        return {n: counted((row["b"], row["n"]) for row in rows if row["c"] == n) for n in axes}

    async def _texts(self, one: Looked) -> ColumnProfile:
        if self.dialect.sqlglot == "duckdb" and self.shares.get(one.name, 0.0) <= FEW:
            return await self._grouped(one)
        (profile,) = await self._lean([one]) if one.sort.kind == "text" else [await self._counts(one)]
        present = (profile.rows or 0) - (profile.nulls or 0)
        if one.sort.kind == "boolean" or (profile.distinct or 0) * 2 <= present or present <= TOPS:
            profile.top = await self._tops(one)
        if one.sort.kind == "boolean":
            profile.distinct = len(profile.top)
        return profile

    async def _tops(self, one: Looked) -> list[Top]:
        column = self.dialect.name(one.name)
        said = selected(self.view, f"{column} as v, count(*) as n", self.dialect, " group by 1")
        sql = f"select v, n from ({said.sql}) as q where v is not null order by n desc, v"
        return _tops((row["v"], row["n"]) for row in await self._rows(Statement(sql, said.values), TOPS))

    async def _grouped(self, one: Looked) -> ColumnProfile:
        """Everything from one grouping: DuckDB keeps the most frequent groups while it counts them."""
        said = selected(self.view, f"{self.dialect.name(one.name)} as v, count(*) as n", self.dialect, " group by 1")
        text = f"left(cast(v as varchar), {SHORT + 1})" if one.sort.kind == "text" else "v"
        sql = f"""select cast(coalesce(sum(n), 0) as bigint) as n,
cast(coalesce(sum(n) filter (v is not null), 0) as bigint) as c0, count(v) as d0,
max_by({text}, n, {TOPS}) filter (v is not null) as tops, max(n, {TOPS}) filter (v is not null) as counts
from ({said.sql}) as q"""
        (row,) = await self._rows(Statement(sql, said.values))
        profile = self._profile(one, row, 0)
        profile.top = _tops(zip(row["tops"] or [], row["counts"] or [], strict=True))
        return profile

    def _profile(self, one: Looked, row: Row, n: int) -> ColumnProfile:
        return ColumnProfile(
            name=one.name,
            type=one.type,
            kind=one.sort.kind,
            stage=self.stage,
            rows=int(row["n"]),
            nulls=int(row["n"]) - int(row[f"c{n}"]),
            distinct=row.get(f"d{n}"),
            low=told(row.get(f"l{n}")),
            high=told(row.get(f"h{n}")),
            mean=None if row.get(f"m{n}") is None else told(float(row[f"m{n}"])),
        )

    async def _rows(self, said: Statement, limit: int = 10_000) -> list[Row]:
        return await rows_of(self.database, said.sql, said.values, limit=limit, progress=self.progress)


def _tops(found: Any) -> list[Top]:
    made = [Top(value=told(value), count=int(count)) for value, count in found if len(str(value)) <= SHORT]
    return sorted(made, key=lambda top: (-top.count, str(top.value)))


def groups(fields: Sequence[Looked], together: int = TOGETHER) -> list[list[Looked]]:
    """The columns as they are counted together: texts each by itself, of the others a few; the first ones first."""
    made: list[list[Looked]] = []
    for one in fields:
        alone = one.sort.kind in ("text", "boolean")
        last = made[-1] if made else []
        if alone or not last or len(last) == together or last[0].sort.kind in ("text", "boolean"):
            made.append([one])
        else:
            last.append(one)
    return made
