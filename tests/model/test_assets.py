"""Project assets as values."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from jupyter_powa.model.assets import KnowledgeBase, Orchestration, ProjectAgent


@pytest.mark.parametrize(
    "asset",
    [ProjectAgent(name=" A "), KnowledgeBase(name=" A "), Orchestration(name=" A ", agents=["x"], supervisor="y")],
)
def test_an_asset_survives_json_and_its_name_has_no_spaces_around_it(asset: ProjectAgent) -> None:
    assert asset.name == "A"
    assert type(asset).model_validate_json(asset.model_dump_json()) == asset


def test_a_model_is_a_name_and_no_reference() -> None:
    with pytest.raises(ValidationError):
        ProjectAgent(name="a", model="<Input.output>")
