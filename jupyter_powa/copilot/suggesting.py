"""Example prompts for a chat that is still empty, drawn from the workflow and from the user's own tables."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from jupyter_powa.copilot.tools.get_db_schema import fitting
from jupyter_powa.errors import PowaError
from jupyter_powa.llm.planner.suggest import SHOWN, suggestions
from jupyter_powa.powa import Powa
from jupyter_powa.reading import describe_project

log = logging.getLogger(__name__)
PATIENCE = 5.0
"""Seconds that the database has to tell its tables: an example prompt is not worth a longer wait."""


async def suggest(powa: Powa, workflow_id: str = "") -> list[str]:
    """Three to six prompts; raises WorkflowNotFound. A database that cannot be read now costs only the better ones."""
    own = _of_workflow(powa, workflow_id) if workflow_id else []
    return [*own, *suggestions(await _schema(powa))][:SHOWN]


def _of_workflow(powa: Powa, workflow_id: str) -> list[str]:
    """What may be asked about the workflow as it is."""
    if not powa.store.workflows.get(workflow_id).blocks:
        return []
    last = powa.store.executions.list(workflow_id, 1)
    failed = bool(last) and last[0].status == "failed"
    return [*(["Fix the last failed run"] if failed else []), "Explain this workflow"]


async def _schema(powa: Powa) -> dict[str, Any]:
    try:
        return fitting(await asyncio.wait_for(describe_project(powa), PATIENCE))
    except (PowaError, TimeoutError) as error:
        log.info("No example prompts from tables: %s", error or "the database took too long")
        return {}
