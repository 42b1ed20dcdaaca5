"""Every tool, as a model is offered it."""

import json
from pathlib import Path

import pytest

from jupyter_powa.copilot.tools import tools

EIGHT = {
    "modify_workflow",
    "get_block_info",
    "get_db_schema",
    "list_project_assets",
    "get_asset_details",
    "execute_public_sql",
    "get_workflow_run_logs",
    "manage_project_asset",
}
OURS = {"get_file_schema", "read_workflow", "run_draft", "ask_user"}


def test_the_seeds_eight_are_there_and_ours():
    assert set(tools()) == EIGHT | OURS


@pytest.mark.parametrize("name", sorted(tools()))
def test_each_says_what_it_does_and_describes_every_argument(name):
    tool = tools()[name]
    spec = tool.spec()
    assert spec.name == name and len(spec.description) > 40 and tool.saying.endswith("…")
    assert spec.parameters["type"] == "object" and json.dumps(spec.parameters)
    assert all(field.description for field in tool.model_fields.values())
    assert (Path(__file__).parent / f"test_{name}.py").exists()
