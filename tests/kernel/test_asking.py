"""Questions to real kernels: while runs go on, beside each other, and with an end that is kept from outside."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import duckdb
import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from jupyter_powa.errors import BlockError, ExecutionError, PowaError
from jupyter_powa.kernel.asking import LATE, NoAnswer
from jupyter_powa.kernel.base import Kernel
from jupyter_powa.kernel.host import HostKernels
from jupyter_powa.model.question import ReadQuestion, SchemaQuestion
from tests.data.project import make
from tests.kernel.conftest import code, seen

pytestmark = [pytest.mark.kernel, pytest.mark.filterwarnings("default")]

SLOW = "select count(*) from range(1000000) a, range(1000000) b"


async def count(kernel: Kernel, path: Path, **more: float) -> object:
    answer = await kernel.read(ReadQuestion(database=str(path), sql="select count(*) from public.orders", **more))
    assert answer.rows is not None
    return answer.rows.rows[0][0]


async def test_a_kernel_answers_while_it_runs_something(
    kernels: HostKernels, manager: AsyncMappingKernelManager, tmp_path: Path
) -> None:
    path = make(tmp_path)
    await kernels.warm()
    for kernel_id in (None, await manager.start_kernel()):
        kernel = await kernels.get(kernel_id)
        assert await count(kernel, path) == 40
        run = asyncio.create_task(seen(kernel, code("import time; time.sleep(3)", name=f"C{kernel_id}")))
        await asyncio.sleep(0.5)
        began = time.monotonic()
        assert await count(kernel, path) == 40
        tables = (await kernel.read(SchemaQuestion(database=str(path), tables=["orders"]))).tables
        assert time.monotonic() - began < 1
        assert tables is not None
        assert (tables[0].row_count, tables[0].primary_key) == (40, ["id"])
        assert not run.done()
        assert (await run).last.status == "completed"


async def test_a_slow_query_ends_by_its_time_while_another_is_answered(kernels: HostKernels, tmp_path: Path) -> None:
    path = make(tmp_path)
    kernel = await kernels.get(None)
    assert await count(kernel, path) == 40
    began = time.monotonic()
    slow = asyncio.create_task(kernel.read(ReadQuestion(database=str(path), sql=SLOW, seconds=2)))
    await asyncio.sleep(0.5)
    assert await count(kernel, path) == 40
    assert (await seen(kernel, code("1"))).last.status == "completed"
    assert time.monotonic() - began < 1.8
    assert not slow.done()
    with pytest.raises(PowaError, match="longer than 2 s and was stopped") as late:
        await slow
    assert (late.value.status, late.value.code) == (504, "sql_timeout")
    assert time.monotonic() - began < 4


async def test_what_the_kernel_refuses_comes_with_its_code_and_words(kernels: HostKernels, tmp_path: Path) -> None:
    path = make(tmp_path)
    kernel = await kernels.get(None)
    for sql, wanted in (("from private.secrets", "sql_refused"), ("select\nnope from orders", "sql_error")):
        with pytest.raises(BlockError) as refused:
            await kernel.read(ReadQuestion(database=str(path), sql=sql))
        assert (refused.value.status, refused.value.code) == (400, wanted)
    assert refused.value.line == 2
    missing = await kernel.read(SchemaQuestion(database=str(tmp_path / "none.duckdb")))
    assert missing.tables == []


async def test_a_file_that_another_process_holds_is_told_as_busy(kernels: HostKernels, tmp_path: Path) -> None:
    path = make(tmp_path)
    kernel = await kernels.get(None)
    assert await count(kernel, path) == 40  # the kernel has loaded what it needs
    await asyncio.sleep(1)
    with duckdb.connect(str(path)):
        began = time.monotonic()
        with pytest.raises(PowaError, match=r"project\.duckdb is in use by") as busy:
            await kernel.read(ReadQuestion(database=str(path), sql="from orders"))
        assert (busy.value.status, busy.value.code) == (409, "database_busy")
        assert time.monotonic() - began < 5
    assert await count(kernel, path) == 40


async def test_a_kernel_that_dies_is_told_and_the_next_one_answers(kernels: HostKernels, tmp_path: Path) -> None:
    path = make(tmp_path)
    kernel = await kernels.get(None)
    slow = asyncio.create_task(kernel.read(ReadQuestion(database=str(path), sql=SLOW, seconds=60)))
    await asyncio.sleep(1)
    await seen(kernel, code("import os; os._exit(1)"))
    with pytest.raises(ExecutionError, match="ended before it had answered"):
        await slow
    assert await count(await kernels.get(None), path) == 40


async def test_a_question_that_nobody_waits_for_is_stopped_there(kernels: HostKernels, tmp_path: Path) -> None:
    path = make(tmp_path)
    kernel = await kernels.get(None)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(kernel.read(ReadQuestion(database=str(path), sql=SLOW, seconds=60)), 2)
    busy = code("import jupyter_powa.kernel.guest as guest\nlen(guest._questions)")
    assert (await seen(kernel, busy)).last.output == 0


HANG = """
import builtins, time, duckdb
held = builtins.held = duckdb.connect(PATH)
held.create_function("hang", lambda value: time.sleep(120) or value, ["BIGINT"], "BIGINT")
held.execute("create or replace view hanging as select hang(quantity::bigint) as n from orders")
"""


async def test_a_query_that_cannot_be_stopped_costs_the_servers_kernel_and_the_next_one_answers(
    kernels: HostKernels, tmp_path: Path
) -> None:
    path = make(tmp_path)
    kernel = await kernels.get(None)
    assert (await seen(kernel, code(HANG.replace("PATH", repr(str(path)))))).last.status == "completed"
    began = time.monotonic()
    with pytest.raises(NoAnswer, match="could not stop it"):
        await kernel.read(ReadQuestion(database=str(path), sql="select * from hanging", seconds=1))
    assert LATE < time.monotonic() - began < LATE + 30
    other = await kernels.get(None)
    assert other is not kernel
    assert await count(other, path) == 40


async def test_a_query_that_fills_the_memory_is_stopped_in_its_kernel_which_lives_on(
    kernels: HostKernels, tmp_path: Path
) -> None:
    path, kernel = make(tmp_path), await kernels.get(None)
    sql = "select list(a.range) from range(20000) a, range(20000) b"
    with pytest.raises(BlockError) as refused:
        await kernel.read(ReadQuestion(database=str(path), sql=sql, seconds=60, memory=200_000_000))
    assert (refused.value.code, refused.value.status) == ("sql_too_large", 413)
    assert await kernels.get(None) is kernel and await count(kernel, path) == 40
