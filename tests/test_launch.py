"""Start an execution, follow it, wait for its end, stop it; what is remembered whatever happens."""

import asyncio

import pytest

from jupyter_powa import launch
from jupyter_powa.errors import InvalidGraph, StoreUnavailable
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.model.execution import BlockChunk, BlockComplete, BlockStart, Done, Execution
from jupyter_powa.model.plan import Budget, Terms
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.running import REPLAY
from jupyter_powa.settings import Settings
from jupyter_powa.store import Store
from jupyter_powa.unknown import ExecutionNotFound, WorkflowNotFound

A = ("a", "input", "a")


class Led:
    """A kernel whose run a test leads: it says when what happens."""

    name = "a led kernel"

    def __init__(self) -> None:
        self.begun: asyncio.Future = asyncio.get_running_loop().create_future()
        self.over = asyncio.Event()
        self.cancelled = asyncio.Event()

    async def get(self, kernel_id):
        return self

    async def run(self, plan, emit):
        self.begun.set_result(emit)
        try:
            await self.over.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise

    async def cancel(self, execution_id):
        return True

    async def close(self):
        pass


@pytest.fixture
async def led() -> Led:
    return Led()


@pytest.fixture
async def powa(led):
    made = Powa.memory(kernels=led)
    yield made
    led.over.set()
    await made.close()


@pytest.fixture
def workflow(powa, graph) -> Workflow:
    return powa.store.workflows.put(Workflow(name="w", variables={"n": 1, "m": 1}).with_graph(graph(a="input")))


async def test_it_is_stored_before_anything_runs_with_what_it_was_given(powa, led, workflow):
    execution = await launch.launch(powa, workflow, {"n": 2}, "webhook")
    stored = powa.store.executions.get(execution.id)
    assert (stored.status, stored.input, stored.trigger) == ("pending", {"n": 2, "m": 1}, "webhook")
    assert (stored.version, stored.kernel) == (2, "a led kernel") and not led.begun.done()


async def test_a_graph_that_cannot_run_is_refused_with_every_problem(powa, graph):
    broken = Workflow(name="w").with_graph(graph(a="code", b="sql", edges=[]))
    with pytest.raises(InvalidGraph) as told:
        await launch.launch(powa, broken)
    assert {problem["block_id"] for problem in told.value.details} == {"a", "b"}


async def test_a_graph_that_was_changed_in_place_is_checked_anew(powa, workflow):
    assert launch.runnable(workflow.graph) is launch.runnable(workflow.graph)
    workflow.blocks[0].type = "nonsense"
    with pytest.raises(InvalidGraph):
        launch.runnable(workflow.graph)


async def test_a_workflow_that_is_not_stored_does_not_run(powa, graph):
    with pytest.raises(WorkflowNotFound):
        await launch.launch(powa, Workflow(name="w").with_graph(graph(a="input")))


async def test_whoever_follows_later_sees_the_same_from_the_beginning(powa, led, workflow):
    execution = await launch.launch(powa, workflow)
    emit = await led.begun
    emit(BlockStart(*A))
    early = asyncio.create_task(_read(launch.follow(powa, execution.id)))
    emit(BlockComplete(*A, {"output": 1}, 1.0))
    late = asyncio.create_task(_read(launch.follow(powa, execution.id)))
    emit(Done("completed", 1, 2.0))
    assert await early == await late == ["execution_start", "block_start", "block_complete", "done"]
    assert await _read(launch.follow(powa, execution.id, after=2)) == ["block_complete", "done"]


async def test_one_event_is_encoded_once_for_all_that_follow(powa, led, workflow):
    execution = await launch.launch(powa, workflow)
    emit = await led.begun
    emit(BlockStart(*A))
    first, second = launch.follow(powa, execution.id), launch.follow(powa, execution.id)
    assert (await anext(first)).json is (await anext(second)).json
    await first.aclose()
    await second.aclose()


async def test_of_an_execution_of_long_ago_only_its_end_is_told(powa, workflow):
    old = powa.store.executions.put(Execution(workflow_id=workflow.id, status="failed", error="no", code="timeout"))
    (told,) = [event async for event in launch.follow(powa, old.id)]
    assert (told["type"], told["status"], told["error"]) == ("done", "failed", "no")
    assert (await launch.wait(powa, old.id)).id == old.id
    with pytest.raises(ExecutionNotFound):
        await launch.wait(powa, "unknown")


async def test_what_has_finished_is_written_while_a_long_run_goes_on(powa, led, workflow):
    execution = await launch.launch(powa, workflow)
    emit = await led.begun
    emit(BlockStart(*A))
    emit(BlockComplete(*A, {"output": 1}, 1.0))
    while not (logs := powa.store.logs.list(execution.id)):  # noqa: ASYNC110  a file tells nobody that it has changed
        await asyncio.sleep(0.01)
    assert logs[0].status == "success" and powa.store.executions.get(execution.id).status == "running"


async def test_a_run_that_does_not_heed_its_stop_is_given_up_from_outside(powa, led, workflow):
    execution = await launch.launch(powa, workflow)
    await led.begun
    await launch.cancel(powa, execution.id)
    left = powa.executions.running[execution.id].deadline - asyncio.get_running_loop().time()
    assert launch.GRACE - 5 < left <= launch.GRACE
    powa.executions.running[execution.id].deadline = 0.0
    ended = await launch.wait(powa, execution.id)
    assert (ended.status, ended.code) == ("failed", "stopped")
    await led.cancelled.wait()
    assert await launch.cancel(powa, execution.id) is False


async def test_a_kernel_that_falls_silent_ends_its_run(powa, led, workflow):
    execution = await launch.launch(powa, workflow)
    led.over.set()
    ended = await launch.wait(powa, execution.id)
    assert (ended.status, ended.code, "without a word" in ended.error) == ("failed", "execution_failed", True)


async def test_closing_stops_what_runs_and_says_so_in_the_store(led, graph, tmp_path):
    address = f"sqlite:///{tmp_path / 'powa.sqlite'}"
    powa = Powa(Settings(data_dir=tmp_path), store=Store(address), kernels=led)
    workflow = powa.store.workflows.put(Workflow(name="w").with_graph(graph(a="input")))
    execution = await launch.launch(powa, workflow)
    (await led.begun)(BlockStart(*A))
    await powa.close()
    store = Store(address)
    after = store.executions.get(execution.id)
    assert (after.status, after.code, store.logs.list(execution.id)[0].status) == ("failed", "interrupted", "error")
    store.close()


async def test_an_end_that_cannot_be_stored_is_told_to_whoever_waits(led, graph, tmp_path):
    powa = Powa(Settings(data_dir=tmp_path), store=Store(f"sqlite:///{tmp_path / 'powa.sqlite'}"), kernels=led)
    workflow = powa.store.workflows.put(Workflow(name="w").with_graph(graph(a="input")))
    execution = await launch.launch(powa, workflow)
    emit = await led.begun
    with powa.store._reach.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE UPDATE ON executions BEGIN SELECT RAISE(ABORT, 'x'); END"
        )
    emit(Done("completed", 1, 1.0))
    with pytest.raises(Exception) as told:
        await launch.wait(powa, execution.id)
    assert isinstance(told.value, StoreUnavailable) or "x" in str(told.value)
    await powa.close()


async def test_very_much_printed_text_is_not_kept_for_latecomers_but_the_rest_is(powa, led, workflow):
    execution = await launch.launch(powa, workflow)
    emit = await led.begun
    emit(BlockStart(*A))
    for _ in range(3_000):
        emit(BlockChunk(*A, "x" * 1_000))
    emit(BlockComplete(*A, 1, 1.0))
    emit(Done("completed", 1, 1.0))
    seen = [dict(event) async for event in launch.follow(powa, execution.id)]
    kinds = [event["type"] for event in seen]
    numbers = [event["seq"] for event in seen]
    assert kinds[:2] == ["execution_start", "block_start"] and kinds[-2:] == ["block_complete", "done"]
    assert sum(len(event.get("chunk", "")) for event in seen) <= REPLAY
    assert numbers == sorted(set(numbers)) and numbers[-1] == 3_004


async def test_runs_of_this_process_are_left_alone_when_another_powa_opens_the_store(led, graph, tmp_path):
    address = f"sqlite:///{tmp_path / 'powa.sqlite'}"
    powa = Powa(Settings(data_dir=tmp_path), store=Store(address), kernels=led)
    workflow = powa.store.workflows.put(Workflow(name="w").with_graph(graph(a="input")))
    execution = await launch.launch(powa, workflow)
    other = Powa(Settings(data_dir=tmp_path), store=Store(address), kernels=LocalKernels({}))
    assert other.store.executions.get(execution.id).status in ("pending", "running")
    await other.close()
    await powa.close()


async def _read(events) -> list[str]:
    return [event["type"] async for event in events]


@pytest.mark.parametrize(("trigger", "limit"), [("notebook", 3_600), ("api", 5)])
async def test_a_cells_budget_may_allow_for_more_time_than_the_settings(trigger, limit):
    powa = Powa.memory(Settings(execution_timeout=5), kernels=LocalKernels({}))
    try:
        workflow = powa.store.workflows.put(Workflow(name="w", blocks=[{"id": "a", "type": "input"}]))
        running = await launch.start(powa, workflow, trigger=trigger, terms=Terms(budget=Budget(seconds=3_600)))
        assert running.plan.timeout == limit
        await launch.wait(powa, running.plan.execution_id)
    finally:
        await powa.close()
