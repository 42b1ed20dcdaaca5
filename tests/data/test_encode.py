from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import pathlib
import types
import uuid
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from jupyter_powa.data.encode import (
    MAX_TEXT,
    SAFE_INTEGER,
    columns,
    is_frame,
    length,
    preview,
    preview_result,
    rows,
)


class Colour(enum.Enum):
    RED = ("r", 1)


class Word(enum.StrEnum):
    A = "a"


@dataclasses.dataclass
class Point:
    x: int
    y: Any


class Person(BaseModel):
    name: str
    password: SecretStr = SecretStr("secret")


class Evil(Mapping[str, Any]):
    """Raises whenever it is read."""

    def __getitem__(self, key: str) -> Any:
        raise OSError

    def __iter__(self) -> Iterator[str]:
        raise OSError

    def __len__(self) -> int:
        raise OSError


class Anything:
    """Has every attribute, and each is a trap."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (1.5, 1.5),
        ("ü", "ü"),
        (float("nan"), None),
        (float("-inf"), None),
        (SAFE_INTEGER, SAFE_INTEGER),
        (SAFE_INTEGER + 1, "9007199254740992"),
        (-(10**30), "-" + "1" + "0" * 30),
        ([float("nan"), SAFE_INTEGER + 1], [None, "9007199254740992"]),
        ((1, [2, {3}]), [1, [2, [3]]]),
        ({1: "a", None: "b", (1, 2): "c"}, {"1": "a", "None": "b", "(1, 2)": "c"}),
        (OrderedDict(a=1), {"a": 1}),
        (types.MappingProxyType({"a": 1}), {"a": 1}),
        (range(3), [0, 1, 2]),
        (deque([1]), [1]),
        ({"a": 1}.keys(), ["a"]),
        ({"a": 1}.values(), [1]),
        (frozenset(), []),
        (Colour.RED, ["r", 1]),
        (Word.A, "a"),
        (decimal.Decimal("1.50"), "1.50"),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        (datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), "2026-01-02T00:00:00+00:00"),
        (datetime.time(1, 2), "01:02:00"),
        (datetime.timedelta(hours=1), "1:00:00"),
        (uuid.UUID(int=0), "00000000-0000-0000-0000-000000000000"),
        (pathlib.PurePosixPath("/x/y"), "/x/y"),
        (b"abc", "YWJj"),
        (bytearray(b"abc"), "YWJj"),
        (memoryview(b"abc"), "YWJj"),
        (Point(1, b"a"), {"x": 1, "y": "YQ=="}),
        (np.int64(5), 5),
        (np.float64("nan"), None),
        (np.bool_(True), True),
        (np.str_("x"), "x"),
        (np.arange(3), [0, 1, 2]),
        (np.eye(2), [[1.0, 0.0], [0.0, 1.0]]),
        (np.array(7), 7),
        (np.array(["2026-01-02"], "M8[D]"), ["2026-01-02"]),
        (np.datetime64("2026-01-02T03:00", "ns"), "2026-01-02T03:00:00.000000000"),
        (pd.Timestamp("2026-01-02"), "2026-01-02T00:00:00"),
        (pd.NaT, None),
        (pd.NA, None),
        (pd.Series([1.5, None]), [1.5, None]),
        (pd.Series([1], index=[5]), [1]),
        (pd.Index(["a"]), ["a"]),
        (pd.Series(["2026-01-02"], dtype="datetime64[ns]"), ["2026-01-02"]),
        (pd.Interval(0, 1), "(0, 1]"),
        (pl.Series([1, None]), [1, None]),
        (pa.chunked_array([[1], [2]]), [1, 2]),
        (pd.DataFrame({"a": [1, None]}), [{"a": 1.0}, {"a": None}]),
        (pl.DataFrame({"a": [datetime.date(2026, 1, 2)]}), [{"a": "2026-01-02"}]),
        (pa.table({"a": [[1, 2]]}), [{"a": [1, 2]}]),
        (pd.DataFrame(), []),
        (object, "<builtins.type>"),
        (np.int64, "<builtins.type>"),
        (print, "<builtins.builtin_function_or_method>"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_shown_as_plain_json(value: Any, shown: Any) -> None:
    seen = preview(value)
    assert seen == shown
    assert json.loads(json.dumps(seen, allow_nan=False)) == shown


def test_secrets_are_not_shown() -> None:
    assert preview(Person(name="Ada")) == {"name": "Ada", "password": "<pydantic.types.SecretStr>"}


@pytest.mark.parametrize(
    "value",
    [Evil(), Anything(), iter([]), Exception("x"), 10**5_000, {10**5_000: 1}, [Evil()], object()],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_shown_is_named_and_never_raises(value: Any) -> None:
    text = json.dumps(preview(value), allow_nan=False)
    assert len(text) < 200


def test_asking_whether_it_is_a_frame_runs_nothing_of_its_own() -> None:
    assert is_frame(Anything()) is False
    others: list[Any] = [pl.Series([1]), pa.chunked_array([[1]]), pd.Series([1]), {}, pd.DataFrame]
    assert [is_frame(value) for value in others] == [False] * 5
    assert [is_frame(value) for value in (pd.DataFrame(), pl.DataFrame(), pa.table({}))] == [True] * 3


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table])
def test_of_a_frame_the_first_rows_are_shown_and_the_rest_is_counted(kind: Any) -> None:
    frame = kind({"n": [*range(250)], "s": ["x"] * 250})
    assert (columns(frame), length(frame)) == (["n", "s"], 250)
    shown = preview_result({"output": frame, "more": 1})
    assert shown["output"] == [{"n": place, "s": "x"} for place in range(100)]
    assert {name: value for name, value in shown.items() if name != "output"} == {
        "more": 1,
        "columns": ["n", "s"],
        "row_count": 250,
        "rows_truncated": True,
    }
    assert preview_result({"output": frame}, 1_000)["rows_truncated"] is False
    assert rows(frame, 1) == [{"n": 0, "s": "x"}]


def test_what_a_block_says_of_its_frame_is_not_overwritten() -> None:
    shown = preview_result({"output": pd.DataFrame({"a": [1]}), "columns": ["own"], "row_count": 7})
    assert (shown["columns"], shown["row_count"]) == (["own"], 7)


def test_the_rows_of_a_statement_are_whole() -> None:
    text = "x" * (MAX_TEXT + 1)
    assert rows(pd.DataFrame({"t": [text], "big": [2**60]}), 1) == [{"t": text, "big": str(2**60)}]


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.dates()
    | st.decimals()
    | st.uuids()
    | st.complex_numbers()
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text() | st.integers() | st.none(), inner, max_size=4)
        | st.tuples(inner)
        | st.frozensets(st.integers() | st.text(), max_size=3)
    ),
    max_leaves=30,
)


@settings(deadline=1_000)
@given(values)
def test_any_value_becomes_json(value: Any) -> None:
    shown = preview(value)
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown
    assert preview(shown) == shown  # what is plain already stays as it is
    json.dumps(preview_result({"output": value}), allow_nan=False)
