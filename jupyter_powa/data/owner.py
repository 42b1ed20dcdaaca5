"""Who holds a database file: a small note beside it, for the others."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import sys
from pathlib import Path

from jupyter_powa.errors import DatabaseBusy

LOCKED = "Could not set lock on file"
"""What DuckDB says when another process holds the file (guarantees.md 2b)."""

_notes: set[Path] = set()


def who() -> str:
    """This process in words that a user knows."""
    return _called(dict(os.environ)) or f"the program {Path(sys.argv[0] or sys.executable).name}"


def _called(environment: dict[str, str]) -> str | None:
    """The notebook or the kernel that has this environment."""
    if environment.get("JUPYTER_POWA_KERNEL"):
        return "the server's workflow kernel"
    if notebook := environment.get("JPY_SESSION_NAME"):
        return f"the notebook {Path(notebook).name}"
    return None


def note(path: str) -> None:
    """Write down that this process holds the file. Never opens the file itself: that would lose DuckDB's lock."""
    beside = Path(f"{path}.owner")
    with contextlib.suppress(OSError):  # a folder that we may not write to: the others see a process id instead
        beside.write_text(json.dumps({"pid": os.getpid(), "who": who()}))
        _notes.add(beside)


def forget(path: str) -> None:
    """Remove the note; called before the file is let go, so that the next owner's note stays."""
    beside = Path(f"{path}.owner")
    _notes.discard(beside)
    with contextlib.suppress(OSError):
        beside.unlink()


@atexit.register
def _forget_all() -> None:
    for beside in list(_notes):
        with contextlib.suppress(OSError):
            beside.unlink()


def busy(path: str, said: str) -> DatabaseBusy:
    """The error for a file that another process holds; `said` is DuckDB's own message, which names a process."""
    found = re.search(r"PID (\d+)", said)
    holder = _holder(path, int(found[1]) if found else None)
    return DatabaseBusy(
        f"The database {Path(path).name} is in use by {holder}. Close its connection there (or shut that kernel "
        "down) and run again, or run this workflow where the database is open."
    )


def _holder(path: str, pid: int | None) -> str:
    """Who holds the file: by the note, if it is not a stale one; by the process; by its number."""
    try:
        said = json.loads(Path(f"{path}.owner").read_text())
        if said["pid"] == pid or (pid is None and _alive(said["pid"])):
            return str(said["who"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    if pid is None:
        return "another program"
    return _environment_of(pid) or _program_of(pid) or "another program"


def _environment_of(pid: int) -> str | None:
    """The name of a notebook whose own code opened the file: its kernel's environment says so (Linux only)."""
    try:
        raw = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return None
    return _called(dict(entry.split("=", 1) for entry in raw.split("\0") if "=" in entry))


def _program_of(pid: int) -> str | None:
    """The name of a program, which tells a user more than a number (Linux only)."""
    try:
        return f"another program ({Path(f'/proc/{pid}/comm').read_text().strip()})"
    except OSError:
        return None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
