"""Which datasets a session has made: the one place where sessions meet the store of datasets."""

from __future__ import annotations

from jupyter_powa.limits import Limit
from jupyter_powa.model.pipeline import PipelineSession
from jupyter_powa.powa import Powa

MOST_NAMED: Limit[int] = 1_000
"""Datasets that a session names; the newest ones. Source: ours."""


def dataset_ids(powa: Powa, session: PipelineSession) -> list[str]:
    """Ids of the datasets that runs of the session's workflow have made since it began, oldest first."""
    made, _ = powa.store.datasets.list(limit=MOST_NAMED, workflow_id=session.workflow_id)
    return [record.id for record in reversed(made) if record.created_at >= session.created_at]
