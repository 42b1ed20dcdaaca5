"""What tools know of data sources: the field that names one, which there are, and words for one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import Field

from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import BadRequest, BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.source import PROJECT

SOURCE: Any = Field(None, description="A data source by its name; the project's own database where it is left out.")

MOST: Limit[int] = 50
"""Data sources that a model is told. Source: ours."""


def listed(turn: Turn) -> dict[str, Any]:
    """The data sources by name and kind; nothing where there are none."""
    found = turn.powa.store.sources.list()[:MOST]
    return {"data_sources": [{"name": one.name, "kind": one.kind} for one in found]} if found else {}


@contextmanager
def known_sources(turn: Turn, name: str | None) -> Iterator[None]:
    """Tell of a data source that is not there which there are; raises BadRequest."""
    try:
        yield
    except BlockError as error:
        if error.code != "unknown_database":
            raise
        names = ", ".join([PROJECT, *(one.name for one in turn.powa.store.sources.list()[:MOST])])
        raise BadRequest(f"There is no data source {name!r}. There are: {names}.", code="unknown_source") from None
