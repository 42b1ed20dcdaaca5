"""Chance that comes out the same each time."""

from __future__ import annotations

import hashlib

import duckdb

from jupyter_powa.blocks.drawn import draw


def test_a_draw_tells_empty_from_text_and_columns_from_one_another() -> None:
    rows = "select * from (values ('a', 'b'), ('ab', ''), ('ab', null), (null, 'ab')) t(x, y)"
    found = {row[0] for row in duckdb.sql(f"select {draw(1, ['x', 'y'])} from ({rows})").fetchall()}
    assert len(found) == 4


def test_it_is_the_same_in_every_version() -> None:
    (drawn,) = duckdb.sql(f"select {draw(7, ['n'])}::varchar from (select 1 as n)").fetchall()
    digest = hashlib.md5(b"7\x1f1", usedforsecurity=False).digest()
    assert drawn == (str(int.from_bytes(digest[8:], "little")),)
