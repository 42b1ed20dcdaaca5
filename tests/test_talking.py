"""A turn under way: followed from its beginning, waiting for the user, stopped."""

import asyncio

from jupyter_powa.model.chat import ChatStatus
from jupyter_powa.talking import Talk, Talks


async def read(talk: Talk) -> list[str]:
    return [told["message"] async for told in talk.follow()]


async def test_whoever_comes_later_reads_it_from_the_beginning():
    talk = Talk("s")
    talk.tell(ChatStatus("one"))
    readers = [asyncio.create_task(read(talk)) for _ in range(2)]
    await asyncio.sleep(0)
    talk.tell(ChatStatus("two"))
    late = asyncio.create_task(read(talk))
    talk.tell(ChatStatus("three"))
    talk.close()
    assert await asyncio.gather(*readers, late) == [["one", "two", "three"]] * 3
    assert await read(talk) == ["one", "two", "three"]


async def test_an_answer_reaches_what_waits_for_it_and_only_once():
    talk = Talk("s")
    waiting = asyncio.create_task(talk.answer("c1", 5))
    await asyncio.sleep(0)
    assert not talk.settle("other", True)
    assert talk.settle("c1", True) and not talk.settle("c1", False)
    assert await waiting == (True, "answered")
    assert not talk.settle("c1", True)


async def test_no_answer_in_time_is_none():
    talk = Talk("s")
    reader = asyncio.create_task(read(talk))
    assert await talk.answer("c1", 0.05) == (None, "expired")
    assert talk.waited >= 0.05
    talk.close()
    await reader


async def test_where_nobody_reads_nobody_is_waited_for():
    assert await Talk("s", alone=0.05).answer("c1", 60) == (None, "nobody")


async def test_closing_all_stops_each():
    talks, talk = Talks(), Talk("s")

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            talks.remove(talk)

    talk.task = asyncio.create_task(work())
    talks.add(talk)
    await asyncio.sleep(0)
    assert talks.get("s") is talk
    await talks.close()
    assert talk.stopped and talks.get("s") is None


async def test_a_second_stop_does_not_break_into_what_the_first_one_has_begun_to_store():
    talk, ended = Talk("s"), []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(0.02)
            ended.append("stored")

    talk.task = asyncio.create_task(work())
    await asyncio.sleep(0)
    talk.stop()
    await asyncio.sleep(0)
    talk.stop()
    await asyncio.gather(talk.task, return_exceptions=True)
    assert ended == ["stored"]


async def test_a_wait_counts_while_it_lasts_and_two_at_once_count_once():
    talk, clock = Talk("s"), asyncio.get_running_loop().time
    began = clock()
    waiting = [asyncio.create_task(talk.answer(wanted, 5)) for wanted in ("c1", "c2")]
    await asyncio.sleep(0.05)
    assert talk.waited > 0
    talk.settle("c1", True)
    talk.settle("c2", True)
    await asyncio.gather(*waiting)
    assert 0 < talk.waited <= clock() - began
