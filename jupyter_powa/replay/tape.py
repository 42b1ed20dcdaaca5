"""The file of a recording: JSON lines, one for each call, keys sorted. Calls are added at its end while they happen.

Several calls at once, and several processes, may add to it: a line is written whole and under a lock. A process that
dies leaves at most half a line at the end, which is taken for none. `tidy` puts the lines in order, so that recording
again changes only the lines that changed: git shows what is different.
"""

from __future__ import annotations

import atexit
import json
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from pydantic_core import from_json

from jupyter_powa.errors import BlockError

try:
    import fcntl
except ImportError:  # Windows: one process at a time records into a file
    fcntl = None  # type: ignore[assignment]

HEAD = {"jupyter_powa_recording": 1}
"""The first line; its number is the version of the form."""
Entry = dict[str, Any]
Place = tuple[str, int]
"""A request's key, and how often it was asked before in the same run."""


class Damaged(BlockError):
    """The file cannot be read or written."""

    status, code = 502, "recording_damaged"


class Tape:
    """One file, shared by all that record and play in this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        """How many calls were `replayed`, `recorded` and `refused`."""
        self.refused: list[str] = []
        """Words for each call that was refused."""
        self.played: set[Place] = set()
        self._entries: dict[Place, Entry] = {}
        self._state: tuple[int, int, int] | None = None
        self._lock = threading.RLock()

    def find(self, key: str, n: int) -> Entry | None:
        """What the file has of the nth request of a key; raises Damaged."""
        with self._lock:
            self._look()
            return self._entries.get((key, n))

    def keep(self, entry: Entry) -> None:
        """Add a call, or put it in the place of an earlier one; raises Damaged."""
        with self._lock, self._open() as file:
            self._look()
            _mend(file)
            head = b"" if file.tell() else _line(HEAD)
            file.write(head + _line(entry))
            file.flush()
            self._entries[_place(entry)] = entry
            self._state = _state(os.fstat(file.fileno()))

    def entries(self) -> list[Entry]:
        """All calls in the order of the tidy file; raises Damaged."""
        with self._lock:
            self._look()
            return sorted(self._entries.values(), key=_order)

    def unused(self) -> list[Entry]:
        """The calls that nobody has asked for in this process."""
        return [entry for entry in self.entries() if _place(entry) not in self.played]

    def forget(self, which: Callable[[Entry], bool]) -> int:
        """Take calls out, so that they are asked anew; gives how many."""
        with self._lock:
            gone = [place for place, entry in self._look().items() if which(entry)]
            if gone:
                with self._open():
                    self._write([entry for entry in self.entries() if _place(entry) not in gone])
            return len(gone)

    def tidy(self) -> None:
        """Put the lines in order, without what was recorded again; a file that is tidy is left alone."""
        with self._lock:
            if not self.path.exists():
                return
            tidied = b"".join(map(_line, [HEAD, *self.entries()]))
            with self._open():
                if self.path.read_bytes() != tidied:
                    self._write(self.entries())

    def _look(self) -> dict[Place, Entry]:
        """The calls, read again where another process has changed the file."""
        try:
            state = _state(self.path.stat())
            if state != self._state:
                self._entries = dict(_read(self.path))
                self._state = state
        except FileNotFoundError:
            self._entries, self._state = {}, None
        except OSError as error:
            raise Damaged(f"The recording {self.path.name} cannot be read: {error.strerror}.") from None
        return self._entries

    def _write(self, entries: list[Entry]) -> None:
        """Write the file anew, whole or not at all; its lock is held."""
        handle, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(map(_line, [HEAD, *entries]))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(self.path.stat().st_mode & 0o777)
            Path(temporary).replace(self.path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        self._entries = {_place(entry): entry for entry in entries}
        self._state = _state(self.path.stat())

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        """The file, at its end and locked: the one that has the name now, for another may have put one in its place."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            while True:
                with self.path.open("a+b") as file:
                    if fcntl is not None:
                        fcntl.flock(file, fcntl.LOCK_EX)
                    if os.fstat(file.fileno()).st_ino == self.path.stat().st_ino:
                        yield file
                        return
        except OSError as error:
            raise Damaged(f"The recording {self.path.name} cannot be written: {error.strerror}.") from None


def _read(path: Path) -> Iterator[tuple[Place, Entry]]:
    *lines, rest = path.read_bytes().split(b"\n")
    for number, line in enumerate([*lines, rest], 1):
        if not line.strip():
            continue
        try:
            value = from_json(line)
            if HEAD.keys() <= value.keys():
                continue
            yield _place(value), _whole(value)
        except (ValueError, KeyError, AttributeError, TypeError):
            if line is rest and number > 1:
                continue  # half a line: whoever wrote it has died
            words = f"Line {number} of the recording {path.name} cannot be read: put a copy back, or delete the file."
            raise Damaged(words) from None


def _mend(file: BinaryIO) -> None:
    """Take half a line off the end, before another is written behind it."""
    end = file.seek(0, os.SEEK_END)
    if not end:
        return
    file.seek(end - 1)
    if file.read(1) == b"\n":
        return
    file.seek(0)
    whole = file.read()
    start = whole.rfind(b"\n") + 1
    try:
        from_json(whole[start:])
        file.write(b"\n")
    except ValueError:
        file.truncate(start)
    file.seek(0, os.SEEK_END)


def _line(entry: Entry) -> bytes:
    return json.dumps(entry, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _place(entry: Entry) -> Place:
    return str(entry["key"]), int(entry.get("n", 0))


def _whole(entry: Entry) -> Entry:
    """The entry; raises KeyError, TypeError for half of one."""
    if not isinstance(entry["kind"], str) or not all(isinstance(entry[word], dict) for word in ("request", "answer")):
        raise TypeError
    return entry


def _order(entry: Entry) -> tuple[str, str, str, int]:
    """By what was asked, so that a new call stands beside its like."""
    request = entry["request"]
    return str(entry["kind"]), str(request.get("model") or request.get("url")), *_place(entry)


def _state(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_ino, found.st_size, found.st_mtime_ns


_tapes: dict[Path, Tape] = {}


def tape(path: str | Path) -> Tape:
    """The one of this process for that file."""
    return _tapes.setdefault(Path(path).resolve(), Tape(Path(path).resolve()))


def tapes() -> list[Tape]:
    """All that this process has used."""
    return list(_tapes.values())


@atexit.register
def _tidy() -> None:
    """Put in order what this process has added to."""
    for one in tapes():
        if one.counts["recorded"]:
            with suppress(Damaged):
                one.tidy()
