"""An error in one block."""

from __future__ import annotations

import re

from jupyter_powa.errors import BlockError
from jupyter_powa.notebook.sql.failed import SqlFailed, Stopped, excerpt, line_of

SQL = "\nselect a,\n  foo\nfrom b\n"


def bare(text: str) -> str:
    return re.sub(r"\033\[[\d;]*m", "", text)


def test_the_line_is_shown_with_those_around_it_and_the_word_is_marked() -> None:
    assert bare(excerpt(SQL, 3, 'Referenced column "foo" not found')) == (
        "  2  select a,\n▸ 3    foo\n       ^^^\n  4  from b"
    )


def test_the_empty_line_of_the_magic_is_not_shown() -> None:
    assert bare(excerpt(SQL, 2, "no word")) == "▸ 2  select a,\n  3    foo"


def test_a_line_that_is_not_there_is_not_shown() -> None:
    assert excerpt(SQL, 9, "") == ""


def test_the_only_line_with_the_word_is_found() -> None:
    assert line_of(SQL, "Table with name b does not exist") == 4
    assert line_of("select a\nfrom a", "column a") is None


def test_it_is_one_block_in_a_notebook_and_in_a_log() -> None:
    failed = SqlFailed(BlockError("Wrong.\nMore.", code="sql_error"), excerpt(SQL, 3, 'near "foo"'))
    assert bare("\n".join(failed._render_traceback_())) == f"Wrong.\nMore.\n\n{bare(failed.shown)}"
    assert str(failed) == f"Wrong.\nMore.\n\n{bare(failed.shown)}"
    assert Stopped("It was stopped.")._render_traceback_() == ["It was stopped."]
