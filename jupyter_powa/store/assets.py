"""The project assets of a store: agents, knowledge bases and orchestrations, each by id or by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select
from sqlalchemy.exc import IntegrityError

from jupyter_powa.errors import Conflict, NotFound
from jupyter_powa.model.assets import Asset, AssetType, KnowledgeBase, Orchestration, ProjectAgent
from jupyter_powa.model.workflow import Graph, now
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id, json_text, stamp
from jupyter_powa.store.tables import assets as table
from jupyter_powa.store.tables import workflows

KINDS: dict[AssetType, type[Asset]] = {
    "agents": ProjectAgent,
    "knowledge_bases": KnowledgeBase,
    "orchestrations": Orchestration,
}
ONE: dict[AssetType, str] = {
    "agents": "agent",
    "knowledge_bases": "knowledge base",
    "orchestrations": "orchestration",
}
"""What one of a kind is called."""
_COLUMNS = ("id", "name", "version", "created_at", "updated_at")
_COUNTED = {"documents", "chunks"}
"""What the file of a knowledge base tells, not the store."""
_WILD = re.compile("[%_/]")


class Assets:
    """Project assets by kind. A name is there once in its kind, whatever its case."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def get(self, kind: AssetType, word: str) -> Asset:
        """The asset of that id or name; raises NotFound."""
        with self._reach.read() as connection:
            return _asset(_found(connection, kind, word))

    def list(self, kind: AssetType) -> Sequence[Asset]:
        """All of a kind, by name."""
        with self._reach.read() as connection:
            rows = connection.execute(select(table).where(table.c.kind == kind).order_by(table.c.name_key)).all()
        return [_asset(row) for row in rows]

    def add(self, kind: AssetType, asset: Asset) -> Asset:
        """Store a new asset; raises Conflict (`name_taken`)."""
        try:
            with self._reach.write() as connection:
                connection.execute(table.insert().values(id=asset.id, kind=kind, **_values(asset)))
        except IntegrityError:
            raise _taken(kind, asset.name) from None
        return asset

    def change(self, kind: AssetType, word: str, how: Callable[[Asset], Asset]) -> Asset:
        """Store what `how` makes of an asset, one version on; raises NotFound, Conflict (`name_taken`)."""
        try:
            with self._reach.write() as connection:
                old = _asset(_found(connection, kind, word, lock=True))
                made = how(old)
                kept = {"id": old.id, "version": old.version + 1, "created_at": old.created_at, "updated_at": now()}
                new = made.model_copy(update=kept)
                connection.execute(table.update().where(table.c.id == old.id).values(**_values(new)))
        except IntegrityError:
            raise _taken(kind, new.name) from None
        return new

    def delete(self, kind: AssetType, word: str) -> Asset:
        """Forget an asset and give it a last time; raises NotFound."""
        with self._reach.write() as connection:
            asset = _asset(_found(connection, kind, word, lock=True))
            connection.execute(table.delete().where(table.c.id == asset.id))
        return asset

    def mentioned(self, words: Iterable[str]) -> Sequence[tuple[str, str, Graph]]:
        """The id, name and graph of each workflow whose graph holds one of these words anywhere."""
        written = [_WILD.sub(r"/\g<0>", json_text(word)[1:-1]) for word in words]
        holds = [workflows.c.graph.like(f"%{word}%", escape="/") for word in written]
        columns = (workflows.c.id, workflows.c.name, workflows.c.graph)
        with self._reach.read() as connection:
            rows = connection.execute(select(*columns).where(or_(*holds))).all()
        return [(row.id, row.name, Graph.model_validate(from_json(row.graph))) for row in rows]


def _found(connection: Connection, kind: AssetType, word: str, *, lock: bool = False) -> Row[Any]:
    """The row of that id, else of that name."""
    for known in (table.c.id == word if is_id(word) else None, table.c.name_key == word.strip().casefold()):
        if known is None or "\x00" in word:
            continue
        query = select(table).where(table.c.kind == kind, known)
        row = connection.execute(query.with_for_update() if lock else query).first()
        if row is not None:
            return row
    one = ONE[kind]
    raise NotFound(f"There is no {one} {word!r}.", code=f"{one.replace(' ', '_')}_not_found")


def _taken(kind: AssetType, name: str) -> Conflict:
    return Conflict(f"There is already {_a(ONE[kind])} named {name!r}: choose another name.", code="name_taken")


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "ao" else f"a {word}"


def _values(asset: Asset) -> dict[str, Any]:
    document = asset.model_dump(mode="json", exclude={*_COLUMNS, *_COUNTED})
    return {
        "name": asset.name,
        "name_key": asset.name.casefold(),
        "version": asset.version,
        "created_at": stamp(asset.created_at),
        "updated_at": stamp(asset.updated_at),
        "document": json_text(document),
    }


def _asset(row: Row[Any]) -> Asset:
    values = {name: getattr(row, name) for name in _COLUMNS}
    kind: AssetType = row.kind
    return KINDS[kind].model_validate({**from_json(row.document), **values})
