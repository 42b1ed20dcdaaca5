"""The server's end of running plans in kernels: a notebook's, or one of our own. The only file of jupyter_client."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.session import Session

from jupyter_powa.kernel.driver import HostKernel
from jupyter_powa.kernel.left import Left
from jupyter_powa.kernel.link import Link
from jupyter_powa.kernel.own import launch_arguments
from jupyter_powa.kernel.wire import MAX_MESSAGE
from jupyter_powa.settings import Settings
from jupyter_powa.unknown import KernelNotFound

log = logging.getLogger(__name__)

OWN = "the server's own kernel"


class HostKernels:
    """The kernels of a Jupyter server: any that runs, by its id, and one of our own, kept warm."""

    trusted = False
    """Requests come over the network: files are those of the notebooks' folder."""

    def __init__(self, kernel_manager: Any, session_manager: Any = None, settings: Settings | None = None) -> None:
        """Nothing is started: the first run does so, or `warm`."""
        self._manager, self._sessions = kernel_manager, session_manager
        self._kernels: dict[str, HostKernel] = {}
        self._own: str | None = None
        self._starting = asyncio.Lock()
        self._memory = settings.kernel_memory if settings is not None else 0
        self._left = Left(settings.data_dir / "kernels.json") if settings is not None else None
        if self._left is not None:
            self._left.end()

    async def get(self, kernel_id: str | None) -> HostKernel:
        """The kernel of that id, or (None) the server's own one, which is started where it does not run."""
        for gone in [known for known in self._kernels if known not in self._manager and known != kernel_id]:
            await self._drop(gone)  # a notebook's kernel was shut down: its connection goes too
        if kernel_id is None:
            return await self._own_kernel()
        if kernel_id not in self._manager:
            await self._drop(kernel_id)
            raise KernelNotFound(kernel_id)
        kernel = self._kernels.get(kernel_id)
        if kernel is None:
            kernel = self._kernels[kernel_id] = HostKernel(self, kernel_id, own=kernel_id == self._own)
        kernel.name = OWN if kernel.own else await self._name(kernel_id)
        return kernel

    async def warm(self) -> None:
        """Start the server's own kernel, connect to it, and load what a run needs."""
        kernel = await self._own_kernel()
        await kernel.ready()

    async def close(self) -> None:
        """End the kernel that is our own, and every connection."""
        for kernel_id in list(self._kernels):
            await self._drop(kernel_id)
        if self._own is not None:
            await self.end(self._own)

    async def _own_kernel(self) -> HostKernel:
        async with self._starting:
            if self._own is None or not await self.alive(self._own):
                if self._own is not None:
                    await self._drop(self._own)
                    await self.end(self._own)
                self._own = await self._start()
                self._kernels[self._own] = HostKernel(self, self._own, own=True)
                self._kernels[self._own].name = OWN
            return self._kernels[self._own]

    async def _start(self) -> str:
        remote = type(self._manager).__name__.startswith("Gateway")
        arguments = launch_arguments(os.environ, local=not remote, memory=self._memory)
        kernel_id: str = await self._manager.start_kernel(path="", **arguments)
        manager = self._manager.get_kernel(kernel_id)
        if getattr(manager, "autorestart", False):  # it would come back silently, without what it was doing
            manager.stop_restarter()
            manager.autorestart = False
        if self._left is not None and (pid := self.process(kernel_id)) is not None:
            self._left.note(pid)
        return kernel_id

    async def _name(self, kernel_id: str) -> str:
        """The notebook that the kernel belongs to, by the path that the user knows."""
        if self._sessions is not None:
            with contextlib.suppress(Exception):  # no session has this kernel
                session = await self._sessions.get_session(kernel_id=kernel_id)
                return str(session["path"] or session["name"])
        return kernel_id

    async def _drop(self, kernel_id: str) -> None:
        if kernel := self._kernels.pop(kernel_id, None):
            await kernel.close()

    # What a HostKernel asks of the server's manager.

    async def connect(self, kernel_id: str) -> Link:
        """A connection with a session and sockets of its own."""
        manager = self._manager.get_kernel(kernel_id)
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        client = manager.client(context=context)
        client.session = Session(key=manager.session.key, signature_scheme=manager.session.signature_scheme)
        link = Link(client)
        try:
            await link.open()
        except BaseException:
            await link.close()
            raise
        return link

    def process(self, kernel_id: str) -> int | None:
        """The kernel's process, where it is one of this machine: another number means that it was restarted."""
        with contextlib.suppress(KeyError):
            return getattr(self._manager.get_kernel(kernel_id).provisioner, "pid", None)
        return None

    async def alive(self, kernel_id: str) -> bool:
        """Whether it runs."""
        if kernel_id not in self._manager:
            return False
        manager = self._manager.get_kernel(kernel_id)
        return bool(await manager.is_alive()) and getattr(manager, "execution_state", "") not in ("restarting", "dead")

    async def exit_code(self, kernel_id: str) -> int | None:
        """How its process ended: negative for a signal; None where it cannot be told."""
        with contextlib.suppress(KeyError, AttributeError):
            code: int | None = await self._manager.get_kernel(kernel_id).provisioner.poll()
            return code
        return None

    def in_use(self, kernel_id: str) -> None:
        """Tell the server's culler that the kernel is at work, also where it shows none."""
        from datetime import UTC, datetime

        with contextlib.suppress(KeyError):
            manager = self._manager.get_kernel(kernel_id)
            if hasattr(manager, "last_activity"):
                manager.last_activity = datetime.now(UTC)

    async def interrupt(self, kernel_id: str) -> None:
        """Interrupt its main thread."""
        with contextlib.suppress(KeyError, RuntimeError):
            await self._manager.interrupt_kernel(kernel_id)

    async def end(self, kernel_id: str) -> None:
        """End it now, whatever it does."""
        if kernel_id == self._own:
            self._own = None
            if self._left is not None and (pid := self.process(kernel_id)) is not None:
                self._left.forget(pid)
        if kernel_id in self._manager:
            try:
                await self._manager.shutdown_kernel(kernel_id, now=True)
            except Exception:
                log.exception("The kernel %s could not be ended", kernel_id)
