"""What a column's values are."""

from __future__ import annotations

import pytest

from jupyter_powa.explore.kinds import sort_of


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (["TINYINT", "HUGEINT", "DECIMAL(18,3)", "DOUBLE", "int4", "numeric(10,2)", "double precision"], "number"),
        (["DATE", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_NS", "timestamptz", "datetime", "TIME"], "time"),
        (["VARCHAR", "ENUM('a, INTEGER', 'b')", "UUID", "JSON", "varchar(20)", "bpchar(3)", "text"], "text"),
        (["BOOLEAN", "bool"], "boolean"),
        (["INTEGER[]", "STRUCT(a INTEGER)", "MAP(VARCHAR, DATE)", "BLOB", "INTERVAL", "int4[]", "point"], "other"),
        (["TIME WITH TIME ZONE", "BIGNUM", "GEOMETRY", "INTEGER[3]", "UNION(a INTEGER)"], "other"),
    ],
)
def test_the_databases_own_word_tells_it(types: list[str], kind: str) -> None:
    assert {type: sort_of(type).kind for type in types} == dict.fromkeys(types, kind)


@pytest.mark.parametrize(
    ("arrow", "kind"),
    [("arro3.core.DataType<Int64>", "number"), ("arro3.core.DataType<Utf8>", "text"), ("", "other")],
)
def test_without_a_word_the_values_tell_it(arrow: str, kind: str) -> None:
    assert sort_of("", arrow).kind == kind
