"""Stored secrets by name, each bound to hosts: in a file of the user's alone, or named by where they stand."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, SecretStr

from jupyter_powa.errors import BadRequest, SecretNotFound, StoreUnavailable
from jupyter_powa.model.plan import Secret

NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
ENVIRONMENT, KEYRING = "env:", "keyring:"
SERVICE = "jupyter_powa"
"""Under which the keyring keeps what is ours."""


class SecretRow(BaseModel):
    """What is told of a stored secret: everything but its value."""

    name: str = Field(description="What workflows call it.")
    hosts: list[str] = Field(description="Where it may be sent.")
    source: str = Field(description="`file`, or the reference to where its value stands.")


class Vault:
    """The stored secrets. Files are read again each time: another process may have written."""

    def __init__(self, path: Path, environment: Mapping[str, str] = os.environ) -> None:
        """`path`: the file; it is made with the first secret, readable for its owner alone."""
        self._path, self._environment = path, environment

    def rows(self) -> list[SecretRow]:
        """Every stored secret, by name, without values."""
        return [_row(name, entry) for name, entry in sorted(self._read().items())]

    def get(self, name: str) -> Secret:
        """The secret; raises SecretNotFound, or BadRequest where what it refers to is not there."""
        entry = self._read().get(name)
        if entry is None:
            raise SecretNotFound(name)
        return Secret(value=SecretStr(self._value(name, entry["value"])), hosts=entry["hosts"])

    def put(self, name: str, value: str, hosts: list[str]) -> SecretRow:
        """Store a secret, new or not: its value, `env:NAME` or `keyring:NAME`."""
        if not NAME.fullmatch(name):
            raise BadRequest("A secret's name has letters, digits, `_`, `.` and `-`, at most 100.")
        entry = {"value": value, "hosts": hosts}
        self._write({**self._read(), name: entry})
        return _row(name, entry)

    def delete(self, name: str) -> None:
        """Forget a secret; raises SecretNotFound."""
        entries = self._read()
        if name not in entries:
            raise SecretNotFound(name)
        del entries[name]
        self._write(entries)

    def _value(self, name: str, value: str) -> str:
        if value.startswith(ENVIRONMENT):
            variable = value.removeprefix(ENVIRONMENT)
            if not self._environment.get(variable):
                raise BadRequest(f"The secret {name!r} is to come from {variable}, which is not set.")
            return self._environment[variable]
        if value.startswith(KEYRING):
            return _from_keyring(name, value.removeprefix(KEYRING))
        return value

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StoreUnavailable("The stored secrets cannot be read.") from error
        try:
            entries: dict[str, dict[str, Any]] = json.loads(text)["secrets"]
        except (ValueError, KeyError, TypeError):
            raise StoreUnavailable("The file of the stored secrets is damaged: move it away to start anew.") from None
        return entries

    def _write(self, entries: dict[str, dict[str, Any]]) -> None:
        """Beside the old file first, then in its place: a full disk loses nothing."""
        temporary = None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=self._path.parent, prefix=".secrets-")  # 0600 from the start
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"secrets": entries}, file)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self._path)
        except OSError as error:
            if temporary is not None:
                with suppress(OSError):
                    Path(temporary).unlink()
            raise StoreUnavailable("The secret could not be stored: its file cannot be written.") from error


def _row(name: str, entry: Mapping[str, Any]) -> SecretRow:
    value = str(entry["value"])
    source = value if value.startswith((ENVIRONMENT, KEYRING)) else "file"
    return SecretRow(name=name, hosts=entry["hosts"], source=source)


def _from_keyring(name: str, entry: str) -> str:
    try:
        import keyring  # type: ignore[import-not-found]  # late: it is not a dependency, only used where it is installed
    except ImportError:
        raise BadRequest(f"The secret {name!r} is to come from the keyring: install `keyring`.") from None
    value = keyring.get_password(SERVICE, entry)
    if value is None:
        raise BadRequest(f"The secret {name!r} is to come from the keyring, which has no {entry!r}.")
    return str(value)
