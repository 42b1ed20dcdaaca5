"""What tells a file or a value of the notebook from any other state of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jupyter_powa.data.fingerprint import WHOLE_FILE, WHOLE_FRAME, of_file, of_value


def defined(text: str) -> dict[str, Any]:
    """The names that a cell of a notebook leaves behind."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(text, names)
    return names


def test_a_file_is_told_by_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")
    first = of_file(file)
    file.touch()
    assert of_file(file) == first
    file.write_text("2")
    assert of_file(file) != first
    assert of_file(tmp_path) is None
    file.write_bytes(b"1" * (WHOLE_FILE + 1))
    assert str(of_file(file)).startswith(f"{WHOLE_FILE + 1} bytes")


@pytest.mark.parametrize("value", [1, "a", float("nan"), [1, {"a": (2, None)}], {1, 2}])
def test_plain_values_are_told_by_what_they_are(value: Any) -> None:
    assert of_value(value, {}) == of_value(value, {})
    assert of_value(value, {}) != of_value([value], {})


def test_a_frame_is_told_by_its_cells_also_where_it_was_changed_in_place() -> None:
    for rows in (3, 3 * WHOLE_FRAME):
        frame = pd.DataFrame({"n": range(rows), "word": "x"})
        first = of_value(frame, {})
        assert of_value(frame.copy(), {}) == first
        frame.loc[1, "n"] = -5
        assert of_value(frame, {}) != first


def test_another_object_is_told_by_which_it_is() -> None:
    class Thing:
        pass

    one, other = Thing(), Thing()
    assert of_value(one, {}) == of_value(one, {})
    assert of_value(one, {}) != of_value(other, {})
    gone = of_value(Thing(), {})
    assert gone != of_value(Thing(), {})


def test_a_function_is_told_by_its_code_and_by_what_it_reads() -> None:
    text = "rate = 2\ndef inner(n): return n * rate\ndef outer(n): return inner(n) + 1"
    names = defined(text)
    first = of_value(names["outer"], names)
    again = defined(text)
    assert of_value(again["outer"], again) == first
    for changed in (text.replace("+ 1", "+ 2"), text.replace("n * rate", "n + rate"), text.replace("= 2", "= 3", 1)):
        other = defined(changed)
        assert of_value(other["outer"], other) != first
    assert of_value(Path.exists, names) == of_value(Path.exists, names)
