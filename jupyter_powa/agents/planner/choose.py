"""Which of several columns, values or tables a phrase means, by what else the question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jupyter_powa.agents.planner.joined import Reach
from jupyter_powa.agents.planner.lexicon import Lexicon, Meaning, Ref
from jupyter_powa.agents.planner.parts import NotUnderstood, Query, Unclear
from jupyter_powa.agents.planner.vocabulary import root
from jupyter_powa.agents.words import words

NEAR = 0.05
"""Two meanings that differ by less are equally likely."""
_FIRST = ("order", "place", "creat", "start", "open", "sign", "join", "happen", "at", "on", "date", "tim")
"""Roots in the name of the day that a row is meant to belong to, the likeliest first."""


class Chooser:
    """Weighs meanings against what a question names."""

    def __init__(self, lexicon: Lexicon, reach: Reach, query: Query, named: set[str]) -> None:
        """`named`: every table that the question surely names, before or behind."""
        self.lexicon, self.reach, self.query, self._named = lexicon, reach, query, named
        self.attached = ""
        """The table that was named last."""

    def one(
        self, said: str, meanings: Sequence[Meaning], beside: Sequence[str] = (), last: Ref | None = None
    ) -> Meaning:
        """The likeliest meaning; raises Unclear where two are as likely as each other."""
        ranked = sorted(meanings, key=lambda one: -self._weight(one, beside, last))
        best = ranked[0]
        top = self._weight(best, beside, last)
        tied = [one for one in ranked[1:] if top - self._weight(one, beside, last) < NEAR]
        if tied:
            places = [f"{one.table}.{one.column.name}" if one.column else one.table for one in (best, *tied)]
            raise Unclear(f"What do you mean by “{said}”: {' or '.join(dict.fromkeys(places))}?")
        return best

    def _weight(self, one: Meaning, beside: Sequence[str], last: Ref | None) -> float:
        weight = one.weight
        if one.table == self.query.subject:
            weight += 0.5
        if one.table in beside:
            weight += 0.45
        if one.table in self._named or any(one.table == group.table for group in self.query.groups):
            weight += 0.3
        if one.table == self.attached:
            weight += 0.15
        if last is not None and one.column == last:
            weight += 1.0
        if self.query.subject and one.table in self.reach.to_one(self.query.subject):
            weight += 0.1
        return weight

    def moment(self, table: str) -> Ref:
        """The day of a table's rows, or of what they belong to; raises Unclear, NotUnderstood."""
        ways = self.reach.to_one(table)
        for other in sorted(ways, key=lambda name: len(ways[name])):
            found = self.lexicon.moments(other)
            if not found:
                continue
            if len(found) == 1:
                return found[0]
            own = {root(word) for word in words(other)}
            for roots in (own, *({one} for one in _FIRST[:7])):
                fit = [one for one in found if roots & {root(word) for word in words(one.name)}]
                if len(fit) == 1:
                    return fit[0]
            raise Unclear(f"Which day of {other} do you mean: {' or '.join(one.name for one in found)}?")
        raise NotUnderstood(f"{table} has no column of days or times.")

    def measuring(self, said: str, hints: Sequence[str], tables: Sequence[str]) -> tuple[Ref, bool] | None:
        """The column that an adjective or a verb measures, and whether it looks the other way; nearest table first."""
        for table in tables:
            for hint in hints:
                turned, plain = hint.startswith("-"), root(hint.lstrip("-"))
                if hint == "@":
                    return self.moment(table), False
                fit = [one for one in self.lexicon.refs[table] if self._fits(one, plain, dated=turned)]
                if len(fit) > 1:
                    whole = [one for one in fit if [root(word) for word in words(one.name)] == [plain]]
                    fit = whole or fit
                if len(fit) > 1:
                    raise Unclear(f"“{said}” by which column: {' or '.join(one.name for one in fit)}?")
                if fit:
                    return fit[0], turned
        return None

    def _fits(self, one: Ref, plain: str, *, dated: bool) -> bool:
        right = one.kind == "time" if dated else one.measured
        if not right:
            return False
        own = {root(word) for word in re.findall(r"[a-z]+", " ".join(words(one.name)))}
        return plain in own or any(
            meaning.column == one for meaning in self.lexicon.phrases.get((plain,), ()) if meaning.value is None
        )
