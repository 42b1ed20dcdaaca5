"""Run another workflow once for each item: rows, a list, or files."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from glob import iglob  # a pattern may be absolute, which Path.glob does not take
from itertools import islice
from typing import Any, Literal

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Needs, Result
from jupyter_powa.blocks.pace import Pace
from jupyter_powa.blocks.refs import has_reference
from jupyter_powa.blocks.sockets import Ended, Fleet
from jupyter_powa.blocks.text import Prompt, Value, WorkflowId
from jupyter_powa.data.encode import is_frame, length, rows
from jupyter_powa.data.relation import Relation
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.workflow import Problem

MOST: Limit[int] = 100_000
"""Items of one block. Source: ours; they and their results are held in memory."""
SHOWN = 100
"""Characters of an item that an error shows."""
TOLD = 100
"""Failed items that are told of, as many as a preview has rows."""
HARD = frozenset({"budget_exceeded", "unknown_price"})
"""Codes of failures that the next item would meet too."""


class MapBlock(
    BlockType,
    type="map",
    title="Map",
    group="flow",
    icon="workflow",
    example={"workflow": "Greeting", "items": ["Oslo", "Bonn"]},
):
    """Run another stored workflow once for each item, and give the outputs in order.

    Some run at a time. Each run gets the variable `item`, and where the item is a row its columns as variables too.
    The output is the list of the runs' outputs; where each run gives rows, it is all rows, one item's after the
    other's. `failed` tells which items went wrong and why. With the setting `dask` the items run on the workers of
    that Dask cluster, each with an empty database in memory; an item whose worker is lost is run again on another, so
    it should be safe to run twice.
    """

    workflow: WorkflowId = Field(min_length=1, description="The workflow to run, by id or name, as it was last saved.")
    items: Value = Field(None, description="A list or rows, `<Block.output>`; empty: what comes in.")
    files: Prompt = Field("", description="A pattern of files in place of items, `data/*.csv`: each path is an item.")
    variables: dict[str, Value] = Field(default_factory=dict, description="More variables, the same for each run.")
    concurrency: int | None = Field(
        None, ge=1, le=1_000, description="Most items under way at a time; empty: 8 here, on a cluster all it can take."
    )
    on_error: Literal["fail", "keep"] = Field(
        "fail", description="fail: the first item that fails ends the block; keep: it is told of, its output is None."
    )

    async def run(self, ctx: BlockContext) -> Result:
        """Give the outputs in order; raises BlockError that names the item that failed."""
        items = (await self._items(ctx))[: ctx.terms.trial]
        if not items:
            return Result([], {"count": 0, "failed_count": 0, "failed": []})
        async with ctx.sockets.outside.mapped(self.workflow, ctx.sockets, ctx.terms, ctx.spent) as fleet:
            places, room = (min(self.concurrency or many, len(items)) for many in (fleet.places, fleet.room))
            ctx.progress(0.0, f"0 of {len(items):,} items on {fleet.said}, {places} at a time")
            work = _Work(ctx, fleet, items, self.variables, self.on_error == "fail")
            await work.all(room)
        return Result(_together(work.ended), {**work.told(), "where": fleet.said, "concurrency": places})

    async def _items(self, ctx: BlockContext) -> list[Any]:
        if self.files:
            pattern = self.files
            found = await asyncio.to_thread(lambda: sorted(islice(iglob(pattern, recursive=True), MOST + 1)))  # noqa: PTH207
            if not found:
                raise BlockError(f"No file fits the pattern {pattern!r}.", code="no_files")
            _few(len(found))
            return list(found)
        value = ctx.passed if self.items is None else self.items
        if type(value) is Relation:
            _few(len(value))
            database = await ctx.database()
            try:
                value = await database.frame(value.sql)
            finally:
                await database.close()
        if is_frame(value):
            _few(length(value))
            return rows(value, int(MOST))
        if type(value) in (list, tuple):
            _few(len(value))
            return list(value)
        if value is None:
            raise BlockError("There are no items: give `items` or `files`, or draw an edge from a block with a list.")
        words = f"`items` must be a list or rows, and it is of type {type(value).__name__}."
        raise BlockError(words, code="not_a_list")

    @classmethod
    def needs(cls, config: Mapping[str, Any]) -> Needs:
        """The workflow, with all that it needs itself."""
        return Needs(workflows=(str(config.get("workflow") or ""),))

    @classmethod
    def outside(cls, config: Mapping[str, Any]) -> str:
        """Another workflow may do anything."""
        return "It runs another workflow, which may have changed"

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """A workflow that is a reference; items and files at once."""
        found = []
        if has_reference(config.get("workflow")):
            words = "workflow must be named: it may not be a reference, since it is looked up before the run."
            found.append(Problem(code="invalid_config", message=words, field="workflow"))
        if config.get("files") and config.get("items") is not None:
            words = "Give items or files, not both."
            found.append(Problem(code="invalid_config", message=words, field="files"))
        return found


@dataclass
class _Work:
    """The items of one block, some of them under way."""

    ctx: BlockContext
    fleet: Fleet
    items: Sequence[Any]
    variables: Mapping[str, Any]
    strict: bool
    ended: list[Ended | None] = field(init=False)
    _left: Iterator[int] = field(init=False)
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.ended = [None] * len(self.items)
        self._left = iter(range(len(self.items)))
        self._pace = Pace(self.ctx.progress, len(self.items), things="items")

    async def all(self, places: int) -> None:
        """Run them, so many at a time: the next is begun when one has ended. The first that fails stops the others."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(places):
                    group.create_task(self._some())
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        if not any(one is not None and not one.error for one in self.ended):
            raise self._error(0)

    def told(self) -> dict[str, Any]:
        """How many there were, and which failed."""
        failed = [place for place, one in enumerate(self.ended) if one is not None and one.error]
        told = [self._failure(place) for place in failed[:TOLD]]
        return {"count": len(self.items), "failed_count": len(failed), "failed": told}

    async def _some(self) -> None:
        for place in self._left:
            self.ctx.afford()
            item = self.items[place]
            row = item if type(item) is dict else {}
            self.ended[place] = one = await self.fleet.run({**self.variables, "item": item, **row})
            if one.error and (self.strict or one.code in HARD):
                raise self._error(place)
            self._pace.add(1)

    def _failure(self, place: int) -> dict[str, Any]:
        one = self.ended[place]
        assert one is not None
        return {"index": place, "item": _short(self.items[place]), "error": one.error, "code": one.code}

    def _error(self, place: int) -> BlockError:
        """Which item failed, and why; `place` counts from 0, people from 1."""
        one, all_of_them = self._failure(place), "" if self.strict else "No item went well. "
        words = f"{all_of_them}Item {place + 1:,} of {len(self.items):,} ({one['item']}) failed: {one['error']}"
        return BlockError(words, code=one["code"])


def _few(count: int) -> None:
    """Raise BlockError where there are too many items to map."""
    if count > MOST:
        words = f"There are {count:,} items, and at most {MOST:,} are taken: map parts of them, or rows in one step."
        raise BlockError(words, code="too_many_items")


def _short(item: Any) -> str:
    text = item if type(item) is str else repr(item) if type(item) in (int, float, bool, dict, list, tuple) else ""
    text = text or type(item).__name__
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _together(ended: Sequence[Ended | None]) -> Any:
    """The outputs as a list; where all that went well are frames, all rows in one frame."""
    well = [one.output for one in ended if one is not None and not one.error]
    if well and all(is_frame(output) for output in well):
        import pandas as pd

        frames = [frame if type(frame) is pd.DataFrame else frame.to_pandas() for frame in well]
        return pd.concat(frames, ignore_index=True)
    return [None if one is None else one.output for one in ended]
