"""A question that goes on with the one before: the same, but for what it says anew."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence

from jupyter_powa.agents.planner.items import Item
from jupyter_powa.agents.planner.joined import Reach
from jupyter_powa.agents.planner.lexicon import Lexicon
from jupyter_powa.agents.planner.parts import Condition, Measure, Query
from jupyter_powa.agents.planner.phrases import Reader

_POINTING = frozenset(
    re.findall(
        r"\S+",
        "those these them it that instead same too and but then now only just what how ",
    )
)


def followed(before: Query, found: Sequence[Item], lexicon: Lexicon, reach: Reach) -> Query:
    """What is asked for now; raises NotUnderstood, Unclear."""
    query = copy.deepcopy(before)
    had = len(query.conditions)
    grouped, ordered, measured = list(query.groups), list(query.order), list(query.measures)
    query.groups, query.order, limit = [], [], query.limit
    found = [one for one in found if one.text.casefold() not in _POINTING]
    reader = Following(found, lexicon, reach, query)
    query = reader.read()
    _replaced(query, had)
    query.groups = query.groups or grouped
    query.order = query.order or ordered
    query.limit = query.limit or limit
    if query.groups and not query.measures and not any(isinstance(one.by, Measure) for one in query.order):
        query.measures = measured
    if len(query.measures) > len(measured) > 0 and not any(one.key == "and" for one in found):
        query.measures = query.measures[len(measured) :]
    return query


class Following(Reader):
    """Reads a question that says only what is new."""

    def __init__(self, found: Sequence[Item], lexicon: Lexicon, reach: Reach, query: Query) -> None:
        super().__init__(found, lexicon, reach, query)
        self.chooser.attached = query.measures[-1].table if query.measures else query.subject


def _replaced(query: Query, had: int) -> None:
    """A new condition on a column takes the place of the one that was there."""
    new = query.conditions[had:]
    kept = [one for one in query.conditions[:had] if not any(_same(one, other) for other in new)]
    query.conditions = [*kept, *new]


def _same(one: Condition, other: Condition) -> bool:
    return one.ref == other.ref and (one.operator == other.operator) and not other.negated
