"""Plans in real kernels, through the Jupyter server's own kernel manager."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from jupyter_powa.kernel.driver import HostKernel
from jupyter_powa.kernel.going import STEPS
from jupyter_powa.kernel.host import HostKernels
from jupyter_powa.kernel.wire import MAX_MESSAGE
from jupyter_powa.model.execution import BlockComplete
from jupyter_powa.model.plan import RunPart, Terms
from jupyter_powa.unknown import KernelNotFound
from tests.kernel.conftest import Seen, code, plan, seen

pytestmark = [pytest.mark.kernel, pytest.mark.filterwarnings("default")]

SQL_BOMB = "select sum(sqrt(a.range) * sin(b.range)) from range(1000000) a, range(1000000) b"


async def user_kernel(kernels: HostKernels, manager: AsyncMappingKernelManager, cell: str = "pass") -> HostKernel:
    """A notebook's kernel that has run a cell."""
    kernel_id = await manager.start_kernel()
    kernel = await kernels.get(kernel_id)
    link = await kernel._connected()
    assert (await link.execute(cell).reply)["status"] == "ok"
    return kernel


async def stopped_after(kernel: HostKernel, one: Any, wait: float = 1.0) -> tuple[float, Seen]:
    """How long a run took to stop."""
    events = Seen()
    task = asyncio.create_task(kernel.run(one, events))
    while "block_start" not in events.types:  # noqa: ASYNC110  events come from another process
        await asyncio.sleep(0.01)
    await asyncio.sleep(wait)
    started = time.monotonic()
    assert await kernel.cancel(one.execution_id)
    await task
    return time.monotonic() - started, events


async def test_a_kernel_keeps_what_runs_have_made_for_the_next_one(kernels: HostKernels) -> None:
    kernel = await kernels.get(None)
    blocks = (("code", "Load", {"code": "output = object()"}), ("code", "Next", {"code": "output = str(Load.output)"}))
    first, second = plan(*blocks), plan(*blocks, terms=Terms(part=RunPart(onward="Next")))
    made = await seen(kernel, first)
    again = await seen(kernel, second)
    ended = [[event for event in one.events if isinstance(event, BlockComplete)] for one in (made, again)]
    assert [(event.block_id, event.reused_from) for event in ended[1]] == [("Load", first.execution_id), ("Next", None)]
    assert ended[0][1].data == ended[1][1].data, "the very object was there"


async def test_the_servers_own_kernel_runs_plans_one_after_the_other_and_at_once(kernels: HostKernels) -> None:
    await kernels.warm()
    kernel = await kernels.get(None)
    assert kernel.name == "the server's own kernel"
    one = plan(
        ("input", "In", {}),
        ("code", "C", {"code": "print('hi')\n40 + 2"}),
        ("sql", "S", {"query": "select <C.output> + 1 as a", "output_as": "value"}),
        ("output", "Out", {}),
        variables={"x": 1},
    )
    events = await seen(kernel, one)
    assert [kind for kind in events.types if kind not in ("block_chunk", "block_progress")] == [
        *["block_start", "block_complete"] * 4,
        "done",
    ]
    assert events.of("block_chunk").chunk == "hi\n"
    assert events.last.output == 43
    slow = "import time; time.sleep(0.3)"
    several = await asyncio.gather(*[seen(kernel, code(slow, name=f"C{i}")) for i in range(3)])
    assert [one.last.status for one in several] == ["completed"] * 3


async def test_the_own_kernel_has_no_keys_and_works_in_the_servers_folder(kernels: HostKernels, tmp_path: Path) -> None:
    kernel = await kernels.get(None)
    events = await seen(kernel, code("import os; [os.getcwd(), 'OPENAI_API_KEY' in os.environ]"))
    assert events.last.output == [str(tmp_path), False]


async def test_an_event_is_seen_soon_also_while_code_hogs_the_kernel(kernels: HostKernels) -> None:
    await kernels.warm()
    kernel = await kernels.get(None)
    ages = []
    for _ in range(5):
        one = plan(
            ("code", "A", {"code": "import time; time.time()"}),
            ("code", "B", {"code": "import time\nuntil = time.time() + 0.5\nwhile time.time() < until: pass"}),
        )
        events = await seen(kernel, one)
        told = next(i for i, event in enumerate(events.events) if event.type == "block_complete")
        ages.append(events.times[told] - events.events[told].data["output"])  # type: ignore[union-attr]
    assert sorted(ages)[2] < 0.1, ages  # the goal is 0.03 on a quiet machine; the bench measures it


@pytest.mark.parametrize(
    ("one", "limit"),
    [
        (plan(("sql", "S", {"query": SQL_BOMB})), 1.0),
        (code("while True: pass"), 1.0),
        (code("import time; time.sleep(60)"), 1.0),
    ],
    ids=["sql", "loop", "sleep"],
)
async def test_a_run_stops_when_asked(
    kernels: HostKernels, manager: AsyncMappingKernelManager, one: Any, limit: float
) -> None:
    await kernels.warm()
    for kernel in (await kernels.get(None), await user_kernel(kernels, manager)):
        again = one.model_copy(update={"execution_id": f"{one.execution_id}-{kernel.own}"})
        took, events = await stopped_after(kernel, again)
        assert took < limit
        assert (events.last.type, events.last.code) == ("error", "stopped")
        assert (await seen(kernel, code("1"))).last.status == "completed"


async def test_code_that_will_not_stop_costs_the_own_kernel_its_life_and_nobody_elses(kernels: HostKernels) -> None:
    kernel = await kernels.get(None)
    deaf = "import time\nwhile True:\n    try: time.sleep(1)\n    except BaseException: pass"
    took, events = await stopped_after(kernel, code(deaf), 0.2)
    assert STEPS[-1] - 1 < took < STEPS[-1] + 3
    assert events.last.code == "stopped"
    assert (await seen(await kernels.get(None), code("1"))).last.status == "completed"


async def test_a_run_ends_when_its_time_is_over(kernels: HostKernels) -> None:
    events = await seen(await kernels.get(None), code("import time; time.sleep(60)", timeout=0.5))
    assert (events.last.code, events.last.error_code) == ("timeout", "EXECUTION_TIMEOUT")


@pytest.mark.parametrize(
    ("fatal", "said"),
    [
        ("import os; os._exit(3)", "exit code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    ],
)
async def test_a_kernel_that_dies_is_seen_within_a_second_and_the_next_run_gets_a_fresh_one(
    kernels: HostKernels, fatal: str, said: str
) -> None:
    kernel = await kernels.get(None)
    events = Seen()
    await kernel.run(plan(("input", "In", {}), ("code", "C", {"code": fatal})), events)
    assert events.types[:3] == ["block_start", "block_complete", "block_start"]
    assert (events.last.code, events.last.error_code) == ("kernel_died", "EXECUTION_FAILED")
    assert said in events.last.error
    assert events.times[-1] - events.times[-2] < 1
    assert (await seen(await kernels.get(None), code("1"))).last.status == "completed"


async def test_a_notebooks_kernel_lends_its_frames_and_waits_for_its_cells(
    kernels: HostKernels, manager: AsyncMappingKernelManager
) -> None:
    cell = "import pandas as pd; sales = pd.DataFrame({'amount': [1, 2, 39]})"
    kernel = await user_kernel(kernels, manager, cell)
    link = await kernel._connected()
    link.execute("import time; time.sleep(0.5); sales = sales + 0")
    one = plan(("sql", "S", {"query": "select sum(amount)::int from sales", "output_as": "value"}))
    started = time.monotonic()
    assert (await seen(kernel, one)).last.output == 42
    assert time.monotonic() - started > 0.4
    reply = link.execute("assert '_powa' not in globals() and len(In) == 1")
    assert (await reply.reply)["status"] == "ok"


async def test_a_run_that_waits_behind_a_cell_stops_at_once_and_never_begins(
    kernels: HostKernels, manager: AsyncMappingKernelManager, tmp_path: Path
) -> None:
    kernel = await user_kernel(kernels, manager)
    link = await kernel._connected()
    cell = link.execute("import time; time.sleep(1.5)")
    one, events = code(f"open({str(tmp_path / 'ran')!r}, 'w')"), Seen()
    task = asyncio.create_task(kernel.run(one, events))
    await asyncio.sleep(0.3)
    await kernel.cancel(one.execution_id)
    await task
    assert (events.types, events.last.code) == (["error"], "stopped")
    assert (await cell.reply)["status"] == "ok"
    assert (await link.execute("1").reply)["status"] == "ok"
    assert not (tmp_path / "ran").exists()


async def test_a_restarted_notebook_ends_the_run_and_takes_the_next_one(
    kernels: HostKernels, manager: AsyncMappingKernelManager
) -> None:
    kernel = await user_kernel(kernels, manager)
    events = Seen()
    task = asyncio.create_task(kernel.run(code("import time; time.sleep(30)"), events))
    await asyncio.sleep(1)
    await manager.restart_kernel(kernel._id, now=True)  # type: ignore[no-untyped-call]
    await task
    assert events.last.code == "kernel_died"
    assert (await seen(await kernels.get(kernel._id), code("1"))).last.status == "completed"


async def test_a_big_print_is_cut_and_hurts_nobody(kernels: HostKernels) -> None:
    events = await seen(await kernels.get(None), code("print('x' * 50_000_000)\n'y' * 50_000_000"))
    assert events.last.type == "done"
    assert sum(len(str(event)) for event in events.events) < 20_000_000


async def test_a_kernel_that_is_not_there_is_not_found(kernels: HostKernels) -> None:
    with pytest.raises(KernelNotFound):
        await kernels.get("no-such-kernel")


async def test_nothing_stays_open(manager: AsyncMappingKernelManager) -> None:
    def handles() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    for round_ in range(3):
        kernels = HostKernels(manager)
        await seen(await kernels.get(None), code("1"))
        await kernels.close()
        if round_ == 0:
            before = handles()
    assert handles() <= before + 2


async def test_the_servers_loop_is_never_blocked(kernels: HostKernels) -> None:
    await kernels.warm()
    kernel = await kernels.get(None)
    gaps, running = [], True

    async def look() -> None:
        while running:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - before)

    watcher = asyncio.create_task(look())
    await asyncio.gather(*[seen(kernel, code("print('x' * 1_000_000)\nlist(range(100_000))")) for _ in range(3)])
    running = False
    await watcher
    assert max(gaps) < 0.3


async def test_a_message_that_is_too_large_ends_its_own_run_in_words_and_the_next_run_is_as_ever(kernels) -> None:
    kernel = await kernels.get(None)
    text = f"from IPython.display import display\ndisplay({{'text/plain': 'x' * {MAX_MESSAGE + 1}}}, raw=True)"
    events = await seen(kernel, code(text, timeout=60))
    assert (events.last.type, events.last.code) == ("error", "output_limit")
    assert f"{MAX_MESSAGE // 1024**2} MB" in events.last.error
    assert (await seen(kernel, code("40 + 2"))).last.output == 42
