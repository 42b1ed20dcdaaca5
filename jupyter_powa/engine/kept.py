"""What the runs of this process have made, the newest of each block, so that a later run need not make it again."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_json

from jupyter_powa.blocks.base import Record
from jupyter_powa.data.encode import is_frame
from jupyter_powa.data.fingerprint import may_change, of_value
from jupyter_powa.engine.compiled import Node
from jupyter_powa.engine.footing import State
from jupyter_powa.limits import Limit
from jupyter_powa.model.execution import BlockComplete, Event

MOST_WORKFLOWS: Limit[int] = 20
"""Workflows whose results stay in memory, those that ran last. Source: ours, as many as executions."""

Clean = Callable[[Event], Event]
"""Gives an event without the secrets of the run that it comes from."""


@dataclass(slots=True, eq=False)
class Batch:
    """What one run has made, and of what."""

    execution_id: str
    nodes: list[Node]
    trial: int | None
    done: dict[str, BlockComplete] = field(default_factory=dict)
    """By block id, of the blocks that it ran itself."""
    results: dict[str, Record] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    """By block id: what the block stood on outside of the graph when it began."""
    prints: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By block id: what told the state of those values that may be changed in place."""
    origins: dict[str, str] = field(default_factory=dict)
    """By block id: the execution that its result is of, where that was kept."""
    clean: Clean | None = None
    database: str = ""
    """The project's database that it ran on."""
    _nodes: dict[str, Node] = field(default_factory=dict)

    def keep(self, block_id: str, event: BlockComplete, record: Record) -> None:
        """Keep what a block gave and what was told of it, as it is now: the next block may change it in place."""
        self.done[block_id] = event
        if not any(map(may_change, record.values())):
            self.results[block_id] = record
            return
        self.results[block_id] = held = Record({name: _apart(value) for name, value in record.items()})
        same = {name: value for name, value in held.items() if value is record[name] and may_change(value)}
        self.prints[block_id] = {name: of_value(value, {}) for name, value in same.items()}

    def as_it_was(self, block_id: str) -> bool:
        """Whether nobody has changed the result in place since."""
        record = self.results[block_id]
        return all(of_value(record[name], {}) == before for name, before in self.prints.get(block_id, {}).items())

    def taken(self, block_id: str) -> Record:
        """The result for one more run."""
        return Record({name: _apart(value) for name, value in self.results[block_id].items()})

    def node(self, block_id: str) -> Node:
        """The block as it was then."""
        if not self._nodes:
            self._nodes = {node.id: node for node in self.nodes}
        return self._nodes[block_id]

    def told(self, block_id: str) -> BlockComplete:
        """What was told of its result."""
        event = self.done[block_id]
        clean = self.clean(event) if self.clean is not None else event
        assert type(clean) is BlockComplete
        return clean

    def origin(self, block_id: str) -> str | None:
        """The execution that a result is of; None where there was none."""
        return self.origins.get(block_id) or (self.execution_id if block_id in self.done else None)


class KeptResults:
    """The newest result of each block of each workflow, in memory."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, dict[str, Batch]] = OrderedDict()

    def of(self, workflow_id: str) -> Mapping[str, Batch]:
        """By block id: the run that has made the newest result."""
        return self._made.get(workflow_id) or {}

    def add(self, workflow_id: str, batch: Batch) -> None:
        """Keep what a run has made; it takes the place of what there was, and blocks that are gone are forgotten."""
        made = self._made.setdefault(workflow_id, {})
        self._made.move_to_end(workflow_id)
        for block_id in batch.done:
            if (before := made.get(block_id)) is not None:
                before.results.pop(block_id, None)
            made[block_id] = batch
        if batch.nodes:
            for block_id in made.keys() - {node.id for node in batch.nodes}:
                made.pop(block_id).results.pop(block_id, None)
        while len(self._made) > MOST_WORKFLOWS:
            self._made.popitem(last=False)

    def records(self, workflow_id: str) -> dict[str, Record]:
        """The results themselves, by block id."""
        return {block_id: batch.results[block_id] for block_id, batch in self.of(workflow_id).items()}

    @property
    def size(self) -> int:
        """About how many bytes they take: frames as pandas and Arrow count them, the rest as JSON; from any thread."""
        made = [one for of_workflow in list(self._made.values()) for one in list(of_workflow.items())]
        held: list[Mapping[str, Any]] = [batch.results.get(block_id) or {} for block_id, batch in made]
        return sum(_bytes(value) for record in held for value in record.values())

    def __len__(self) -> int:
        return sum(map(len, list(self._made.values())))

    def clear(self, workflow_id: str | None = None) -> None:
        """Forget the results, of one workflow or of all."""
        if workflow_id is None:
            self._made.clear()
        else:
            self._made.pop(workflow_id, None)


def _apart(value: Any) -> Any:
    """A pandas frame of its own that shares the cells until one of the two is changed; else the very value."""
    pandas = sys.modules.get("pandas")
    if pandas is None or type(value) is not pandas.DataFrame or int(pandas.__version__.partition(".")[0]) < 3:
        return value
    return value.copy(deep=False)


def _bytes(value: Any) -> int:
    if is_frame(value):
        if hasattr(value, "memory_usage"):
            return int(value.memory_usage().sum())
        return int(getattr(value, "nbytes", 0))
    try:
        return len(to_json(value))
    except Exception:  # a user's own object
        return 0
