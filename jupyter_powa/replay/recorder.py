"""What plays and records the calls of one run; a port asks it before it reaches out, and tells it what came."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from heapq import heappop, heappush
from typing import Any

from jupyter_powa.errors import BlockError
from jupyter_powa.model.plan import Recording
from jupyter_powa.replay.ids import Ids
from jupyter_powa.replay.scrub import plain
from jupyter_powa.replay.tape import Damaged, Entry, Tape, tape

SHOWN = 100
"""Characters of a request that words about it quote."""
_asked: dict[tuple[Tape, str], set[tuple[str, int]]] = {}
"""What a session that records anew has asked already: asked again, it is played."""


class Recorder:
    """The calls of one run: an execution, a turn, a question. The nth time that it asks the same, it gets the nth
    answer; the next run begins with the first again.
    """

    def __init__(self, recording: Recording, own_ids: bool = False) -> None:
        """`own_ids`: what is asked is about things of ours, whose ids and moments differ from run to run."""
        self.tape, self.mode, self._own_ids = tape(recording.path), recording.mode, own_ids
        self._counts: Counter[str] = Counter()
        self._free: dict[str, list[int]] = {}
        """By key: the places of calls that gave no answer, for whoever asks the same next."""
        self._anew = _asked.setdefault((self.tape, recording.session), set()) if recording.session else set()

    def take(self, kind: str, request: dict[str, Any], error: type[BlockError]) -> Take:
        """The call as the file has it, or one that must be asked; strict raises `error` (`not_recorded`) for that.

        Raises `error` (`recording_damaged`) where the file cannot be read.
        """
        ids = Ids() if self._own_ids else None
        clean: dict[str, Any] = plain(request)
        text = _text(clean)
        if ids is not None:
            text = ids.taken(text)
            clean = json.loads(text)
        key = sha256(f"{kind} {text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        n = self._place(key)
        entry = None
        if self.mode != "record" or (key, n) in self._anew:
            try:
                entry = self.tape.find(key, n)
            except Damaged as damaged:
                raise error(damaged.message, code=damaged.code) from None
        take = Take(self, error, {"kind": kind, "key": key, "request": clean, **({"n": n} if n else {})}, ids)
        if entry is not None:
            take.play(entry)
        elif self.mode == "strict":
            self.gave_back(key, n)
            raise self._refused(take.entry, n, error)
        return take

    def kept(self, entry: Entry) -> None:
        """Add a call that was asked."""
        self.tape.keep(entry)
        self._anew.add((entry["key"], entry.get("n", 0)))

    def gave_back(self, key: str, n: int) -> None:
        """A call gave no answer: its place is free."""
        heappush(self._free.setdefault(key, []), n)

    def _place(self, key: str) -> int:
        if free := self._free.get(key):
            return heappop(free)
        self._counts[key] += 1
        return self._counts[key] - 1

    def _refused(self, entry: Entry, n: int, error: type[BlockError]) -> BlockError:
        times = f" (time {n + 1} in this run)" if n else ""
        words = (
            f"{about(entry)} is not recorded in {self.tape.path.name}{times} and nothing is asked in strict mode. "
            f"Record it once in mode replay. Its key is {entry['key']}."
        )
        self.tape.counts["refused"] += 1
        self.tape.refused.append(f"{about(entry)} ({entry['key']})")
        return error(words, code="not_recorded")


class Take:
    """One call: `answer` is what the file has, None where it must be asked; `keep` records what came of that."""

    def __init__(self, recorder: Recorder, error: type[BlockError], entry: Entry, ids: Ids | None) -> None:
        self._recorder, self._error, self.entry, self._ids = recorder, error, entry, ids
        self.answer: dict[str, Any] | None = None
        self._waits = True

    def play(self, found: Entry) -> None:
        """Take the answer from the file."""
        self._waits = False
        answer = found["answer"]
        self.answer = answer if self._ids is None else json.loads(self._ids.played(_text(answer)))
        tape = self._recorder.tape
        tape.counts["replayed"] += 1
        tape.played.add((self.entry["key"], self.entry.get("n", 0)))

    def end(self) -> None:
        """It is over. Where it gave no answer, whoever asks the same again gets the one that it would have had."""
        if self._waits:
            self._waits = False
            self._recorder.gave_back(self.entry["key"], self.entry.get("n", 0))

    def keep(self, answer: dict[str, Any]) -> None:
        """Record an answer, without secrets; raises the port's error where the file cannot be written."""
        self._waits = False
        clean = plain(answer)
        if self._ids is not None:
            clean = json.loads(self._ids.told(_text(clean)))
        tape = self._recorder.tape
        try:
            self._recorder.kept({**self.entry, "answer": clean})
        except Damaged as damaged:
            raise self._error(damaged.message, code=damaged.code) from None
        tape.counts["recorded"] += 1
        tape.played.add((self.entry["key"], self.entry.get("n", 0)))


def about(entry: Entry) -> str:
    """A call in words: what was asked of whom."""
    request = entry["request"]
    if entry["kind"] == "http":
        return f"{request['method']} {request['url'][:SHOWN]}"
    if entry["kind"] == "vectors":
        return f"The question for vectors of {len(request['input'])} texts to {request['model']}"
    said = next((one["content"] for one in reversed(request["messages"]) if one["role"] == "user"), "")
    said = " ".join(str(said).split())
    return f"The question {said[:SHOWN]!r}{'…' if len(said) > SHOWN else ''} to {request['model']}"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
