"""Turns of the copilot that are under way: what has happened in each, who reads along, what waits for the user."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from jupyter_powa.model.chat import ChatEvent, chat_wire
from jupyter_powa.running import Told

ALONE = 10.0
"""Seconds without any reader after which nobody is there to answer: a page that is loaded again is back by then."""


class Talk:
    """One turn under way. All on one event loop."""

    def __init__(self, session_id: str, alone: float = ALONE) -> None:
        """Nothing has happened yet. `alone`: seconds without a reader after which nobody is waited for."""
        self.session_id = session_id
        self._alone = alone
        self.events: list[Told] = []
        self.closed = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self.stopped = False
        """Whether the user has stopped it."""
        self._waited = 0.0
        self._waits_since = 0.0
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._followers: set[asyncio.Event] = set()
        self._readers = 0

    @property
    def waited(self) -> float:
        """Seconds that it has waited for the user, up to now: they do not count as its own."""
        return self._waited + (asyncio.get_running_loop().time() - self._waits_since if self._waiting else 0.0)

    def tell(self, event: ChatEvent) -> None:
        """Remember an event and tell it on."""
        self.say(Told(chat_wire(event)))

    def say(self, told: Told) -> None:
        """The same for an event as it travels."""
        self.events.append(told)
        self._wake()

    def close(self) -> None:
        """Nothing follows."""
        self.closed.set()
        for future in self._waiting.values():
            future.cancel()
        self._wake()

    async def follow(self) -> AsyncIterator[Told]:
        """The events from the first one on, until the end."""
        woken, place = asyncio.Event(), 0
        self._readers += 1
        try:
            while True:
                while place < len(self.events):
                    place += 1
                    yield self.events[place - 1]
                if self.closed.is_set():
                    return
                woken.clear()
                self._followers.add(woken)
                await woken.wait()
        finally:
            self._followers.discard(woken)
            self._readers -= 1

    def stop(self) -> None:
        """End the turn; what was said so far is kept. Asked again, nothing: it would end what is being stored."""
        if self.task is not None and not self.stopped:
            self.task.cancel()
        self.stopped = True

    async def answer(self, wanted: str, seconds: float) -> tuple[Any, str]:
        """What the user answers to what waits under this id, and how it came: answered, expired, nobody."""
        loop = asyncio.get_running_loop()
        began = last_read = loop.time()
        if not self._waiting:
            self._waits_since = began
        future = self._waiting[wanted] = loop.create_future()
        try:
            while not future.done():
                await asyncio.wait({future}, timeout=min(1.0, seconds, self._alone))
                moment = loop.time()
                last_read = moment if self._readers else last_read
                if future.done():
                    break
                if moment - began >= seconds:
                    return None, "expired"
                if moment - last_read >= self._alone:
                    return None, "nobody"
            return future.result(), "answered"
        finally:
            del self._waiting[wanted]
            if not self._waiting:
                self._waited += loop.time() - self._waits_since

    def settle(self, wanted: str, value: Any) -> bool:
        """Give the user's answer; False where nothing waits under that id."""
        future = self._waiting.get(wanted)
        if future is None or future.done():
            return False
        future.set_result(value)
        return True

    def _wake(self) -> None:
        for follower in self._followers:
            follower.set()
        self._followers.clear()


class Talks:
    """The turns under way, by session."""

    def __init__(self) -> None:
        self._talks: dict[str, Talk] = {}
        self.listeners: list[Callable[[Talk], None]] = []
        """Each is called with a turn when it begins and when it has ended."""
        self.lost: set[str] = set()
        """Ids of answers whose end could not be stored: there they still run, though nobody gives them any more."""

    def get(self, session_id: str) -> Talk | None:
        """The turn of that session that is under way; None where none is."""
        return self._talks.get(session_id)

    def add(self, talk: Talk) -> None:
        """Take a turn that begins."""
        self._talks[talk.session_id] = talk
        self._tell(talk)

    def remove(self, talk: Talk) -> None:
        """Let go of a turn that has ended."""
        if self._talks.get(talk.session_id) is talk:
            del self._talks[talk.session_id]
            self._tell(talk)

    def _tell(self, talk: Talk) -> None:
        for listener in self.listeners:
            listener(talk)

    async def close(self) -> None:
        """Stop all of them and wait until they are stored."""
        tasks = [talk.task for talk in self._talks.values() if talk.task is not None]
        for talk in list(self._talks.values()):
            talk.stop()
        await asyncio.gather(*tasks, return_exceptions=True)
