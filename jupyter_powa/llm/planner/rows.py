"""Which rows and columns go on, and in which order."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.expression import column_name, expression
from jupyter_powa.llm.planner.filters import Filters
from jupyter_powa.llm.planner.frame import SMALL, WORD, Frame
from jupyter_powa.llm.planner.loading import Loading
from jupyter_powa.llm.planner.measures import measure_words
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.schema import Column
from jupyter_powa.llm.planner.segments import SUMS, Segment
from jupyter_powa.llm.planner.stages import Sort
from jupyter_powa.llm.planner.tables import VAGUE, items
from jupyter_powa.llm.planner.tops import grouping
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear


class Rows(Loading):
    """Reads filters, sorts, limits, and choices of columns."""

    def _filter(self, part: Segment) -> None:
        text = part.text
        if not text and not part.marker.lower().startswith(("filter", "where")):
            return
        if part.marker.lower() == "without":
            text = f"no {text}"
        elif self._selects(text):
            self._select(part)
            return
        self._keep(text, part, negate=False)

    def _selects(self, text: str) -> bool:
        """Whether `keep only name and email` lists columns and compares nothing."""
        frame, words = self.pipeline.frame, WORD.findall(text)
        at, count = 0, 0
        while at < len(words):
            if words[at].lower() in (",", "and") or (words[at].lower() in SMALL and not frame.find(words[at])):
                at += 1
                continue
            found = frame.take(words, at, self._masked)
            if found is None:
                return False
            count, at = count + 1, found[1]
        return count > 1 or (count == 1 and not frame.need(text, self._masked).boolean)

    def _exclude(self, part: Segment) -> None:
        self._keep(part.text, part, negate=True)

    def _keep(self, text: str, part: Segment, negate: bool) -> None:
        if not text:
            raise NotUnderstood(self._said(part))
        read = self._reached(text, part)
        sql = read.sql
        if negate:
            sql = f"({sql}) is not true" if " " in sql else f"{sql} is not true"
            if len(read.columns) == 1 and (found := re.fullmatch(r"(\S+) is null", read.sql)):
                sql = f"{found[1]} is not null"
        self.pipeline.filter(sql, [column.name for column in read.columns])

    def _reached(self, text: str, part: Segment) -> Filters:
        """The condition read; a column of a table that a key leads to is joined first."""
        for _ in range(3):
            try:
                return Filters(text, self.pipeline.frame, self._masked)
            except Unclear as trouble:
                said = re.search(r"no column “([^”]+)”", str(trouble))
                if said is None or not self._reach(said[1]):
                    raise
            except NotUnderstood as odd:
                if odd.part == self._masked.full(text):
                    raise NotUnderstood(self._said(part)) from None
                raise
        raise NotUnderstood(self._said(part))

    def _limit(self, part: Segment, down: bool = True) -> None:
        following = self._peek()
        if following is None or following.kind != "group" or following.own:
            self._nothing_but_noun(part.text, part)
            if self.pipeline.sort is None and self.pipeline.frame.measures and part.marker.lower().find("top") >= 0:
                self._by_measure(down)
            self.pipeline.limit(part.number)
            return
        self._at += 1
        run = [following]
        while (more := self._peek()) and more.kind in SUMS and not more.step:
            run.append(more)
            self._at += 1
        grouping(self, part, run, down, self._masked)

    def _nothing_but_noun(self, text: str, part: Segment) -> None:
        """After `top 5` may stand what the rows are called: a table, or what they are grouped by."""
        words = [word for word in WORD.findall(text) if word.lower() not in VAGUE]
        said = " ".join(words)
        if not said or self.pipeline.frame.find(said) or self.pipeline.schema.meant(said):
            return
        self._nothing_but(text, part)

    def _by_measure(self, down: bool) -> None:
        name = self.pipeline.frame.measures[0]
        sql = Column(name).sql
        self.pipeline.sorted_by(Sort([f"{sql} desc" if down else sql], name))

    def _bottom(self, part: Segment) -> None:
        self._limit(part, down=False)

    def _newest(self, part: Segment) -> None:
        self._nothing_but_noun(part.text, part)
        dates = [column for column in self.pipeline.frame.columns if column.dated]
        if len(dates) != 1:
            raise Unclear("Which date makes them the newest? Say it, as in “sort by order_date descending, top 5”.")
        self.pipeline.sorted_by(Sort([f"{dates[0].sql} desc"], dates[0].name))
        self.pipeline.limit(part.number, f"Newest {part.number}")

    def _sort(self, part: Segment) -> None:
        down = self._direction()
        terms, words = [], []
        for one in re.split(r",|\band\b|\bthen by\b", part.text):
            found = re.search(r"\b(desc(?:ending)?|asc(?:ending)?)\b", one, re.I)
            said = re.sub(r"\b(?:desc(?:ending)?|asc(?:ending)?)\b", " ", one, flags=re.I).strip()
            if not said:
                continue
            column = self.column(measure_words(said, self.pipeline.frame), loose=True)
            falls = found[1].lower().startswith("desc") if found else bool(down)
            terms.append(f"{column.sql} desc" if falls else f"{column.sql}")
            words.append(column.name)
        if not terms:
            if not self.pipeline.frame.measures:
                raise Unclear("Sort by what? Name a column.")
            self._by_measure(down is not False)
            return
        self.pipeline.sorted_by(Sort(terms, listed(words)))

    def _direction(self) -> bool | None:
        following = self._peek()
        if following is not None and following.kind in ("up", "down"):
            self._at += 1
            self._nothing_but(following.text, following)
            return following.kind == "down"
        return None

    def _down(self, part: Segment, falls: bool = True) -> None:
        """`highest first` behind an aggregate: by what was counted."""
        self._nothing_but(part.text, part)
        if not self.pipeline.frame.measures:
            raise NotUnderstood(self._said(part))
        self._by_measure(falls)

    def _up(self, part: Segment) -> None:
        self._down(part, falls=False)

    def _distinct(self, part: Segment) -> None:
        following = self._peek()
        if following is not None and following.kind == "group" and not following.own:
            self._at += 1
            keys = listed([self.column(one).sql for one in items(following.text)], ",").replace(" ,", ",")
            self.pipeline.sql("Distinct", f"select distinct on ({keys}) *\nfrom {self.pipeline.source}")
            return
        words = [word for word in WORD.findall(part.text) if word.lower() not in VAGUE]
        if not words or self.pipeline.schema.meant(" ".join(words)) == [self.pipeline.frame.table]:
            self.pipeline.sql("Distinct", f"select distinct *\nfrom {self.pipeline.source}")
            return
        self._choose(part.text, "select distinct", "Distinct")

    def _select(self, part: Segment) -> None:
        self._choose(part.text, "select", "Select columns")

    def _choose(self, text: str, verb: str, name: str) -> None:
        columns = [self.column(one) for one in items(text)]
        if not columns:
            raise NotUnderstood(self._masked.full(text) or verb)
        listed_sql = ", ".join(dict.fromkeys(column.sql for column in columns))
        self.pipeline.sql(name, f"{verb} {listed_sql}\nfrom {self.pipeline.source}")
        frame = self.pipeline.frame
        self.pipeline.frame = Frame(tuple(dict.fromkeys(columns)), frame.table, False, frame.noun, frame.measures)

    def _drop(self, part: Segment) -> None:
        columns = [self.column(one) for one in items(part.text)]
        if not columns:
            raise NotUnderstood(self._said(part))
        excluded = ", ".join(column.sql for column in columns)
        self.pipeline.sql("Drop columns", f"select * exclude ({excluded})\nfrom {self.pipeline.source}")
        frame = self.pipeline.frame
        kept = tuple(column for column in frame.columns if column not in columns)
        self.pipeline.frame = Frame(kept, frame.table, frame.open, frame.noun, frame.measures)

    def _column(self, part: Segment) -> None:
        found = re.fullmatch(
            r"(.+?)\s*(?::=|==?|\bas\b|\bequal to\b|\bthat is\b|\bwhich is\b|\bwith\b|:)\s*(.+)", part.text, re.S
        )
        if found is None:
            raise Unclear("Say the column's name and what it is, as in “add a column net as amount * 0.8”.")
        name = column_name(found[1], self._masked)
        if self.pipeline.frame.find(name) and any(one.name == name for one in self.pipeline.frame.columns):
            raise Unclear(f"There is a column {name} already: give the new one another name.")
        sql = expression(re.sub(r"^(?:the |equal to )", "", found[2]), self.pipeline.frame, self._masked)
        made = Column(name, "VARCHAR" if "||" in sql or "'" in sql else "DOUBLE")
        self.pipeline.sql(f"Add {name}", f"select *, {sql} as {made.sql}\nfrom {self.pipeline.source}")
        self.pipeline.frame = self.pipeline.frame.with_columns(made)
