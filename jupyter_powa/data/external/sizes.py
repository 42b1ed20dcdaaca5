"""How large a value a query may ask another server for: what the numbers in the query tell, timeouts hold the rest."""

from __future__ import annotations

import re

from sqlglot import exp

from jupyter_powa.data.bounds import LARGEST, ROWS, SMALL
from jupyter_powa.data.guard import SqlRefused

WIDE = re.compile(r"%[^a-zA-Z%]*(\d{4}|\*)")

FILLS = {"lpad": 1, "rpad": 1, "repeat": 1, "space": 0, "zeroblob": 0, "randomblob": 0}
"""Functions that make a text longer, and the argument that says by how much."""

BETWEEN = {"string_agg": 1, "array_to_string": 1, "concat_ws": 0, "group_concat": 1}
"""Functions that put a text between others, and which argument that is."""


class Sizes:
    """Sums up how much larger a query may make a value."""

    def __init__(self, patterns: frozenset[str]) -> None:
        """`patterns` are the functions whose first argument is a pattern with widths."""
        self._factor, self._patterns = 1, patterns

    def judge(self, name: str, arguments: list[exp.Expr]) -> None:
        """Count one call; raises SqlRefused where it may be too much."""
        if name in FILLS:
            count = number(arguments[FILLS[name] :])
            if count is None or count > LARGEST:
                raise SqlRefused(f"{name} needs its length as a plain number of at most {LARGEST:,} here.")
            text = words(arguments[:1]) or ""
            if count * max(len(text), 1) > SMALL:
                self._grow(count * max(len(text), 1), name)
        elif name in self._patterns:
            pattern = words(arguments[:1])
            if pattern is None or WIDE.search(pattern):
                raise SqlRefused(f"{name} needs a plain text as its pattern, with widths under 1,000.")
        elif name in ("replace", "regexp_replace"):
            text = self._short(name, arguments[2:3], "replacement")
            self._grow(len(text) or 1, name)
        elif name in BETWEEN:
            self._short(name, arguments[BETWEEN[name] :][:1], "separator")
        elif name == "generate_series":
            _judge_rows(name, arguments)

    def _short(self, name: str, arguments: list[exp.Expr], what: str) -> str:
        text = words(arguments) if arguments else ""
        if text is None or len(text) > SMALL:
            raise SqlRefused(f"{name} needs its {what} as a plain text of at most {SMALL} characters.")
        return text

    def _grow(self, times: int, name: str) -> None:
        self._factor *= times
        if self._factor > LARGEST:
            raise SqlRefused(
                f"{name} may make a value too large here: all in all at most {LARGEST:,} times its input is allowed. "
                "Use smaller numbers, or fewer of these calls."
            )


def _judge_rows(name: str, arguments: list[exp.Expr]) -> None:
    ends = [number([one]) for one in arguments]
    if len(ends) < 2 or ends[0] is None or ends[1] is None:
        return
    stride = (ends[2] if len(ends) > 2 else 1) or 1
    if abs((ends[1] - ends[0]) // stride) > ROWS:
        raise SqlRefused(f"{name} makes more than {ROWS:,} rows. Use closer bounds.")


def number(arguments: list[exp.Expr]) -> int | None:
    """The first one, where it is a plain whole number."""
    one = arguments[0] if arguments else None
    if isinstance(one, exp.Neg):
        inner = number([one.this])
        return None if inner is None else -inner
    if isinstance(one, exp.Literal) and not one.is_string and one.name.isdecimal() and len(one.name) < 19:
        return int(one.name)
    return None


def words(arguments: list[exp.Expr]) -> str | None:
    """The first one, where it is a plain text."""
    one = arguments[0] if arguments else None
    if isinstance(one, exp.Order):  # string_agg(x, ',' order by x)
        one = one.this
    if isinstance(one, exp.RawString | exp.ByteString) or (isinstance(one, exp.Literal) and one.is_string):
        return str(one.name)
    return None
