"""OpenTelemetry spans, where this process has a tracer provider; elsewhere nothing is loaded and nothing is done.

No span holds a value, a message or a statement: what ran, how long, and how it ended.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

NAME = "jupyter_powa"
NOTHING: AbstractContextManager[None] = nullcontext()
"""What stands where a span would, when nobody looks."""


def tracer() -> Any:
    """The tracer of this process; None where nobody has set a provider.

    Who has set one has loaded OpenTelemetry: where it is not loaded, that is not done here.
    """
    api = sys.modules.get("opentelemetry.trace")
    if api is None:
        return None
    provider = api.get_tracer_provider()
    return None if isinstance(provider, api.ProxyTracerProvider) else provider.get_tracer(NAME)


def span(name: str, attributes: Mapping[str, Any], *, client: bool = False) -> AbstractContextManager[Any]:
    """A span around what is done within; gives it, or None where nobody looks. `client`: it is a call to a server."""
    found = tracer()
    return NOTHING if found is None else within(found, name, attributes, client=client)


@contextmanager
def within(found: Any, name: str, attributes: Mapping[str, Any], *, client: bool = False) -> Iterator[Any]:
    """The same with a tracer that was found before; what is raised through it ends it as failed."""
    with found.start_as_current_span(
        name, kind=_kind(client), attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as made:
        try:
            yield made
        except BaseException as error:
            failed(made, getattr(error, "code", None) or type(error).__name__)
            raise


def carried() -> dict[str, str]:
    """The span that is open now, for another process to go on under it; empty where nobody looks."""
    carrier: dict[str, str] = {}
    if tracer() is not None:
        from opentelemetry.propagate import inject

        inject(carrier)
    return carrier


@contextmanager
def under(carrier: Mapping[str, str]) -> Iterator[None]:
    """What is done within goes on under the span that another process has carried here."""
    if not carrier:
        yield
        return
    from opentelemetry import context, propagate

    token = context.attach(propagate.extract(carrier))
    try:
        yield
    finally:
        context.detach(token)


def started(found: Any, name: str, attributes: Mapping[str, Any], *, client: bool = False) -> Any:
    """A span that whoever asks for it ends; what is done meanwhile is not under it."""
    return found.start_span(name, kind=_kind(client), attributes=attributes)


def failed(made: Any, code: str) -> None:
    """Mark a span as failed, by a short word for what went wrong."""
    made.set_attribute("error.type", str(code))
    made.set_status(sys.modules["opentelemetry.trace"].StatusCode.ERROR)


def statement(kind: str, sql: str) -> AbstractContextManager[Any]:
    """A span around a statement on a database of that kind; none around questions of ours, which have no text."""
    return span(kind, {"db.system.name": kind}, client=True) if sql else NOTHING


def _kind(client: bool) -> Any:
    kinds = sys.modules["opentelemetry.trace"].SpanKind
    return kinds.CLIENT if client else kinds.INTERNAL
