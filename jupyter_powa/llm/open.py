"""Open a model by the way in which it is reached."""

from __future__ import annotations

from jupyter_powa.llm.base import Llm
from jupyter_powa.model.plan import ModelAccess


def open_llm(access: ModelAccess) -> Llm:
    """The model; must be called on a running loop. Raises ModelError where it cannot even be opened."""
    if access.recording:
        from jupyter_powa.llm.recorded import RecordedLlm

        behind = None if access.recording_mode == "strict" else _plain(access)
        return RecordedLlm(access.recording, access.recording_mode, access.model, behind)
    return _plain(access)


def _plain(access: ModelAccess) -> Llm:
    # Late, each of them: a run loads the one that it needs.
    if access.provider == "scripted":
        from jupyter_powa.llm.scripted import ScriptedLlm

        return ScriptedLlm.read(access.replies, access.model)
    if access.provider == "compatible":
        from jupyter_powa.llm.compatible import CompatibleLlm

        return CompatibleLlm(access)
    from jupyter_powa.llm.provider import LitellmLlm

    return LitellmLlm(access)
