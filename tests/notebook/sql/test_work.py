"""Waiting in a cell."""

from __future__ import annotations

import _thread
import asyncio
import threading
import time
from typing import Any

import pytest

from jupyter_powa.notebook.sql.failed import Stopped
from jupyter_powa.notebook.sql.work import SOON, HowFar, waited


class Screen:
    def __init__(self) -> None:
        self.shown: list[str] = []

    def display(self, data: dict[str, str], raw: bool) -> None:
        self.shown.append("begins")

    def clear(self) -> None:
        self.shown.append("cleared")

    def update(self, data: dict[str, str], raw: bool) -> None:
        self.shown.append(data["text/plain"])


async def value(seconds: float = 0.0) -> int:
    await asyncio.sleep(seconds)
    return 3


def test_what_is_short_shows_nothing() -> None:
    screen = Screen()
    assert waited(value(), "SQL", screen=screen) == 3
    assert screen.shown == []


def test_what_takes_long_tells_how_far_it_is_and_leaves_nothing() -> None:
    screen, far = Screen(), HowFar()
    far(0.42)
    assert waited(value(SOON + 0.4), "SQL", far, screen=screen) == 3
    assert screen.shown[0] == "begins"
    assert screen.shown[1].startswith("SQL: 42 % · ")
    assert screen.shown[-1] == ""
    waited(value(SOON + 0.4), "SQL", far, screen=screen, alone=True)
    assert screen.shown[-1] == "cleared"


def test_an_error_of_the_work_comes_out_even_one_of_time() -> None:
    async def late() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        waited(late(), "SQL")


def test_an_interrupt_stops_the_work_and_waits_for_its_end() -> None:
    ended: list[Any] = []
    begun = threading.Event()

    async def long() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.1)
            ended.append("ended")

    def interrupt() -> None:
        begun.wait()
        time.sleep(0.3)  # so that the cell waits by now
        _thread.interrupt_main()

    threading.Thread(target=interrupt).start()
    with pytest.raises(Stopped, match=r"The statement was stopped after \d"):
        waited(long(), "SQL")
    assert ended == ["ended"]
