"""A client whose answers are recorded, and played from the file: the server need not be there a second time."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from pydantic_core import from_json

from jupyter_powa.errors import WebError
from jupyter_powa.redact import Redactor
from jupyter_powa.replay.recorder import Recorder
from jupyter_powa.replay.scrub import SECRET, asked_headers, form_of, said_secrets, text_of, told_headers, url_of
from jupyter_powa.web.base import Request, Response, Web
from jupyter_powa.web.hop import Hop


class RecordedWeb:
    """Plays what is recorded; sends and records the rest, or refuses it, as the recorder's mode says."""

    def __init__(self, recorder: Recorder, behind: Callable[[], Web]) -> None:
        """`behind`: opens the client; it is called when something is sent for the first time."""
        self._recorder, self._behind = recorder, behind
        self._opened: Web | None = None

    async def send(self, request: Request) -> Response:
        """The recorded response, or the server's own; raises WebError. What went wrong is not recorded."""
        take = self._recorder.take("http", _asked(request), WebError)
        if take.answer is not None:
            return _played(take.answer)
        try:
            if self._opened is None:
                self._opened = self._behind()
            response = await self._opened.send(request)
            take.keep(_without(request).value(_kept(response)))
        finally:
            take.end()
        return response

    async def close(self) -> None:
        """Let go of the client behind."""
        if self._opened is not None:
            await self._opened.close()


def _asked(request: Request) -> dict[str, Any]:
    """What makes two requests the same; raises WebError for one that cannot be sent. Nothing of what signs in."""
    hop = Hop.first(request)
    headers = asked_headers(hop.headers)
    told: dict[str, Any] = {"method": hop.method, "url": url_of(str(hop.url))}
    kind = headers.get("content-type", "")
    boundary = kind.partition("boundary=")[2]
    if boundary:
        headers["content-type"] = kind.replace(boundary, "…")
    if headers:
        told["headers"] = headers
    if hop.body is not None:
        told["body"] = _body(hop.body.replace(boundary.encode(), b"") if boundary else hop.body, kind)
    if hop.auth is not None:
        told["signed"] = hop.auth.scheme
    return told


def _without(request: Request) -> Redactor:
    """Takes out of an answer what the request signs in with."""
    said = said_secrets(request.url, request.headers)
    said += [str(value) for name, value in request.params.items() if SECRET.fullmatch(name) and type(value) is str]
    return Redactor([*said, *([request.auth.secret.value.get_secret_value()] if request.auth else [])])


def _body(body: bytes, kind: str) -> Any:
    """A body as it reads best: JSON as what it says, text as text, other bytes by their digest."""
    if "json" in kind:
        try:
            return {"json": from_json(body)}
        except ValueError:
            pass
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
    return {"text": form_of(text) if "urlencoded" in kind else text_of(text)}


def _kept(response: Response) -> dict[str, Any]:
    try:
        body = {"text": text_of(response.body.decode())}
    except UnicodeDecodeError:
        body = {"base64": b64encode(response.body).decode()}
    told = {"status": response.status, "headers": told_headers(response.headers), "url": url_of(response.url)}
    return {**told, **body}


def _played(answer: dict[str, Any]) -> Response:
    body = answer["text"].encode() if "text" in answer else b64decode(answer["base64"])
    return Response(answer["status"], answer["headers"], body, answer["url"])
