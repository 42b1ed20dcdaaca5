"""One user message and all that the copilot does about it. Not stored: its message is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from jupyter_powa.copilot.draft import Draft
from jupyter_powa.model.chat import ConfirmationRequired, ConfirmationSettled, QuestionAnswered, QuestionAsked
from jupyter_powa.model.copilot import CopilotSession, Message, Proof
from jupyter_powa.model.workflow import Workflow, new_id, now
from jupyter_powa.powa import Powa
from jupyter_powa.talking import Talk


@dataclass
class Turn:
    """One user message and all that the copilot does about it."""

    powa: Powa
    session: CopilotSession
    workflow: Workflow
    draft: Draft
    talk: Talk
    said: str = ""
    """The user's words."""
    kernel_id: str | None = None
    """The kernel where its tools look at data and run drafts; None for the server's own, or this process."""
    failed_execution: str | None = None
    """The failed run that was looked into: what a repair is held against."""
    proof: Proof | None = None
    """What the last run of the draft showed."""
    proved: int = 0
    """How often the draft had changed when that run was made."""
    refused_run: str = ""
    """Why the draft was not run, where the user did not say yes."""
    guide: str = ""
    """What the model is told beside the rules: what this workflow is for."""
    then: Callable[[Turn, Message], Awaitable[Message]] | None = None
    """What is done with the answer when it is stored, before its end is told; it gives the answer as it is then."""

    async def confirm(
        self, action: str, asset_type: str, asset_id: str | None, summary: str, config: dict[str, Any]
    ) -> tuple[bool, str]:
        """Whether the user says yes, and how that came; no answer is a no."""
        wanted, seconds = new_id(), self.powa.settings.copilot_wait
        until = (now() + timedelta(seconds=seconds)).isoformat()
        self.talk.tell(ConfirmationRequired(wanted, action, asset_type, asset_id, summary, config, until))
        reason: Any = "stopped"
        approved: Any = False
        try:
            approved, reason = await self.talk.answer(wanted, seconds)
        finally:
            self.talk.tell(ConfirmationSettled(wanted, approved is True, reason))
        return approved is True, reason

    async def ask(self, question: str, options: list[str]) -> str | None:
        """What the user answers to a question; None where nobody does in time."""
        wanted, seconds = new_id(), self.powa.settings.copilot_wait
        until = (now() + timedelta(seconds=seconds)).isoformat()
        self.talk.tell(QuestionAsked(wanted, question, options, until))
        answer: Any = None
        try:
            answer, _ = await self.talk.answer(wanted, seconds)
        finally:
            self.talk.tell(QuestionAnswered(wanted, answer))
        return answer if isinstance(answer, str) else None
