"""Queries made of pieces: some of them pass a guard, and none may reach what is private."""

from __future__ import annotations

from hypothesis import strategies as st


def queries(names: list[str], values: list[str], own: list[str]) -> st.SearchStrategy[str]:
    """Nested queries over these tables and values, with parts called by these names."""
    tables, parts, words = st.sampled_from(names), st.sampled_from(own), st.sampled_from(values)

    def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        table = st.one_of(tables, inner.map(lambda sql: f"({sql}) AS a"))
        value = st.one_of(words, inner.map(lambda sql: f"({sql})"))
        select = st.builds(lambda what, where: f"SELECT {what} FROM {where}", value, table)
        joins = st.builds(lambda a, b: f"SELECT * FROM {a} , {b}", table, table)
        union = st.builds(lambda a, b, word: f"{a} {word} {b}", inner, inner, st.sampled_from(["UNION ALL", "EXCEPT"]))
        common = st.builds(
            lambda name, a, b, word: f"WITH {word} {name} AS ({a}) {b}",
            parts,
            inner,
            inner,
            st.sampled_from(["", "RECURSIVE"]),
        )
        two = st.builds(lambda n, m, a, b, c: f"WITH {n} AS ({a}), {m} AS ({b}) {c}", parts, parts, inner, inner, inner)
        where = st.builds(lambda a, b: f"{a} WHERE EXISTS ({b})", select, inner)
        renamed = st.builds(lambda a, name, b: f"SELECT * FROM {a} AS {name}, {b}", tables, parts, table)
        return st.one_of(select, joins, union, common, two, where, renamed)

    return st.recursive(tables.map(lambda name: f"SELECT * FROM {name}"), joined, max_leaves=6)


def nonsense(attempts: list[str]) -> st.SearchStrategy[str]:
    """The words of attempts in any order."""
    pieces = sorted({word for sql in attempts if len(sql) < 300 for word in sql.replace(",", " , ").split()})
    return st.lists(st.sampled_from(pieces), min_size=1, max_size=12).map(" ".join)
