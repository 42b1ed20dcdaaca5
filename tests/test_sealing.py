"""Secrets at rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.errors import StoreUnavailable
from jupyter_powa.sealing import Seal, UnfitKey


def test_what_was_sealed_is_opened_for_what_it_belongs_to_alone(tmp_path: Path) -> None:
    seal = Seal(tmp_path / "config" / "key")
    sealed = seal.seal("hunter2", "source-1")
    assert "hunter2" not in sealed
    assert Seal(tmp_path / "config" / "key").open(sealed, "source-1") == "hunter2"
    assert (tmp_path / "config" / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(UnfitKey, match="set the password again"):
        seal.open(sealed, "source-2")


def test_another_key_opens_nothing_and_none_is_told(tmp_path: Path) -> None:
    sealed = Seal(tmp_path / "one").seal("hunter2", "s")
    Seal(tmp_path / "two").seal("other", "s")
    with pytest.raises(UnfitKey):
        Seal(tmp_path / "two").open(sealed, "s")
    with pytest.raises(UnfitKey, match="gone"):
        Seal(tmp_path / "three").open(sealed, "s")
    (tmp_path / "four").write_text("no key")
    with pytest.raises(StoreUnavailable, match="damaged"):
        Seal(tmp_path / "four").open(sealed, "s")
