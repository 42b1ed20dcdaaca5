"""The terms of a run, made definite: which blocks it runs, what those hold that are pinned, how long it may take."""

from __future__ import annotations

from jupyter_powa.engine.reuse import settled
from jupyter_powa.model.execution import BlockLog
from jupyter_powa.model.plan import Kept, Terms, Trigger
from jupyter_powa.model.workflow import Graph
from jupyter_powa.powa import Powa


async def agreed(powa: Powa, terms: Terms, graph: Graph) -> Terms:
    """The terms as a plan takes them along; raises BadRequest for a block that is not there."""
    pins = {block.id: block.pin for block in graph.blocks if block.pin}
    if terms.part is None and not pins:
        return terms
    held = {block_id: kept for block_id, pin in pins.items() if (kept := _held(powa, pin, block_id)) is not None}
    return terms.model_copy(update={"part": settled(terms.part, graph), "kept": {**terms.kept, **held}})


def kept_of(log: BlockLog, execution_id: str) -> Kept:
    """The result of a block that ended well, to be taken up by another run."""
    took, origin = log.duration_ms or 0.0, log.reused_from or execution_id
    return Kept(data=log.output, stored=log.stored or {}, route=log.route, duration_ms=took, execution_id=origin)


def _held(powa: Powa, execution_id: str, block_id: str) -> Kept | None:
    """What the store has of a pinned output; None where it stands in a kernel's memory alone."""
    running = powa.executions.get(execution_id)
    logs = powa.store.logs.list(execution_id) if running is None else running.journal.snapshot()
    found = [log for log in logs if log.block_id == block_id and log.status == "success" and log.stored is not None]
    return kept_of(found[0], execution_id) if found else None


def allowed(powa: Powa, trigger: Trigger, terms: Terms) -> float:
    """Seconds that a run may take; who runs it in a process of their own may say more by its budget."""
    limit = powa.settings.execution_timeout
    said = terms.budget.seconds if terms.budget is not None else None
    return max(limit, said) if trigger == "notebook" and said is not None else limit
