"""Which blocks a run runs, and of which it takes the results that earlier runs have kept; why, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from jupyter_powa.blocks.base import Record
from jupyter_powa.engine.compiled import Node
from jupyter_powa.engine.footing import Looks, changes
from jupyter_powa.engine.kept import Batch
from jupyter_powa.errors import BadRequest, BlockError
from jupyter_powa.model.execution import BlockComplete
from jupyter_powa.model.plan import Kept, Plan, RunPart
from jupyter_powa.model.workflow import Graph

UNCHANGED = "Nothing that it stands on has changed since it ran."
NOTHING = "Nothing is kept of it."
SPOILED = "Its result was changed in place since it was made."


@dataclass(slots=True)
class Taken:
    """A result that is taken in place of running a block."""

    told: BlockComplete | Kept
    record: Record | None
    """The very result; None where it must be made of what was told."""
    origin: str
    """The execution that ran it."""
    why: str


def settled(part: RunPart | None, graph: Graph) -> RunPart | None:
    """The part by the ids of its blocks, None where it means all; raises BadRequest for a block that is not there."""
    if part is None or part.whole:
        return None
    said = {word: name for word in ("only", "upto", "onward") if (name := getattr(part, word)) is not None}
    if len(said) > 1:
        raise BadRequest(f"Say one of {', '.join(said)}: each names the block that a run begins or ends with.")
    return part.model_copy(update={word: _id(word, name, graph) for word, name in said.items()})


def _id(word: str, name: str, graph: Graph) -> str:
    ids = {block.name: block.id for block in reversed(graph.blocks)} | {block.id: block.id for block in graph.blocks}
    if name in ids:
        return ids[name]
    names = [block.name for block in graph.blocks]
    close = get_close_matches(name, names, 1)
    hint = f"Did you mean {close[0]!r}?" if close else f"The blocks are: {', '.join(names[:30])}."
    raise BadRequest(f"{word}: no block is called {name!r}. {hint}", code="unknown_block")


class Reuse:
    """The choice for one run. `of` is asked once for each block that is ready to run."""

    def __init__(self, plan: Plan, nodes: list[Node], looks: Looks, made: Mapping[str, Batch]) -> None:
        self._plan, self._looks, self._made = plan, looks, made
        self._part, self._kept = plan.terms.part, plan.terms.kept
        self.choosing = self._part is not None or bool(self._kept) or any(node.pin for node in nodes)
        """Whether there is anything to choose: in a plain run all blocks run, and nobody asks."""
        self.left: frozenset[str] = frozenset()
        """The blocks that this run has nothing to do with."""
        self.why: dict[str, str] = {}
        """By block id: why it is run."""
        self.origins: dict[str, str] = {}
        """By block id: the execution that a kept result is of."""
        self._must: dict[str, str] = {}
        if self._part is not None:
            self._divide(self._part, {node.id: node for node in nodes})

    def _divide(self, part: RunPart, nodes: Mapping[str, Node]) -> None:
        named = part.only or part.upto or part.onward
        if named is None:
            return
        here = nodes[named]
        if part.only:
            self._must = {here.id: "This run is of it alone."}
        elif part.onward:
            behind = {node.id: f"It depends on {here.name!r}, from which this run goes on." for node in _after(here)}
            self._must = {**behind, here.id: "This run goes on from it."}
        elif part.rerun == "all":
            self._must = {node.id: f"This run goes up to {here.name!r}." for node in _before([here])}
        starts = [nodes[block_id] for block_id in self._must] or [here]
        wanted = {node.id for node in _before(starts)}
        self.left = frozenset(nodes.keys() - wanted)

    def of(self, node: Node, results: Mapping[str, Any]) -> Taken | None:
        """The result to take in place of running the block; None where it is run, and `why` says why.

        Raises BlockError (`kept_gone`) where the block is pinned to an output that is not there any more.
        """
        taken = self._chosen(node, results)
        if isinstance(taken, Taken):
            self.origins[node.id] = taken.origin
            return taken
        self.why[node.id] = taken
        return None

    def _chosen(self, node: Node, results: Mapping[str, Any]) -> Taken | str:
        batch = self._made.get(node.id)
        if node.pin is not None:
            return self._pinned(node, node.pin, batch)
        if (kept := self._kept.get(node.id)) is not None:
            return Taken(kept, None, kept.execution_id, "It had finished in the run that this one takes up.")
        if self._part is None:
            return ""
        if (must := self._must.get(node.id)) is not None:
            return must
        if batch is None:
            return NOTHING
        if not _usable(node.id, batch):
            return SPOILED
        named = self._part.only or self._part.onward
        if named is None or self._part.rerun == "changed":
            why = _outside(node) if named is None else ""
            why = why or self._changed(node, batch, results)
        elif not (why := self._unfit(node, batch)):
            return self._of(node, batch, _as_it_is(batch.node(node.id), node))
        return why or self._of(node, batch, UNCHANGED)

    def _pinned(self, node: Node, pin: str, batch: Batch | None) -> Taken:
        if batch is not None and batch.execution_id == pin and _usable(node.id, batch):
            return self._of(node, batch, "It is pinned.")
        if (kept := self._kept.get(node.id)) is not None:
            return Taken(kept, None, pin, "It is pinned.")
        words = "Its pinned output is not there any more: it was in the memory of a kernel that has ended, or was"
        raise BlockError(
            f"{words} made anew or changed in place since. Take the pin out to run the block.", code="kept_gone"
        )

    def _of(self, node: Node, batch: Batch, why: str) -> Taken:
        record = batch.taken(node.id) if batch.as_it_was(node.id) else None
        return Taken(batch.told(node.id), record, batch.execution_id, why)

    def _unfit(self, node: Node, batch: Batch) -> str:
        """Why a result cannot be taken although nobody asks whether it is still right."""
        if batch.trial != self._plan.terms.trial:
            return "It was kept by a trial run of fewer rows." if batch.trial else "This is a trial run."
        if batch.database != self._plan.database:
            return "It was made on another database."
        again = next((one.name for one in node.before if self._ran(one)), None)
        return f"Its input {again} was run again." if again else ""

    def _ran(self, node: Node) -> bool:
        return node.id in self.why

    def _changed(self, node: Node, batch: Batch, results: Mapping[str, Any]) -> str:
        """What is not as it was when the result was made, in words; empty where nothing is."""
        old = batch.node(node.id)
        if old is not node:
            if old.form.kind is not node.form.kind:
                return "Its block type has changed."
            if names := _differing(old, node):
                return f"Its config has changed: {', '.join(names)}."
        if why := self._inputs(node, old, batch, results) or self._farther(node, batch) or self._unfit(node, batch):
            return why
        now = self._looks.state(node.footing) if node.footing else {}
        found = next(changes(batch.states.get(node.id, {}), now), None)
        return f"{found[0].upper()}{found[1:]}." if found else ""

    def _farther(self, node: Node, batch: Batch) -> str:
        """What it names that lies behind its inputs: these may have been kept by a pin although that was run again."""
        for one in _before([node]):
            now = self.origins.get(one.id) or (self._plan.execution_id if self._ran(one) else None)
            if one is not node and now not in (None, batch.origin(one.id)) and node.footing.names(one.name, one.id):
                return f"{one.name}, which it names, has changed."
        return ""

    def _inputs(self, node: Node, old: Node, batch: Batch, results: Mapping[str, Any]) -> str:
        before = {one.id: (one.name, batch.origin(one.id)) for one in old.before if batch.origin(one.id)}
        own = self._plan.execution_id
        now = {one.id: (one.name, self.origins.get(one.id, own)) for one in node.before if one.id in results}
        if before == now:
            return ""
        for block_id, told in now.items():
            if block_id not in before:
                return f"Its input {told[0]} is new."
            if before[block_id] != told:
                return f"Its input {told[0]} has changed."
        gone = next(name for block_id, (name, _) in before.items() if block_id not in now)
        return f"Its input {gone} is gone."


def _usable(block_id: str, batch: Batch) -> bool:
    """Whether the result is as the block gave it, or can be made again of what was told of it."""
    return batch.as_it_was(block_id) or batch.told(block_id).stored is not None


def _as_it_is(old: Node, node: Node) -> str:
    names = _differing(old, node) if old is not node else []
    changed = f", although its config has changed since: {', '.join(names)}" if names else ""
    return f"Its result was taken as it was{changed}."


def _outside(node: Node) -> str:
    words = node.form.kind.outside(node.form.config)
    return f"{words}: it is only kept where a run goes on from a block behind it." if words else ""


def _differing(old: Node, node: Node) -> list[str]:
    """The fields of the config, and what counts beside it, that are not as they were."""
    before, now = (_whole(one) for one in (old, node))
    names = [name for name in {**before, **now} if before.get(name, ...) != now.get(name, ...)]
    expected = [node.options.expect if node.options else None for node in (old, node)]
    return [*names, *(["expect"] if expected[0] != expected[1] else [])]


def _whole(node: Node) -> dict[str, Any]:
    """The config with what is left out: a form writes defaults, people do not."""
    fields = node.form.kind.model_fields.items()
    return {**{name: field.get_default(call_default_factory=True) for name, field in fields}, **node.form.config}


def _after(node: Node) -> list[Node]:
    """All blocks that depend on one."""
    found, waiting = dict[str, Node](), [node]
    while waiting:
        for target, _ in waiting.pop().after:
            if target.id not in found:
                found[target.id] = target
                waiting.append(target)
    return list(found.values())


def _before(nodes: list[Node]) -> list[Node]:
    """These blocks and all that they need."""
    found, waiting = {node.id: node for node in nodes}, list(nodes)
    while waiting:
        for source in waiting.pop().before:
            if source.id not in found:
                found[source.id] = source
                waiting.append(source)
    return list(found.values())
