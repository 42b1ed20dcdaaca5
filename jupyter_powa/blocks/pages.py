"""Several pages of one answer: where the next one is, and how their rows are put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from jupyter_powa.blocks.refs import MISSING, walk
from jupyter_powa.data.encode import is_frame, length
from jupyter_powa.errors import BlockError
from jupyter_powa.web.base import Request, Response

_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*!-]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.I)


class Pages(BaseModel):
    """How the next page of an answer is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    next: str = Field(
        "header",
        min_length=1,
        description="header: the Link header names it. page, offset: a number in the query goes up. Else a dotted path "
        "in the answer, to the next address or, with `param`, to the next cursor.",
    )
    param: str = Field("", description="The query parameter that takes the cursor, the page or the offset.")
    start: int | None = Field(None, description="The first page's number (1), or the first offset (0).")
    max_pages: int = Field(10, ge=1, le=1_000, description="Most pages; `more` tells whether there were others.")

    @property
    def counts(self) -> bool:
        """Whether a number in the query goes up."""
        return self.next in ("page", "offset")

    def first(self, request: Request) -> Request:
        """The request for the first page."""
        start = self.start if self.start is not None or self.next != "page" else 1
        return _with(request, self.param or self.next, start or 0) if self.counts else request

    def after(self, request: Request, response: Response, answer: Any, items: Any) -> Request | None:
        """The request for the page behind this one, None where there is none; raises BlockError.

        `answer`: the whole of it, `items`: the part that is wanted.
        """
        if self.counts:
            if not isinstance(items, list) and not is_frame(items):
                words = f"To count by {self.next} the answer's rows must be known: name their list by `items`."
                raise BlockError(words, code="not_rows")
            if not (count := length(items)):
                return None
            param = self.param or self.next
            return _with(request, param, request.params[param] + (1 if self.next == "page" else count))
        found = _linked(response) if self.next == "header" else walk(answer, self.next.split("."))
        if found is MISSING or found in (None, "", False):
            return None
        if self.param:
            if request.params.get(self.param) == found:
                raise BlockError("The next page is this one again: its cursor stays the same.", code="page_loop")
            return _with(request, self.param, found)
        return _at(request, response, str(found))


def together(pages: list[Any]) -> Any:
    """The pages as one: lists are joined, and whatever else they are becomes a list of them."""
    if all(isinstance(page, list) for page in pages):
        return [item for page in pages for item in page]
    return pages


def _with(request: Request, param: str, value: Any) -> Request:
    return replace(request, params={**request.params, param: value})


def _at(request: Request, response: Response, address: str) -> Request:
    """The request for a page that the answer names by its address: at the same place, or it could send us anywhere."""
    url = urljoin(response.url, address)
    if url in (request.url, response.url):
        raise BlockError("The next page is this one again.", code="page_loop")
    if _origin(url) == _origin(request.url):
        return replace(request, url=url, params={})
    if _origin(url) == _origin(response.url):  # where a redirect had led, which dropped what tells who asks
        return replace(request, url=url, params={}, headers={}, auth=None)
    host = urlsplit(url).hostname or "nowhere"
    raise BlockError(f"The next page is at another place, {host}, where nothing is sent.", code="next_elsewhere")


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url.strip())
    try:
        port = parts.port
    except ValueError:
        port = 0
    return parts.scheme, parts.hostname or "", port or (443 if parts.scheme == "https" else 80)


def _linked(response: Response) -> str | None:
    """The address that the Link header calls next (RFC 8288)."""
    headers: Mapping[str, str] = response.headers
    for address, rest in _LINK.findall(headers.get("link", "")[:10_000]):
        if (rel := _REL.search(rest)) and "next" in (rel[1] or rel[2]).lower().split():
            return str(address)
    return None
