"""Open a model by the way in which it is reached: one that answers, or one that turns texts into vectors."""

from __future__ import annotations

import asyncio

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.base import Embedder, Llm
from jupyter_powa.llm.traced import traced, traced_embedder
from jupyter_powa.model.plan import ModelAccess
from jupyter_powa.replay.recorder import Recorder

LOCAL = ("planner", "scripted")
"""Rules and prepared replies: they reach nothing, and are not recorded."""


def open_llm(access: ModelAccess, recorder: Recorder | None = None) -> Llm:
    """The model; must be called on a running loop. Raises ModelError where it cannot even be opened.

    `recorder`: what plays and records its answers.
    """
    if recorder is not None and access.provider not in LOCAL:
        from jupyter_powa.llm.recorded import RecordedLlm

        return traced(access, RecordedLlm(recorder, access.model, lambda: _plain(access)))
    return traced(access, _plain(access))


def _plain(access: ModelAccess) -> Llm:
    # Late, each of them: a run loads the one that it needs.
    if access.provider == "scripted":
        from jupyter_powa.llm.scripted import ScriptedLlm

        return ScriptedLlm.read(access.replies, access.model)
    if access.provider == "planner":
        from jupyter_powa.llm.planner import Planner

        return Planner()
    if access.provider == "compatible":
        from jupyter_powa.llm.compatible import CompatibleLlm

        return CompatibleLlm(access)
    from jupyter_powa.llm.provider import LitellmLlm

    return LitellmLlm(access)


async def prices_of(access: ModelAccess) -> tuple[float, float] | None:
    """US dollars for a million tokens asked, and answered; None where nobody knows. Nothing is asked of the model."""
    if access.provider in LOCAL:
        return 0.0, 0.0
    if access.provider == "compatible":
        return access.prices
    from jupyter_powa.llm.provider import prices

    return await asyncio.to_thread(prices, access.model)


def open_embedder(access: ModelAccess, recorder: Recorder | None = None) -> Embedder:
    """The model that turns texts into vectors; must be called on a running loop. Raises ModelError.

    `recorder`: as for `open_llm`.
    """
    if recorder is not None and access.provider not in LOCAL:
        from jupyter_powa.llm.recorded import RecordedEmbedder

        return RecordedEmbedder(recorder, access.model, lambda: _embedder(access))
    return _embedder(access)


def _embedder(access: ModelAccess) -> Embedder:
    if access.provider == "compatible":
        from jupyter_powa.llm.embedding import CompatibleEmbedder

        return traced_embedder(access, CompatibleEmbedder(access))
    if access.provider == "litellm":
        from jupyter_powa.llm.provider import LitellmEmbedder

        return traced_embedder(access, LitellmEmbedder(access))
    words = f"The model {access.model} plays prepared replies and turns no text into vectors."
    raise ModelError(words, code="model_unknown")
