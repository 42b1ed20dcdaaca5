"""Kernels of ours that a server left behind when it was killed: noted while they run, ended when the next one starts.

On Linux they die with the server by themselves; what they had started does not, and elsewhere neither do they.
"""

from __future__ import annotations

import json
import logging
import os
import signal
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from jupyter_powa.kernel.own import MARK

log = logging.getLogger(__name__)

SAME = 1.0
"""Seconds by which two tellings of one process's start may differ."""


class Left:
    """The note: which processes, and when they started, so that a number that was given anew is not mistaken."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, pid: int) -> None:
        """Remember a kernel that has just been started."""
        with suppress(psutil.Error, OSError):
            self._write([*self._read(), [pid, psutil.Process(pid).create_time(), os.getpid()]])

    def forget(self, pid: int) -> None:
        """A kernel has ended."""
        with suppress(OSError):
            self._write([entry for entry in self._read() if entry[0] != pid])

    def end(self) -> int:
        """End the kernels of servers that are gone, with what they had started; gives how many processes."""
        ended, kept = 0, []
        for pid, start, server in self._read():
            if server != os.getpid() and psutil.pid_exists(server):
                kept.append([pid, start, server])  # another server's, which lives
            else:
                ended += _end(int(pid), float(start))
        with suppress(OSError):
            self._write(kept)
        if ended:
            log.warning("%d processes of kernels that a killed server had left were ended", ended)
        return ended

    def _read(self) -> list[list[float]]:
        try:
            entries: list[list[float]] = json.loads(self._path.read_text())
            return [[int(pid), float(start), int(server)] for pid, start, server in entries]
        except (OSError, ValueError, TypeError):
            return []  # no note, or one that cannot be read: then nothing is known of any kernel

    def _write(self, entries: list[list[float]]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps(entries))
        beside.replace(self._path)


def _end(pid: int, start: float) -> int:
    """Kill the kernel and its group. A number is given anew, after a restart of the machine at the latest.

    While its group has members it is not: where it is another process's now, the group is another's too. Where no
    process has it, the group is the kernel's if its members bear the mark that only our kernels hand on.
    """
    lives = False
    with suppress(psutil.Error):
        if abs(psutil.Process(pid).create_time() - start) > SAME:
            return 0
        lives = True
    ended = 0
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if os.getpgid(process.pid) == pid and (lives or MARK in process.environ()):
                os.kill(process.pid, signal.SIGKILL)
                ended += 1
    return ended
