"""Connections that are at hand without having been stored: those of the notebook, and those that JupySQL knows."""

from __future__ import annotations

from collections.abc import AsyncIterator

from jupyter_powa.data.reachable import Reachable, connections
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.explore import Said
from jupyter_powa.model.source import FoundSource


class FoundForm(Said):
    """There is nothing to say."""


@verb
async def found(look: Look, form: FoundForm) -> AsyncIterator[Piece]:
    """The connections by name, without passwords; a variable comes before a section of the same name."""
    known = {
        access.name: FoundSource(
            name=access.name,
            kind=access.kind,
            host=access.host,
            port=access.port,
            username=access.username,
            database=access.database,
            origin="jupysql",
        )
        for access in (look.databases.saved().values() if isinstance(look.databases, Reachable) else ())
    }
    for name, kind in connections(look.variables).items():
        known[name] = FoundSource(name=name, kind=kind, origin="variable")
    yield Piece({"sources": [one.model_dump(mode="json") for one in known.values()]})
