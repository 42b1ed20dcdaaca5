"""What went wrong with a cell's SQL, in one block: what was said, and the line that is meant."""

from __future__ import annotations

import re

from jupyter_powa.errors import PowaError

RED, DIM, OFF = "\033[1;31m", "\033[2m", "\033[0m"
AROUND = 1
"""Lines that are shown before and after the one that is meant."""

MEANT = re.compile(
    r'(?:near|column|name|function|with name|table|type|schema|variable|relation)\s+"?\'?([^\W\d][\w.]*|[^\s"\'])'
)


class SqlFailed(PowaError):
    """A cell's statement failed. It is shown in one block, without a traceback."""

    code = "sql_error"

    def __init__(self, error: PowaError, shown: str = "") -> None:
        """`shown`: the lines that are meant, as `excerpt` gives them."""
        super().__init__(
            f"{error.message}\n\n{_bare(shown)}" if shown else error.message, error.details, code=error.code
        )
        self.status, self.error_code = error.status, error.error_code
        self.said, self.shown = error.message, shown

    def _render_traceback_(self) -> list[str]:
        first, _, rest = self.said.partition("\n")
        return [f"{RED}{first}{OFF}", *([rest] if rest else []), *(["", self.shown] if self.shown else [])]


class Stopped(KeyboardInterrupt):
    """A cell's statement was interrupted."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def excerpt(text: str, line: int, message: str, first: int = 1, title: str = "") -> str:
    """The line of a text and those around it, numbered from `first`, with a mark under the word that is meant."""
    lines = text.rstrip().split("\n")
    if not 1 <= line <= len(lines):
        return ""
    begin, end = max(line - AROUND, 1), min(line + AROUND, len(lines))
    begin += not lines[begin - 1].strip() and begin < line
    wide = len(str(end + first - 1))
    shown = [f"{DIM}{title}{OFF}"] if title else []
    for number in range(begin, end + 1):
        said, told = lines[number - 1], f"{number + first - 1:>{wide}}"
        if number != line:
            shown.append(f"  {DIM}{told}{OFF}  {said}")
            continue
        shown.append(f"{RED}▸ {told}{OFF}  {said}")
        if (at := _place(said, message)) is not None:
            shown.append(f"  {' ' * wide}  {' ' * at[0]}{RED}{'^' * at[1]}{OFF}")
    return "\n".join(shown)


def line_of(text: str, message: str) -> int | None:
    """The only line that has the word which the message names; None where there are several or none."""
    found = [number for number, said in enumerate(text.split("\n"), 1) if _place(said, message) is not None]
    return found[0] if len(found) == 1 else None


def _place(said: str, message: str) -> tuple[int, int] | None:
    """Where the word that the message names stands in a line, and its length."""
    for found in MEANT.finditer(message):
        word = found[1]
        edge = r"\b" if word[0].isalnum() or word[0] == "_" else ""
        at = [one.start() for one in re.finditer(f"{edge}{re.escape(word)}{edge}", said, re.IGNORECASE)]
        if at and (edge or len(at) == 1):
            return at[0], len(word)
    return None


def _bare(shown: str) -> str:
    return re.sub(r"\033\[[\d;]*m", "", shown)
