"""What a question was understood as: the rows that are asked for, before any SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.agents.planner.lexicon import Ref


class NotUnderstood(Exception):
    """The question asks for something that the rules do not read, or that is not in the data."""


class Unclear(Exception):
    """Two readings are likely: the words ask back."""


@dataclass(frozen=True)
class Days:
    """A span of days as SQL: from the first on, and before the last; either may be missing."""

    first: str = ""
    after: str = ""
    words: str = ""


@dataclass
class Condition:
    """A condition on a column: `in` values, a comparison, `null`, `true`, or `days`."""

    ref: Ref
    operator: str
    values: list[Any] = field(default_factory=list)
    negated: bool = False
    joined: bool = False
    """Whether it is joined to the one before by `or`."""


@dataclass(frozen=True)
class Measure:
    """A number of many rows; `table`: whose rows are counted, or whose column it is."""

    call: str
    table: str
    ref: Ref | None = None
    distinct: bool = False


@dataclass(frozen=True)
class Group:
    """What rows are put together by: a column, a unit of its time, or the rows of a table."""

    ref: Ref | None = None
    unit: str = ""
    table: str = ""


@dataclass
class Relation:
    """That there are rows of another table for each row: any, none, or so many."""

    table: str
    absent: bool = False
    measure: Measure | None = None
    operator: str = ""
    values: list[Any] = field(default_factory=list)


@dataclass
class Order:
    """What rows are in order of."""

    by: Ref | Measure
    down: bool = False


@dataclass
class Query:
    """Everything that a question asks for."""

    subject: str = ""
    columns: list[Ref] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    order: list[Order] = field(default_factory=list)
    having: list[tuple[Measure, str, list[Any]]] = field(default_factory=list)
    limit: int | None = None
    distinct: bool = False
    named: bool = False
    """Whether only what rows are called by is asked for: who, which."""
    notes: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    """Tables that the question names, in order."""
    share: bool = False
