"""What completion knows of tables."""

from __future__ import annotations

import time

from jupyter_powa import Powa
from jupyter_powa.notebook.sql.braces import Filled
from jupyter_powa.notebook.sql.known import Known
from jupyter_powa.notebook.sql.reach import Reach


def names(known: Known, source: str | None = None) -> list[str]:
    return [table.name for schema in known.schemas(source) for table in schema.tables]


def test_tables_are_kept_until_a_statement_has_changed_them() -> None:
    powa = Powa.memory()
    reach = Reach(lambda: powa, {})
    known = Known(reach)
    assert names(known) == []
    reach.frame(None, Filled("create table known_a (b int)"))
    try:
        assert names(known) == []
        known.forget(None)
        assert "known_a" in names(known)
    finally:
        reach.frame(None, Filled("drop table known_a"))


def test_a_source_that_cannot_be_read_has_no_tables_and_is_asked_again_later() -> None:
    powa = Powa.memory()
    known = Known(Reach(lambda: powa, {}))
    assert names(known, "nowhere") == []
    time.sleep(0.05)
    assert names(known, "nowhere") == []
