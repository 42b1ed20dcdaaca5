"""Statements as trees."""

from __future__ import annotations

import pytest

from jupyter_powa.explore.dialect import DUCKDB, dialect_of
from jupyter_powa.explore.parsed import LONGEST, parsed, reads_only


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("select 1", True),
        ("from t select a", True),
        ("with a as (select 1) select * from a union all select 2;", True),
        ("select 1; select 2", False),
        ("with a as (insert into t values (1) returning *) select * from a", False),
        ("select * into other from t", False),
        ("select * from t for update", False),
        ("create table x as select 1", False),
        ("copy t to 'x'", False),
        ("select (", False),
        ("", False),
    ],
)
def test_a_query_that_writes_nothing_is_told_from_others(sql: str, reads: bool) -> None:
    for kind in ("duckdb", "postgresql"):
        assert reads_only(sql, dialect_of(kind)) == reads


def test_what_is_not_understood_is_told_with_its_place() -> None:
    with pytest.raises(ValueError, match="line 2, column"):
        parsed("select a\nfrom (", DUCKDB)
    with pytest.raises(ValueError, match="too long"):
        parsed("select " + "1," * LONGEST + "1", DUCKDB)
    with pytest.raises(ValueError, match="cannot be read as a tree"):
        parsed("vacuum analyze t", dialect_of("postgresql"))
