"""A widget that answers its own front end: the routes of the API, over the widget's messages instead of HTTP."""

from __future__ import annotations

import asyncio
import json
import pathlib
from concurrent.futures import Future
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import anywidget
import traitlets

from jupyter_powa.api.reply import JSON, Reply
from jupyter_powa.api.route import dispatch
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.powa import Powa

STATIC = pathlib.Path(__file__).parent.parent / "static"
UNBUILT = (
    "export default { render({ el }) { el.textContent = 'The bundles are not built: run npm --prefix js run build.' } }"
)


def bundles() -> dict[str, str]:
    """The built bundles by file name, each with the hash of its content; empty where nothing was built."""
    path = STATIC / "bundles.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


class PowaWidget(anywidget.AnyWidget):
    """A view in a notebook. Its `_esm` is a small loader: the bundle itself is fetched once a page, never saved."""

    _esm = STATIC / "loader.js" if (STATIC / "loader.js").exists() else UNBUILT
    _view = traitlets.Unicode().tag(sync=True)
    _bundles = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(420, help="Height in pixels.").tag(sync=True)

    def __init__(self, powa: Powa, **traits: Any) -> None:
        self._powa = powa
        self._requests: dict[str, Future[None]] = {}
        super().__init__(_bundles=bundles(), **traits)
        self.on_msg(self._heard)
        powa.executions.listen()
        _let_subshells_in(self)

    def close(self) -> None:
        """End what the front end still follows, and the widget."""
        for request in list(self._requests.values()):
            request.cancel()
        super().close()

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Take a message of the front end; in the main thread or a subshell's, so the work goes to our own loop."""
        match content:
            case {"kind": "request", "id": str(request_id), "method": str(method), "path": str(path)}:
                work = self._answer(request_id, method, path, content.get("body"))
                self._requests[request_id] = future = loop_thread().submit(work)
                future.add_done_callback(lambda _: self._requests.pop(request_id, None))
            case {"kind": "cancel", "id": str(request_id)} if request_id in self._requests:
                self._requests[request_id].cancel()

    async def _answer(self, request_id: str, method: str, path: str, body: Any) -> None:
        if path.startswith("/_bundle/"):
            self._send_bundle(request_id, path.removeprefix("/_bundle/"))
            return
        url = urlsplit(path)
        reply = await dispatch(self._powa, method, url.path, dict(parse_qsl(url.query)), body)
        if reply.pieces is not None:
            whole = b"".join([piece async for piece in reply.pieces])
            reply = Reply(reply.status, whole, media=f"{reply.media}; file")
        if reply.stream is None:
            self._say(request_id, reply)
            return
        self.send({"kind": "open", "id": request_id})  # what is asked for hereafter is answered after the stream began
        with suppress(asyncio.CancelledError):
            async for event in reply.stream:
                self.send({"kind": "event", "id": request_id, "event": event})
            self.send({"kind": "end", "id": request_id})

    def _say(self, request_id: str, reply: Reply) -> None:
        kind, key = ("error", "error") if reply.status >= 400 else ("result", "body")
        if reply.media == JSON:
            self.send({"kind": kind, "id": request_id, "status": reply.status, key: reply.body})
        else:
            self.send({"kind": kind, "id": request_id, "status": reply.status, key: None}, [reply.json])

    def _send_bundle(self, request_id: str, name: str) -> None:
        if name in bundles():  # a name of ours, so never a path out of the folder
            self.send({"kind": "result", "id": request_id, "status": 200}, [(STATIC / name).read_bytes()])
        else:
            error = {"error": f"There is no bundle {name!r}: is the package built?", "code": "not_found"}
            self.send({"kind": "error", "id": request_id, "status": 404, "error": error})

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data: dict[str, Any] = bundle[0] if isinstance(bundle, tuple) else bundle or {}
        data.update({"text/plain": repr(self), "text/html": self.picture()})
        return bundle

    def picture(self) -> str:
        """The same as static HTML, for readers without a kernel."""
        raise NotImplementedError


def _let_subshells_in(widget: PowaWidget) -> None:
    """Let messages reach the widget while a cell runs: ipykernel 7.4 would send them to the thread that made it.

    The name is private, so a kernel without it is left as it is: messages then wait for the cell.
    """
    if hasattr(widget.comm, "_reply_subshell_for"):
        widget.comm._reply_subshell_for = lambda data, default: default
