"""Record calls from a cell and play them again; a line below each cell says what was replayed, recorded, refused."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from jupyter_powa.errors import BadRequest
from jupyter_powa.model.plan import Recording
from jupyter_powa.replay.current import MODES, begin, beside, current, end
from jupyter_powa.replay.recorder import about
from jupyter_powa.replay.tape import Entry, Tape, tape, tapes

MIME = "application/vnd.powa.recording+json"
"""Marks the line, so that whoever compares outputs can leave it out: what was recorded is replayed the next time."""
SHOWN = 3
"""Refused calls that the line names."""
USAGE = "%powa record [FILE] [--mode replay|record|strict], or: %powa record status | list | refresh WORD | prune | off"


class RecordingSession:
    """A stretch in which calls of models and over HTTP are recorded and played: `with recording("x.jsonl"): …`."""

    def __init__(self, path: str | Path = "", mode: str = "") -> None:
        self._asked = (path, mode)
        self._begun: list[Recording | None] = []

    def __enter__(self) -> Self:
        self._begun.append(begin(*self._asked))
        watch()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def begin(self) -> Self:
        """Record from this cell on, until `end()`."""
        return self.__enter__()

    def end(self) -> None:
        """Record no longer, and put the file in order."""
        if self._begun:
            recording = self._begun.pop()
            end(recording)
            if recording is not None:
                tape(recording.path).tidy()

    @property
    def path(self) -> Path:
        """The file."""
        return self._tape.path

    @property
    def counts(self) -> dict[str, int]:
        """How many calls of this process were replayed, recorded and refused."""
        return {word: self._tape.counts[word] for word in ("replayed", "recorded", "refused")}

    def refresh(self, what: str) -> int:
        """Forget the calls that hold this text, or have this key, so that they are asked anew; gives how many."""
        if not what.strip():
            raise BadRequest("Say which calls to ask anew: a text that their request holds, or a key.")
        return self._tape.forget(lambda entry: entry["key"] == what or what in str(entry["request"]))

    def prune(self) -> int:
        """Take out the calls that nobody has asked for in this process: after a whole run, what is out of date.

        Raises BadRequest where nothing was asked for: every call would go.
        """
        if self._tape.entries() and not self._tape.played:
            raise BadRequest("Nothing of this recording was asked for here yet, so every call would go: run all first.")
        unused = {(entry["key"], entry.get("n", 0)) for entry in self._tape.unused()}
        return self._tape.forget(lambda entry: (entry["key"], entry.get("n", 0)) in unused)

    def calls(self) -> list[str]:
        """Each recorded call in words, with its key."""
        return [_line(entry) for entry in self._tape.entries()]

    @property
    def _tape(self) -> Tape:
        begun = next((one for one in reversed(self._begun) if one is not None), None)
        return tape(begun.path if begun else self._asked[0] or beside())

    def __repr__(self) -> str:
        return said(self._tape, self._tape.counts)


def recording(path: str | Path = "", mode: str = "") -> RecordingSession:
    """Record calls of models and over HTTP into a file, and play from it what it has: `with recording("x.jsonl"): …`.

    Without a path it is the one beside the notebook. `mode`: `replay` (what is not there is asked and recorded; the
    default), `record` (all is asked anew), `strict` (what is not there fails) or `off`. The environment variable
    POWA_RECORDING_MODE=strict holds whatever is said here.
    """
    if mode and mode not in MODES:
        raise BadRequest(f"There is no recording mode {mode!r}. There are: {', '.join(MODES)}.")
    return RecordingSession(path, mode)


def said(tape: Tape, counts: Counter[str]) -> str:
    """What became of the calls, in a line."""
    parts = [f"{counts[word]} {word}" for word in ("replayed", "recorded", "refused") if counts[word]]
    return f"recording {tape.path.name}: {', '.join(parts) or 'no calls'}"


class StatusLine:
    """Shows below a cell what became of the calls that it made."""

    def __init__(self) -> None:
        self._before: dict[Path, Counter[str]] = {}

    def __call__(self, result: Any = None) -> None:
        """Show what was counted since the last cell."""
        from IPython.display import display

        for one in tapes():
            new = Counter(one.counts)
            new.subtract(self._before.get(one.path, Counter()))
            self._before[one.path] = Counter(one.counts)
            if any(new.values()):
                refused = one.refused[-new["refused"] :][:SHOWN] if new["refused"] else []
                text = "\n".join([said(one, new), *(f"  refused: {words}" for words in refused)])
                page = f'<div style="opacity:0.7;font-size:90%;white-space:pre-wrap">{escape(text)}</div>'
                told = {"file": one.path.name, **{word: count for word, count in sorted(new.items()) if count}}
                display({"text/plain": text, "text/html": page, MIME: told}, raw=True)  # type: ignore[no-untyped-call]


_line_below = StatusLine()


def watch() -> None:
    """Have the line shown below the cells of this notebook; doing it again changes nothing."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None and _line_below not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _line_below)


_of_notebook: list[RecordingSession] = []
"""What `%powa record` has begun in this notebook; at most one."""


def record_line(rest: list[str]) -> Iterator[str]:
    """What `%powa record` says; raises BadRequest for words that it does not know."""
    word = rest[0] if rest else ""
    if word == "off" and len(rest) == 1:
        _end()
        yield "Calls are no longer recorded or played here."
    elif word == "status" and len(rest) == 1:
        found = current()
        yield "nothing is recorded or played" if found is None else f"{said(tape(found.path), tape(found.path).counts)}"
        if found is not None:
            yield f"mode {found.mode}, in {found.path}"
    elif word == "list" and len(rest) == 1:
        yield from _session().calls() or ["no calls yet"]
    elif word == "prune" and len(rest) == 1:
        yield f"{_session().prune()} calls that nobody has asked for here are gone."
    elif word == "refresh" and len(rest) > 1:
        count = _session().refresh(" ".join(rest[1:]))
        yield f"{count} calls will be asked anew." if count else "No call holds this text or has this key."
    else:
        yield from _begin(rest)


def _begin(rest: list[str]) -> Iterator[str]:
    mode = ""
    if "--mode" in rest[:-1]:
        place = rest.index("--mode")
        mode, rest = rest[place + 1], rest[:place] + rest[place + 2 :]
    if len(rest) > 1 or any(word.startswith("-") for word in rest):
        raise BadRequest(f"Write: {USAGE}")
    session = recording(rest[0] if rest else "", mode)
    _end()
    _of_notebook.append(session.begin())
    found = current()
    yield "off" if found is None else f"mode {found.mode}, in {Path(found.path).name}"


def _end() -> None:
    while _of_notebook:
        _of_notebook.pop().end()


def _session() -> RecordingSession:
    if _of_notebook:
        return _of_notebook[-1]
    found = current()
    return RecordingSession(found.path if found else "")


def _line(entry: Entry) -> str:
    return f"{entry['key']}  {about(entry)}"
