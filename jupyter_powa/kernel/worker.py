"""What a worker of a Dask cluster does: run a mapped workflow for some items, and stop when it is told to.

Each item has an empty database in memory and no names of a notebook: nothing of one reaches another. Whatever goes
wrong is an answer, not an exception: a worker's log shows the arguments of work that raises.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from functools import lru_cache
from pickle import dumps, loads
from time import monotonic
from typing import Any

from jupyter_powa.blocks.sockets import Ended, Sockets
from jupyter_powa.blocks.spent import Spent
from jupyter_powa.data.local import MEMORY, LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.kernel.each import ended
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.model.plan import Plan

PATIENCE = 10.0
"""Seconds that stopped items have to let go."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A plan, or the variables of an item, on the way to a worker: no log shows what is in it."""

    what: bytes = field(repr=False)


_going: defaultdict[str, set[asyncio.Task[Any]]] = defaultdict(set)
"""What runs here, by the run that maps it; touched on the `powa` loop alone."""


def work(run_id: str, plan: Packed, bundle: list[Packed], opened: Callable[[Plan], Any]) -> list[bytes]:
    """How each item went, what was spent on it and the seconds it took, pickled one by one; one runs after the other.

    `opened` gives what a plan may reach outside. Once they are stopped no further one begins.
    """
    done: list[bytes] = []
    for variables in bundle:
        began = monotonic()
        try:
            given: dict[str, Any] = loads(variables.what)
            one = loop_thread().submit(_item(run_id, _plan(plan.what), given, opened)).result()
        except CancelledError:
            break
        except Exception as error:
            one = Ended(None, f"{type(error).__name__}: {error}", "worker_failed"), Spent()
        done.append(_pickled(*one, monotonic() - began))
    return done


async def stop(run_id: str) -> None:
    """Stop what runs here for that run, and wait until it has let go."""
    await asyncio.wrap_future(loop_thread().submit(_stopped(run_id)))


async def _stopped(run_id: str) -> None:
    tasks = set(_going.get(run_id, ()))
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE)


async def _item(
    run_id: str, plan: Plan, variables: dict[str, Any], opened: Callable[[Plan], Any]
) -> tuple[Ended, Spent]:
    databases, outside, spent = LocalDatabases(MEMORY), opened(plan), Spent()
    task = asyncio.current_task()
    assert task is not None
    _going[run_id].add(task)
    try:
        reached = Reachable(databases, plan.sources)
        sockets = Sockets(reached, outside, workflow_id=plan.workflow_id)
        return await ended(plan, sockets, spent, variables), spent
    finally:
        _going[run_id].discard(task)
        if not _going[run_id]:
            del _going[run_id]
        await outside.close()
        await databases.close()


@lru_cache(maxsize=8)
def _plan(packed: bytes) -> Plan:
    return Plan.model_validate(json.loads(packed))


def _pickled(done: Ended, spent: Spent, seconds: float) -> bytes:
    try:
        return dumps((done, spent, seconds))
    except Exception as error:
        words = f"Its output cannot travel: {type(error).__name__}: {error}. Give plain values or rows."
        return dumps((Ended(None, words, "output_unfit"), spent, seconds))
