"""Some rows as a plain table: for a notebook without a kernel, and for a terminal."""

from __future__ import annotations

from html import escape
from typing import Any

from jupyter_powa.data.plain import plain
from jupyter_powa.model.data import Page, Rows

WIDEST = 60
"""Characters of a cell that a terminal shows."""


def html(page: Page) -> str:
    """The rows as an HTML table; nulls are told from empty texts."""
    rows = plain(page)
    numbers = [_is_number(rows, place) for place in range(len(rows.columns))]
    head = "".join(
        f'<th title="{escape(column.type)}"{_right(number)}>{escape(column.name)}</th>'
        for column, number in zip(rows.columns, numbers, strict=True)
    )
    body = "".join(f"<tr>{''.join(map(_cell, row, numbers))}</tr>" for row in rows.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><div>{escape(count(page))}</div>"


def text(page: Page) -> str:
    """The rows in columns of text."""
    rows = plain(page)
    lines = [[column.name for column in rows.columns], *([_short(value) for value in row] for row in rows.rows)]
    wide = [max(len(line[place]) for line in lines) for place in range(len(rows.columns))]
    numbers = [_is_number(rows, place) for place in range(len(rows.columns))]

    def said(line: list[str]) -> str:
        cells = zip(line, wide, numbers, strict=True)
        return "  ".join(cell.rjust(size) if number else cell.ljust(size) for cell, size, number in cells).rstrip()

    return "\n".join([*map(said, lines), f"[{count(page)}]"])


def count(page: Page) -> str:
    """How many rows are shown, and whether there are more."""
    number = page.arrow.num_rows
    rows = f"{number:,} {'row' if number == 1 else 'rows'}"
    return f"the first {rows}" if page.more else rows


def _is_number(rows: Rows, place: int) -> bool:
    values = [row[place] for row in rows.rows if row[place] is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _right(number: bool) -> str:
    return ' style="text-align:right"' if number else ' style="text-align:left"'


def _cell(value: Any, number: bool) -> str:
    if value is None:
        return f'<td{_right(number)}><span style="opacity:.5">null</span></td>'
    return f"<td{_right(number)}>{escape(_said(value))}</td>"


def _short(value: Any) -> str:
    said = "null" if value is None else _said(value).replace("\n", "↵")
    return said if len(said) <= WIDEST else f"{said[: WIDEST - 1]}…"


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
