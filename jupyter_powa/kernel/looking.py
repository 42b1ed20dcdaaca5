"""Questions about rows: answered in pieces, in this process or for a server that asks its kernel."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, MutableMapping
from contextlib import aclosing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_powa.data.local import MEMORY, LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.kept import Kept
from jupyter_powa.explore.look import Look, Outputs, no_outputs
from jupyter_powa.explore.verbs import Piece, asked
from jupyter_powa.explore.whole import whole
from jupyter_powa.kernel.loop import in_loop_thread, loop_thread
from jupyter_powa.kernel.question import error_told
from jupyter_powa.model.explore import View
from jupyter_powa.model.question import LookQuestion

if TYPE_CHECKING:
    import pandas as pd

KEPT = Kept()
"""The results that this process keeps."""

PATIENCE = 10.0
"""Seconds to wait for work that was stopped: a database ends a statement within a moment."""

AHEAD = 4
"""Pieces that may wait for whoever reads them in another loop."""


async def pieces(
    question: LookQuestion, memory: LocalDatabases, variables: MutableMapping[str, Any], outputs: Outputs
) -> AsyncIterator[Piece]:
    """The answer of this process, on the `powa` loop; raises BadRequest, BlockError, also where its time is over."""
    look = look_from(question, memory, variables, outputs)
    until = asyncio.get_running_loop().time() + question.seconds
    async with aclosing(asked(look, question.verb, question.arguments)) as reading:  # type: ignore[type-var]
        while True:
            try:
                async with asyncio.timeout_at(until):
                    piece = await anext(reading, None)
            except TimeoutError:
                words = f"That took longer than {question.seconds:g} s, and was stopped."
                raise BlockError(words, code="timeout") from None
            if piece is None:
                return
            yield piece


def look_from(
    question: LookQuestion, memory: LocalDatabases, variables: MutableMapping[str, Any], outputs: Outputs
) -> Look:
    """Where a question may look in this process."""
    project = memory if question.database == MEMORY else LocalDatabases(question.database)
    return Look(
        Reachable(project, question.sources, variables),
        memory,
        variables,
        outputs,
        Path(question.root),
        KEPT,
        question.confined,
    )


class Looks:
    """The part of a process's kernel that answers questions about rows; its user may read any file."""

    memory: LocalDatabases
    namespace: MutableMapping[str, Any]

    def outputs(self, execution_id: str) -> Mapping[str, Any] | None:
        """The kept results of an execution, by block id."""
        raise NotImplementedError

    def look(self, question: LookQuestion) -> AsyncIterator[Piece]:
        """The answer to a question about rows, in pieces; from any loop."""
        return from_any_loop(lambda: self.pieces(question))

    def pieces(self, question: LookQuestion) -> AsyncIterator[Piece]:
        """The same, on the `powa` loop, which must be the current one."""
        return pieces(question, self.memory, self.namespace, self._output)

    async def whole(self, view: View, database: str = MEMORY) -> pd.DataFrame:
        """All rows of a view; from any loop."""
        question = LookQuestion(database=database, verb="", confined=False)
        look = look_from(question, self.memory, self.namespace, self._output)
        return await asyncio.wrap_future(loop_thread().submit(whole(look, view)))

    def _output(self, execution_id: str, block_id: str) -> Any:
        record = (self.outputs(execution_id) or {}).get(block_id)
        return no_outputs(execution_id, block_id) if record is None else record.get("output")


async def from_any_loop(make: Callable[[], AsyncIterator[Piece]]) -> AsyncIterator[Piece]:
    """The pieces in the caller's own loop; they are made on the `powa` loop. Closing it stops the work there."""
    if in_loop_thread():
        async with aclosing(make()) as reading:  # type: ignore[type-var]
            async for piece in reading:
                yield piece
        return
    caller, powa = asyncio.get_running_loop(), loop_thread()
    waiting: asyncio.Queue[Piece | BaseException | None] = asyncio.Queue()
    room, ended = asyncio.Semaphore(AHEAD), asyncio.Event()

    async def work() -> None:
        try:
            async with aclosing(make()) as reading:  # type: ignore[type-var]
                async for piece in reading:
                    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(room.acquire(), caller))
                    caller.call_soon_threadsafe(waiting.put_nowait, piece)
            caller.call_soon_threadsafe(waiting.put_nowait, None)
        except Exception as error:
            caller.call_soon_threadsafe(waiting.put_nowait, error)
        finally:
            caller.call_soon_threadsafe(ended.set)

    working = powa.submit(work())
    try:
        while (one := await waiting.get()) is not None:
            if isinstance(one, BaseException):
                raise one
            room.release()
            yield one
    finally:
        working.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await ended.wait()


async def packed_pieces(answer: AsyncIterator[Piece]) -> AsyncIterator[tuple[str, bytes | None]]:
    """The pieces on their way to another process, each as JSON text and bytes; the last tells the end, or the error."""
    try:
        async for piece in answer:
            yield _text({"piece": piece.told}), piece.data
        yield _text({"end": True}), None
    except Exception as error:
        yield _text({"error": error_told(error)}), None


def _text(said: dict[str, Any]) -> str:
    return json.dumps([said], ensure_ascii=False, separators=(",", ":"), allow_nan=False)
