"""Results that are kept."""

from __future__ import annotations

import pytest
from arro3.core import Table

from jupyter_powa.errors import BlockError
from jupyter_powa.explore.kept import LARGEST, MOST_BYTES, MOST_ROWS, Kept, Result


def table(rows: int, width: int = 1) -> Result:
    import pyarrow as pa  # type: ignore[import-untyped]

    return Result(Table.from_arrow(pa.table({"a": ["x" * width] * rows})), [])


def test_a_result_is_found_again_and_one_that_is_gone_is_told() -> None:
    kept = Kept()
    name = kept.put(table(3))
    assert name is not None
    assert kept.get(name).table.num_rows == 3
    with pytest.raises(BlockError, match="run the query again"):
        kept.get("another")


def test_what_is_too_large_is_not_kept() -> None:
    assert Kept().put(table(MOST_ROWS + 1)) is None
    assert Kept().put(table(10, LARGEST // 9)) is None


def test_the_oldest_results_go_where_there_are_too_many() -> None:
    kept = Kept()
    one = table(1_000, 30_000)
    names = [str(kept.put(one)) for _ in range(MOST_BYTES // one.table.nbytes + 2)]
    with pytest.raises(BlockError):
        kept.get(names[0])
    assert kept.get(names[-1]).table.num_rows == 1_000
