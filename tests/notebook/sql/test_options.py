"""What stands behind the magic's name."""

from __future__ import annotations

import pytest

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.sql.options import Options, options


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", Options()),
        ("pg", Options(source="pg")),
        ("'My data'", Options(source="My data")),
        ("recent <<", Options(to="recent")),
        ("pg recent<< select 1", Options(source="pg", to="recent", rest="select 1")),
        ("select 1 << 2", Options(rest="select 1 << 2")),
        ("with a as (select 1) from a", Options(rest="with a as (select 1) from a")),
        ("--save big --no-execute", Options(save="big", execute=False)),
        (
            "--with a,b --with c pg --as polars --rows 5",
            Options(source="pg", use=["a", "b", "c"], kind="polars", rows=5),
        ),
        ("--save=big -- words", Options(save="big", rest="-- words")),
        ("(select 1)", Options(rest="(select 1)")),
    ],
)
def test_a_line_is_read(line: str, expected: Options) -> None:
    assert options(line) == expected


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--colour red", "no option --colour. Write: %%powa_sql"),
        ("--save", "--save needs a value"),
        ("--save a-b", "letters, digits and underscores"),
        ("--save order", "word of SQL's own"),
        ("--as table", "there are explorer, relation, frame, polars, arrow"),
        ("--rows none", "a number from 1"),
    ],
)
def test_what_is_not_understood_is_told_with_what_there_is(line: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        options(line)
