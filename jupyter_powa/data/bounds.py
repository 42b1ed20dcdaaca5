"""How large a value a query may ask for: no limit of DuckDB's holds one call of a function (guarantees.md 2a)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from jupyter_powa.data.allowed import words
from jupyter_powa.data.guard import SqlRefused
from jupyter_powa.limits import Limit

Tree = dict[str, Any]

SMALL = 100
"""Characters that a function may fill up to without counting; texts that are put between or in place of others."""

LARGEST: Limit[int] = 10_000
"""Times that all functions of a guarded query together may make a value larger. Source: ours, guarantees.md 2a."""

ROWS = 10_000_000
"""Rows of `from range(…)`: they are made one after the other, so a time limit holds them."""

GROWING = {"hex": 2, "to_hex": 2, "bin": 8, "to_binary": 8, "to_base": 64, "base64": 2, "to_base64": 2, "url_encode": 3}
GROWING |= {"regexp_escape": 2, "to_json": 2}
"""Functions that make a text longer, and by how much at most."""

SLOW = {"levenshtein": 1_000, "editdist3": 1_000, "damerau_levenshtein": 1_000}
"""Functions whose time grows with the product of their texts: with these, texts may not be made much longer."""

COLLECTING = words("string_agg listagg group_concat list array_agg")

SEPARATED = {"string_agg": 1, "listagg": 1, "group_concat": 1, "array_to_string": 1, "concat_ws": 0}
"""Functions that put a text between others, and which argument that is."""

UNITS = {"microsecond": 1e-6, "millisecond": 1e-3, "second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
UNITS |= {"week": 604_800, "month": 2_419_200, "quarter": 7_862_400, "year": 31_536_000}
"""Seconds of each unit, at least."""
SPAN = re.compile(r"\s*(\d+)\s*(\w+?)s?\s*")

HOLE = re.compile(r"\{\{|\}\}|\{[^{}]{0,20}\}")
WIDE = re.compile(r"%[^a-zA-Z%]*(\d{4}|\*)")
EXAMPLES = {"printf": "printf('%.2f', x)", "format": "format('{:,}', x)", "strftime": "strftime(d, '%Y-%m')"}


class Sizes:
    """Sums up how much larger a query may make a value."""

    def __init__(self) -> None:
        self.factor = self.filled = 1
        self._slow: set[str] = set()
        self.again = False
        """Whether what is judged now runs again and again on its own result."""

    def judge(self, name: str, arguments: list[Tree]) -> None:
        """Count one call; raises SqlRefused where it may be too much."""
        if self.again and name in COLLECTING:
            raise SqlRefused(f"{name} in a recursive query is not allowed: collect outside of the recursion.")
        if name in ("lpad", "rpad"):
            self._fill(name, _number(arguments[1:]))
        elif name in ("repeat", "list_resize", "array_resize"):
            self._repeat(name, arguments)
        elif name in ("range", "generate_series"):
            self.grow(_count(name, arguments), name)
        elif name in ("format", "printf", "strftime"):
            _pattern(name, arguments)
        elif name in SEPARATED:
            _short(name, arguments[SEPARATED[name] :][:1], "separator")
        elif name in ("replace", "regexp_replace"):
            new, old = _short(name, arguments[2:3], "replacement"), _text(arguments[1:2])
            self.grow(-(-len(new) // max(len(old or ""), 1) if name == "replace" else max(len(new) - 1, 1)), name)
        elif name == "to_base" and len(arguments) > 2 and (_number(arguments[2:]) or SMALL) >= SMALL:
            raise SqlRefused(f"to_base needs its length as a plain number under {SMALL}: to_base(x, 2, 10).")
        elif name in SLOW and not self._slow:
            self._slow.add(name)
            self.grow(SLOW[name], name)
        elif name in GROWING:
            self.grow(GROWING[name], name)

    def grow(self, times: int, name: str) -> None:
        """Count that values may become this many times as large."""
        if self.again and times > 1:
            raise SqlRefused(
                f"{name} makes a value larger each time that a recursion or a reduce comes round: leave it out."
            )
        self.factor *= max(times, 1)
        if self.factor * self.filled > LARGEST:
            raise SqlRefused(
                f"{name} may make a value too large here: all in all at most {LARGEST:,} times its input is allowed. "
                "Use smaller numbers, or fewer of these calls."
            )

    def _fill(self, name: str, length: int | None) -> None:
        if length is None or length > LARGEST:
            raise SqlRefused(f"{name} needs its length as a plain number of at most {LARGEST:,}: {name}(x, 10, ' ').")
        if length > SMALL:
            self.filled = max(self.filled, length)
            self.grow(1, name)

    def _repeat(self, name: str, arguments: list[Tree]) -> None:
        count = _number(arguments[1:])
        if count is None:
            raise SqlRefused(f"{name} needs its count as a plain number here: {name}('-', 10).")
        text = _text(arguments[:1]) if name == "repeat" else None
        if text is None or len(text) * count > SMALL:
            self.grow(count * (len(text) if text else 1), name)


def judge_rows(name: str, arguments: list[Tree]) -> None:
    """Whether a function behind `from` makes a bounded number of rows; raises SqlRefused."""
    if name in ("range", "generate_series") and _count(name, arguments) > ROWS + 1:
        raise SqlRefused(f"{name} makes more than {ROWS:,} rows. Use closer bounds.")


def _count(name: str, arguments: list[Tree]) -> int:
    """How many values a range has."""
    ends = [end for one in arguments if (end := _moment(one)) is not None]
    if not ends or len(ends) < len(arguments):
        raise SqlRefused(
            f"{name} needs plain numbers or dates as its bounds: {name}(1, 10), "
            f"{name}(date '2024-01-01', date '2024-12-31', interval 1 day)."
        )
    first, last = (0.0, ends[0]) if len(ends) == 1 else ends[:2]
    stride = ends[2] if len(ends) > 2 else 1.0
    return int(abs((last - first) / stride)) + 1 if stride else LARGEST + 1


def _moment(tree: Tree) -> float | None:
    """A number, a date in seconds or an interval in seconds, where the query says it plainly."""
    if tree.get("class") == "CAST":
        inner, kind = _text([tree["child"]]), str(tree.get("type_expr", {}).get("type_name", "")).casefold()
        if inner is None:
            return _moment(tree["child"])
        return _span(inner) if kind == "interval" else _date(inner)
    name = str(tree.get("function_name", ""))
    if tree.get("class") == "FUNCTION" and (name == "-" or name.startswith("to_") or name == "trunc"):
        inside = [_moment(argument["expression"]) for argument in tree.get("arguments", ())]
        if len(inside) != 1 or inside[0] is None:
            return None
        return -inside[0] if name == "-" else inside[0] * UNITS.get(name[3:-1], 1)
    number = _number([tree])
    return None if number is None else float(number)


def _span(text: str) -> float | None:
    found = SPAN.fullmatch(text)
    return int(found[1]) * UNITS[found[2].casefold()] if found and found[2].casefold() in UNITS else None


def _date(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _literal(trees: list[Tree]) -> tuple[str, str] | None:
    if trees and trees[0].get("class") == "CONSTANT":
        literal = trees[0].get("literal", {})
        return str(literal.get("kind")), str(literal.get("text", ""))
    return None


def _number(trees: list[Tree]) -> int | None:
    found = _literal(trees)
    return int(found[1]) if found and found[0] == "INTEGER" and found[1].isdecimal() and len(found[1]) < 19 else None


def _text(trees: list[Tree]) -> str | None:
    found = _literal(trees)
    return found[1] if found and found[0] == "STRING" else None


def _short(name: str, trees: list[Tree], what: str) -> str:
    if not trees:
        return ""
    text = _text(trees)
    if text is None or len(text) > SMALL:
        raise SqlRefused(f"{name} needs its {what} as a plain text of at most {SMALL} characters.")
    return text


def _pattern(name: str, arguments: list[Tree]) -> None:
    text = _text(arguments[:1]) if name != "strftime" else _text(arguments[1:2]) or _text(arguments[:1])
    if (
        text is None
        or len(text) > 1_000
        or (name == "printf" and WIDE.search(text))
        or (name == "format" and _odd(text))
    ):
        raise SqlRefused(f"{name} needs a plain text as its pattern, with widths under 1,000: {EXAMPLES[name]}.")


def _odd(text: str) -> bool:
    """Whether a hole of the pattern is too wide, or takes its width from a value."""
    rest = HOLE.sub("", text)
    return "{" in rest or "}" in rest or any(re.search(r"\d{4}", hole) for hole in HOLE.findall(text))
