"""Where rows come from: tables, files, and joins of them."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.frame import WORD, Frame
from jupyter_powa.llm.planner.masked import FILE, Masked
from jupyter_powa.llm.planner.near import listed, nearest
from jupyter_powa.llm.planner.reads import Reads
from jupyter_powa.llm.planner.schema import Table
from jupyter_powa.llm.planner.segments import Segment
from jupyter_powa.llm.planner.stages import Pipeline
from jupyter_powa.llm.planner.tables import VAGUE, Named, before_on
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear


class Loading(Reads):
    """Reads loads and joins."""

    def __init__(self, parts: list[Segment], pipeline: Pipeline, masked: Masked) -> None:
        super().__init__(parts, pipeline, masked)
        self._waiting: list[Table] = []
        """Tables that were loaded beside the first one: a join says how they come together."""

    def _subject(self, part: Segment) -> None:
        if self.pipeline.tail is not None and self.pipeline.frame.columns:
            self._nothing_but(part.text, part)
            return
        self._load(part)

    def _load(self, part: Segment) -> None:
        if files := self._masked.kept(FILE, part.text):
            self._file(part, files)
            return
        tables = Named(part.text, self.pipeline.schema.meant, self._masked)
        if not tables.found:
            if self.pipeline.loaded or self.pipeline.frame.columns:
                self._nothing_but(part.text, part)
                return
            said = " ".join(word for word in WORD.findall(part.text) if word.lower() not in VAGUE)
            if not said:
                return  # `load the data`: which, another part may tell
            names = [table.name for table in self.pipeline.schema.tables]
            near = nearest(self._masked.full(said), names)
            there = (
                f"Did you mean {listed(near, 'or')}?"
                if near
                else f"There are: {listed(names)}."
                if names
                else "There are none."
            )
            what = "table" if part.kind == "load" else "table or column"
            raise Unclear(f"There is no {what} “{self._masked.full(said)}”. {there}")
        if tables.rest:
            raise NotUnderstood(self._masked.full(part.text[max(part.text.find(tables.rest.split(" ")[0]), 0) :]))
        for place, table in enumerate(tables.found):
            if self.pipeline.loaded or (place == 0 and self.pipeline.frame.columns):
                if self.pipeline.frame.table == table and not part.own:
                    continue
                if not self._will_join(table):
                    self.pipeline.join_by_key(table)
                else:
                    self._waiting.append(table)
            else:
                self.pipeline.load(table)

    def _will_join(self, table: Table) -> bool:
        """Whether a later part joins this table by itself."""
        later = [part for part in self._parts[self._at :] if part.kind == "join"]
        named = [Named(before_on(part.text), self.pipeline.schema.meant, self._masked).found for part in later]
        return any(table in found or not found for found in named)

    def _file(self, part: Segment, files: list[str]) -> None:
        rest = re.sub(f"[{FILE}]", " ", part.text)
        self._nothing_but(rest, part)
        if len(files) > 1:
            raise Unclear("Load one file at a time, or all of a kind, as in data/*.parquet.")
        if re.search(r"\.(?:xlsx?|xml|txt|sqlite|db)(?:\.gz)?$", files[0], re.I):
            raise Unclear(f"I can load CSV, Parquet and JSON files; {files[0]} is none of them.")
        if self.pipeline.frame.columns or self.pipeline.frame.open:
            raise Unclear(
                "I can join tables of the database, not a file: load the file first, then join the table to it."
            )
        self.pipeline.load_file(files[0])

    def _join(self, part: Segment) -> None:
        text, pipeline = part.text, self.pipeline
        how = "left join" if part.marker.lower().startswith("left") else "join"
        if re.match(r"(?:right|full|outer)", part.marker, re.I):
            raise Unclear("I can make joins and left joins; for another kind add a SQL block with your own statement.")
        text, on = [*re.split(r"\b(?:on|using|by)\b", text, maxsplit=1), ""][:2]
        tables = Named(re.sub(r"\b(?:with|and|to)\b|&", ",", text), pipeline.schema.meant, self._masked)
        if tables.rest:
            names = [table.name for table in pipeline.schema.tables]
            near = nearest(self._masked.full(tables.rest), names)
            there = f"Did you mean {listed(near, 'or')}?" if near else f"There are: {listed(names)}."
            raise Unclear(f"There is no table “{self._masked.full(tables.rest)}” to join. {there}")
        wanted = list(tables.found) or self._waiting
        self._waiting = []
        if not pipeline.loaded and not pipeline.frame.columns and wanted:
            pipeline.load(wanted.pop(0))
        wanted = [table for table in wanted if table != pipeline.frame.table]
        if not wanted:
            raise Unclear("Join with what? Name a table.")
        for table in wanted:
            if on:
                pipeline.join(table, self._pairs(on, table), how)
            else:
                pipeline.join_by_key(table, how)

    def _pairs(self, on: str, table: Table) -> list[tuple[str, str]]:
        pairs = []
        for one in re.split(r",|\band\b", on):
            left, equal, right = [*re.split(r"(==?|\bequals\b|\bis\b|\bmatches\b)", one, maxsplit=1), "", ""][:3]
            other = Frame(table.columns, table, noun=table.name)
            right = right if equal else left
            mine, theirs = self.pipeline.frame, other
            try:
                pairs.append((mine.need(left, self._masked).name, theirs.need(right, self._masked).name))
            except Unclear:
                if not equal:
                    raise
                pairs.append((mine.need(right, self._masked).name, theirs.need(left, self._masked).name))
        return pairs
