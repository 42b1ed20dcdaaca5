"""Questions about the project's database, answered in this process."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.data.guard import SqlRefused, SqlTimeout
from jupyter_powa.data.local import MEMORY, LocalDatabases
from jupyter_powa.errors import BlockError, PowaError
from jupyter_powa.kernel.local import LocalKernel, LocalKernels
from jupyter_powa.kernel.question import heard, told
from jupyter_powa.model.data import Rows
from jupyter_powa.model.question import BindQuestion, ListQuestion, ReadQuestion, SchemaQuestion
from jupyter_powa.powa import Powa
from jupyter_powa.reading import describe_project, read_project
from jupyter_powa.settings import Settings
from tests.data.project import make
from tests.kernel.conftest import plan, seen


async def rows(sql: str, **more: Any) -> Rows:
    answer = await LocalKernel({}).read(ReadQuestion(sql=sql, **more))
    assert answer.rows is not None
    return answer.rows


async def test_rows_come_in_plain_values(tmp_path: Path) -> None:
    said = await rows(
        "select 1 as i, 9007199254740993 as big, sum(7) as s, 1.50 as d, 'x' as t, null as n, true as b, "
        "date '2024-01-02' as day, timestamp '2024-01-02 03:04:05' as at_time, interval 90 minute as long, "
        "[1, 2] as l, {'a': 1} as st, 'nan'::double as nan, '\\x00'::blob as bin, map {'k': 1} as m, 'a' as i"
    )
    numbers = [1, "9007199254740993", 7, "1.50", "x", None, True]
    times = ["2024-01-02", "2024-01-02T03:04:05", "01:30:00"]
    nested = [[1, 2], {"a": 1}, "NaN", "AA==", [["k", 1]], "a"]
    assert said.rows == [[*numbers, *times, *nested]]
    assert [column.name for column in said.columns][-3:] == ["bin", "m", "i"]
    assert (said.columns[9].type, said.more) == ("INTERVAL", False)
    json.dumps(said.model_dump(mode="json"), allow_nan=False)


async def test_an_answer_is_cut_where_it_would_be_too_large(tmp_path: Path) -> None:
    said = await rows("select lpad('', 9000, 'x') as t from range(1000)", limit=1_000)
    assert said.more
    assert 400 < len(said.rows) < 500


async def test_a_project_is_read_and_described_from_any_loop(tmp_path: Path) -> None:
    path = make(tmp_path)
    powa = Powa.memory(Settings(database=str(path)), kernels=LocalKernels({}))
    assert (await read_project(powa, "select count(*) from orders")).rows == [[40]]
    assert (await read_project(powa, "select id from public.orders where id > ?", [38])).rows == [[39], [40]]
    assert [table.name for table in await describe_project(powa, ["orders"])] == ["orders"]
    with pytest.raises(SqlRefused, match="no public table"):
        await read_project(powa, "from private.secrets")
    with pytest.raises(BlockError, match="no public table nothing"):
        await describe_project(powa, ["nothing"])
    await powa.close()


async def test_where_there_is_no_file_yet_there_is_nothing_and_nothing_is_made(tmp_path: Path) -> None:
    powa = Powa.memory(Settings(database=str(tmp_path / "none.duckdb")), kernels=LocalKernels({}))
    assert await describe_project(powa) == []
    assert (await read_project(powa, "select 1")).rows == [[1]]
    assert not await asyncio.to_thread((tmp_path / "none.duckdb").exists)
    await powa.close()


async def test_the_memory_of_a_notebook_is_read_but_not_its_frames() -> None:
    kernel = LocalKernel({"frame": pd.DataFrame({"a": [1]})})
    done = await seen(kernel, plan(("sql", "Make", {"query": "create table made as select * from frame"})))
    assert done.last.status == "completed"
    answer = await kernel.read(ReadQuestion(sql="from made"))
    assert answer.rows is not None
    assert answer.rows.rows == [[1]]
    with pytest.raises(SqlRefused, match="no public table frame"):
        await kernel.read(ReadQuestion(sql="from frame"))
    described = await kernel.read(SchemaQuestion())
    assert [table.name for table in described.tables or ()] == ["made"]


async def test_a_question_nobody_waits_for_any_more_is_stopped() -> None:
    kernel = LocalKernel({})
    slow = ReadQuestion(sql="select count(*) from range(1000000) a, range(1000000) b")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(kernel.read(slow), 0.5)
    with pytest.raises(SqlTimeout):
        await kernel.read(slow.model_copy(update={"seconds": 0.2}))
    assert (await kernel.read(ReadQuestion(sql="select 1"))).rows is not None


async def test_what_is_told_is_heard_the_same() -> None:
    memory = LocalDatabases(MEMORY)
    asked = ReadQuestion(sql="select 1 as a").model_dump(mode="json")
    answer = heard(json.loads(await told(asked, memory)))
    assert answer.rows is not None
    assert answer.rows.rows == [[1]]
    for sql, status, code in (
        ("delete from x", 400, "sql_refused"),
        ("select\nnope", 400, "sql_error"),
        ("select count(*) from range(1000000) a, range(1000000) b", 504, "sql_timeout"),
    ):
        packed = ReadQuestion(sql=sql, seconds=0.2).model_dump(mode="json")
        with pytest.raises(PowaError) as error:
            heard(json.loads(await told(packed, memory)))
        assert (error.value.status, error.value.code) == (status, code)
    with pytest.raises(PowaError, match="The database failed"):
        heard(json.loads(await told({"kind": "nonsense"}, memory)))
    await memory.close()


async def test_a_query_is_planned_and_not_run(tmp_path: Path) -> None:
    kernel = LocalKernel({})
    endless = "select count(*) from range(10000000) a, range(10000000) b"
    async with asyncio.timeout(5):
        await kernel.read(BindQuestion(sql=endless))
    with pytest.raises(SqlRefused):
        await kernel.read(BindQuestion(sql="create table t (i int)"))
    with pytest.raises(BlockError, match="nothing_like_it"):
        await kernel.read(BindQuestion(sql="select nothing_like_it"))


async def test_schemas_are_listed_with_their_tables_by_name(tmp_path: Path) -> None:
    answer = await LocalKernel({}).read(ListQuestion(database=str(make(tmp_path))))
    tables = {schema.name: [table.name for table in schema.tables] for schema in answer.schemas or []}
    assert "orders" in tables["main"]
    assert not any(table.columns for schema in answer.schemas or [] for table in schema.tables)
