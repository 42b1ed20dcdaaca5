"""Stored secrets by name, each bound to hosts: in a file of the user's alone, or named by where they stand."""

from __future__ import annotations

import errno
import json
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock

from pydantic import BaseModel, Field, SecretStr, ValidationError

from jupyter_powa.errors import BadRequest, StoreUnavailable
from jupyter_powa.model.plan import Secret
from jupyter_powa.unknown import SecretNotFound
from jupyter_powa.web.address import host_pattern

NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
ENVIRONMENT, KEYRING = "env:", "keyring:"
SERVICE = "jupyter_powa"
"""Under which the keyring keeps what is ours."""


class SecretRow(BaseModel):
    """What is told of a stored secret: everything but its value."""

    name: str = Field(description="What workflows call it.")
    hosts: list[str] = Field(description="Where it may be sent.")
    source: str = Field(description="`file`, or the reference to where its value stands.")


class _Entry(BaseModel):
    """A secret as the file has it."""

    value: str
    hosts: list[str]


class _File(BaseModel):
    secrets: dict[str, _Entry]


class Vault:
    """The stored secrets. Files are read again each time: another process may have written."""

    def __init__(self, path: Path, environment: Mapping[str, str] = os.environ) -> None:
        """`path`: the file; it is made with the first secret, readable for its owner alone."""
        self._path, self._environment = path, environment
        self._changing = Lock()

    def rows(self) -> list[SecretRow]:
        """Every stored secret, by name, without values."""
        return [_row(name, entry) for name, entry in sorted(self._read().items())]

    def get(self, name: str) -> Secret:
        """The secret; raises SecretNotFound, or BadRequest where what it refers to is not there."""
        entry = self._read().get(name)
        if entry is None:
            raise SecretNotFound(name)
        return Secret(value=SecretStr(self._value(name, entry.value)), hosts=entry.hosts)

    def put(self, name: str, value: str, hosts: list[str]) -> SecretRow:
        """Store a secret, new or not: its value, `env:NAME` or `keyring:NAME`; raises BadRequest, StoreUnavailable."""
        if not NAME.fullmatch(name):
            raise BadRequest("A secret's name has letters, digits, `_`, `.` and `-`, at most 100.")
        if not value.strip():
            raise BadRequest("A secret has a value, which is not empty.")
        if not hosts:
            raise BadRequest("A secret is bound to at least one host, and only sent there.")
        try:
            entry = _Entry(value=value, hosts=[host_pattern(host) for host in hosts])
        except ValueError as error:
            raise BadRequest(f"{error}.") from None
        with self._changing:
            self._write({**self._read(), name: entry})
        return _row(name, entry)

    def delete(self, name: str) -> None:
        """Forget a secret; raises SecretNotFound."""
        with self._changing:
            entries = self._read()
            if name not in entries:
                raise SecretNotFound(name)
            del entries[name]
            self._write(entries)

    def _value(self, name: str, value: str) -> str:
        return referred(f"the secret {name!r}", value, self._environment) if is_reference(value) else value

    def _read(self) -> dict[str, _Entry]:
        try:
            return _File.model_validate_json(self._path.read_bytes()).secrets
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StoreUnavailable("The stored secrets cannot be read: their file cannot be opened.") from error
        except ValidationError:  # tells its input, which may be secret
            raise StoreUnavailable("The file of the stored secrets is damaged: move it away to start anew.") from None

    def _write(self, entries: dict[str, _Entry]) -> None:
        """Beside the old file first, then in its place: a full disk loses nothing."""
        temporary = None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=self._path.parent, prefix=".secrets-")  # 0600 from the start
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(_File(secrets=entries).model_dump(), file)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self._path)
        except OSError as error:
            if temporary is not None:
                with suppress(OSError):
                    Path(temporary).unlink()
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            why = "the disk is full" if full else "their file cannot be written"
            raise StoreUnavailable(f"The secrets are as they were: {why}.") from error


def _row(name: str, entry: _Entry) -> SecretRow:
    source = entry.value if entry.value.startswith((ENVIRONMENT, KEYRING)) else "file"
    return SecretRow(name=name, hosts=entry.hosts, source=source)


def is_reference(value: str) -> bool:
    """Whether a value says where the secret stands: `env:NAME`, `keyring:NAME`."""
    return value.startswith((ENVIRONMENT, KEYRING))


def referred(what: str, value: str, environment: Mapping[str, str] = os.environ) -> str:
    """The secret that a reference names; raises BadRequest, which tells `what` is meant, where it is not there."""
    if value.startswith(ENVIRONMENT):
        variable = value.removeprefix(ENVIRONMENT)
        if not environment.get(variable):
            raise BadRequest(f"{_begun(what)} is to come from {variable}, which is not set.")
        return environment[variable]
    entry = value.removeprefix(KEYRING)
    try:
        import keyring  # type: ignore[import-not-found]  # late: it is not a dependency, only used where it is installed
    except ImportError:
        raise BadRequest(f"{_begun(what)} is to come from the keyring: install `keyring`.") from None
    found = keyring.get_password(SERVICE, entry)
    if found is None:
        raise BadRequest(f"{_begun(what)} is to come from the keyring, which has no {entry!r}.")
    return str(found)


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
