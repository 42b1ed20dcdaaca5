"""Who listens to the runs of this process: a widget sees those that the server has started, too."""

from __future__ import annotations

import logging
from collections.abc import Callable

from jupyter_powa.model.execution import Event
from jupyter_powa.model.plan import Plan

log = logging.getLogger(__name__)

Listener = Callable[[Plan, Event], None]
"""Takes an event of any run, in the thread of the `powa` loop; must return at once."""

_listeners: dict[object, Listener] = {}


def listen(listener: Listener) -> Callable[[], None]:
    """Call this listener for every event of every run from now on; what comes back ends that."""
    key = object()
    _listeners[key] = listener

    def remove() -> None:
        _listeners.pop(key, None)

    return remove


def tell(plan: Plan, event: Event) -> None:
    """Pass an event on; a listener that fails hurts neither the run nor the others."""
    for listener in list(_listeners.values()) if _listeners else ():
        try:
            listener(plan, event)
        except Exception:
            log.exception("A listener failed at the event %s", event.type)
