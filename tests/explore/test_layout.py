"""Statements laid out anew: only blanks and line breaks change."""

from __future__ import annotations

import re

import pytest

from jupyter_powa.explore.dialect import DUCKDB, dialect_of
from jupyter_powa.explore.layout import laid_out

LONG = """select a_rather_long_name, another_rather_long_name as x, (select max(b) from u where u.a = t.a) as y
from t left join (select a, count(*) as n from u where a in (1,2,3) and b is distinct from c group by a) v on v.a = t.a
where a_rather_long_name between 1 and 2 and another_rather_long_name like 'x  and  y' or d in (select 1) order by 1"""


def test_clauses_stand_on_lines_of_their_own_and_long_ones_are_broken() -> None:
    assert laid_out(LONG, DUCKDB).splitlines() == [
        "select",
        "  a_rather_long_name,",
        "  another_rather_long_name as x,",
        "  (select max(b) from u where u.a = t.a) as y",
        "from t",
        "left join",
        "  (",
        "    select a, count(*) as n",
        "    from u",
        "    where a in (1, 2, 3) and b is distinct from c",
        "    group by a",
        "  ) v on v.a = t.a",
        "where",
        "  a_rather_long_name between 1 and 2",
        "  and another_rather_long_name like 'x  and  y'",
        "  or d in (select 1)",
        "order by 1",
    ]


@pytest.mark.parametrize(
    ("sql", "made"),
    [
        ("select   1", "select 1"),
        ("from t select a;", "from t\nselect a"),
        ("select a::int,b->>'$.x' from t limit 10%", "select a::int, b->>'$.x'\nfrom t\nlimit 10%"),
        ("select a -- why\n, b from t", "select\n  a -- why\n    ,\n  b\nfrom t"),
        ("select 1 -- at the end", "select 1\n-- at the end"),
        ("select $$ from  where $$", "select $$ from  where $$"),
        ("select a from t asof join u using (a)", "select a\nfrom t\nasof join u using (a)"),
        ("delete from t where a = 1", "delete\nfrom t\nwhere a = 1"),
        ("", ""),
    ],
)
def test_what_people_write_is_kept_word_for_word(sql: str, made: str) -> None:
    assert laid_out(sql, DUCKDB) == made


@pytest.mark.parametrize("kind", ["duckdb", "postgresql", "mariadb", "sqlite", "oracle"])
def test_to_lay_out_twice_changes_nothing_and_no_letter_is_lost(kind: str) -> None:
    once = laid_out(LONG, dialect_of(kind))
    assert laid_out(once, dialect_of(kind)) == once
    assert re.sub(r"\s", "", once) == re.sub(r"\s", "", LONG)


@pytest.mark.parametrize(
    ("sql", "why"), [("select (", "not closed"), ("select 1)", "not open"), ("a; b", "one statement")]
)
def test_what_cannot_be_laid_out_is_told(sql: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        laid_out(sql, DUCKDB)
