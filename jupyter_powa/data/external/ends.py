"""The end of a query over a driver of which nothing is known: every word that may stop it, and no more waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from jupyter_powa.data.external.clock import Ending

T = TypeVar("T")

WORDS = ("cancel", "interrupt")
"""What drivers call it. DB-API has no word for it (PEP 249)."""
GRACE = 1.0
"""Seconds between two looks whether a query was stopped; what does not end by then is left alone."""


def stops(connection: Any, cursor: Any) -> Callable[[], None]:
    """What stops the query that runs: first the driver's own words, and where it runs on, its connection is closed."""
    words = [getattr(one, word, None) for one in (connection, cursor) for word in WORDS]
    first = [word for word in words if callable(word)]

    def stop() -> None:
        (first.pop(0) if first else connection.close)()

    return stop


def awaited(work: Callable[[], T], ending: Ending) -> T:
    """What the work gives, from a thread that may be left behind; raises the ending's error once it was stopped."""
    done: Future[T] = Future()

    def job() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=job, name="powa-sql-unknown", daemon=True).start()
    while True:
        try:
            return done.result(GRACE)
        except TimeoutError:
            if done.done():
                return done.result()
            if ending.why is not None:
                raise ending.error() from None
