"""What tells a file or a value of the notebook from any other state of itself."""

from __future__ import annotations

import sys
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


def test_the_order_of_rows_counts_also_where_each_row_keeps_its_label() -> None:
    frame = pd.DataFrame({"n": [3, 1, 2]})
    assert of_value(frame, {}) != of_value(frame.sort_values("n"), {})


@pytest.mark.parametrize(
    ("made", "change"),
    [
        ("list(range(5_000))", "it.append(1)"),
        ("{(1, 2): 3}", "it[1, 2] = 4"),
        ("[[[[[[1]]]]]]", "it[0][0][0][0][0].append(2)"),
        ("collections.Counter('a')", "it.update('a')"),
        ("[pd.DataFrame({'n': [1]})]", "it[0].loc[0, 'n'] = 2"),
        ("pd.Series([1, 2])", "it.iloc[0] = 5"),
        ("pd.DataFrame({'at': pd.date_range('2020', periods=300_000), 'n': 1})", "it.loc[7, 'at'] = it.loc[8, 'at']"),
        ("pd.DataFrame({'on': [False] * 600_000})", "it.loc[7, 'on'] = True"),
        ("np.arange(5)", "it[0] = 9"),
        ("np.arange(1_000_000)", "it[7] = 9"),
        ("np.array([[1], 'a'], dtype=object)", "it[0].append(2)"),
        ("types.SimpleNamespace(rate=1)", "it.rate = 2"),
        ("Plan()", "it.rates.append(2)"),
        ("Plan", "it.limit = 2"),
    ],
)
def test_a_value_that_was_changed_in_place_is_another(made: str, change: str) -> None:
    text = "import collections, types, numpy as np, pandas as pd\nclass Plan:\n    limit = 1\n"
    names = defined(f"{text}    def __init__(self): self.rates = [1]\nit = {made}")
    first = of_value(names["it"], names)
    assert of_value(names["it"], names) == first
    exec(change, names)
    assert of_value(names["it"], names) != first


@pytest.mark.parametrize(
    "made", ["a = []\na += [a, a]", "a = []\na += [a, object()]", "a = [1]\nfor _ in range(60): a = [a, a]"]
)
def test_a_value_that_holds_itself_or_the_same_many_times_is_told_at_once(made: str) -> None:
    names = defined(made)
    first = of_value(names["a"], names)
    assert of_value(names["a"], names) == first
    names["a"].append(1)
    assert of_value(names["a"], names) != first


@pytest.mark.parametrize("made", ["datetime.date(2026, 1, 2)", "decimal.Decimal('1.5')", "pathlib.Path('a')"])
def test_what_cannot_change_is_told_by_what_it_says(made: str) -> None:
    names = defined(f"import datetime, decimal, pathlib\na, b = {made}, {made}")
    assert of_value(names["a"], names) == of_value(names["b"], names)


def test_another_object_is_told_by_which_it_is() -> None:
    class Thing:
        pass

    one, other = Thing(), Thing()
    assert of_value(one, {}) == of_value(one, {})
    assert of_value(one, {}) != of_value(other, {})
    gone = of_value(Thing(), {})
    assert gone != of_value(Thing(), {})


@pytest.mark.parametrize(
    ("body", "edited"),
    [
        ("return x.upper()", "return x.lower()"),
        ("return max(x)", "return min(x)"),
        ("return x in (1, 2)", "return x in (1, 3)"),
        ("return x in {1, 2}", "return x in {1, 3}"),
        ("return 1", "return True"),
        ("return (lambda y: y.a)(x)", "return (lambda y: y.b)(x)"),
    ],
)
def test_an_edit_that_leaves_the_bytes_of_a_function_alone_is_seen(body: str, edited: str) -> None:
    one, other = (defined(f"def f(x): {text}") for text in (body, edited))
    assert of_value(one["f"], one) != of_value(other["f"], other)


def test_what_a_function_has_closed_over_counts() -> None:
    names = defined("def made(k):\n    return lambda x: x * k\na, b, c = made(2), made(2), made(3)")
    assert of_value(names["a"], names) == of_value(names["b"], names) != of_value(names["c"], names)


def test_a_module_of_the_users_own_is_told_by_its_file(tmp_path: Path) -> None:
    file = tmp_path / "helpers.py"
    file.write_text("def clean(x): return x")
    names = defined(
        f"import sys, json\nsys.path.insert(0, {str(tmp_path)!r})\nimport helpers\nfrom helpers import clean"
    )
    sys.path.remove(str(tmp_path))
    first = [of_value(names[word], names) for word in ("helpers", "clean", "json")]
    file.write_text("def clean(x): return x + 1")
    again = [of_value(names[word], names) for word in ("helpers", "clean", "json")]
    assert [one == other for one, other in zip(first, again, strict=True)] == [False, False, True]
    del sys.modules["helpers"]


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
