"""Linkers over index files: made once, brought up to date where something changed, let go of where many are open."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from jupyter_powa.agents.linkers import MOST_OPEN, Linkers
from jupyter_powa.errors import StoreUnavailable
from jupyter_powa.model.agents import Context, Golden


def golden(question: str) -> Golden:
    return Golden(agent_id="a", question=question, sql_text="select 1", approved=True)


async def test_a_linker_is_kept_until_its_context_or_examples_change(tmp_path: Path, shop: Context) -> None:
    linkers = Linkers(tmp_path / "agents")
    async with linkers.linked(shop) as first, linkers.linked(shop.model_copy(deep=True)) as second:
        assert first is second
        assert first.link("countries of customers").tables[0] == "customers"
    changed = shop.model_copy(update={"tables": shop.tables[1:]})
    async with linkers.linked(changed, [golden("How many orders?")]) as third:
        assert third is not first
        linked = third.link("How many orders?")
        assert "customers" not in linked.tables and linked.examples[0].sql_text == "select 1"
    linkers.close()
    again = Linkers(tmp_path / "agents")
    async with again.linked(changed) as fourth:
        assert fourth.link("How many orders?").examples == []
    await again.forget(shop.id)
    assert list((tmp_path / "agents").iterdir()) == []
    again.close()


async def test_many_may_be_open_and_those_in_use_stay(tmp_path: Path, shop: Context) -> None:
    linkers = Linkers(tmp_path)
    async with linkers.linked(shop) as used:
        for place in range(MOST_OPEN + 5):
            async with linkers.linked(shop.model_copy(update={"id": f"c{place}"})):
                pass
        assert used.link("countries of customers").tables[0] == "customers"
        assert len(linkers._open) == MOST_OPEN
    linkers.close()


async def test_many_may_ask_for_the_same_one_at_once(shop: Context) -> None:
    linkers = Linkers(None)

    async def ask(place: int) -> list[str]:
        async with linkers.linked(shop, [golden(f"question {place % 3}")]) as linker:
            await asyncio.sleep(0)
            return linker.link("countries of customers").tables[:1]

    assert await asyncio.gather(*map(ask, range(12))) == [["customers"]] * 12
    linkers.close()


async def test_a_damaged_index_says_what_to_do_and_is_made_anew(tmp_path: Path, shop: Context) -> None:
    (tmp_path / f"{shop.id}.sqlite").write_bytes(b"no database" * 1_000)
    linkers = Linkers(tmp_path)
    with pytest.raises(StoreUnavailable, match="rebuild"):
        async with linkers.linked(shop):
            pass
    await linkers.forget(shop.id)
    async with linkers.linked(shop) as linker:
        assert linker.link("customers").tables
    linkers.close()
