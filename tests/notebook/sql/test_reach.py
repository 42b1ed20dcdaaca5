"""The databases that a cell reaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa import Powa
from jupyter_powa.errors import BlockError
from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.reach import Reach
from jupyter_powa.settings import Settings


def test_a_project_with_a_file_keeps_what_a_cell_makes_in_it(tmp_path: Path) -> None:
    powa = Powa.memory(Settings(database=str(tmp_path / "project.duckdb"), data_dir=tmp_path))
    reach = Reach(lambda: powa, {})
    assert reach.frame(None, Filled("create table a as select 1 b")).iloc[0, 0] == 1
    again = Reach(lambda: powa, {})
    assert again.page(None, Filled("select b + ? from a", [1]), 10).arrow.num_rows == 1
    assert (tmp_path / "project.duckdb").exists()


def test_parts_are_put_together_only_when_they_are_needed() -> None:
    asked: list[str] = []

    def powa() -> Powa:
        asked.append("asked")
        return Powa.memory()

    reach = Reach(powa, {})
    assert asked == []
    reach.frame(None, Filled("select 1"))
    reach.frame(None, Filled("select 1"))
    assert asked == ["asked"]


def test_a_source_that_is_not_there_is_told() -> None:
    powa = Powa.memory()
    with pytest.raises(BlockError, match="'nope'"):
        Reach(lambda: powa, {}).frame("nope", Filled("select 1"))
