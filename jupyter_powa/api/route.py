"""The shape of a route, and `dispatch`: parse a request, call the endpoint, shape the reply. Knows no web framework.

An endpoint is an async function; all it needs is in its signature: `powa`; path and query parameters by name and
type; `body` by its pydantic type, or `raw` as the bytes that came; `asker`, whoever asks. What it gives is the reply: a
model or plain values as JSON, None as 204, an async iterator as a stream. It raises a PowaError to refuse.
"""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeVar, get_type_hints

from pydantic import BaseModel, ValidationError, create_model
from pydantic_core import to_json

from jupyter_powa.api.body import read_body
from jupyter_powa.api.reply import EVENTS, JSON, Binary, Download, Reply, not_allowed, refused
from jupyter_powa.errors import InvalidForm, NotFound
from jupyter_powa.powa import Powa

M = TypeVar("M", bound=BaseModel)
LARGE = 200_000
"""Bytes of a body that takes long enough to read that others should not wait for it."""

ASKED = frozenset({"powa", "body", "raw", "asker"})
"""Parameters of an endpoint that are no parameters of its address."""

Action = Literal["read", "write", "execute"]
Endpoint = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks, and how."""

    caller: str | None = None
    """Whose executions are counted; None is one that is not counted: a widget, a test."""
    origin: str = ""
    """The address of the server as the asker sees it; empty where there is none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    remote: str = ""
    """The network address that the request came from."""

    @property
    def wants_stream(self) -> bool:
        """Whether it takes server-sent events, and not JSON as well, where a route could answer with either."""
        media = {one.partition(";")[0].strip().lower() for one in self.headers.get("Accept", "").split(",")}
        return EVENTS in media and JSON not in media


NOBODY = Asker()


@dataclass
class Route:
    """One method of one address."""

    method: str
    path: str
    endpoint: Endpoint
    action: Action
    resource: str
    status: int = 200
    public: bool = False
    limited: bool = False
    """Whether it starts executions, of which a caller may start so many a minute."""
    streams: bool = False
    nothing: int = 204
    """The status of a reply that tells nothing; any but 204 has null as its body."""
    deprecated: bool = False

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the endpoint itself."""
        return await self.endpoint(*args, **kwargs)

    @cached_property
    def names(self) -> list[str]:
        """The names of its path parameters, in order."""
        return re.findall(r"{(\w+)}", self.path)

    @cached_property
    def pattern(self) -> str:
        """A regular expression of the whole path; each parameter is a group. A slash at the end is optional."""
        return re.sub(r"{\w+}", "([^/]+)", self.path.rstrip("/")) + "/?"

    @cached_property
    def hints(self) -> dict[str, Any]:
        """The types of its parameters and (`return`) of its reply."""
        return get_type_hints(self.endpoint, include_extras=True)

    @cached_property
    def body(self) -> type[BaseModel] | None:
        """The type of its body."""
        return self.hints.get("body")

    @cached_property
    def query(self) -> type[BaseModel] | None:
        """Its query parameters as a form; None where it has none."""
        fields = {
            name: (self.hints[name], ... if parameter.default is parameter.empty else parameter.default)
            for name, parameter in inspect.signature(self.endpoint).parameters.items()
            if name not in (*ASKED, *self.names)
        }
        return create_model("Query", **fields) if fields else None  # type: ignore[call-overload]

    @cached_property
    def places(self) -> type[BaseModel] | None:
        """Its path parameters that are more than any text as a form; None where it has none."""
        fields = {name: (self.hints[name], ...) for name in self.names if self.hints[name] is not str}
        return create_model("Places", **fields) if fields else None  # type: ignore[call-overload]

    @cached_property
    def wants(self) -> frozenset[str]:
        """What it asks for beside parameters and body."""
        return ASKED & self.hints.keys()

    @property
    def about(self) -> str:
        """The first line of its docstring."""
        return (inspect.getdoc(self.endpoint) or "").partition("\n")[0]


def route(
    method: str,
    path: str,
    *,
    action: Action,
    resource: str = "workflows",
    status: int = 200,
    public: bool = False,
    limited: bool = False,
    streams: bool = False,
    nothing: int = 204,
    deprecated: bool = False,
) -> Callable[[Endpoint], Route]:
    """Make a Route of an endpoint. `action` and `resource` are what Jupyter's Authorizer is asked about."""
    more = {"public": public, "limited": limited, "streams": streams, "nothing": nothing, "deprecated": deprecated}
    return lambda endpoint: Route(method, path, endpoint, action, resource, status, **more)  # type: ignore[arg-type]


TABLE: list[Route] = []
"""Every route, in the order of `jupyter_powa/api/__init__.py`."""


async def dispatch(
    powa: Powa,
    method: str,
    path: str,
    query: Mapping[str, str] | None = None,
    body: bytes | dict[str, Any] | None = None,
    asker: Asker = NOBODY,
) -> Reply:
    """Answer a request by its address. Never raises."""
    allowed = []
    for found in TABLE:
        if match := re.fullmatch(found.pattern, path):
            if found.method == method:
                return await answer(powa, found, match.groups(), query or {}, body, asker)
            allowed.append(found.method)
    if allowed:
        return refused(path, not_allowed(method, allowed))
    return refused(path, NotFound(f"Nothing is at {path}."))


async def answer(
    powa: Powa,
    route: Route,
    values: tuple[str, ...],
    query: Mapping[str, str],
    body: bytes | dict[str, Any] | None,
    asker: Asker,
) -> Reply:
    """Answer a request of which the route is known; `values` are its path parameters in order."""
    try:
        arguments: dict[str, Any] = dict(zip(route.names, values, strict=True))
        if route.places is not None:
            arguments |= _parameters(route.places, arguments, "path")
        if route.query is not None:
            arguments |= _parameters(route.query, query, "query")
        if route.body is not None:
            arguments["body"] = fitted(route.body, await _read(body, powa.settings.max_body))
        if "asker" in route.wants:
            arguments["asker"] = asker
        if "raw" in route.wants:
            arguments["raw"] = body if isinstance(body, bytes) else to_json(body or {})
        if route.limited and asker.caller is not None and powa.settings.execute_rate:
            powa.rates.take(asker.caller, powa.settings.execute_rate)
        return _reply(route, await route.endpoint(powa, **arguments))
    except Exception as error:
        return refused(route.path, error)


async def _read(body: bytes | dict[str, Any] | None, limit: int) -> dict[str, Any]:
    if isinstance(body, bytes) and LARGE < len(body) <= limit:
        return await asyncio.to_thread(read_body, body, limit)  # others are answered meanwhile
    return read_body(body, limit)


def _parameters(form: type[BaseModel], values: Mapping[str, str], where: str) -> dict[str, Any]:
    names = [known.alias or name for name, known in form.model_fields.items()]
    given = {name: values[name] for name in names if name in values} if values else {}
    try:
        return dict(form.model_validate(given))
    except ValidationError as error:
        raise _told(error, where) from None


def fitted(form: type[M], value: dict[str, Any]) -> M:
    """The value as that form; raises InvalidForm, which says where it does not fit."""
    try:
        return form.model_validate(value)
    except ValidationError as error:
        raise _told(error, "body") from None


def _told(error: ValidationError, where: str) -> InvalidForm:
    """What is wrong with a form: the first thing in words, some more as details."""
    items = error.errors(include_url=False, include_context=False, include_input=False)
    first = f"{_place(items[0])}: {items[0]['msg']}."
    words = first if len(items) == 1 else f"{first} (and {len(items) - 1} more)"
    return InvalidForm(
        words,
        [{"field": _place(item), "message": item["msg"]} for item in items[:50]],
        [{"loc": [where, *item["loc"]], "msg": item["msg"], "type": item["type"]} for item in items[:50]],
    )


def _place(item: Any) -> str:
    return ".".join(str(word) for word in item["loc"]) or "body"


def _reply(route: Route, value: Any) -> Reply:
    if value is None:
        return Reply(204) if route.nothing == 204 else Reply(route.nothing, b"null")
    if isinstance(value, AsyncIterator):
        return Reply(route.status, stream=value)
    if isinstance(value, Download):
        return Reply(route.status, headers=value.headers, media=value.media, pieces=value.pieces)
    if isinstance(value, Binary):
        return Reply(route.status, value.data, media=value.media)
    return Reply(route.status, to_json(value, by_alias=True, inf_nan_mode="null"))
