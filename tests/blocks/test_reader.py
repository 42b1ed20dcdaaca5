from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.blocks import reader
from jupyter_powa.blocks.read import LARGEST_DOWNLOAD
from jupyter_powa.errors import BlockError
from tests.engine.running import graph_of, ran


async def test_parquet_stays_where_it_is_and_keeps_its_order(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    made = f"copy (select 9 - i as id from range(10) t(i)) to '{path}' (format parquet)"
    reads = {"make": ("sql", {"query": made}), "it": ("read", {"path": str(path)})}
    it = await ran(graph_of(reads))
    assert [row["id"] for row in it.output] == list(range(9, -1, -1))
    assert "read_parquet" in it.results["it"]["output"].query


def test_a_format_is_known_by_the_ending_or_asked_for() -> None:
    assert reader.format_of(["a.csv.gz", "b.tsv"], "auto") == "csv"
    with pytest.raises(BlockError, match="format"):
        reader.format_of(["a.dat"], "auto")


def test_a_large_file_is_known_by_its_ends(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as opened:
        opened.truncate(reader.MAX_HASHED + 1)
    assert reader.of_file(path)["whole"] is False
    assert LARGEST_DOWNLOAD > reader.MAX_HASHED
