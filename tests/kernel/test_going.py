"""An execution on its way: when it is pressed, and how hard."""

from __future__ import annotations

import asyncio

from jupyter_powa.kernel.going import GRACE, STEPS, Going
from tests.kernel.conftest import code


async def test_a_run_that_does_not_stop_is_pressed_step_by_step_and_not_before() -> None:
    going = Going(code("1"), lambda event: None)
    assert going.pressure() is None
    going.stop()
    assert (going.pressure(), going.pressure()) == (0, None)
    going._stopping = (going._stopping or 0) - STEPS[1]
    assert (going.pressure(), going.pressure()) == (1, None)
    going._stopping -= STEPS[-1] - STEPS[1]
    assert [going.pressure() for _ in range(3)] == [2, 3, None]


async def test_a_kernel_has_a_moment_to_end_a_run_itself_before_that_is_stopped_from_outside() -> None:
    going = Going(code("1", timeout=0.2 - GRACE), lambda event: None)
    going.begun = True
    going.check_time()
    assert not going.stopping
    await asyncio.sleep(0.25)
    going.check_time()
    assert going.stopping and going.timed_out
