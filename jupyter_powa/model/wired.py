"""An event of an execution as it travels, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from jupyter_powa.model.execution import EVENTS, Event
from jupyter_powa.model.plan import Plan

_VALUES: dict[type[Event], Callable[[Any], tuple[Any, ...]]] = {
    kind: attrgetter(*kind.__slots__) for kind in EVENTS.values()
}
"""Reads all fields of an event at once: each event of each block is told, so this is a hot path."""
_NAMES = {kind: (*kind.__slots__, "type", "execution_id", "workflow_id", "seq") for kind in EVENTS.values()}


def to_wire(event: Event, plan: Plan, seq: int) -> dict[str, Any]:
    """The event as it travels: its fields, its `type`, whose it is, and its number in the execution (from 1)."""
    return dict(wired(event, plan, seq))


def wired(event: Event, plan: Plan, seq: int) -> Iterator[tuple[str, Any]]:
    """What `to_wire` puts into a dict, for a dict of another kind."""
    values = (*_VALUES[type(event)](event), event.type, plan.execution_id, plan.workflow_id, seq)
    return zip(_NAMES[type(event)], values, strict=True)


def from_wire(wire: dict[str, Any]) -> Event:
    """The event that `to_wire` wrote."""
    kind = EVENTS[wire["type"]]
    return kind(**{name: wire[name] for name in kind.__slots__ if name in wire})
