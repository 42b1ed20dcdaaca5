"""Which datasets a session has made: the one place where sessions meet the store of datasets."""

from __future__ import annotations

from jupyter_powa.model.pipeline import PipelineSession
from jupyter_powa.powa import Powa


def dataset_ids(powa: Powa, session: PipelineSession) -> list[str]:
    """Ids of the datasets that runs of the session's workflow have made since it began, oldest first."""
    return []
