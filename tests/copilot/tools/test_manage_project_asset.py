"""Change an asset, once the user says yes."""

import asyncio
from typing import Any

import pytest

from jupyter_powa import assets
from jupyter_powa.errors import BadRequest, Conflict, NotFound


@pytest.fixture
def decided(use, turn) -> Any:
    """Use the tool and answer what it asks; gives its result and what was asked."""

    async def decided(approve: bool, **arguments: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        doing = asyncio.create_task(use("manage_project_asset", **arguments))
        asked: dict[str, Any] = {}
        async for told in turn.talk.follow():
            if told["event"] == "confirmation_required" and turn.talk.settle(told["confirmation_id"], approve):
                asked = dict(told)
            if told["event"] == "confirmation_settled" and asked.get("confirmation_id") == told["confirmation_id"]:
                break
        return await doing, asked

    return decided


async def test_without_a_yes_nothing_changes(use, powa, decided):
    with pytest.raises(Conflict, match="nobody is there"):
        await use("manage_project_asset", action="create", asset_type="agents", config={"name": "Clerk"})
    with pytest.raises(Conflict, match="said no"):
        await decided(False, action="create", asset_type="agents", config={"name": "Clerk"})
    assert list(await assets.listed(powa, "agents")) == []


async def test_with_a_yes_it_is_made_changed_and_deleted(powa, decided):
    made, asked = await decided(True, action="create", asset_type="agents", config={"name": "Clerk"})
    assert (asked["summary"], asked["config"]) == ("Create the agent 'Clerk'.", {"name": "Clerk"})
    await decided(True, action="update", asset_type="agent", asset_id="Clerk", config={"description": "d"})
    assert (await assets.details(powa, "agents", made["id"])).description == "d"
    await decided(True, action="delete", asset_type="agent", asset_id="Clerk")
    assert list(await assets.listed(powa, "agents")) == []


async def test_a_change_that_cannot_be_is_not_asked_about(use, powa, turn):
    await assets.create(powa, "knowledge_bases", {"name": "Letters"})
    await assets.create(powa, "agents", {"name": "Clerk", "knowledge_bases": ["Letters"], "system_prompt": "x" * 3_000})
    cut = {"system_prompt": "y" * 10 + "... [truncated]"}
    for error, arguments in [
        (BadRequest, {"action": "create", "asset_type": "agents", "config": {"colour": "red"}}),
        (Conflict, {"action": "create", "asset_type": "agents", "config": {"name": "clerk"}}),
        (BadRequest, {"action": "update", "asset_type": "agents"}),
        (BadRequest, {"action": "update", "asset_type": "agents", "asset_id": "Clerk", "config": cut}),
        (NotFound, {"action": "delete", "asset_type": "agents", "asset_id": "Nobody"}),
        (Conflict, {"action": "delete", "asset_type": "knowledge_bases", "asset_id": "Letters"}),
    ]:
        with pytest.raises(error):
            await use("manage_project_asset", **arguments)
    assert not [told for told in turn.talk.events if told["event"] == "confirmation_required"]
