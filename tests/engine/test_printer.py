from __future__ import annotations

import asyncio
import threading
import time

from jupyter_powa.engine.compiled import compiled
from jupyter_powa.engine.printer import DELAY, LIVE, TAIL, Printer
from jupyter_powa.model.execution import BlockChunk, BlockProgress, Event
from tests.engine.running import graph_of


def made() -> tuple[Printer, list[Event]]:
    events: list[Event] = []
    graph = graph_of({"a": ("split", {}, {"name": "Talks"})})
    return Printer(compiled(graph)[0], asyncio.get_running_loop(), events.append), events


def text(events: list[Event]) -> str:
    return "".join(event.chunk for event in events if isinstance(event, BlockChunk))


async def test_a_thousand_prints_are_one_event_that_comes_soon() -> None:
    printer, events = made()
    began = time.perf_counter()
    for place in range(1_000):
        printer.write(f"{place}\n", "stdout")
    while not events:  # noqa: ASYNC110  how long it takes is the question
        await asyncio.sleep(0.001)
    assert time.perf_counter() - began < DELAY + 0.2
    assert len(events) == 1
    assert text(events).splitlines() == [str(place) for place in range(1_000)]
    assert (events[0].block_id, events[0].block_type, events[0].block_name) == ("a", "split", "Talks")  # type: ignore[union-attr]


async def test_the_two_streams_keep_their_order() -> None:
    printer, events = made()
    for piece, stream in [("a", "stdout"), ("b", "stdout"), ("c", "stderr"), ("d", "stdout")]:
        printer.write(piece, stream)  # type: ignore[arg-type]
    printer.close()
    assert [(event.chunk, event.stream) for event in events if isinstance(event, BlockChunk)] == [
        ("ab", "stdout"),
        ("c", "stderr"),
        ("d", "stdout"),
    ]


async def test_of_very_long_text_the_beginning_and_the_end_are_kept() -> None:
    printer, events = made()
    for _ in range(30):
        printer.write("x" * 100_000, "stdout")
    printer.write("the end", "stdout")
    printer.close()
    said = text(events)
    assert len(said) < LIVE + TAIL + 100
    assert said.endswith("the end")
    assert f"[{3_000_007 - LIVE - TAIL:,} characters left out]" in said


async def test_of_many_reports_in_a_moment_the_last_is_told() -> None:
    printer, events = made()
    for place in range(1_000):
        printer.progress(place / 1_000, "working")
    await asyncio.sleep(DELAY * 3)
    assert [event.fraction for event in events if isinstance(event, BlockProgress)] == [0.999]
    printer.progress(None, "nearly")
    printer.close()
    assert [event.message for event in events if isinstance(event, BlockProgress)] == ["working", "nearly"]


async def test_nothing_is_told_after_the_end_not_even_by_other_threads() -> None:
    printer, events = made()
    printer.close()
    threads = [threading.Thread(target=printer.write, args=("late", "stdout")) for _ in range(3)]
    for thread in threads:
        thread.start()
    printer.progress(1.0, "late")
    await asyncio.sleep(DELAY * 2)
    assert events == []


async def test_many_threads_lose_nothing() -> None:
    printer, events = made()

    def talk(name: str) -> None:
        for _ in range(500):
            printer.write(name, "stdout")
            if name == "a":
                time.sleep(0.0001)

    threads = [threading.Thread(target=talk, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    printer.close()
    assert sorted(text(events)) == sorted("abc" * 500)
