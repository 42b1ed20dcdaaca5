"""Secrets at rest: encrypted with a key that lies in another folder, and bound to what they belong to."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from jupyter_powa.errors import Conflict, StoreUnavailable

NONCE = 12
"""Bytes of a nonce of AES-GCM (NIST SP 800-38D)."""
KEY_BITS = 256


class UnfitKey(Conflict):
    """What was sealed cannot be opened with this key."""

    code = "key_changed"


class Seal:
    """Seals and opens secrets with the key of one file, which is made with the first secret."""

    def __init__(self, path: Path) -> None:
        """`path`: the key's file, readable for its owner alone."""
        self._path = path
        self._lock = Lock()

    def seal(self, secret: str, belongs_to: str) -> str:
        """The secret as text that only this key opens, and only for what it belongs to."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(NONCE)
        made = AESGCM(self._key(make=True)).encrypt(nonce, secret.encode(), belongs_to.encode())
        return base64.b64encode(nonce + made).decode()

    def open(self, sealed: str, belongs_to: str) -> str:
        """The secret; raises UnfitKey where it was sealed with another key or for something else."""
        try:
            return self._opened(sealed, belongs_to)
        except UnfitKey:
            if not self._next.exists():
                raise
        said = Seal(self._next).open(sealed, belongs_to)  # a change of the key was cut off after it was stored
        self._next.replace(self._path)
        return said

    def _opened(self, sealed: str, belongs_to: str) -> str:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            raw = base64.b64decode(sealed, validate=True)
            said = AESGCM(self._key(make=False)).decrypt(raw[:NONCE], raw[NONCE:], belongs_to.encode())
        except (InvalidTag, ValueError):
            raise UnfitKey("Its password cannot be read, since the key has changed: set the password again.") from None
        return said.decode()

    @property
    def _next(self) -> Path:
        return self._path.with_name(f"{self._path.name}.next")

    @contextmanager
    def changed(self) -> Iterator[Seal]:
        """A seal with a new key, to seal everything anew within; it takes this one's place where nothing is raised.

        What is sealed must be stored, all of it or nothing, before the end: from then on the old key opens nothing.
        """
        self._next.unlink(missing_ok=True)  # of a change that was cut off before anything was stored
        made = Seal(self._next)
        made._key(make=True)
        try:
            yield made
        except BaseException:
            self._next.unlink(missing_ok=True)
            raise
        self._next.replace(self._path)

    def _key(self, *, make: bool) -> bytes:
        with self._lock:
            try:
                if not self._path.exists():
                    if not make:
                        words = "Its password cannot be read, since the key's file is gone: set the password again."
                        raise UnfitKey(words)
                    self._make()
                key = base64.b64decode(self._path.read_text().strip(), validate=True)
            except (OSError, ValueError) as error:
                raise StoreUnavailable("The key of stored passwords cannot be read: its file is damaged.") from error
        if len(key) * 8 != KEY_BITS:
            raise StoreUnavailable("The key of stored passwords cannot be used: its file is damaged.")
        return key

    def _make(self) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(base64.b64encode(AESGCM.generate_key(KEY_BITS)).decode())
            file.flush()
            os.fsync(file.fileno())
