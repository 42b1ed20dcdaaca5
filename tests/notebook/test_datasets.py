"""The project's datasets from a cell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from jupyter_powa import Workflow
from jupyter_powa.errors import BadRequest, BlockError
from jupyter_powa.notebook.datasets import DatasetList
from jupyter_powa.unknown import DatasetNotFound
from tests.notebook.conftest import Make


@pytest.fixture
def wf(make: Make) -> Workflow:
    wf = make()
    wf.read("Orders", query="select range as n from range(5)")
    wf.filter("Large", where="n > 2", after="Orders")
    wf.write("Keep", name="large orders", after="Large")
    wf.run()
    return wf


def test_they_are_listed_and_tell_how_they_came_to_be(wf: Workflow) -> None:
    datasets = DatasetList(wf.powa)
    assert repr(datasets) == "large orders: 2 rows, 1 columns"
    lines = repr(datasets["large orders"]).splitlines()
    assert lines[0].startswith("large orders: 2 rows, 1 columns, config ")
    assert lines[1:] == ["  Orders: 5 rows", "  Large: 5 → 2 rows; 3 not: n > 2", "  Keep: 2 rows"]
    assert "<td>5 → 2 rows</td>" in datasets["large orders"]._repr_html_()


def test_the_newest_of_a_name_is_meant_and_older_records_stay(wf: Workflow) -> None:
    wf.run()
    datasets = DatasetList(wf.powa)
    assert (len(datasets), len(datasets.records())) == (1, 2)


def test_its_rows_are_written_to_a_file_by_its_ending(wf: Workflow, tmp_path: Path) -> None:
    kept = DatasetList(wf.powa)["large orders"]
    assert kept.export(tmp_path / "large.csv").read_bytes() == b"n\r\n3\r\n4\r\n"
    assert pd.read_parquet(kept.export(f"{tmp_path}/large.parquet")).n.tolist() == [3, 4]
    with pytest.raises(BlockError, match="already"):
        kept.export(tmp_path / "large.csv")
    assert kept.export(tmp_path / "large.csv", replace=True) == tmp_path / "large.csv"
    with pytest.raises(BadRequest, match=r"large.xlsx: end it in .csv, .parquet or .json"):
        kept.export(tmp_path / "large.xlsx")


def test_one_that_is_not_there_is_told(wf: Workflow) -> None:
    datasets = DatasetList(wf.powa)
    datasets.delete("large orders")
    with pytest.raises(DatasetNotFound, match="large orders"):
        datasets["large orders"]
    assert repr(datasets) == "no datasets yet"
