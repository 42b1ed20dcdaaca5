"""What SQL agents have used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jupyter_powa.store import Store

MAY, JUNE = datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)


def test_amounts_are_summed_by_event_and_time(store: Store) -> None:
    store.usage.add({"tokens": 3_000_000_000, "rows": 0}, "a", MAY)
    store.usage.add({"tokens": 5, "queries": 2}, None, JUNE - timedelta(microseconds=1))
    store.usage.add({"tokens": 7}, "a", JUNE)
    assert store.usage.sums() == {"tokens": 3_000_000_012, "queries": 2}
    assert store.usage.sums(MAY, JUNE) == {"tokens": 3_000_000_005, "queries": 2}
    assert store.usage.sums(JUNE) == {"tokens": 7}
    assert store.usage.sums(end=MAY) == {}
