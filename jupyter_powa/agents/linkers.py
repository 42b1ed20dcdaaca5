"""Linkers of contexts, each over an index in a file that is brought up to date when it is asked for."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from jupyter_powa.agents.index import Index
from jupyter_powa.agents.link import Linker
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Context, Golden

MOST_OPEN: Limit[int] = 16
"""Indexes that stay open between questions; the ones that were used last. Source: ours."""


@dataclass
class _Open:
    index: Index
    linker: Linker
    context: Context
    digest: str
    users: int = 0


class Linkers:
    """The linkers of a project. All on one event loop; what takes time is done in threads."""

    def __init__(self, folder: Path | None) -> None:
        """Index files lie in `folder`; None keeps them in memory."""
        self._folder = folder
        self.working: set[str] = set()
        """Contexts whose index or whose descriptions are just made anew, by id."""
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def linked(self, context: Context, goldens: Sequence[Golden] = ()) -> AsyncIterator[Linker]:
        """The linker of a context as it is now, with these examples; raises StoreUnavailable."""
        opened = await self._fresh(context, goldens)
        opened.users += 1
        try:
            yield opened.linker
        finally:
            opened.users -= 1
            self._tidy()

    async def forget(self, context_id: str) -> None:
        """Throw an index away: it is made anew when it is asked for."""
        async with self._lock(context_id):
            for key in [key for key in self._open if key.startswith(context_id)]:  # those under row filters too
                opened = self._open.pop(key)
                if not opened.users:
                    opened.index.close()
            if self._folder is not None:
                for file in self._folder.glob(f"{context_id}*.sqlite*"):
                    file.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of all files."""
        for opened in self._open.values():
            opened.index.close()
        self._open.clear()

    async def _fresh(self, context: Context, goldens: Sequence[Golden]) -> _Open:
        async with self._lock(context.id):
            opened = self._open.get(context.id)
            # A context is not changed in place, and to look through a large one takes a while.
            kept = None if opened is None or opened.context is not context else opened.digest.partition(" ")[0]
            digest = f"{kept or await asyncio.to_thread(_digest, context)} {_digest_of(goldens)}"
            if opened is None or opened.digest != digest:
                before = None if opened is None else opened.index
                index, linker = await asyncio.to_thread(self._made, context, goldens, before)
                if opened is None:
                    opened = self._open[context.id] = _Open(index, linker, context, digest)
                opened.linker, opened.digest = linker, digest
            opened.context = context
            self._open.move_to_end(context.id)
            return opened

    def _made(self, context: Context, goldens: Sequence[Golden], index: Index | None) -> tuple[Index, Linker]:
        if index is None:
            index = Index(":memory:" if self._folder is None else self._folder / f"{context.id}.sqlite")
        index.refresh(context, goldens)
        return index, Linker(context, index)

    def _lock(self, context_id: str) -> asyncio.Lock:
        return self._locks.setdefault(context_id, asyncio.Lock())

    def _tidy(self) -> None:
        unused = [key for key, opened in self._open.items() if not opened.users and not self._lock(key).locked()]
        for key in unused[: max(0, len(self._open) - MOST_OPEN)]:
            self._open.pop(key).index.close()


def _digest(context: Context) -> str:
    return hashlib.sha256(context.model_dump_json(exclude={"created_on"}).encode()).hexdigest()


def _digest_of(goldens: Sequence[Golden]) -> str:
    return hashlib.sha256("\n".join(golden.model_dump_json() for golden in goldens).encode()).hexdigest()
