"""/api/copilot: what a turn waits for, how it is stopped, and which model answers (contract C-7, C-8, and ours)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from jupyter_powa.api.route import route
from jupyter_powa.copilot import choice
from jupyter_powa.copilot.suggesting import suggest
from jupyter_powa.errors import NotFound
from jupyter_powa.powa import Powa


class Decision(BaseModel):
    """The user's yes or no."""

    model_config = ConfigDict(extra="forbid")

    approve: Annotated[bool, Field(strict=True)] = Field(description="True is a yes.")


class Decided(BaseModel):
    """What was decided."""

    ok: Literal[True] = Field(True, description="Always true.")
    approved: bool = Field(description="The decision.")


class UserAnswer(BaseModel):
    """The user's answer."""

    model_config = ConfigDict(extra="forbid")

    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)] = Field(
        description="In the user's words."
    )


class Taken(BaseModel):
    """It was taken."""

    ok: Literal[True] = Field(True, description="Always true.")


class StoppedTurn(BaseModel):
    """Whether there was something to stop."""

    ok: Literal[True] = Field(True, description="Always true.")
    stopped: bool = Field(description="False where no turn was under way.")


class ModelOption(BaseModel):
    """A model that may be chosen."""

    label: str = Field(description="What people call it.")
    value: str = Field(description="Its word.")
    ready: bool = Field(description="Whether it answers as things are.")
    reason: str = Field(description="Why it does not; empty where it does.")


class ModelSettings(BaseModel):
    """Which model the copilot asks."""

    model: str = Field(description="The one that is chosen.")
    default: str = Field(description="The one where none is chosen.")
    options: list[ModelOption] = Field(description="What the menu offers.")


class ChosenModel(BaseModel):
    """A model to choose."""

    model_config = ConfigDict(extra="ignore", protected_namespaces=())

    model: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="Its word."
    )


class SetModel(BaseModel):
    """The model that is chosen now."""

    ok: Literal[True] = Field(True, description="Always true.")
    model: str = Field(description="Its word.")


class Suggested(BaseModel):
    """Example prompts."""

    suggestions: list[str] = Field(description="Three to six, which can be sent as they are.")


@route("POST", "/api/copilot/sessions/{session_id}/stop", action="execute", resource="copilot")
async def stop_turn(powa: Powa, session_id: str) -> StoppedTurn:
    """Stop the turn under way; what was said so far is kept."""
    powa.store.conversations.get(session_id)
    if (talk := powa.talks.get(session_id)) is None:
        return StoppedTurn(stopped=False)
    talk.stop()
    return StoppedTurn(stopped=True)


@route(
    "POST",
    "/api/copilot/sessions/{session_id}/confirmations/{confirmation_id}",
    action="write",
    resource="copilot",
)
async def decide(powa: Powa, session_id: str, confirmation_id: str, body: Decision) -> Decided:
    """Say yes or no to what the copilot wants to do."""
    _settle(powa, session_id, confirmation_id, body.approve)
    return Decided(approved=body.approve)


@route(
    "POST",
    "/api/copilot/sessions/{session_id}/questions/{question_id}",
    action="write",
    resource="copilot",
)
async def answer_question(powa: Powa, session_id: str, question_id: str, body: UserAnswer) -> Taken:
    """Answer the copilot's question."""
    _settle(powa, session_id, question_id, body.answer)
    return Taken()


def _settle(powa: Powa, session_id: str, wanted: str, value: object) -> None:
    powa.store.conversations.get(session_id)
    talk = powa.talks.get(session_id)
    if talk is None or not talk.settle(wanted, value):
        raise NotFound(f"Nothing waits under {wanted!r}: it is settled, or its time is up.")


@route("GET", "/api/copilot/settings/model", action="read", resource="copilot")
async def get_model(powa: Powa) -> ModelSettings:
    """Get the copilot's model, and those that may be chosen."""
    offered = [
        ModelOption(label=one.label, value=one.value, ready=not one.reason, reason=one.reason)
        for one in choice.options(powa)
    ]
    return ModelSettings(model=choice.chosen(powa), default=powa.settings.default_model, options=offered)


@route("PUT", "/api/copilot/settings/model", action="write", resource="copilot")
async def set_model(powa: Powa, body: ChosenModel) -> SetModel:
    """Choose the copilot's model. Its key comes from the server's environment or its secrets, never from here."""
    choice.check_choice(powa, body.model)
    await powa.write(powa.store.preferences.put, choice.PREFERENCE, body.model)
    return SetModel(model=body.model)


@route("GET", "/api/copilot/suggestions", action="read", resource="copilot")
async def list_suggestions(powa: Powa, workflow_id: str = "") -> Suggested:
    """Get example prompts for a chat that is still empty, drawn from the user's own tables."""
    return Suggested(suggestions=await suggest(powa, workflow_id))
