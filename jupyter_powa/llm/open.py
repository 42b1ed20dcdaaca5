"""Open a model by the way in which it is reached: one that answers, or one that turns texts into vectors."""

from __future__ import annotations

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.base import Embedder, Llm
from jupyter_powa.llm.traced import traced, traced_embedder
from jupyter_powa.model.plan import ModelAccess


def open_llm(access: ModelAccess) -> Llm:
    """The model; must be called on a running loop. Raises ModelError where it cannot even be opened."""
    if access.recording:
        from jupyter_powa.llm.recorded import RecordedLlm

        behind = None if access.recording_mode == "strict" else _plain(access)
        return traced(access, RecordedLlm(access.recording, access.recording_mode, access.model, behind))
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


def open_embedder(access: ModelAccess) -> Embedder:
    """The model that turns texts into vectors; must be called on a running loop. Raises ModelError."""
    if access.recording and access.recording_mode == "strict":
        words = (
            f"The model {access.model} is not asked: only recorded answers are played, and vectors are not recorded."
        )
        raise ModelError(words, code="not_recorded")
    if access.provider == "compatible":
        from jupyter_powa.llm.embedding import CompatibleEmbedder

        return traced_embedder(access, CompatibleEmbedder(access))
    if access.provider == "litellm":
        from jupyter_powa.llm.provider import LitellmEmbedder

        return traced_embedder(access, LitellmEmbedder(access))
    words = f"The model {access.model} plays prepared replies and turns no text into vectors."
    raise ModelError(words, code="model_unknown")
