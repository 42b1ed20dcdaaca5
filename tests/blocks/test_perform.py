from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from jupyter_powa.blocks.perform import GRACE, Ended, MainThread, Perform, in_thread


def in_main(work: Callable[[Perform], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine in another thread's loop, while this main thread serves its jobs: as in a kernel."""
    main, raised = MainThread(), []

    def loop() -> None:
        try:
            asyncio.run(work(main))
        except BaseException as error:
            raised.append(error)
        finally:
            main.finish()

    thread = threading.Thread(target=loop)
    thread.start()
    main.serve()
    thread.join()
    if raised:
        raise raised[0]


def both(check: Callable[[Perform], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(check(in_thread))
    in_main(check)


def test_the_value_and_the_error_come_back() -> None:
    async def check(perform: Perform) -> None:
        assert await perform(lambda: 42) == 42
        with pytest.raises(ZeroDivisionError):
            await perform(lambda: 1 / 0)
        with pytest.raises(RuntimeError):
            await perform(lambda: next(iter([])))

    both(check)


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_what_would_end_a_program_comes_back_wrapped(kind: type[BaseException]) -> None:
    def work() -> None:
        raise kind

    async def check(perform: Perform) -> None:
        with pytest.raises(Ended) as ended:
            await perform(work)
        assert isinstance(ended.value.cause, kind)
        assert await perform(lambda: "still here") == "still here"

    both(check)


def test_it_runs_where_it_says() -> None:
    async def check(perform: Perform) -> None:
        assert await perform(threading.current_thread) is threading.main_thread()

    in_main(check)


async def stopped(perform: Perform, work: Callable[[], Any]) -> float:
    """Start the work, cancel it in the middle, and give how long that took."""
    begun = threading.Event()

    def job() -> None:
        begun.set()
        work()

    task = asyncio.create_task(perform(job))
    await asyncio.to_thread(begun.wait)
    await asyncio.sleep(0.02)
    began = time.perf_counter()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return time.perf_counter() - began


def spin() -> None:
    while True:
        pass


def test_cancelling_interrupts_a_loop_of_python() -> None:
    async def check(perform: Perform) -> None:
        assert await stopped(perform, spin) < GRACE
        assert await perform(lambda: "next") == "next"

    both(check)


def test_cancelling_wakes_a_sleep_in_the_main_thread() -> None:
    async def check(perform: Perform) -> None:
        assert await stopped(perform, lambda: time.sleep(20)) < GRACE
        assert await perform(lambda: "next") == "next"

    in_main(check)


def test_work_that_will_not_stop_is_left_after_a_moment() -> None:
    end = time.monotonic() + 1.6

    def stubborn() -> None:
        while time.monotonic() < end:
            with contextlib.suppress(KeyboardInterrupt):
                time.sleep(0.05)

    async def check(perform: Perform) -> None:
        assert GRACE * 0.9 < await stopped(perform, stubborn) < GRACE + 0.4

    in_main(check)


def test_work_that_has_not_begun_never_begins() -> None:
    async def check(perform: Perform) -> None:
        ran: list[int] = []
        first = asyncio.create_task(perform(lambda: time.sleep(0.1)))
        second = asyncio.create_task(perform(lambda: ran.append(1)))
        await asyncio.sleep(0.02)
        second.cancel()
        await first
        assert await perform(lambda: "next") == "next"
        assert ran == []

    in_main(check)


def test_an_interrupt_that_comes_late_does_not_hit_the_next_work() -> None:
    async def check(perform: Perform) -> None:
        for place in range(60):
            task = asyncio.create_task(perform(lambda: time.sleep(0.001)))
            await asyncio.sleep(0.0007 + place % 10 / 10_000)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            assert await perform(lambda: sum(range(2_000))) == 1_999_000

    both(check)


async def test_many_work_at_the_same_time() -> None:
    began = time.perf_counter()
    await asyncio.gather(*(in_thread(lambda: time.sleep(0.2)) for _ in range(20)))
    assert time.perf_counter() - began < 2
