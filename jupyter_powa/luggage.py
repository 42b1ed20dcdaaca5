"""What a plan carries for its blocks: the stored secrets and the ways to models that they name."""

from __future__ import annotations

from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.errors import PowaError
from jupyter_powa.model.plan import ModelAccess, Secret
from jupyter_powa.model.workflow import Graph, Problem
from jupyter_powa.powa import Powa
from jupyter_powa.redact import known
from jupyter_powa.runnable import invalid


def luggage(powa: Powa, graph: Graph) -> dict[str, Any]:
    """The `secrets`, `models` and `web` of a Plan; raises InvalidGraph, so that no run starts that cannot end well."""
    kinds = catalog()
    secrets: dict[str, Secret] = {}
    models: dict[str, ModelAccess] = {}
    problems = []
    for block in graph.blocks:
        if not block.enabled or (needs := kinds[block.type].needs(block.config)) is None:
            continue
        try:
            secrets |= {name: powa.vault.get(name) for name in needs.secrets}
            models |= {word: powa.models.access(word) for word in needs.models}
        except PowaError as error:
            words = f"Block {block.name!r}: {error.message}"
            problems.append(Problem(code="missing_secret", message=words, block_id=block.id))
    if problems:
        raise invalid(problems)
    known.remember(*(secret.value.get_secret_value() for secret in secrets.values()))
    known.remember(*(access.key.get_secret_value() for access in models.values() if access.key is not None))
    return {"secrets": secrets, "models": models, "web": powa.web}
