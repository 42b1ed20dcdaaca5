"""Rows of an answer as a frame with real types."""

from __future__ import annotations

import datetime

import pandas as pd

from jupyter_powa.notebook.typed import typed


def test_what_json_tells_as_text_has_its_type_again_and_what_has_none_stays() -> None:
    rows = [
        {"d": "10.50", "day": "2025-01-31", "at": "2025-01-31T10:00:00.5", "z": "2025-01-31T10:00:00+02:00", "t": "1"},
        {"d": None, "day": None, "at": "2025-02-01T00:00:00", "z": None, "t": "2"},
    ]
    names = ["d", "day", "at", "z", "t"]
    frame = typed(rows, names, ["DECIMAL(9,2)", "DATE", "timestamp without time zone", "TIMESTAMPTZ", "VARCHAR"])
    assert frame["d"].sum() == 10.5 and pd.isna(frame["d"][1])
    assert frame["day"][0] == pd.Timestamp("2025-01-31") and frame["at"].dt.month.tolist() == [1, 2]
    assert frame["z"][0] == pd.Timestamp("2025-01-31T08:00:00Z") and frame["t"].tolist() == ["1", "2"]


def test_a_column_that_pandas_has_no_word_for_stays_text_and_so_do_columns_of_unknown_types() -> None:
    rows = [{"d": "infinity", "t": "10:30:00", "x": "1"}]
    frame = typed(rows, ["d", "t", "x"], ["DATE", "TIME"])
    assert frame.iloc[0].tolist() == ["infinity", datetime.time(10, 30), "1"]
