from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyter_powa.data.encode import (
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_SIZE,
    MAX_TEXT,
    PREVIEW_ROWS,
    preview,
)


def bomb() -> list[Any]:
    """A list that holds itself twice: 2**64 items to whoever walks it."""
    made: list[Any] = []
    made += [made, made]
    return made


def laughs() -> Any:
    made: Any = ["ha" * 10] * 10
    for _ in range(20):
        made = [made] * 10
    return made


@pytest.mark.parametrize(
    "value",
    [
        bomb(),
        laughs(),
        "x" * 50_000_000,
        ["x" * 900_000] * 1_000,
        [[0] * 10_000] * 10_000,
        {str(place): "y" * 1_000 for place in range(50_000)},
        {"k" * 1_000_000 + str(place): 1 for place in range(20)},
        b"x" * 20_000_000,
        np.zeros((5_000, 5_000)),
        np.zeros(50_000_000, dtype="int8"),
        range(10**12),
        pd.Series(np.zeros(5_000_000)),
        pd.DataFrame({"t": ["x" * 1_000_000] * 100}),
        pd.DataFrame(np.zeros((100, 20_000))),
    ],
    ids=[
        "bomb",
        "laughs",
        "text",
        "texts",
        "square",
        "mapping",
        "keys",
        "bytes",
        "matrix",
        "array",
        "range",
        "series",
        "frame",
        "wide",
    ],
)
def test_a_preview_is_bounded_in_size_and_time(value: Any) -> None:
    began = time.perf_counter()
    text = json.dumps(preview(value), allow_nan=False)
    assert time.perf_counter() - began < 5
    assert len(text) < 3 * MAX_SIZE


def test_what_is_left_out_is_said() -> None:
    assert preview("x" * (MAX_TEXT + 5)).endswith("x… [5 more characters]")
    assert preview([0] * (MAX_ITEMS + 7))[-1] == "… [7 more]"
    assert preview({place: 0 for place in range(MAX_ITEMS + 7)})["…"] == "[7 more]"
    deep: Any = []
    for _ in range(MAX_DEPTH - 1):
        deep = [deep]
    assert "nested too deep" not in json.dumps(preview(deep), ensure_ascii=False)
    assert "nested too deep" in json.dumps(preview([deep]), ensure_ascii=False)
    assert len(preview(pd.DataFrame({"a": range(PREVIEW_ROWS + 7)}))) == PREVIEW_ROWS
