"""What was run in the explorer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jupyter_powa.model.explore import PastQuery
from jupyter_powa.store import Store
from jupyter_powa.store.queries import LONGEST, MOST

THEN = datetime(2024, 1, 1, tzinfo=UTC)


def query(place: int, **more: object) -> PastQuery:
    values = {"sql": f"select {place}", "started_at": THEN + timedelta(seconds=place), "milliseconds": 1.5, **more}
    return PastQuery.model_validate(values)


def test_the_newest_comes_first_with_all_that_is_known(store: Store) -> None:
    store.queries.add(query(2, source="warehouse", row_count=5_000_000_000))
    store.queries.add(query(1, error="There is no table x."))
    assert store.queries.list() == [
        query(2, source="warehouse", row_count=5_000_000_000),
        query(1, error="There is no table x."),
    ]
    assert [one.sql for one in store.queries.list(1, offset=1)] == ["select 1"]


def test_only_the_last_ones_are_kept(store: Store) -> None:
    with store._reach.together():
        for place in range(MOST + 3):
            store.queries.add(query(place))
    kept = store.queries.list(2 * MOST)
    assert (len(kept), kept[0].sql, kept[-1].sql) == (MOST, f"select {MOST + 2}", "select 3")


def test_what_a_program_made_is_not_kept(store: Store) -> None:
    store.queries.add(query(1, sql="x" * (LONGEST + 1)))
    store.queries.add(query(2, sql="x" * LONGEST))
    assert [len(one.sql) for one in store.queries.list()] == [LONGEST]


def test_they_can_be_forgotten(store: Store) -> None:
    store.queries.add(query(1))
    store.queries.clear()
    assert store.queries.list() == []
