"""Sums, counts and averages by group, and `top 5 customers by total amount`."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.expression import expression
from jupyter_powa.llm.planner.frame import SMALL, WORD, Frame
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.measures import AGG, PARTS, WORDS, counted
from jupyter_powa.llm.planner.near import fold, listed
from jupyter_powa.llm.planner.reads import Reads
from jupyter_powa.llm.planner.schema import Column
from jupyter_powa.llm.planner.segments import Segment
from jupyter_powa.llm.planner.tables import Named
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear


class Aggregate:
    """One aggregate: what is counted, and by what."""

    def __init__(self, reading: Reads, run: list[Segment], masked: Masked) -> None:
        self._reading, self._run, self._masked = reading, run, masked
        self._by: list[tuple[str, Column]] = []
        self._measures: list[tuple[str, Column]] = []

    @property
    def _frame(self) -> Frame:
        return self._reading.pipeline.frame

    def make(self, name: str = "") -> None:
        """The stage, with its columns behind it."""
        pipeline = self._reading.pipeline
        waiting: list[Segment] = []
        if self._frame.table is None and not self._frame.open and not self._frame.columns:
            self._load()
        for segment in self._run:
            if segment.kind == "group":
                self._grouped(segment)
        for segment in self._run:
            if segment.kind == "group":
                continue
            if not segment.text and segment.kind not in ("count",):
                waiting.append(segment)
                continue
            self._measured([*waiting, segment])
            waiting = []
        if waiting and self._measures:
            raise NotUnderstood(" ".join(one.marker for one in waiting))
        if waiting:
            raise Unclear(f"{waiting[0].marker.capitalize()} of what? Name a column.")
        if not self._measures:
            self._count("")
            pipeline.notes.append("Nothing was named to be summed, so I count the rows of each group.")
        columns = [*self._by, *self._measures]
        terms = [sql if column.sql == sql else f"{sql} as {column.sql}" for sql, column in columns]
        by = f"\ngroup by {', '.join(sql for sql, _ in self._by)}" if self._by else ""
        said = listed([column.name for _, column in self._measures][:2])
        over = f" by {listed([column.name for _, column in self._by][:2])}" if self._by else ""
        query = f"select {', '.join(terms)}\nfrom {pipeline.source}{by}"
        pipeline.sql(name or f"{said[:1].upper()}{said[1:]}{over}".replace("_", " "), query)
        made = tuple(column for _, column in columns)
        pipeline.frame = Frame(made, None, False, "the result", [column.name for _, column in self._measures])

    def _load(self) -> None:
        """`number of orders`: the table is named behind what is counted."""
        pipeline = self._reading.pipeline
        for segment in self._run:
            found = Named(segment.text, pipeline.schema.meant, self._masked).found
            if found and segment.kind in ("count", "distinct_count"):
                pipeline.load(found[0])
                return
        raise Unclear("Of which table? Name it, as in “total amount of orders by status”.")

    def _grouped(self, segment: Segment) -> None:
        for one in re.split(r",|\band\b|&", segment.text):
            if one.strip():
                self._by += self.key(one.strip())
        if not self._by and segment.text:
            raise NotUnderstood(self._masked.full(segment.text))

    def key(self, said: str) -> list[tuple[str, Column]]:
        """What to group by: a column, a part of a date, or the rows of a table that a key leads to."""
        words = [word for word in WORD.findall(said) if word.lower() not in SMALL - {"data"}]
        plain = " ".join(words)
        if not words:
            return []
        unit = PARTS.get(words[0].lower())
        if unit and not (self._frame.find(plain) and fold(plain) in [fold(one.name) for one in self._frame.columns]):
            return [self._date(unit, words[1:])]
        column = self._frame.find(plain) if len(plain) > 1 else None
        tables = self._reading.pipeline.schema.meant(plain)
        exact = column is not None and fold(column.name) == fold(plain)
        if len(tables) == 1 and not exact and (made := self._row(tables[0].name)):
            return made
        found = self._reading.column(said)
        return [(found.sql, Column(found.name, found.type, found.table, also=found.also))]

    def _row(self, name: str) -> list[tuple[str, Column]]:
        """The rows of a table, told by their key and by what people know them by."""
        pipeline = self._reading.pipeline
        table = pipeline.schema.named(name)
        if table is None or pipeline.frame.table is None or table == pipeline.frame.table:
            return self._own(table.label) if table is not None and table.label else []
        pairs = pipeline.schema.keys(pipeline.frame.table, table)
        held = {column.table for column in pipeline.frame.columns}
        if table.name not in held:
            if not pairs or not any(left.refers or fold(left.name) != "id" for left, _ in pairs):
                return []
            pipeline.join_by_key(table, asked=False)
            pairs = pipeline.schema.keys(pipeline.frame.table or table, table)
        label = table.label
        found = [column for left, _ in pairs[:1] if (column := self._frame.find(left.name))]
        if label:
            found += [
                column for column in self._frame.columns if column.table == table.name and _is(column, label, table.one)
            ][:1]
        return [(column.sql, Column(column.name, column.type, column.table, also=(table.one,))) for column in found]

    def _own(self, label: Column) -> list[tuple[str, Column]]:
        found = self._frame.find(label.name)
        return [(found.sql, found)] if found else []

    def _date(self, unit: str, rest: list[str]) -> tuple[str, Column]:
        if rest:
            column = self._frame.need(" ".join(rest), self._masked)
        else:
            dates = [one for one in self._frame.columns if one.dated]
            own = [one for one in dates if self._frame.table and one.table == self._frame.table.name]
            dates = dates if len(dates) == 1 else own
            if len(dates) != 1:
                names = listed([one.name for one in self._frame.columns if one.dated], "or")
                raise Unclear(f"By {unit} of which date{f': {names}' if names else ''}? Say “by {unit} of …”.")
            column = dates[0]
        if not column.dated and column.type:
            raise Unclear(f"{column.name} holds no dates ({column.type}), so it has no {unit}.")
        sql = f"{unit}({column.sql})" if unit in ("year", "hour") else f"date_trunc('{unit}', {column.sql})"
        return sql, Column(unit, "INTEGER" if unit in ("year", "hour") else "DATE")

    def _measured(self, segments: list[Segment]) -> None:
        """One text with all functions that stand before it: `min, max and average price`."""
        text = segments[-1].text
        if segments[-1].kind == "count":
            self._count(text)
            segments = segments[:-1]
            if not segments:
                return
            raise NotUnderstood(self._masked.full(segments[0].marker))
        for item in re.split(r",|\band\b", text) if not re.search(r"[*/+()]", text) else [text]:
            if not item.strip():
                continue
            sql, said, column = self._term(item.strip(), segments[-1].kind)
            for segment in segments:
                self._add(segment.kind, sql, said, column)

    def _term(self, text: str, kind: str) -> tuple[str, str, Column | None]:
        """What is summed: a column, or an expression of columns."""
        if re.search(r"[*/+]|\btimes\b|\bminus\b|\bplus\b|\bdivided\b|\bmultiplied\b|(?<=\w) - ", text):
            sql = expression(text, self._frame, self._masked)
            return sql, "_".join(re.findall(r"[a-z]\w*", sql)[:3]), None
        if kind == "distinct_count":
            plain = " ".join(word for word in WORD.findall(text) if word.lower() not in SMALL)
            tables = self._reading.pipeline.schema.meant(plain)
            if tables and self._frame.table and tables[0] != self._frame.table and not _exact(self._frame, plain):
                keys = self._reading.pipeline.schema.keys(self._frame.table, tables[0])
                if keys and (column := self._frame.find(keys[0][0].name)):
                    return column.sql, fold(tables[0].name).replace(" ", "_"), column
        column = self._reading.column(text)
        return column.sql, column.name, column

    def _add(self, kind: str, sql: str, said: str, column: Column | None) -> None:
        if column is not None and kind in ("sum", "avg", "median") and column.type and not column.numeric:
            raise Unclear(f"{column.name} holds no numbers ({column.type}), so it has no {WORDS[kind][0]}.")
        stem = re.sub(rf"^(?:{AGG})_", "", said)
        word = WORDS[kind][0]
        name = f"{word}_{stem}" if kind != "distinct_count" else f"distinct_{stem}"
        call = f"count(distinct {sql})" if kind == "distinct_count" else f"{kind}({sql})"
        also = tuple(f"{alias} {extra}{stem}" for alias in WORDS[kind] for extra in ("", "of "))
        kept = (
            column.type if column is not None and kind in ("min", "max") else "BIGINT" if "count" in kind else "DOUBLE"
        )
        made = Column(name, kept, also=also, loosely=(stem, *WORDS[kind]))
        self._measures.append((call, made))

    def _count(self, text: str) -> None:
        """Rows, or (a column with gaps) values."""
        text = re.sub(
            r"\b(?:(?:were|are|was|is) (?:placed|made|there|given|written|sold)|do we have|we have|there (?:are"
            r"|is)|exist)\b",
            " ",
            text,
        )
        words = [word for word in WORD.findall(text) if word.lower() not in SMALL | {"them", "in", "total", "many"}]
        plain = " ".join(words)
        noun = self._frame.noun if self._frame.table else "rows"
        column = self._frame.find(plain) if plain else None
        tables = self._reading.pipeline.schema.meant(plain) if plain else []
        if column is not None and _exact(self._frame, plain):
            self._measures.append((f"count({column.sql})", counted(column.name)))
        elif tables or not plain or fold(plain) in (fold(noun), "rows"):
            if tables and self._frame.table and tables[0] != self._frame.table:
                held = {one.table for one in self._frame.columns}
                if tables[0].name in held or self._many(tables[0].name):
                    raise Unclear(
                        f"“Number of {plain}” can mean two things here: say “number of distinct {plain}”, or begin "
                        f"with "
                        f"“load {tables[0].name}”."
                    )
            self._measures.append(("count(*)", counted(noun if noun != "rows" else plain or "rows")))
        else:
            found = self._reading.column(text)
            self._measures.append((f"count({found.sql})", counted(found.name)))

    def _many(self, name: str) -> bool:
        pipeline = self._reading.pipeline
        table = pipeline.schema.named(name)
        return bool(table and self._frame.table and pipeline.schema.keys(self._frame.table, table))


def _exact(frame: Frame, said: str) -> bool:
    return any(fold(column.name) == fold(said) for column in frame.columns)


def _is(column: Column, label: Column, one: str) -> bool:
    return column.name in (label.name, f"{one.replace(' ', '_')}_{label.name}")
