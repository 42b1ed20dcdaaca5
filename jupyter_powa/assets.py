"""What can be done with project assets, by their kind: for the API, for notebooks, and for the copilot's tools.

A config is checked in full before anything changes; what does not fit raises BadRequest with each field that is wrong.
Assets that name others (an agent its knowledge bases) may use their ids or names; ids are what is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import Needs
from jupyter_powa.errors import BadRequest, Conflict
from jupyter_powa.model.assets import (
    AgentForm,
    Asset,
    AssetType,
    KnowledgeBase,
    KnowledgeBaseForm,
    Orchestration,
    OrchestrationForm,
    ProjectAgent,
)
from jupyter_powa.model.workflow import Graph
from jupyter_powa.powa import Powa
from jupyter_powa.store.assets import KINDS, ONE

FORMS: dict[AssetType, type[BaseModel]] = {
    "agents": AgentForm,
    "knowledge_bases": KnowledgeBaseForm,
    "orchestrations": OrchestrationForm,
}
WORDS: dict[str, AssetType] = {
    "agent": "agents",
    "knowledge_base": "knowledge_bases",
    "kb": "knowledge_bases",
    "kbs": "knowledge_bases",
    "orchestration": "orchestrations",
}
"""Other words for the kinds, as models and people write them."""

ATTEMPTS = 20
"""How often a change is made anew where another came first."""


class Use(BaseModel):
    """Something that uses an asset."""

    kind: Literal["workflow", "agent", "orchestration"] = Field(description="What it is.")
    id: str = Field(description="Its id.")
    name: str = Field(description="Its name.")


def kind_of(word: str) -> AssetType:
    """The kind that a word means, singular or plural; raises BadRequest."""
    plain = word.strip().lower().replace(" ", "_").replace("-", "_")
    found = WORDS.get(plain, plain)
    for kind in KINDS:
        if found == kind:
            return kind
    raise BadRequest(f"There are no project assets of the kind {word!r}: there are {', '.join(KINDS)}.")


async def listed(powa: Powa, asset_type: str) -> Sequence[Asset]:
    """All of a kind, by name."""
    assets = powa.store.assets.list(kind_of(asset_type))
    return await asyncio.to_thread(lambda: [_counted(powa, asset) for asset in assets])


async def details(powa: Powa, asset_type: str, word: str) -> Asset:
    """The asset of that id or name; raises NotFound."""
    return await asyncio.to_thread(_counted, powa, powa.store.assets.get(kind_of(asset_type), word))


async def create(powa: Powa, asset_type: str, config: Mapping[str, Any]) -> Asset:
    """Store a new asset; raises BadRequest, Conflict (`name_taken`)."""
    kind = kind_of(asset_type)
    asset = _resolved(powa, _made(kind, config))
    return await powa.write(powa.store.assets.add, kind, asset)


async def update(powa: Powa, asset_type: str, word: str, config: Mapping[str, Any]) -> Asset:
    """Change the fields that are given; raises NotFound, BadRequest, Conflict. A refused change changes nothing."""
    kind = kind_of(asset_type)
    for _ in range(ATTEMPTS):
        old = powa.store.assets.get(kind, word)
        if not config:
            raise BadRequest(f"There is nothing to change: give one of {', '.join(FORMS[kind].model_fields)}.")
        new = _changed(powa, kind, config, old)
        with suppress(_Meanwhile):
            changed = await powa.write(powa.store.assets.change, kind, old.id, partial(_unless_meanwhile, old, new))
            return await asyncio.to_thread(_counted, powa, changed)
    raise Conflict(f"The {ONE[kind]} is changed by others all the time: try again.")


async def delete(powa: Powa, asset_type: str, word: str, *, force: bool = False) -> None:
    """Forget an asset; raises NotFound, or Conflict (`in_use`, `details` says by what) unless `force`."""
    kind = kind_of(asset_type)
    asset = powa.store.assets.get(kind, word)
    if not force and (used := await asyncio.to_thread(uses, powa, kind, asset)):
        more = f" and {len(used) - 1} more" if len(used) > 1 else ""
        words = (
            f"The {ONE[kind]} {asset.name!r} is used by the {used[0].kind} {used[0].name!r}{more}: force deletes it."
        )
        raise Conflict(words, [use.model_dump() for use in used[:50]], code="in_use")
    await powa.write(powa.store.assets.delete, kind, asset.id)
    if kind == "knowledge_bases":
        await asyncio.to_thread(powa.knowledge.file(asset.id).remove)


async def check(
    powa: Powa,
    action: Literal["create", "update", "delete"],
    kind: AssetType,
    asset: Asset | None,
    config: Mapping[str, Any],
) -> None:
    """Raises what `action` would raise as things are, and changes nothing."""
    if action == "create":
        made = _resolved(powa, _made(kind, config))
        if any(made.name.casefold() == one.name.casefold() for one in powa.store.assets.list(kind)):
            raise Conflict(f"There is a {ONE[kind]} {made.name!r} already.", code="name_taken")
    elif action == "update" and asset is not None:
        _changed(powa, kind, config, powa.store.assets.get(kind, asset.id))
    elif asset is not None and (used := await asyncio.to_thread(uses, powa, kind, asset)):
        words = f"The {ONE[kind]} {asset.name!r} is used by the {used[0].kind} {used[0].name!r}: it is not deleted."
        raise Conflict(words, [use.model_dump() for use in used[:50]], code="in_use")


def uses(powa: Powa, kind: AssetType, asset: Asset) -> list[Use]:
    """What uses an asset, by its id or name: other assets, and blocks of stored workflows."""
    used: list[Use] = []
    for agent in powa.store.assets.list("agents") if kind == "knowledge_bases" else ():
        if isinstance(agent, ProjectAgent) and asset.id in agent.knowledge_bases:
            used.append(Use(kind="agent", id=agent.id, name=agent.name))
    for other in powa.store.assets.list("orchestrations") if kind == "agents" else ():
        if isinstance(other, Orchestration) and asset.id in (*other.agents, other.supervisor):
            used.append(Use(kind="orchestration", id=other.id, name=other.name))
    words = {asset.id, asset.name.casefold()}
    for workflow_id, name, graph in powa.store.assets.mentioned([asset.id, asset.name]):
        if any(word.strip().casefold() in words for needs in needed(graph) for word in getattr(needs, kind)):
            used.append(Use(kind="workflow", id=workflow_id, name=name))
    return used


def needed(graph: Graph) -> list[Needs]:
    """What the blocks of a graph need, also of one that cannot run."""
    kinds = catalog()
    found = [kinds[block.type].needs(block.config) for block in graph.blocks if block.type in kinds]
    return [needs for needs in found if needs is not None]


def _made(kind: AssetType, config: Mapping[str, Any]) -> Asset:
    return KINDS[kind].model_validate(_checked(kind, config).model_dump())


def _checked(kind: AssetType, config: Mapping[str, Any]) -> BaseModel:
    """The config as the form of its kind; raises BadRequest, which says of each field what is wrong."""
    try:
        return FORMS[kind].model_validate(dict(config))
    except ValidationError as error:
        items = error.errors(include_url=False, include_context=False, include_input=False)
        told = [{"field": ".".join(map(str, item["loc"])), "message": item["msg"]} for item in items]
        more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
        raise BadRequest(f"{told[0]['field']}: {told[0]['message']}.{more}", told[:50]) from None


def _changed(powa: Powa, kind: AssetType, config: Mapping[str, Any], old: Asset) -> Asset:
    before = {name: getattr(old, name) for name in FORMS[kind].model_fields}
    asset = _resolved(powa, _made(kind, {**before, **config}))
    model = isinstance(old, KnowledgeBase) and old.embedding_model
    if isinstance(asset, KnowledgeBase) and asset.embedding_model != model and powa.knowledge.file(old.id).counts()[0]:
        words = "embedding_model: it cannot change while there are documents, whose vectors are of the old one."
        raise Conflict(words, code="has_documents")
    return asset


class _Meanwhile(Exception):
    """Another has changed the asset since it was read."""


def _unless_meanwhile(read: Asset, new: Asset, current: Asset) -> Asset:
    if current.version != read.version:
        raise _Meanwhile
    return new


def _resolved(powa: Powa, asset: Asset) -> Asset:
    """The asset with the ids of what it names; raises BadRequest where there is none."""
    if isinstance(asset, ProjectAgent):
        bases = _ids(powa, "knowledge_bases", "knowledge_bases", asset.knowledge_bases)
        return asset.model_copy(update={"knowledge_bases": list(dict.fromkeys(bases))})
    if isinstance(asset, Orchestration):
        lead = _ids(powa, "agents", "supervisor", [asset.supervisor])[0] if asset.supervisor else None
        return asset.model_copy(update={"agents": _ids(powa, "agents", "agents", asset.agents), "supervisor": lead})
    return asset


def _ids(powa: Powa, kind: AssetType, field: str, words: Sequence[str]) -> list[str]:
    known = powa.store.assets.list(kind)
    by = {word: asset.id for asset in known for word in (asset.name.casefold(), asset.id)}
    for word in words:
        if word.strip().casefold() not in by:
            there = ", ".join(repr(asset.name) for asset in known[:20]) or "none"
            said = f"{field}: there is no {ONE[kind]} {word!r}. Known: {there}."
            raise BadRequest(said, [{"field": field, "message": said}])
    return [by[word.strip().casefold()] for word in words]


def _counted(powa: Powa, asset: Asset) -> Asset:
    """A knowledge base with what its file counts."""
    if not isinstance(asset, KnowledgeBase):
        return asset
    documents, chunks = powa.knowledge.file(asset.id).counts()
    return asset.model_copy(update={"documents": documents, "chunks": chunks})
