"""Questions about rows: in this process from any loop, and for a server that asks a real kernel."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from jupyter_powa.errors import BadRequest, PowaError
from jupyter_powa.kernel.base import Kernel
from jupyter_powa.kernel.host import HostKernels
from jupyter_powa.kernel.local import LocalKernel
from jupyter_powa.model.question import LookQuestion
from tests.kernel.conftest import code, seen

ENDLESS = {"sql": "select count(*) from range(10_000_000) a, range(10_000_000) b"}


def question(verb: str = "page", **relation: Any) -> LookQuestion:
    return LookQuestion(verb=verb, arguments={"view": {"relation": relation}})


async def rows(kernel: Kernel, asked: LookQuestion) -> list[dict[str, Any]]:
    (piece,) = [one async for one in kernel.look(asked)]
    found: list[dict[str, Any]] = pa.ipc.open_stream(piece.data).read_all().to_pylist()
    return found


async def test_the_notebooks_variables_and_kept_outputs_are_there() -> None:
    kernel = LocalKernel({"sales": pd.DataFrame({"a": [1, 2]})})
    assert await rows(kernel, question(variable="sales")) == [{"a": 1}, {"a": 2}]
    plan = code("sales.assign(b=3)")
    await seen(kernel, plan)
    output = question(block="Code", execution_id=plan.execution_id)
    assert await rows(kernel, output) == [{"a": 1, "b": 3}, {"a": 2, "b": 3}]
    with pytest.raises(PowaError, match="not kept"):
        await rows(kernel, question(block="Code", execution_id="another"))


async def test_an_error_reaches_a_caller_in_another_loop() -> None:
    with pytest.raises(PowaError, match="nothing_there"):
        await rows(LocalKernel({}), question(sql="select nothing_there"))
    with pytest.raises(BadRequest, match="dance"):
        await rows(LocalKernel({}), question("dance", sql="select 1"))


async def test_whoever_stops_listening_stops_the_query() -> None:
    kernel = LocalKernel({})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await rows(kernel, question("count", **ENDLESS))
    await kernel.memory.close()  # refuses while a statement runs


async def test_an_answer_has_its_time() -> None:
    late = question("count", **ENDLESS).model_copy(update={"seconds": 0.3})
    with pytest.raises(PowaError, match="longer than"):
        await rows(LocalKernel({}), late)


@pytest.mark.kernel
async def test_a_server_asks_its_kernel_and_rows_come_as_bytes(kernels: HostKernels) -> None:
    kernel = await kernels.get(None)
    assert await rows(kernel, question(sql="select 42 as answer, 'x' as text")) == [{"answer": 42, "text": "x"}]
    with pytest.raises(PowaError, match="nothing_there") as raised:
        await rows(kernel, question(sql="select nothing_there"))
    assert raised.value.status == 400
    with pytest.raises(PowaError, match="dance"):
        await rows(kernel, question("dance", sql="select 1"))


@pytest.mark.kernel
async def test_a_dismissed_question_is_stopped_in_the_kernel(kernels: HostKernels) -> None:
    kernel = await kernels.get(None)
    await rows(kernel, question(sql="select 1 as a"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1), aclosing(kernel.look(question("count", **ENDLESS))) as answer:
            await anext(answer)
    busy = code("import jupyter_powa.kernel.guest as guest\nlen(guest._questions)")
    until = time.monotonic() + 10
    while (await seen(kernel, busy)).last.output:
        assert time.monotonic() < until


@pytest.mark.kernel
async def test_a_kernel_that_dies_ends_the_answer(kernels: HostKernels) -> None:
    kernel = await kernels.get(None)
    await rows(kernel, question(sql="select 1 as a"))

    async def kill() -> None:
        await asyncio.sleep(0.5)
        await seen(kernel, code("import os; os._exit(1)"))

    killing = asyncio.create_task(kill())
    with pytest.raises(PowaError, match="ended before"):
        await rows(kernel, question("count", **ENDLESS))
    await killing
