"""The project's agents, knowledge bases, orchestrations, data sources and SQL agents, from a cell."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from typing import Any, Generic, TypeVar

from jupyter_powa import assets, documents
from jupyter_powa.errors import NotFound
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.assets import Asset, AssetType, Document, Found
from jupyter_powa.notebook.cache import Cache
from jupyter_powa.notebook.datasets import DatasetList
from jupyter_powa.notebook.recording import recording
from jupyter_powa.notebook.sources import Sources
from jupyter_powa.notebook.sql_agents import SqlAgents
from jupyter_powa.notebook.workflow import default_powa
from jupyter_powa.powa import Powa
from jupyter_powa.store.assets import ONE

SHOWN = 70
"""Characters of a text that a list or an asset shows."""


class Handle:
    """A stored asset. Its fields are attributes, as they were when it was last read or changed here."""

    def __init__(self, powa: Powa, kind: AssetType, asset: Asset) -> None:
        self._powa, self._kind, self._asset = powa, kind, asset

    def __getattr__(self, name: str) -> Any:
        if name in type(self._asset).model_fields:
            return getattr(self._asset, name)
        raise AttributeError(
            f"{type(self).__name__} has no {name!r}; it has: {', '.join(type(self._asset).model_fields)}"
        )

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *type(self._asset).model_fields]

    def update(self, **config: Any) -> None:
        """Change fields; raises BadRequest, Conflict, NotFound. A refused change changes nothing."""
        self._asset = _run(assets.update(self._powa, self._kind, self._asset.id, config))

    def delete(self, *, force: bool = False) -> None:
        """Forget it; raises Conflict while something uses it, unless `force`."""
        _run(assets.delete(self._powa, self._kind, self._asset.id, force=force))

    def __repr__(self) -> str:
        given = self._asset.model_dump(exclude={"id", "version", "created_at", "updated_at"}, exclude_defaults=True)
        told = [f"{name}={_short(value)}" for name, value in given.items() if value not in (None, "", [])]
        return f"{type(self._asset).__name__}({', '.join(told)})"


class Pieces(list[Found]):
    """What a search found, readable where a cell shows it."""

    def __repr__(self) -> str:
        lines = [
            f"{place}. {one.document}{f', {one.heading}' if one.heading else ''} ({one.score:.3g})\n   "
            + " ".join(one.text.split())[: 3 * SHOWN]
            for place, one in enumerate(self, 1)
        ]
        return "\n".join(lines) or "nothing was found"


class KnowledgeBaseHandle(Handle):
    """A stored knowledge base: documents go in, pieces of them are found."""

    def add(self, path: str | None = None, *, name: str | None = None, text: str | None = None) -> Document:
        """Add a file of text or Markdown, or a text by a name; one of the same name gives way to it."""
        work = documents.add_document(self._powa, self._asset.id, name=name, text=text, path=path)
        document: Document = self._read_again(work)
        return document

    def remove(self, name: str) -> None:
        """Take a document out, by its name or id; raises NotFound."""
        self._powa.knowledge.file(self._asset.id).delete(name)
        self._read_again(_nothing())

    def list(self) -> list[Document]:
        """Its documents, by name."""
        return self._powa.knowledge.file(self._asset.id).documents()

    def search(self, query: str, limit: int = 5) -> Pieces:
        """The pieces that fit a question best: by words, and by meaning where it has an embedding model."""
        return Pieces(_run(documents.search_base(self._powa, self._asset.id, query, limit)))

    def _read_again(self, work: Coroutine[Any, Any, Any]) -> Any:
        done = _run(work)
        self._asset = _run(assets.details(self._powa, self._kind, self._asset.id))
        return done


H = TypeVar("H", bound=Handle)


class Collection(Generic[H]):
    """The assets of one kind, by name. `create` makes one; `put` makes or changes it, so a cell can be run again."""

    def __init__(self, powa: Powa | None, kind: AssetType, handle: type[H]) -> None:
        self._given, self._kind, self._handle = powa, kind, handle

    @property
    def _powa(self) -> Powa:
        return self._given or default_powa()

    def create(self, name: str, **config: Any) -> H:
        """A new one; raises BadRequest, or Conflict where the name is taken."""
        return self._made(_run(assets.create(self._powa, self._kind, {"name": name, **config})))

    def put(self, name: str, **config: Any) -> H:
        """The one of that name with these fields, whether it was there or not."""
        if name not in self:
            return self.create(name, **config)
        found = self[name]
        if config:
            found.update(**config)
        return found

    def __getitem__(self, name: str) -> H:
        return self._made(_run(assets.details(self._powa, self._kind, name)))

    def __contains__(self, name: object) -> bool:
        try:
            self._powa.store.assets.get(self._kind, str(name))
        except NotFound:
            return False
        return True

    def __iter__(self) -> Iterator[H]:
        return iter([self._made(asset) for asset in _run(assets.listed(self._powa, self._kind))])

    def __len__(self) -> int:
        return len(self._powa.store.assets.list(self._kind))

    def _ipython_key_completions_(self) -> list[str]:
        return [asset.name for asset in self._powa.store.assets.list(self._kind)]

    def _made(self, asset: Asset) -> H:
        return self._handle(self._powa, self._kind, asset)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or f"no {ONE[self._kind]} yet: make one with .create(name, …)"


class Project:
    """What workflows of this project can use: agents, knowledge bases, orchestrations, data sources, SQL agents.

    `project.agents.create("Support", model="gpt-5.2", knowledge_bases=["Handbook"])` makes an agent that the blocks
    `agent` and `orchestration` ask. It is kept in the store that the server and other notebooks share.
    """

    def __init__(self, powa: Powa | None = None) -> None:
        self.agents = Collection(powa, "agents", Handle)
        self.knowledge_bases = Collection(powa, "knowledge_bases", KnowledgeBaseHandle)
        self.orchestrations = Collection(powa, "orchestrations", Handle)
        self.sources = Sources(powa)
        self.sql_agents = SqlAgents(powa)
        self.datasets = DatasetList(powa)
        self.cache = Cache(powa)

    recording = staticmethod(recording)

    def __repr__(self) -> str:
        counts = [f"{len(each)} {name.replace('_', ' ')}" for name, each in vars(self).items() if name != "cache"]
        return f"Project({', '.join(counts)})"


project = Project()


async def _nothing() -> None:
    """Nothing to do."""


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return loop_thread().submit(work).result()
