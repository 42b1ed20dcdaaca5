"""What went wrong on a server of others, in one clear sentence: no address, no secret, no words of the driver's."""

from __future__ import annotations

import re
from typing import Any

from jupyter_powa.errors import BlockError, PowaError

REFUSED = frozenset({1045, 1044, 1698})
"""MariaDB's numbers for an account that it does not let in."""
GONE = frozenset({2006, 2013, 2055, 1927, 4031, 1053})
"""MariaDB's numbers for a connection that broke."""
STOPPED = frozenset({1317, 1969, 3024})


def unreachable(name: str, kind: str, error: Exception) -> PowaError:
    """The error for a data source that could not be connected to."""
    number, state = _number(error), _state(error)
    said = str(error).lower()
    if number in REFUSED or state[:2] == "28" or "authentication failed" in said or "no password supplied" in said:
        words = f"The data source {name!r} did not accept the user or the password. Set them again."
        return BlockError(words, code="source_refused")
    if number == 1049 or state == "3D000" or ("database" in said and "does not exist" in said):
        return BlockError(f"The data source {name!r} has no such database.", code="source_refused")
    if "unable to open database file" in said:
        return BlockError(f"The file of the data source {name!r} cannot be opened.", code="source_unreachable")
    words = f"The data source {name!r} cannot be reached: look whether the {kind} server runs, and at host and port."
    return BlockError(words, code="source_unreachable")


def missing(name: str, package: str) -> PowaError:
    """The error for a driver that is not installed."""
    words = f"The data source {name!r} needs the package {package}: pip install {package}"
    return BlockError(words, code="driver_missing")


def failed(name: str, error: Exception, sql: str) -> PowaError:
    """The error for a statement that failed there."""
    if lost(error):
        words = f"The connection to the data source {name!r} broke. Run it again: it is connected anew."
        return BlockError(words, code="connection_lost")
    if _state(error) == "57014" or _number(error) in STOPPED:
        return BlockError("The statement was stopped.", code="stopped")
    told = BlockError(_words(error), code="sql_error")
    place = getattr(getattr(error, "diag", None), "statement_position", None)
    if place:
        before = sql[: int(place) - 1]
        told.line = before.count("\n") + 1
        told.details = {"line": told.line, "column": len(before) - before.rfind("\n")}
    elif found := re.search(r"at line (\d+)$", _words(error)):
        told.line = int(found[1])
        told.details = {"line": told.line}
    return told


def lost(error: Exception) -> bool:
    """Whether the connection itself broke."""
    state = _state(error)
    if _number(error) in GONE or state[:2] == "08" or state in ("57P01", "57P02", "57P03"):
        return True
    said = str(error).lower()
    return not state and any(words in said for words in ("connection is closed", "connection is lost", "server closed"))


def _words(error: Exception) -> str:
    diag: Any = getattr(error, "diag", None)
    if diag is not None and diag.message_primary:
        return f"{diag.message_primary}{f'. {diag.message_hint}' if diag.message_hint else ''}"
    if len(error.args) > 1 and isinstance(error.args[0], int):
        return str(error.args[1])
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _number(error: Exception) -> int:
    return error.args[0] if error.args and isinstance(error.args[0], int) else 0


def _state(error: Exception) -> str:
    return str(getattr(error, "sqlstate", None) or "")
