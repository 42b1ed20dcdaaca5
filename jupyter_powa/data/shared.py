"""A database that several users of this process share: opened when first needed, let go soon after the last one."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_powa.data.owner import LOCKED, busy, forget, note
from jupyter_powa.data.threads import in_thread
from jupyter_powa.data.writes import DEFINED, Writes

LINGER = 0.5
"""Seconds that a file stays open unused: blocks that follow each other need not open it again."""

RETRY = 0.05
"""Seconds between two attempts to open a file that another process holds."""

_open: dict[str, Shared] = {}


def shared(path: str, connect: Callable[[str], Any]) -> Shared:
    """The one that belongs to this file; two paths of one file are one."""
    return _open.setdefault(os.path.realpath(path), Shared(os.path.realpath(path), connect))


@atexit.register
def _close_all() -> None:
    """Close what is open while there is an interpreter: a thread that still closes a file when it ends aborts it."""
    for one in list(_open.values()):
        one.close_now()


class Shared:
    """One file and the connection to it, if it is open."""

    def __init__(self, path: str, connect: Callable[[str], Any]) -> None:
        """Note how to open it; nothing is opened yet."""
        self.path = path
        self.writes = Writes(path)
        self._connect = connect
        self._connection: Any = None
        self._users = 0
        self._left = 0.0
        self._closing = False
        self._lock = threading.Lock()

    def missing(self) -> bool:
        """Whether there is no such file yet."""
        return not Path(self.path).exists()

    async def take(self, patience: float) -> Any:
        """The connection; raises DatabaseBusy where another process still holds the file after `patience` seconds."""
        if (connection := self._at_hand()) is not None:
            return connection
        until = time.monotonic() + patience
        taken: list[Any] = []
        while True:
            try:
                return await in_thread(lambda: self._opened(taken))
            except asyncio.CancelledError:
                if taken:  # it was opened just when nobody wanted it any more
                    self.give_back()
                raise
            except Exception as error:
                if LOCKED not in str(error):
                    raise
                if time.monotonic() >= until:
                    raise busy(self.path, str(error)) from None
            await asyncio.sleep(RETRY)

    def _at_hand(self) -> Any:
        """The connection where it is open and nobody holds the lock: a loop does not wait, and needs no thread."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            self._users += self._connection is not None
            return self._connection
        finally:
            self._lock.release()

    def _opened(self, taken: list[Any]) -> Any:
        with self._lock:
            if self._connection is None:
                strange = self.writes.opened()
                self._connection = self._connect(self.path)
                for name, words in self._connection.execute(DEFINED).fetchall() if strange else ():
                    self.writes.defined(name, words or "")
                note(self.path)
            self._users += 1
            taken.append(self._connection)
            return self._connection

    def give_back(self) -> None:
        """One user less; the last one's leaving closes the file a little later."""
        with self._lock:
            self._users -= 1
            self._left = time.monotonic()
            if self._users == 0 and not self._closing:
                self._closing = True
                self._later(LINGER)

    def _later(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self._close_unused)
        timer.daemon = True
        timer.start()

    def _close_unused(self) -> None:
        with self._lock:
            unused = time.monotonic() - self._left
            if self._users == 0 and unused < LINGER:
                return self._later(LINGER - unused)
            self._closing = False
            if self._users == 0:
                self._close()
        return None

    def close_now(self) -> None:
        """Close the file, whoever uses it; waits for a closing that is under way."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            forget(self.path)
            self._connection.close()
            self._connection = None
            self.writes.closed()
