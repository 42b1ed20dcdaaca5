"""What each tool of the copilot must offer, and the turn that it is used in.

A tool is a form that can run: its fields are the arguments, its docstring is what the model reads, `run` gives plain
values. It raises a PowaError to refuse: the model is told the words, and the turn goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from jupyter_powa.copilot.draft import Draft
from jupyter_powa.llm.base import ToolSpec
from jupyter_powa.model.chat import (
    ConfirmationRequired,
    ConfirmationSettled,
    QuestionAnswered,
    QuestionAsked,
)
from jupyter_powa.model.copilot import CopilotSession, Proof
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
    failed_execution: str | None = None
    """The failed run that was looked into: what a repair is held against."""
    proof: Proof | None = None
    """What the last run of the draft showed."""
    proved: int = 0
    """How often the draft had changed when that run was made."""
    refused_run: str = ""
    """Why the draft was not run, where the user did not say yes."""

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


class Tool(BaseModel):
    """Something that the model may call. The class is the tool; an instance is one call."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: ClassVar[str]
    saying: ClassVar[str]
    """What people read while it runs."""
    alone: ClassVar[bool]
    """Whether calls of one answer are made one after the other: those that change the draft, or ask the user."""

    def __init_subclass__(cls, *, name: str = "", saying: str = "", alone: bool = False, **kwargs: Any) -> None:
        """Take the words of the tool."""
        super().__init_subclass__(**kwargs)
        cls.name, cls.saying, cls.alone = name, saying, alone

    async def run(self, turn: Turn) -> dict[str, Any]:
        """Do it, and give what the model reads of it."""
        raise NotImplementedError(f"{self.name} has no work")

    @classmethod
    def spec(cls) -> ToolSpec:
        """The tool as a model is offered it."""
        schema = cls.model_json_schema()
        about = " ".join((cls.__doc__ or "").split())
        schema.pop("title", None)
        schema.pop("description", None)
        return ToolSpec(cls.name, about, schema)
