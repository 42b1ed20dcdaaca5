"""Data sources from a cell."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from jupyter_powa.errors import BadRequest, BlockError, Conflict
from jupyter_powa.notebook.project import Project
from jupyter_powa.notebook.sources import Sources
from jupyter_powa.powa import Powa
from jupyter_powa.unknown import SourceNotFound

POSTGRESQL = "postgresql://postgres:marker-8812@127.0.0.1:5432/test"


@pytest.fixture
def sources(powa: Powa) -> Sources:
    return Project(powa).sources


def test_a_data_source_is_made_tried_read_changed_and_deleted(sources: Sources) -> None:
    made = sources.create("Shop", POSTGRESQL)
    assert (made.kind, made.host, made.port, made.database, "shop" in sources) == (
        "postgresql",
        "127.0.0.1",
        5432,
        "test",
        True,
    )
    assert "PostgreSQL" in made.test()
    assert made.read("select 1 as a union all select 2 order by 1").a.tolist() == [1, 2]
    made.update(name="Store", seconds=20)
    assert [one.name for one in sources] == ["Store"] and sources["store"].seconds == 20
    with pytest.raises(Conflict):
        sources.create("store", POSTGRESQL)
    made.delete()
    with pytest.raises(SourceNotFound):
        sources["Store"]


def test_no_password_is_shown_anywhere(sources: Sources) -> None:
    made = sources.create("Shop", POSTGRESQL)
    shown = f"{made!r} {sources!r} {sources._repr_html_()} {vars(made)}"
    assert "sealed" in shown and "marker-8812" not in shown
    sources.create("Other", "postgresql://postgres@127.0.0.1/test", password="env:SHOP_PASSWORD", test=False)
    assert "env:SHOP_PASSWORD" in repr(sources["Other"])


def test_a_cell_that_puts_can_be_run_again(sources: Sources, tmp_path: Path) -> None:
    file = tmp_path / "shop.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("create table lamps (id integer)")
    first = sources.put("Lamps", f"sqlite:///{file}")
    assert first.tables() == ["lamps"]
    again = sources.put("Lamps", f"sqlite:///{file}", seconds=5)
    assert (again.id, again.seconds, len(sources)) == (first.id, 5, 1)
    with pytest.raises(BadRequest, match="at another place"):
        sources.put("Lamps", POSTGRESQL)


def test_what_is_wrong_is_told_in_words_and_nothing_is_kept(sources: Sources) -> None:
    with pytest.raises(BlockError, match="cannot be reached"):
        sources.create("Gone", "postgresql://postgres@127.0.0.1:1/test")
    with pytest.raises(BadRequest, match="colour"):
        sources.create("Odd", POSTGRESQL, colour="red")
    assert len(sources) == 0 and "no data source yet" in repr(sources)


def test_all_passwords_are_sealed_anew_and_still_open(sources: Sources, powa: Powa) -> None:
    sources.create("Shop", POSTGRESQL)
    sources.create("Other", "postgresql://postgres@127.0.0.1/test", password="env:SHOP_PASSWORD", test=False)
    _, before = powa.store.sources.sealed("Shop")
    assert sources.change_key() == "1 password is sealed with a new key."
    assert powa.store.sources.sealed("Shop")[1] != before
    assert powa.store.sources.sealed("Other")[1] == "env:SHOP_PASSWORD"
    assert sources["Shop"].read("select 1 as a").a.tolist() == [1]
