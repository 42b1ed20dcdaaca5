"""How near a name that is wrong is to those that are there: its words, its roots, its letters, its other names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from jupyter_powa.agents.planner.lexicon import Lexicon
from jupyter_powa.agents.planner.vocabulary import root
from jupyter_powa.agents.words import words

LEAST, SURE = 0.62, 0.8
"""How near a name must at least be; and how near, so that no other table is looked for."""


def nearness(said: str, name: str) -> float:
    """0 to 1: 1 for the same name in other letters."""
    if said.casefold() == name.casefold():
        return 1.0
    one, other = words(said), words(name)
    if "".join(one) == "".join(other):
        return 0.98
    mine, theirs = [root(word) for word in one], [root(word) for word in other]
    if mine == theirs:
        return 0.96
    if sorted(mine) == sorted(theirs):
        return 0.9
    shared = len(set(mine) & set(theirs)) / max(len(set(mine) | set(theirs)), 1)
    letters = SequenceMatcher(None, said.casefold(), name.casefold()).ratio()
    return max(letters * 0.95, 0.5 + shared * 0.4 if shared else 0.0)


def phrase_of(name: str) -> tuple[str, ...]:
    """The roots of a name's words."""
    return tuple(root(word) for word in words(name))


def by_synonym(said: str, table: str, lexicon: Lexicon) -> dict[str, float]:
    """The columns of a table that the context also calls so."""
    held = lexicon.phrases.get(phrase_of(said), ())
    return {
        one.column.name: 0.55 + one.weight * 0.3
        for one in held
        if one.table == table and one.column is not None and one.value is None
    }


def best(said: str, names: Iterable[str], least: float = LEAST) -> str | None:
    """The nearest name; None where none is near."""
    ranked = sorted(names, key=lambda name: -nearness(said, name))
    return ranked[0] if ranked and nearness(said, ranked[0]) >= least else None
