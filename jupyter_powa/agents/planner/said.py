"""What was understood, in one sentence."""

from __future__ import annotations

from jupyter_powa.agents.planner.lexicon import Ref
from jupyter_powa.agents.planner.parts import Condition, Days, Group, Measure, Query

_CALLS = {"count": "number", "sum": "total", "avg": "average", "min": "lowest", "max": "highest", "median": "median"}


def said(query: Query) -> str:
    """What was understood of a question, for whoever asked it."""
    what = [_measure(one) for one in query.measures] or [one.name for one in query.columns] or [query.subject]
    text = f"I understood: {_listed(what)}"
    named = {one.table for one in query.measures}
    if (query.measures or query.columns) and query.subject and query.subject not in named:
        text += f" of {query.subject}"
    if query.groups:
        text += f" for each {_listed([_group(one) for one in query.groups])}"
    conditions = [_condition(one) for one in query.conditions]
    for one in query.relations:
        number = f" {one.operator} {' and '.join(map(str, one.values))}" if one.measure else ""
        of = _measure(one.measure) if one.measure else one.table
        conditions.append(f"{'without' if one.absent else 'with'} {of}{number}")
    conditions += [f"{_measure(one)} {operator} {values[0]}" for one, operator, values in query.having]
    if conditions:
        text += f", where {_listed(conditions)}"
    for order in query.order:
        by = _measure(order.by) if isinstance(order.by, Measure) else order.by.name
        text += f", {'largest' if order.down else 'smallest'} {by} first"
    if query.limit:
        text += f", at most {query.limit}"
    return " ".join([f"{text}.", *query.notes])


def _measure(one: Measure) -> str:
    if one.call == "count":
        thing = one.ref.name if one.ref is not None and one.distinct else one.table
        return f"number of {'different ' if one.distinct else ''}{thing}"
    return f"{_CALLS.get(one.call, one.call)} {one.ref.name if one.ref else one.table}"


def _group(one: Group) -> str:
    if one.unit:
        return f"{one.unit} of {one.ref.name if one.ref else ''}"
    return one.ref.name if one.ref is not None else one.table


def _condition(one: Condition) -> str:
    word, name = "not " if one.negated else "", _name(one.ref)
    if one.operator == "days":
        span = one.values[0]
        assert isinstance(span, Days)
        return f"{name} {word}{span.words}"
    if one.operator == "null":
        return f"{name} is {word}missing"
    if one.operator == "true":
        return f"{word}{name} is {str(bool(one.values[0])).lower()}"
    if one.operator in ("in", "contains"):
        values = " or ".join(map(str, one.values))
        return f"{name} {'contains' if one.operator == 'contains' else 'is'} {word}{values}"
    return f"{name} {word}{one.operator} {' and '.join(map(str, one.values))}"


def _name(one: Ref) -> str:
    return f"{one.table}.{one.name}"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
