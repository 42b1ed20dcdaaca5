"""The columns that are there at one place of a pipeline, and which of them some words mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from jupyter_powa.llm.planner.masked import KEPT, Masked
from jupyter_powa.llm.planner.near import alike, fold, listed, nearest, singular
from jupyter_powa.llm.planner.schema import Column, Table
from jupyter_powa.llm.planner.trouble import Unclear

WORD = re.compile(rf"{KEPT}|\d+(?:\.\d+)?|[^\W\d][\w]*(?:[.\-][^\W\d]\w*)*|<>|[<>!=]=|[^\s\w]")
SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "all",
        "any",
        "each",
        "every",
        "their",
        "its",
        "it",
        "them",
        "this",
        "that",
        "these",
        "those",
        "rows",
        "row",
        "records",
        "record",
        "data",
        "table",
        "tables",
        "column",
        "columns",
        "field",
        "fields",
        "value",
        "values",
        "block",
        "step",
        "result",
        "results",
        "output",
        "entries",
        "entry",
        "only",
        "just",
        "please",
        "me",
        "us",
        "our",
        "my",
        "your",
        "there",
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "be",
        "as",
        "please",
        "list",
        "ones",
        "one",
        "everything",
        "here",
        "now",
        "too",
        "also",
        "both",
    ]
)
"""Words that carry nothing by themselves."""


def found_in(column: Column | None) -> str:
    """The table of a column, if any."""
    return column.table if column is not None else ""


@dataclass
class Frame:
    """Columns, and where they come from. `open`: there may be others, since nobody can look (a file, a request)."""

    columns: tuple[Column, ...] = ()
    table: Table | None = None
    open: bool = False
    noun: str = "rows"
    measures: list[str] = field(default_factory=list)
    """What an aggregate has made: the columns that a sort without one means."""

    def find(self, said: str, loose: bool = False) -> Column | None:
        """The column that these words mean, or None."""
        best, found = 0.0, None
        for column in self.columns:
            score = self._score(said, column, loose)
            if score > best:
                best, found = score, column
            elif score == best > 0 and self.table is not None and column.table == self.table.name != found_in(found):
                found = column
        return found

    def _score(self, said: str, column: Column, loose: bool) -> float:
        names = [column.name, *column.also]
        if column.table:
            names.append(f"{singular(fold(column.table))} {column.name}")
            names.append(f"{column.table}.{column.name}")
        score: float = max(alike(said, name) for name in names)
        if score < 2 and loose and any(alike(said, word) >= 2 for word in column.loosely):
            score = 1.8
        if score < 2:
            one, other = singular(fold(said)).split(), singular(fold(column.name)).split()
            if len(other) > len(one) and (other[-len(one) :] == one or other == [*one, "id"]):
                alone = [
                    rival
                    for rival in self.columns
                    if singular(fold(rival.name)).split()[-len(one) :] == one
                    or singular(fold(rival.name)).split() == [*one, "id"]
                ]
                score = 1.5 if len(alone) == 1 else score
        return score

    def take(self, words: list[str], at: int, masked: Masked, loose: bool = False) -> tuple[Column, int] | None:
        """The column that begins at a word, with the place behind it: as many words as make one."""
        if at < len(words) and (inner := masked.inner(words[at])) is not None:
            column = self.find(inner)
            return (column, at + 1) if column and fold(column.name) == fold(inner) else self._anyhow(inner, at + 1)
        for length in range(min(5, len(words) - at), 0, -1):
            part = words[at : at + length]
            if not all(re.match(r"[^\W]", word) and not re.fullmatch(KEPT, word) for word in part):
                continue
            if length == 1 and part[0].lower() in SMALL and part[0] not in [column.name for column in self.columns]:
                continue
            column = self.find(" ".join(part), loose)
            if column is not None:
                return column, at + length
        return None

    def _anyhow(self, name: str, at: int) -> tuple[Column, int] | None:
        """Where nobody can look, a column in quotes is taken at its word."""
        return (Column(name), at) if self.open else None

    def need(self, said: str, masked: Masked, loose: bool = False) -> Column:
        """The column that these words mean; raises Unclear with the nearest names."""
        words = [word for word in WORD.findall(said)]
        while words and words[0].lower() in SMALL and self.find(" ".join(words)) is None:
            words = words[1:]
        found = self.take(words, 0, masked, loose)
        if found and all(word.lower() in SMALL for word in words[found[1] :]):
            return found[0]
        if (
            self.open
            and words
            and not any(re.fullmatch(r"[^\w\s]+", word) and not masked.inner(word) for word in words)
        ):
            return Column("_".join(masked.inner(word) or word for word in words))
        raise self.missing(masked.full(" ".join(words) or said))

    def missing(self, said: str) -> Unclear:
        """The error for a column that is not there: with those that are near, or all."""
        names = [column.name for column in self.columns]
        near = nearest(said, names)
        there = f"Did you mean {listed(near, 'or')}?" if near else f"There are: {listed(names)}."
        return Unclear(f"There is no column “{said}” in {self.noun}. {there if names else 'It has no columns.'}")

    def with_columns(self, *more: Column) -> Frame:
        """The same with further columns."""
        return replace(self, columns=(*self.columns, *more))
