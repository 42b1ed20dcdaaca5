"""List what the project has."""

import pytest

from jupyter_powa import assets
from jupyter_powa.copilot.tools.list_project_assets import LISTED
from jupyter_powa.errors import BadRequest
from jupyter_powa.models import Models


async def test_all_kinds_are_there_with_what_they_are_for(use, powa, workflow):
    powa.models = Models(powa.settings, powa.vault, {"OPENAI_API_KEY": "k"})
    await assets.create(powa, "agents", {"name": "Clerk", "description": "Sorts letters."})
    told = await use("list_project_assets")
    assert [(one["name"], one["description"]) for one in told["agents"]] == [("Clerk", "Sorts letters.")]
    assert told["knowledge_bases"] == told["orchestrations"] == []
    assert told["workflows"] == [{"id": workflow.id, "name": "Demo", "description": None}]
    assert [one["name"] for one in told["sql_agents"]] == ["Developer", "DBA"]
    assert "gpt-5.2" in told["models"] and "claude-sonnet-4-6" not in told["models"]


async def test_one_kind_in_whichever_word(use, powa):
    for number in range(LISTED + 5):
        await assets.create(powa, "agents", {"name": f"a{number:03}"})
    for word in ("agent", "agents", "Agents"):
        assert len((await use("list_project_assets", asset_type=word))["agents"]) == LISTED
    with pytest.raises(BadRequest, match="agents"):
        await use("list_project_assets", asset_type="elephants")
