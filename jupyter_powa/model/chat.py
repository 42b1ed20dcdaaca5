"""What happens in one turn of the copilot, event by event (contract 5.1), as it goes to whoever reads along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal

from pydantic_core import to_jsonable_python

from jupyter_powa.model.copilot import Proof, Spent, WorkflowDiff
from jupyter_powa.model.pipeline import PipelineConfig


@dataclass(slots=True)
class TurnStart:
    """A turn begins. Ours."""

    event: ClassVar[str] = "turn_start"
    message_id: str
    """The answer's id, which is stored already."""
    user_message_id: str
    message: str
    """What the user said."""
    model: str


@dataclass(slots=True)
class ChatStatus:
    """What the copilot is doing, for people."""

    event: ClassVar[str] = "status"
    message: str


@dataclass(slots=True)
class ToolCalled:
    """A tool is about to run. `tool_call` holds the same once more, as the vendor nests it."""

    event: ClassVar[str] = "tool_call"
    name: str
    arguments: dict[str, Any]
    tool_call: dict[str, Any]
    call_id: str


@dataclass(slots=True)
class ToolAnswered:
    """A tool has ended; its result is cut to a readable size."""

    event: ClassVar[str] = "tool_result"
    name: str
    result: Any
    call_id: str
    ok: bool


@dataclass(slots=True)
class ContentDelta:
    """A piece of the answer."""

    event: ClassVar[str] = "content_delta"
    delta: str


@dataclass(slots=True)
class ReasoningDelta:
    """A piece of what the model thinks first."""

    event: ClassVar[str] = "reasoning_delta"
    step: int
    delta: str


@dataclass(slots=True)
class DraftChanged:
    """The draft has changed: the whole change so far. Ours."""

    event: ClassVar[str] = "draft"
    workflow_diff: WorkflowDiff


@dataclass(slots=True)
class ConfirmationRequired:
    """Something waits for the user's yes."""

    event: ClassVar[str] = "confirmation_required"
    confirmation_id: str
    action: str
    """create, update, delete; or run."""
    asset_type: str
    asset_id: str | None
    summary: str
    config: dict[str, Any]
    expires_at: str
    """ISO 8601, UTC: no answer until then is a no."""


@dataclass(slots=True)
class ConfirmationSettled:
    """What waited is settled."""

    event: ClassVar[str] = "confirmation_settled"
    confirmation_id: str
    approved: bool
    reason: Literal["answered", "expired", "stopped", "nobody"]


@dataclass(slots=True)
class QuestionAsked:
    """The copilot asks the user."""

    event: ClassVar[str] = "question"
    question_id: str
    question: str
    options: list[str]
    expires_at: str


@dataclass(slots=True)
class QuestionAnswered:
    """The user has answered, or time is up (None)."""

    event: ClassVar[str] = "question_answered"
    question_id: str
    answer: str | None


@dataclass(slots=True)
class PipelineSettled:
    """What became of a pipeline's proposed change, before the turn ends. Ours."""

    event: ClassVar[str] = "pipeline"
    current_config: PipelineConfig | None
    """The pipeline as it is now; None where there is no valid one."""
    config_changed: bool
    version: int
    """The workflow's version."""
    refused: str
    """Why the change was not taken over; empty where it was, or where there was none."""


@dataclass(slots=True)
class Complete:
    """The turn has ended and its answer is stored."""

    event: ClassVar[str] = "complete"
    message_id: str
    content: str
    workflow_diff: WorkflowDiff | None
    status: Literal["completed", "stopped"] = "completed"
    model: str = ""
    spent: Spent = field(default_factory=Spent)
    proof: Proof | None = None


@dataclass(slots=True)
class ChatFailed:
    """The turn has failed; what was said so far is stored."""

    event: ClassVar[str] = "error"
    error: str
    code: str
    message_id: str | None = None
    error_id: str | None = None
    """What the server's log knows it by, where there is more to tell."""


ChatEvent = (
    TurnStart
    | ChatStatus
    | ToolCalled
    | ToolAnswered
    | ContentDelta
    | ReasoningDelta
    | DraftChanged
    | ConfirmationRequired
    | ConfirmationSettled
    | QuestionAsked
    | QuestionAnswered
    | PipelineSettled
    | Complete
    | ChatFailed
)
Tell = Callable[[ChatEvent], None]
"""Takes an event at once; never waits."""

CHAT_EVENTS: dict[str, type[ChatEvent]] = {kind.event: kind for kind in ChatEvent.__args__}


def chat_wire(event: ChatEvent) -> dict[str, Any]:
    """The event as it travels, in plain values: `event`, and its fields."""
    told = {one.name: getattr(event, one.name) for one in fields(event)}
    plain: dict[str, Any] = to_jsonable_python(told, by_alias=True, inf_nan_mode="null", fallback=str)
    return {"event": event.event, **plain}
