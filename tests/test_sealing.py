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


def test_a_new_key_takes_the_old_ones_place_and_the_old_one_opens_nothing(tmp_path: Path) -> None:
    seal = Seal(tmp_path / "key")
    sealed, old = seal.seal("hunter2", "s"), (tmp_path / "key").read_text()
    with seal.changed() as new:
        again = new.seal(seal.open(sealed, "s"), "s")
    assert seal.open(again, "s") == "hunter2" and (tmp_path / "key").read_text() != old
    (tmp_path / "old").write_text(old)
    with pytest.raises(UnfitKey):
        Seal(tmp_path / "old").open(again, "s")
    assert [path.name for path in tmp_path.iterdir() if "next" in path.name] == []


def test_a_change_that_fails_leaves_the_old_key(tmp_path: Path) -> None:
    seal = Seal(tmp_path / "key")
    sealed = seal.seal("hunter2", "s")
    with pytest.raises(ZeroDivisionError), seal.changed():
        raise ZeroDivisionError
    assert seal.open(sealed, "s") == "hunter2" and len(list(tmp_path.iterdir())) == 1


def test_a_change_that_was_cut_off_after_it_was_stored_is_ended_by_the_next_reader(tmp_path: Path) -> None:
    seal = Seal(tmp_path / "key")
    seal.seal("hunter2", "s")
    again = Seal(tmp_path / "key.next").seal("hunter2", "s")  # the process ended here: the new key has no place yet
    assert seal.open(again, "s") == "hunter2"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
