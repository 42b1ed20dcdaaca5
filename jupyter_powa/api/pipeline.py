"""/pipeline-assistant: a goal becomes a pipeline, is refined by messages, and gives datasets (contract P1 to P4)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    field_validator,
    model_serializer,
)

from jupyter_powa.api.family import Lenient
from jupyter_powa.api.route import route
from jupyter_powa.errors import BadRequest, InvalidForm, PowaError
from jupyter_powa.model.pipeline import AUTONOMY, AutonomyLevel, PipelineConfig, PipelineSession
from jupyter_powa.model.workflow import Problem, new_id
from jupyter_powa.pipeline import session as work
from jupyter_powa.pipeline.datasets import dataset_ids
from jupyter_powa.pipeline.guide import left_out
from jupyter_powa.powa import Powa

RESOURCE = "pipeline_assistant"
"""What Jupyter's Authorizer is asked about."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50_000)]
ModelWord = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class NewPipeline(Lenient):
    """A goal to begin with."""

    goal: Words = Field(description="What the user wants to accomplish.")
    autonomy_level: AutonomyLevel = Field(
        AUTONOMY,
        json_schema_extra={"deprecated": True},
        description="Kept for older clients: it is stored and told, and changes nothing.",
    )
    model_name: ModelWord | None = Field(
        None, description="The model to use, as provider/model or a word of this server's; by default the chosen one."
    )
    start: bool = Field(True, description="False: only begin the session; its first message builds (ours).")
    kernel_id: str | None = Field(None, description="The kernel where the data is looked at; the server's own (ours).")

    @field_validator("autonomy_level", mode="before")
    @classmethod
    def _default(cls, value: Any) -> Any:
        return AUTONOMY if value is None else value


class NewContent(Lenient):
    """What the user says."""

    content: Words = Field(description="The user's message.")
    kernel_id: str | None = Field(None, description="The kernel where the data is looked at; the server's own (ours).")


class Spoken(BaseModel):
    """One side's words."""

    role: Literal["user", "assistant", "system"] = Field(description="Whose words they are.")
    content: str = Field(description="The words.")
    id: str | None = Field(None, description="Its id in the copilot's conversation of the session's id (ours).")


class PipelineView(BaseModel):
    """A session as it is."""

    session_id: str = Field(description="Unique session identifier.")
    goal: str = Field(description="The user's stated goal.")
    autonomy_level: AutonomyLevel = Field(description="As it was given.")
    current_config: PipelineConfig | None = Field(description="The pipeline; null where there is no valid one.")
    dataset_ids: list[str] = Field(description="Datasets that its runs have made, oldest first.")
    created_at: datetime = Field(description="When the session was created.")
    updated_at: datetime = Field(description="When its last message came (ours).")
    model_name: str | None = Field(description="The model that it asks; null for the chosen one (ours).")
    workflow_id: str = Field(description="The workflow that the pipeline is: run it there (ours).")
    version: int = Field(description="The workflow's version (ours).")
    problems: list[Problem] = Field(description="What the checker says of the workflow (ours).")


class BegunPipeline(PipelineView):
    """A new session, and what the assistant said to the goal."""

    message: Spoken | None = Field(description="The assistant's first words; null with `start` false.")
    left_out: list[str] = Field(description="Parts of the goal that were not done (ours).")
    error: str | None = Field(description="Why the goal was not answered: the session is there all the same (ours).")


class PipelineReply(BaseModel):
    """What came of a message."""

    session_id: str = Field(description="Unique session identifier.")
    message: Spoken = Field(description="The assistant's words.")
    current_config: PipelineConfig | None = Field(
        None, description="The pipeline; left out where the message did not change it."
    )
    config_changed: bool = Field(description="Whether the message changed it.")
    dataset_ids: list[str] = Field(description="Datasets that its runs have made, oldest first.")
    workflow_id: str = Field(description="The workflow that the pipeline is (ours).")
    version: int = Field(description="The workflow's version (ours).")
    left_out: list[str] = Field(description="What was asked for and not done (ours).")
    refused: str = Field(description="Why a change was not taken over; empty where there was none such (ours).")

    @model_serializer(mode="wrap")
    def _changed(self, given: SerializerFunctionWrapHandler) -> dict[str, Any]:
        told: dict[str, Any] = given(self)
        if not self.config_changed:
            del told["current_config"]
        return told


class PipelineList(BaseModel):
    """One page of sessions."""

    sessions: list[PipelineView] = Field(description="Newest first.")
    total: int = Field(description="How many there are in all.")
    limit: int = Field(description="Most that a page holds.")
    offset: int = Field(description="How many stand before this page.")


@route("POST", "/pipeline-assistant/sessions", action="execute", resource=RESOURCE, status=201)
async def create_pipeline(powa: Powa, body: NewPipeline) -> BegunPipeline:
    """Create a session, build a pipeline for its goal, and tell what came of it."""
    await known_kernel(powa, body.kernel_id)
    session = PipelineSession(
        workflow_id=new_id(), goal=body.goal, autonomy_level=body.autonomy_level, model_name=body.model_name
    )
    try:
        await work.begin(powa, session)
    except BadRequest as error:
        item = {"loc": ["body", "model_name"], "msg": error.message, "type": error.code}
        raise InvalidForm(error.message, None, [item]) from None
    message, failure = None, None
    if body.start:
        try:
            answer = await work.answered(powa, work.say(powa, session.id, session.goal, body.kernel_id))
            message = Spoken(role="assistant", content=answer.message.content, id=answer.message.id)
        except PowaError as error:
            failure = error.message
            message = Spoken(role="assistant", content=f"The goal was not answered: {failure}")
    said = left_out(message.content) if message else []
    now = view(powa, powa.store.pipelines.get(session.id))
    return BegunPipeline(**dict(now), message=message, left_out=said, error=failure)


@route("GET", "/pipeline-assistant/sessions", action="read", resource=RESOURCE)
async def list_pipelines(
    powa: Powa, limit: Annotated[int, Field(ge=1, le=100)] = 50, offset: Annotated[int, Field(ge=0)] = 0
) -> PipelineList:
    """List the sessions, newest first."""
    found, total = powa.store.pipelines.list(limit=limit, offset=offset)
    return PipelineList(sessions=[view(powa, one) for one in found], total=total, limit=limit, offset=offset)


@route("GET", "/pipeline-assistant/sessions/{session_id}", action="read", resource=RESOURCE)
async def get_pipeline(powa: Powa, session_id: str) -> PipelineView:
    """Get the current state of a session."""
    return view(powa, powa.store.pipelines.get(session_id))


@route("DELETE", "/pipeline-assistant/sessions/{session_id}", action="write", resource=RESOURCE)
async def delete_pipeline(powa: Powa, session_id: str) -> None:
    """Delete a session and what was said in it. A workflow that has steps stays."""
    await work.delete(powa, session_id)


@route("POST", "/pipeline-assistant/sessions/{session_id}/messages", action="execute", resource=RESOURCE)
async def send_message(powa: Powa, session_id: str, body: NewContent) -> PipelineReply:
    """Send a message to the assistant, and wait for what comes of it."""
    await known_kernel(powa, body.kernel_id)
    answer = await work.answered(powa, work.say(powa, session_id, body.content, body.kernel_id))
    session, settled = powa.store.pipelines.get(session_id), answer.settled
    return PipelineReply(
        session_id=session.id,
        message=Spoken(role="assistant", content=answer.message.content, id=answer.message.id),
        current_config=settled.current_config,
        config_changed=settled.config_changed,
        dataset_ids=dataset_ids(powa, session),
        workflow_id=session.workflow_id,
        version=settled.version,
        left_out=left_out(answer.message.content),
        refused=settled.refused,
    )


def view(powa: Powa, session: PipelineSession) -> PipelineView:
    """A session as it is told."""
    workflow, state = work.state_in(powa, session)
    return PipelineView(
        session_id=session.id,
        dataset_ids=dataset_ids(powa, session),
        version=workflow.version,
        **dict(state),
        **session.model_dump(exclude={"id"}),
    )


async def known_kernel(powa: Powa, kernel_id: str | None) -> None:
    """Refuse an unknown kernel before anything is stored; raises KernelNotFound."""
    if kernel_id is not None:
        await powa.kernels.get(kernel_id)
