"""Ask an HTTP address and pass its answer on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from jupyter_powa.blocks import answer
from jupyter_powa.blocks.base import BlockContext, BlockType, Needs, Result
from jupyter_powa.blocks.pages import Pages, together
from jupyter_powa.blocks.payload import BodyKind, as_json, payload
from jupyter_powa.blocks.refs import find, has_reference
from jupyter_powa.blocks.text import Kind, Prompt, Value
from jupyter_powa.errors import BlockError, WebError
from jupyter_powa.limits import Limit
from jupyter_powa.model.workflow import Problem
from jupyter_powa.web.base import Auth, Request, Response

AGAIN = (429, 502, 503, 504)
"""Statuses that say: later, perhaps (RFC 6585, RFC 9110)."""
REPEATABLE = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
"""Methods that may be sent twice: RFC 9110 9.2.2."""
LONGEST_WAIT: Limit[float] = 60.0
"""Seconds between two tries of an HTTP request, whatever the server asks for. Source: ours; a run has minutes."""
_SIGNS_IN = re.compile(
    r"(?:.*[-_])?(?:authorization|cookie|api[-_]?key|apikey|token|secret|password|access[-_]?key)", re.I
)

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


class SignIn(BaseModel):
    """What signs a request in: a stored secret, sent only to the hosts that it is bound to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    secret: str = Field(min_length=1, description="The name of a stored secret; never the secret itself.")
    scheme: Literal["bearer", "basic", "header", "query"] = Field("bearer", description="How it is sent.")
    name: str = Field(
        "",
        validation_alias=AliasChoices("name", "user"),
        description="For header and query the name that carries it; for basic the user.",
    )


class Retries(BaseModel):
    """How often a request is tried again after 429, 502, 503, 504, or where nothing could be reached."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attempts: int = Field(1, ge=1, le=10, description="How often it is tried at all.")
    backoff: float = Field(
        1.0, ge=0, le=60, description="Seconds before the second try, twice as long before each next one."
    )
    any_method: bool = Field(False, description="Also for POST and PATCH, which may then be done twice.")


class GeneralApiBlock(
    BlockType,
    type="general_api",
    aliases=("api_call",),
    title="HTTP request",
    group="web",
    icon="globe",
    example={
        "url": "https://api.example.com/orders",
        "params": {"limit": 10},
        "headers": {"accept": "application/json"},
    },
):
    """Ask an HTTP address and pass its answer on.

    Requests go to public addresses and to what the server's administrator lists. A status of 400 or more fails the
    block. What signs in is a stored secret, named by `auth`: text in `headers` can be read by whoever reads the
    workflow.
    """

    url: Prompt = Field(min_length=1, description="Where to, with http:// or https://; may hold references.")
    method: Annotated[Method, BeforeValidator(lambda word: word.upper() if isinstance(word, str) else word)] = Field(
        "GET", description="What is asked for."
    )
    headers: dict[str, Any] = Field(default_factory=dict, description="Headers by name.")
    params: dict[str, Any] = Field(
        default_factory=dict, description="What is added to the address's query; a list is sent several times."
    )
    body: Value = Field(None, description="What is sent: any value; references keep their types.")
    body_as: BodyKind = Field(
        "json",
        description="json. form: an object of fields, of which some may be files {filename, content}. "
        "file: one such file. raw: text or bytes as they are.",
    )
    auth: Annotated[SignIn | None, Kind("auth", filled=False)] = Field(None, description="What signs in.")
    timeout: int = Field(
        30_000, ge=1, le=600_000, description="Milliseconds that one try may take, redirects included."
    )
    retries: Retries = Field(default_factory=Retries, description="Whether and how it is tried again.")
    paginate: Pages | None = Field(None, description="How further pages are found; empty: there is one.")
    items: str = Field("", description="Dotted path to the wanted part of a JSON answer, as in `data.rows`.")
    response: answer.Shape = Field(
        "auto", description="auto: by the answer's content type. frame: a list of objects, or CSV, as a table."
    )
    accept_status: list[int] | Literal["all"] = Field(
        default_factory=list, description="Statuses from 400 on that are no failure."
    )
    max_bytes: int = Field(5_000_000, ge=1, le=50_000_000, description="Most bytes of all answers together.")

    @classmethod
    def needs(cls, config: Mapping[str, Any]) -> Needs | None:
        """The stored secret that signs in."""
        auth = config.get("auth")
        name = auth.get("secret") if isinstance(auth, Mapping) else None
        return Needs(secrets=(name,)) if isinstance(name, str) and name else None

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """What signs in and stands in clear, and a sign-in that lacks its name."""
        return [*_in_clear(config), *_nameless(config.get("auth"))]

    async def run(self, ctx: BlockContext) -> Result:
        """Give the answer, with its status, its headers, where it came from, and how many pages it had."""
        request: Request | None = self._first(ctx)
        pages: list[Any] = []
        left = self.max_bytes
        most = self.paginate.max_pages if self.paginate else 1
        while request is not None and len(pages) < most:
            if pages:
                ctx.progress(None, f"page {len(pages) + 1}")
            response = await self._tried(replace(request, max_bytes=left), ctx)
            left -= len(response.body)
            whole = await self._read(response)
            pages.append(answer.picked(whole, self.items))
            request = self.paginate.after(request, response, whole, pages[-1]) if self.paginate else None
        output = together(pages) if self.paginate else pages[0]
        fields = {"status_code": response.status, "headers": dict(response.headers), "url": response.url}
        if self.paginate:
            fields |= {"pages": len(pages), "more": request is not None}
        if self.response == "frame":
            output = await asyncio.to_thread(answer.frame, output)
        return Result(output, fields)

    def _first(self, ctx: BlockContext) -> Request:
        for ref in find(self.url):
            words = f"The address holds {ref.text}, which has no value: nothing is sent to half an address."
            raise BlockError(words, code="unresolved_reference")
        body, content_type = payload(self.body, self.body_as)
        headers = {name: _line(value) for name, value in self.headers.items() if value is not None}
        if content_type and not any(name.lower() == "content-type" for name in headers):
            headers["content-type"] = content_type
        auth = None
        if self.auth is not None:
            secret = ctx.sockets.outside.secret(self.auth.secret)
            auth = Auth(secret, self.auth.scheme, self.auth.name)
        request = Request(self.method, self.url, headers, self.params, body, auth, self.timeout / 1_000)
        return self.paginate.first(request) if self.paginate else request

    async def _tried(self, request: Request, ctx: BlockContext) -> Response:
        """The response, after as many tries as there may be; raises BlockError for a status that fails."""
        again = self.retries.attempts if self.method in REPEATABLE or self.retries.any_method else 1
        web = ctx.sockets.outside.web()
        for attempt in range(1, again + 1):
            wait = self.retries.backoff * 2 ** (attempt - 1)
            try:
                response = await web.send(request)
            except WebError as error:
                if attempt == again or error.code != "unreachable":
                    raise
                why = error.message
            else:
                if self._accepts(response.status):
                    return response
                if attempt == again or response.status not in AGAIN:
                    break
                wait = _asked(response.headers.get("retry-after", ""), wait)
                why = f"{response.status}."
            wait = min(wait, LONGEST_WAIT)
            ctx.progress(None, f"{why} Try {attempt + 1} of {again} in {wait:g} s.")
            await asyncio.sleep(wait)
        raise answer.failure(response, request.auth.secret.value.get_secret_value() if request.auth else "")

    def _accepts(self, status: int) -> bool:
        return status < 400 or self.accept_status == "all" or status in self.accept_status

    async def _read(self, response: Response) -> Any:
        """The answer in its shape; one that is an error has its own, whatever was asked for."""
        shape = self.response if response.status < 400 else "auto"
        if len(response.body) < 100_000:
            return answer.content(response, shape)
        return await asyncio.to_thread(answer.content, response, shape)  # others go on meanwhile


def _line(value: Any) -> str:
    """A header's value as text."""
    return value if isinstance(value, str) else as_json(value).decode()


def _asked(retry_after: str, otherwise: float) -> float:
    """Seconds that a server asks to wait: a number of them, or a moment (RFC 9110 10.2.3)."""
    if re.fullmatch(r"\d{1,9}", retry_after.strip()):
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return otherwise
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _in_clear(config: Mapping[str, Any]) -> Iterator[Problem]:
    url = config.get("url")
    query = re.findall(r"[?&]([^=&#]{1,100})=([^&#]+)", url) if isinstance(url, str) else []
    places = [
        ("url", "url", dict(query)),
        *((word, f"{word}.{{}}", config.get(word)) for word in ("headers", "params")),
    ]
    for place, field, given in places:
        for name, value in given.items() if isinstance(given, Mapping) else ():
            if isinstance(name, str) and _SIGNS_IN.fullmatch(name) and value and not has_reference(value):
                words = (
                    f"{place}: {name} stands in clear, for everyone who reads the workflow. "
                    "Store it as a secret and name that in `auth`."
                )
                yield Problem(code="plain_secret", message=words, field=field.format(name), stops=False)


def _nameless(auth: Any) -> Iterator[Problem]:
    if isinstance(auth, Mapping) and auth.get("scheme") in ("header", "query") and not auth.get("name"):
        words = f"auth: say which {auth['scheme']} carries the secret, by `name`."
        yield Problem(code="missing_config", message=words, field="auth.name")
    if isinstance(auth, Mapping) and has_reference(auth):
        words = "auth: its fields are words, no references: which secret is sent is not for data to decide."
        yield Problem(code="invalid_config", message=words, field="auth")
