"""One turn of a conversation, for tools to be used in."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_powa.copilot.draft import Draft
from jupyter_powa.copilot.tools import tools
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.talking import Talk
from tests.copilot.conftest import session, workflow

__all__ = ["session", "workflow"]


@pytest.fixture
def turn(powa: Powa, session: Any, workflow: Workflow) -> Turn:
    """A turn in which nothing was done yet, and which nobody reads."""
    return Turn(powa, session, workflow, Draft(workflow.graph, workflow.version), Talk(session.id, alone=0.05))


@pytest.fixture
def use(turn: Turn) -> Any:
    """Use a tool by its name."""

    async def use(name: str, **arguments: Any) -> dict[str, Any]:
        return await tools()[name].model_validate(arguments).run(turn)

    return use
