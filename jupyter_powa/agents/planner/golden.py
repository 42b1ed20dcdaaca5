"""Questions that an approved one answers: the same words, or the same up to values that its SQL compares with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.check import read
from jupyter_powa.agents.chosen import of, real_tables
from jupyter_powa.agents.draft import Draft
from jupyter_powa.agents.planner.lexicon import Lexicon, ref
from jupyter_powa.agents.planner.tokens import CURLED
from jupyter_powa.agents.planner.vocabulary import root
from jupyter_powa.agents.words import words
from jupyter_powa.errors import PowaError
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.model.agents import ContextTable, Golden, Reason

if TYPE_CHECKING:
    from sqlglot import exp

NEAR = 20
"""Approved questions that are held against a question: those with the most words in common."""
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_QUOTES = "\"'“”"
_POLITE = re.compile(r"\b(?:please|the|a|an|me)\b[\s,]*")


@dataclass(frozen=True)
class _Slot:
    """A value that the question says and the SQL compares with, once each."""

    literal: exp.Literal
    column: exp.Column | None
    start: int
    end: int


def approved(brief: Brief, question: str, known: Lexicon) -> Draft | None:
    """The query of the approved question that this one is, with this one's values; None where there is none."""
    for golden in brief.linker.examples(question, NEAR):
        if _plain(golden.question) == _plain(question):
            reasons = (Reason(words="An approved question.", weight=0.15),)
            return Draft(sql=golden.sql_text, words=_words(golden), reasons=reasons)
    for golden in brief.linker.examples(question, NEAR):
        try:
            sql = _filled(brief, golden, question, known)
        except PowaError:  # its SQL does not fit the context any more
            continue
        if sql:
            reasons = (Reason(words="An approved question but for its values.", weight=0.1),)
            return Draft(sql=sql, words=_words(golden), reasons=reasons)
    return None


def _words(golden: Golden) -> str:
    return f"I followed the approved question “{' '.join(golden.question.split())[:200]}”."


def _plain(question: str) -> str:
    said = " ".join(question.replace(CURLED, "'").casefold().split()).rstrip("?!. ")
    return _POLITE.sub("", said)


def _filled(brief: Brief, golden: Golden, question: str, known: Lexicon) -> str:
    """The golden query with the values of another question; empty where that one differs in more than values."""
    dialect = dialect_of(brief.source.kind)
    tree = read(golden.sql_text, dialect)
    slots = _slots(tree, _plain(golden.question))
    if not slots:
        return ""
    pattern, place = "", 0
    for slot in slots:
        pattern += re.escape(_plain(golden.question)[place : slot.start]) + (
            "(.{1,200}?)" if slot.literal.is_string else _NUMBER
        )
        place = slot.end
    found = re.fullmatch(pattern + re.escape(_plain(golden.question)[place:]), _plain(question))
    if found is None:
        return ""
    tables = {table.name.casefold(): table for table in brief.context.tables}
    for slot, said in zip(slots, found.groups(), strict=True):
        value = said if not slot.literal.is_string else _held(tree, slot, said, tables, known)
        if value is None:
            return ""
        slot.literal.set("this", value)
    return _written(tree, dialect)


def _written(tree: Any, dialect: Dialect) -> str:
    return str(tree.sql(dialect=dialect.sqlglot or None))


def _slots(tree: Any, said: str) -> list[_Slot]:
    """The values that stand once in the words and once in the SQL, where it compares with them or counts rows."""
    from sqlglot import exp

    every = list(tree.find_all(exp.Literal))
    slots = []
    for literal in every:
        text = str(literal.this).casefold()
        alone = sum(str(one.this).casefold() == text for one in every) == 1
        places = list(re.finditer(rf"(?<![\w.-]){re.escape(text)}(?![\w-]|\.\d)", said)) if text.strip() else []
        if not alone or len(places) != 1:
            continue
        holder = literal.parent
        compares = isinstance(holder, exp.EQ | exp.NEQ | exp.GT | exp.GTE | exp.LT | exp.LTE)
        column = (
            next((one for one in holder.iter_expressions() if isinstance(one, exp.Column)), None) if holder else None
        )
        if literal.is_string and isinstance(holder, exp.EQ | exp.NEQ) and column is not None:
            slots.append(_Slot(literal, column, *places[0].span()))
        elif not literal.is_string and (compares or isinstance(holder, exp.Limit)):
            slots.append(_Slot(literal, None, *places[0].span()))
    return sorted(slots, key=lambda slot: slot.start)


def _held(tree: Any, slot: _Slot, said: str, tables: dict[str, ContextTable], known: Lexicon) -> str | None:
    """The value as the column holds it; None for what nobody knows to be a value of it."""
    bare = said.strip(_QUOTES)
    if bare == str(slot.literal.this).casefold():
        return str(slot.literal.this)
    column = slot.column
    assert column is not None
    real = [
        one for one in real_tables(tree) if not column.table or one.alias_or_name.casefold() == column.table.casefold()
    ]
    owners = [table for one in real if (table := of(one, tables)) is not None]
    refs = {
        ref(table.name, one)
        for table in owners
        for one in table.columns
        if one.name.casefold() == column.name.casefold()
    }
    meant = known.phrases.get(tuple(root(word) for word in words(bare)), [])
    values = {one.value for one in meant if one.value is not None and one.column in refs}
    exact = {value for value in values if value.casefold() == bare}
    found = exact or values
    return next(iter(found)) if len(found) == 1 else None
