"""How far a run is, in the cell that waits for it; nothing of it stays in the notebook."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from html import escape
from types import TracebackType
from typing import Any, Self

from jupyter_powa.model.execution import BlockLog


class Progress:
    """One line that is rewritten while a run goes on, and emptied at its end. In a plain program it shows nothing."""

    def __init__(self, name: str, blocks: int, shown: bool = True, screen: Any = None, *, alone: bool = False) -> None:
        """`screen`: what to show it on, by default the cell that runs. `alone`: the cell shows nothing else yet, so
        that at the end not even an empty output is left.
        """
        self.name, self.blocks, self._alone = name, blocks, alone
        self._handle = (screen or _handle()) if shown else None
        self._text = ""

    def update(self, logs: Iterable[BlockLog], far: Mapping[str, str] | None = None) -> None:
        """Show how many blocks have ended and which one runs. `far`: how far it is, in its words, by block id."""
        if self._handle is None:
            return
        logs = list(logs)
        ended = sum(log.status != "running" for log in logs)
        said = [(log.block_name, (far or {}).get(log.block_id)) for log in logs if log.status == "running"]
        running = ", ".join(f"{name}: {words}" if words else f"{name} …" for name, words in said)
        text = f"{self.name}: {ended} of {self.blocks} blocks" + (f" · {running}" if running else "")
        self._tell(f"{_bar(ended, self.blocks)} {escape(text)}", text)

    def say(self, words: str) -> None:
        """Show what is being done."""
        if self._handle is not None:
            self._tell(escape(f"{self.name}: {words}"), f"{self.name}: {words}")

    def far(self, fraction: float | None, seconds: float) -> None:
        """Show how far something is (None: nobody knows), and for how long it has gone on."""
        if self._handle is None:
            return
        percent = None if fraction is None else int(100 * fraction)
        text = f"{self.name}: {f'{percent} % · ' if percent is not None else ''}{int(seconds)} s"
        self._tell(f"{_bar(percent, 100)} {escape(text)}", text)

    def _tell(self, html: str, text: str) -> None:
        if text != self._text:
            self._text = text
            self._show(html, text)

    def _show(self, html: str, text: str) -> None:
        assert self._handle is not None
        self._handle.update({"text/html": html, "text/plain": text}, raw=True)

    def __enter__(self) -> Self:
        if self._handle is not None:
            self._handle.display({"text/html": "", "text/plain": ""}, raw=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._handle is not None and self._alone:
            self._handle.clear()
        elif self._handle is not None:
            self._show("", "")


def _bar(ended: int | None, blocks: int) -> str:
    """A bar; one that only moves where `ended` is None."""
    value = "" if ended is None else f' value="{ended}"'
    return f'<progress{value} max="{max(blocks, 1)}" style="vertical-align:middle"></progress>'


def _handle() -> Any:
    """A display that can be updated; None where there is no notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or getattr(shell, "kernel", None) is None:
        return None
    from IPython.display import DisplayHandle, clear_output

    class Handle(DisplayHandle):
        def clear(self) -> None:
            clear_output()  # type: ignore[no-untyped-call]

    return Handle()  # type: ignore[no-untyped-call]
