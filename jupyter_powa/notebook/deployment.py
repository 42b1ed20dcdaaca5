"""Let others start a workflow, from a cell: deploy, arm, and what a caller must know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from jupyter_powa.api import deployment
from jupyter_powa.api.route import NOBODY
from jupyter_powa.notebook.stored import Stored, waited


@dataclass(frozen=True)
class Armed:
    """Leave for one call. A notebook is saved with what it shows, so the secret is not shown unless it is asked for."""

    path: str
    """Where the call goes, under the address of the Jupyter server."""
    until: datetime
    """UTC; no call is taken later."""
    secret: str = field(repr=False)
    """What the call must show as a bearer token; told this once."""

    def __repr__(self) -> str:
        return f"Armed until {self.until:%H:%M:%S} UTC for one call: POST {self.path} with `.secret` as bearer token"


class Deployable(Stored):
    """What a Workflow can do about calls from outside."""

    def deploy(self) -> None:
        """Save it and lock its graph; raises InvalidGraph where it cannot run, AlreadyDeployed."""

        async def work() -> None:
            await self._saved()
            await deployment.deploy(self.powa, self.id, NOBODY)

        waited(work())

    def undeploy(self) -> None:
        """Unlock its graph, and take back the leave for a call."""
        waited(deployment.undeploy(self.powa, self.id))

    def arm(self) -> Armed:
        """Let one call from outside start it, in the server that shares its store; raises InvalidGraph."""

        async def work() -> Armed:
            await self._saved()
            leave = await deployment.arm(self.powa, self.id, NOBODY)
            return Armed(leave.webhook_url, leave.armed_until, leave.secret)

        return waited(work())
