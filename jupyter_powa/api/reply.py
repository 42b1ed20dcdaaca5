"""What is answered, and the one place where an error becomes an answer."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from pydantic_core import from_json, to_json

from jupyter_powa.errors import BadRequest, InvalidForm, MethodNotAllowed, PowaError, TooManyRequests
from jupyter_powa.redact import known
from jupyter_powa.running import Told

log = logging.getLogger(__name__)


AGENTS = "/copilot/v1/"
"""The beginning of the addresses whose clients may sign in by a header of their own."""
DETAILED = (AGENTS, "/pipeline-assistant/")
"""The beginnings of the addresses whose errors have the shape of FastAPI's: `detail`, and 422 for what is sent."""

JSON, ARROW, EVENTS = "application/json", "application/vnd.apache.arrow.stream", "text/event-stream"
BYTES = "application/octet-stream"


@dataclass(frozen=True)
class Binary:
    """What an endpoint gives that is not JSON."""

    data: bytes
    media: str = ARROW


@dataclass(frozen=True)
class Download:
    """What an endpoint gives as a file."""

    name: str
    media: str
    size: int
    """How many bytes there are; a reader tells by it whether it has all of them."""
    pieces: AsyncIterator[bytes]

    @property
    def headers(self) -> dict[str, str]:
        """What says that it is a file, and under which name it is to be kept."""
        plain = "".join(
            letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in self.name
        )
        told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(self.name, safe='')}"
        return {"Content-Disposition": told, "Content-Length": str(self.size)}


@dataclass
class Reply:
    """What is answered: JSON, bytes of another kind, nothing, a stream, or a file."""

    status: int
    json: bytes = b""
    """The body; JSON unless `media` says otherwise."""
    headers: dict[str, str] = field(default_factory=dict)
    stream: AsyncIterator[Told] | None = None
    media: str = JSON
    pieces: AsyncIterator[bytes] | None = None
    """The body of a file, bit by bit."""

    @property
    def body(self) -> Any:
        """The JSON as plain values."""
        return from_json(self.json) if self.json else None


def not_allowed(method: str, allowed: list[str]) -> MethodNotAllowed:
    """The error for a method that an address does not take."""
    return MethodNotAllowed(f"{method} is not allowed here; allowed: {', '.join(allowed)}.", {"allowed": allowed})


def refused(path: str, error: Exception) -> Reply:
    """The reply that tells an error: the one place where an error becomes a reply."""
    if not isinstance(error, PowaError):
        error_id = uuid4().hex[:8]
        log.error("%s failed [%s]", path, error_id, exc_info=error)
        words = f"Something went wrong in the server; its log tells more under {error_id}."
        error = PowaError(words, {"error_id": error_id})
        error.error_code = "INTERNAL_ERROR"
    headers = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(error.details["allowed"])
    status, body = shaped(path, error)
    return Reply(status, known.text(to_json(body, inf_nan_mode="null").decode()).encode(), headers)


def shaped(path: str, error: PowaError) -> tuple[int, dict[str, Any]]:
    """The status and the body of an error. The family of the address decides the shape (contract §2, C3)."""
    if not any(family in path for family in DETAILED):
        return error.status, error.body()
    if isinstance(error, InvalidForm):
        return 422, {"detail": error.items}
    if isinstance(error, BadRequest) and error.code == BadRequest.code:
        return 422, {"detail": [{"loc": ["body"], "msg": error.message, "type": "value_error"}]}
    return error.status, {"detail": error.message, **error.body()}
