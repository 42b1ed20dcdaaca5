"""An execution on its way through a kernel, as the server sees it: what has come, and what was asked of it."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic
from typing import Any

from jupyter_powa.kernel.link import Request
from jupyter_powa.kernel.wire import stopped
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import Done, Emit, Event, RunError
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.wired import from_wire

log = logging.getLogger(__name__)

STEPS: Limit[tuple[float, ...]] = (0.0, 5.0, 10.0, 15.0)
"""Seconds after which a run that does not stop is pressed harder: asked, interrupted, again, ended. Source:
guarantees.md 2d, ladder.
"""

GRACE: Limit[float] = 2.0
"""Seconds over its time after which a run is stopped from outside; until then the kernel does so itself. Source: ours,
guarantees.md 2d.
"""


class Going:
    """One execution. `news` is set whenever something happened that its driver must look at."""

    def __init__(self, plan: Plan, emit: Emit) -> None:
        """Its time runs from now until it begins, and once more from there."""
        self.plan, self._emit = plan, emit
        self.news = asyncio.Event()
        self.ended = False
        self.begun = False
        self.timed_out = False
        self.requests: list[Request] = []
        self._since = self._created = monotonic()
        self._seq = 0
        self._stopping: float | None = None
        self._pressed = 0

    def take(self, wires: list[dict[str, Any]]) -> None:
        """Pass on what the kernel has published."""
        if not self.begun:
            self.begun, self._since = True, monotonic()
        for wire in wires:
            if wire["seq"] != self._seq + 1:
                log.warning(
                    "Execution %s: events %d to %d are lost", self.plan.execution_id, self._seq + 1, wire["seq"]
                )
            self._seq = wire["seq"]
            event = from_wire(wire)
            if isinstance(event, RunError) and event.code == "stopped" and self.timed_out:
                event = self.too_long()
            self.tell(event)

    def tell(self, event: Event) -> None:
        """Pass an event on; nothing follows the last one."""
        if self.ended:
            return
        if isinstance(event, Done | RunError):
            self.ended = True
            self.news.set()
        try:
            self._emit(event)
        except Exception:
            log.exception("Whoever follows execution %s failed", self.plan.execution_id)

    def end(self, error: RunError) -> None:
        """Tell that it is over for a reason that the kernel did not tell."""
        error.duration_ms = round((monotonic() - self._created) * 1_000, 3)
        self.tell(error)

    def stop(self) -> None:
        """Ask for its end."""
        if self._stopping is None:
            self._stopping = monotonic()
        self.news.set()

    @property
    def stopping(self) -> bool:
        """Whether its end was asked for."""
        return self._stopping is not None

    def check_time(self) -> None:
        """Ask for its end where its time is over."""
        if self._stopping is None and monotonic() - self._since > self.plan.timeout + (GRACE if self.begun else 0):
            self.timed_out = True
            self.stop()

    def pressure(self) -> int | None:
        """The step to take now, if one is due: 0 to 3."""
        step = self._pressed
        if self._stopping is None or step == len(STEPS) or monotonic() - self._stopping < STEPS[step]:
            return None
        self._pressed += 1
        return step

    def halted(self) -> RunError:
        """The last event of a run that was stopped from here."""
        return self.too_long() if self.timed_out else stopped()

    def too_long(self) -> RunError:
        """The last event of a run whose time is over."""
        waited = "The execution took" if self.begun else "The kernel was busy with something else for"
        return RunError(f"{waited} longer than {self.plan.timeout:g} s.", "timeout", "EXECUTION_TIMEOUT")
