"""A connection to one kernel: requests go out, and what comes back is sorted by the request that it belongs to."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from queue import Empty
from typing import Any

import zmq

from jupyter_powa.kernel.wire import FIELD, MIME

log = logging.getLogger(__name__)

Message = dict[str, Any]

QUIET = {"silent": True, "store_history": False, "allow_stdin": False, "user_expressions": {}, "stop_on_error": False}
"""Not echoed, not in the history, and the user's queued cells run on even if ours fails (ecosystem.md §1.7)."""


class Request:
    """A request under way: `reply` is its answer's content, `on_events` gets what it publishes."""

    def __init__(self, on_events: Callable[[list[Message]], None] | None = None) -> None:
        """`on_events` is called for each message of our own type; one with a buffer tells it as `bytes`."""
        self.on_events = on_events
        self.reply: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self.idle = asyncio.Event()


class Link:
    """One client of one kernel, kept open; any number of requests may be under way."""

    def __init__(self, client: Any) -> None:
        """`client` has a session and a context of its own: with shared ones, replies go astray (house.md §14)."""
        self._client = client
        self._requests: dict[str, Request] = {}
        self._readers: list[asyncio.Task[None]] = []
        self.subshell: str | None = None
        self.shut_down = False
        """The kernel has said that it is going."""
        self.cuts = 0
        """How often its stream of messages broke off: it died, or sent one that is larger than is taken."""

    async def open(self, patience: float = 60.0) -> None:
        """Connect, and wait until the kernel answers and its messages come through; it may be busy meanwhile."""
        self._client.start_channels(stdin=False, hb=False)
        channels = (self._client.shell_channel, self._client.control_channel, self._client.iopub_channel)
        self._readers = [asyncio.create_task(self._read(channel)) for channel in channels]
        if hasattr(self._client.iopub_channel, "socket"):  # a gateway's channel has none
            monitor = self._client.iopub_channel.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
            self._readers.append(asyncio.create_task(self._count_cuts(monitor)))
        async with asyncio.timeout(patience):
            reply = await self._insist("kernel_info_request")
            if "kernel subshells" in reply.get("supported_features", ()):
                self.subshell = (await self._insist("create_subshell_request")).get("subshell_id")

    async def _insist(self, kind: str) -> Message:
        """Ask on the control channel until an answer comes through.

        A fresh subscription loses its first messages, and ipykernel 7.4 answers nothing to a `create_subshell_request`
        that comes before its shell thread runs (an AssertionError in `ShellChannelThread.manager`).
        """
        while True:
            request = self._send(kind, {}, self._client.control_channel)
            try:
                async with asyncio.timeout(1):
                    await request.idle.wait()
                    return await request.reply
            except TimeoutError:
                self.forget(request)

    def execute(
        self,
        code: str,
        luggage: Message | None = None,
        on_events: Callable[[list[Message]], None] | None = None,
        *,
        aside: bool = False,
    ) -> Request:
        """Run code in the kernel, on its main shell or (`aside`) on our subshell, which no cell occupies."""
        subshell = self.subshell if aside else None
        content = {"code": code, **QUIET}
        return self._send("execute_request", content, self._client.shell_channel, luggage, subshell, on_events)

    def _send(
        self,
        kind: str,
        content: Message,
        channel: Any,
        luggage: Message | None = None,
        subshell: str | None = None,
        on_events: Callable[[list[Message]], None] | None = None,
    ) -> Request:
        message = self._client.session.msg(kind, content, metadata={FIELD: luggage} if luggage else {})
        if subshell:
            message["header"]["subshell_id"] = subshell  # jupyter_client 8.10 has no argument for it
        request = self._requests[message["header"]["msg_id"]] = Request(on_events)
        channel.send(message)
        if (socket := getattr(channel, "socket", None)) is not None:
            socket.get(zmq.EVENTS)  # sending takes the wake-up of a reply that came meanwhile; asking gives it back
        return request

    def forget(self, *requests: Request) -> None:
        """Nothing of these requests is wanted any more."""
        self._requests = {name: one for name, one in self._requests.items() if one not in requests}

    async def _read(self, channel: Any) -> None:
        while True:
            try:
                self._sort(await channel.get_msg(timeout=1))
            except Empty:
                continue
            except (ValueError, KeyError, TypeError):  # a message that is damaged, or signed by nobody we know
                log.warning("A message of a kernel could not be read", exc_info=True)

    async def _count_cuts(self, monitor: Any) -> None:
        while True:
            await monitor.recv_multipart()
            self.cuts += 1

    def _sort(self, message: Message) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "shutdown_reply":
            self.shut_down = True
        name = message["parent_header"].get("msg_id", "")
        request = self._requests.get(name)
        if request is None:
            return
        if kind == "display_data" and request.on_events and MIME in content["data"]:
            told = json.loads(content["data"][MIME])
            if message.get("buffers"):
                told[-1]["bytes"] = bytes(message["buffers"][0])
            request.on_events(told)
        elif kind == "status" and content["execution_state"] == "idle":
            request.idle.set()
        elif kind.endswith("_reply") and not request.reply.done():
            request.reply.set_result(content)
        if request.on_events is None and request.reply.done() and request.idle.is_set():
            self._requests.pop(name)

    async def close(self) -> None:
        """Take the connection down, sockets and all."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        if hasattr(self._client.iopub_channel, "socket"):
            self._client.iopub_channel.socket.disable_monitor()
        stopping = self._client.stop_channels()
        if asyncio.iscoroutine(stopping):  # a gateway's client
            await stopping
        self._client.context.destroy(linger=0)
