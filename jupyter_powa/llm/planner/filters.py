"""Conditions on rows, in words, as SQL: `amount over 100 and status is paid or shipped`."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.compare import ENDS, Comparison
from jupyter_powa.llm.planner.frame import WORD, Frame
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.schema import Column
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_SHORT = re.compile(r"\b(is|are|was|were|does|do|has|have|did)n't\b", re.I)


class Filters(Comparison):
    """Reads one condition. `sql` is the whole; `columns` are those that it looks at."""

    def __init__(self, text: str, frame: Frame, masked: Masked) -> None:
        text = _SHORT.sub(r"\1 not", text).replace("≥", ">=").replace("≤", "<=").replace("≠", "!=")
        super().__init__(WORD.findall(text), frame, masked)
        self.columns: list[Column] = []
        self._skip()
        self.sql = self._either()
        if self._at < len(self._words):
            raise NotUnderstood(self._rest())

    def _skip(self) -> None:
        """Pass over what says nothing: `the orders that have`."""
        nouns = {self._frame.noun.lower(), *(self._frame.noun.lower().split()[-1:])}
        quiet = {
            "with",
            "where",
            "that",
            "which",
            "those",
            "the",
            "have",
            "has",
            "having",
            "whose",
            "rows",
            "ones",
            "only",
            "for",
            "to",
            "all",
            "any",
            "a",
            "an",
            "their",
            "its",
            "row",
            "records",
            "are",
            "of",
            "whole",
        }
        while self._next() and (self._next() in quiet or self._next() in nouns):
            if self._frame.take(self._words, self._at, self._masked) and self._next() not in quiet:
                break
            if self._next() in ("of", "are") and self._column is not None:
                break
            self._at += 1

    def _either(self) -> str:
        parts = [self._all()]
        while self._next() == "or":
            self._at += 1
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else " or ".join(parts)

    def _all(self) -> str:
        parts = [self._term()]
        while self._next() in ("and", ",", "but"):
            self._at += 1
            while self._next() in ("and", ",", "but", "also"):
                self._at += 1
            parts.append(self._term())
        wrapped = [f"({part})" if re.search(r"\bor\b", part) and len(parts) > 1 else part for part in parts]
        return " and ".join(wrapped)

    def _term(self) -> str:
        if self._next() == "not" and self._frame.take(self._words, self._at + 1, self._masked):
            self._at += 1
            inner = self._term()
            return f"not ({inner})" if " " in inner else f"not {inner}"
        if self._next() == "(":
            self._at += 1
            inner = self._either()
            if self._next() != ")":
                raise NotUnderstood(self._rest() or "(")
            self._at += 1
            return f"({inner})"
        begun = self._at
        self._skip()
        if self._next() in ("missing", "empty", "no", "null"):  # `with missing price`
            found = self._frame.take(self._words, self._at + 1, self._masked)
            if found is not None and (found[1] == len(self._words) or self._words[found[1]].lower() in ENDS):
                self._at = found[1]
                self.columns.append(found[0])
                return f"{found[0].sql} is null"
        found = self._known()
        if found is not None:
            column, self._at = found
            self.columns.append(column)
            self._column = column
            operator = self._operated()
            if operator is None:
                if column.boolean and self._next() in (*ENDS, ""):
                    return column.sql
                raise NotUnderstood(self._masked.full(" ".join(self._words[begun:])))
            return self._alternatives(self._compared(column, operator))
        self._at = begun
        return self._alternatives(self._continued())

    def _alternatives(self, first: str) -> str:
        """`paid or shipped` belongs together, whatever follows with `and`."""
        parts = [first]
        while self._next() == "or":
            kept = self._at
            self._at += 1
            if self._known() or self._next() in ("not", "(", ""):
                self._at = kept
                break
            parts.append(self._continued())
        if len(parts) == 1:
            return first
        head = f"{self._column.sql} = " if self._column else " "
        if all(part.startswith(head) for part in parts):
            return f"{head[:-2]}in ({', '.join(part[len(head) :] for part in parts)})"
        return f"({' or '.join(parts)})"

    def _known(self) -> tuple[Column, int] | None:
        """A column with an operator behind it, or (a boolean) with nothing."""
        found = self._frame.take(self._words, self._at, self._masked)
        if found is None and self._frame.open:
            found = self._trusted()
        if found is None:
            return None
        column, behind = found
        kept, self._at = self._at, behind
        sure = self._operated() is not None or (column.boolean and self._next() in (*ENDS, ""))
        self._at = kept
        return found if sure else None

    def _trusted(self) -> tuple[Column, int] | None:
        """Where nobody can look at the columns: the words before the operator, as the user wrote them."""
        kept = self._at
        for length in range(1, 5):
            self._at = kept + length
            part = self._words[kept : self._at]
            if len(part) < length or not all(re.match(r"[^\W\d]", word) for word in part) or part[-1].lower() in ENDS:
                break
            if self._operated() is not None:
                self._at = kept
                return Column("_".join(part)), kept + length
        self._at = kept
        return None

    def _continued(self) -> str:
        """`paid or shipped`, `> 5 and < 10`, `since 2024`: the column, perhaps the operator too, was said before."""
        operator = self._operated()
        column = self._column
        if column is None and operator is not None and self._is_date():
            column = self._dated()
            self.columns.append(column)
        if column is None:
            said = re.split(
                r"\b(?:is|are|was|over|under|above|below|contains?|at|more|less|equals?|not|between|in)\b|[=<>!]",
                self._rest(),
                flags=re.I,
            )[0].strip()
            if operator is None and said and said != self._rest().strip():
                raise self._frame.missing(said)
            raise NotUnderstood(self._rest() or "the filter")
        return self._compared(column, operator or self._operator)

    def _dated(self) -> Column:
        dates = [column for column in self._frame.columns if column.dated]
        own = [column for column in dates if self._frame.table and column.table == self._frame.table.name]
        for some in (own, dates):
            if len(some) == 1:
                return some[0]
        names = [column.name for column in dates]
        if names:
            raise Unclear(
                f"Which date do you mean: {listed(names, 'or')}? Say it in the filter, as in “{names[0]} since 2024”."
            )
        raise Unclear(f"There is no column with dates in {self._frame.noun}.")
