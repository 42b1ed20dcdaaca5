"""How a block ended, and which of the edges behind it are taken."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_powa.engine.check import ERROR_HANDLE


@dataclass(slots=True)
class Outcome:
    """How a block ended: whether it ran well, was skipped or failed, and the way out that it chose."""

    ok: bool = False
    failed: bool = False
    route: str | None = None
    code: str = ""
    """A short word for how it failed."""

    def takes(self, handle: str) -> bool:
        """Whether the edge that leaves by this way out is taken."""
        if self.ok:
            return handle == self.route if self.route is not None else handle != ERROR_HANDLE
        return self.failed and handle == ERROR_HANDLE


PASSED = Outcome(ok=True)
"""The outcome of most blocks: it ran well and leaves by every way but `error`."""
