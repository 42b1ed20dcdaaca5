"""What a query on any database may be made of: kinds of sqlglot's tree. What is not here is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jupyter_powa.data.allowed import words

ROOTS = words("Select Union Intersect Except Subquery Values")
"""What a query may be as a whole."""

QUERIES = ROOTS | words(
    "With CTE From Table TableAlias Join Lateral Where Group Cube Rollup GroupingSets Having Order Ordered Limit "
    "Offset Fetch LimitOptions Distinct Window WindowSpec Alias Aliases Column Identifier Star Paren Tuple Unnest"
)
VALUES = words(
    "Literal Boolean Null Placeholder Anonymous Var Case If Cast DataType DataTypeParam Interval Extract Substring "
    "Trim StrPosition Overlay Exists Collate"
)
OPERATORS = words(
    "And Or Not EQ NEQ GT GTE LT LTE NullSafeEQ NullSafeNEQ Is In Between Like Escape Add Sub Mul Div Mod Neg "
    "BitwiseAnd BitwiseOr BitwiseXor BitwiseNot BitwiseLeftShift BitwiseRightShift"
)
TIMES = words("CurrentDate CurrentTime CurrentTimestamp")

KINDS = QUERIES | VALUES | OPERATORS | TIMES

WORDED = words(
    "Extract Interval Kwarg Limit LimitOptions IntervalSpan TableSample Fetch Cast WindowSpec Anonymous Collate "
    "DataType CharacterSet"
)
"""Kinds under which a bare word stands: a unit, an argument's name."""

TYPES = words(
    "BOOLEAN TINYINT SMALLINT INT BIGINT DECIMAL FLOAT DOUBLE TEXT VARCHAR CHAR DATE TIME TIMESTAMP DATETIME INTERVAL"
)

SAYING = {
    "Into": "Only reading is allowed: leave the INTO out.",
    "Lock": "Only reading is allowed: leave FOR UPDATE and FOR SHARE out.",
    "Delete": "Only reading is allowed: leave the DELETE out.",
    "Insert": "Only reading is allowed: leave the INSERT out.",
    "Update": "Only reading is allowed: leave the UPDATE out.",
    "Merge": "Only reading is allowed: leave the MERGE out.",
    "Command": "Only reading is allowed: write one query with SELECT, WITH or VALUES.",
    "SessionParameter": "A setting of the server (@@x) is not allowed in a query here.",
    "Parameter": "A variable (@x, $1) is not allowed here. Write ? where a value is bound.",
    "ObjectIdentifier": "Types like regclass are not allowed here: use types of numbers, texts or dates.",
    "Placeholder": "Values cannot be bound on this kind of database: write them into the query.",
    "Hint": "Hints to the planner are not allowed here. Leave them out.",
    "Introducer": "A text with a character set before it is not allowed here. Write the plain text.",
    "ByteString": "A text with escapes (E'…') may hold letters, digits and \\n, \\t alone here.",
}


@dataclass(frozen=True)
class Allowed:
    """What one kind of database takes."""

    dialect: Any
    """sqlglot's dialect of it."""
    kinds: frozenset[str]
    functions: frozenset[str]
    rows: frozenset[str]
    """Functions that may stand behind `from`."""
    types: frozenset[str] | None
    """Types that a value may be cast to; None for any."""
    fold: Callable[[str], str]
    """An unquoted name as the database reads it."""
    units: frozenset[str] = frozenset()
    """Functions that take a unit of time as a bare word."""
    patterns: frozenset[str] = frozenset()
    """Functions whose first argument is a pattern with widths."""
    system: tuple[str, ...] = ()
    """How names of the database's own tables begin; no part of a query may be called so."""
