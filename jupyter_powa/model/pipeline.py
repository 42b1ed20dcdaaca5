"""A pipeline: a workflow of dataset steps as a document of its own, and the session that talks it into being."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from jupyter_powa.model.options import Expect, Retry, Seconds, absent
from jupyter_powa.model.workflow import MAX_BLOCKS, MAX_NAME, Id, Position, Problem, Wire, new_id, now

AutonomyLevel = Literal["manual", "semi_auto", "full_auto"]
"""How much the assistant does by itself. Kept for older clients: it is stored and told, and changes nothing."""
AUTONOMY: AutonomyLevel = "semi_auto"
"""The level where none is given (contract §7)."""
VERSION: Literal[1] = 1
"""The version of the document's form; another form is another number."""


def _is(default: Any) -> Callable[[Any], bool]:
    """Whether a field has its default: then it is not written, so that a document says what matters."""
    return lambda value: bool(value == default)


class Dependency(Wire):
    """What a step comes behind, and by which way out of it. Where only `step` is said, its id alone is written."""

    step: Id = Field(description="Id of the step that comes before.")
    handle: str = Field(
        "output", exclude_if=_is("output"), description="The way out of it: output, if, else, 1, error."
    )
    target_handle: str = Field("input", exclude_if=_is("input"), description="The way in.")
    id: str = Field("", exclude_if=_is(""), description="Id of the edge, where it has one of its own.")
    condition: str | None = Field(None, exclude_if=absent, description="The edge's condition, where it has one.")


class PipelineStep(Wire):
    """One step: a block of the workflow."""

    id: Id = Field(description="Unique in its pipeline.")
    type: Id = Field(description="A block type: read, filter, join, write, or any other.")
    name: Annotated[str, StringConstraints(max_length=MAX_NAME)] = Field(
        "", exclude_if=_is(""), description="What people and references call it; its id where it is left out."
    )
    config: dict[str, Any] = Field(default_factory=dict, description="The fields of its type.")
    depends_on: list[str | Dependency] = Field(
        default_factory=list, max_length=MAX_BLOCKS, description="What it comes behind: ids of steps, or more exactly."
    )
    enabled: bool = Field(True, exclude_if=_is(True), description="A disabled step is skipped and cuts its branch.")
    timeout: Seconds | None = Field(None, exclude_if=absent, description="Seconds that one attempt may take.")
    retry: Retry | None = Field(None, exclude_if=absent, description="Whether it is tried again where it fails.")
    expect: Expect | None = Field(None, exclude_if=absent, description="What its output must be like.")
    position: Position = Field(
        default_factory=Position, exclude_if=_is(Position()), description="Where it stands in the graph."
    )

    @field_validator("depends_on")
    @classmethod
    def _named(cls, value: list[str | Dependency]) -> list[str | Dependency]:
        if any(one == "" for one in value):
            raise ValueError("the id of a step is not empty")
        return value


class PipelineOutput(Wire):
    """What a pipeline gives."""

    step: Id = Field(description="Id of the step that gives it.")
    dataset: str | None = Field(None, exclude_if=absent, description="Name of the dataset, where the step writes one.")


class PipelineConfig(Wire):
    """A pipeline as a document: it becomes a workflow's graph and comes back as it went."""

    version: Literal[1] = Field(VERSION, description="The form of this document.")
    name: str = Field(description="What people call it.")
    description: str | None = Field(None, description="What it is for: the goal.")
    inputs: dict[str, Any] = Field(default_factory=dict, description="Variables of a run, with their defaults.")
    steps: list[PipelineStep] = Field(
        default_factory=list, max_length=MAX_BLOCKS, description="Each behind all that it depends on."
    )
    outputs: list[PipelineOutput] = Field(
        default_factory=list, description="Its last steps; they follow from `steps`, and may be left out."
    )


class PipelineSession(Wire):
    """A goal, the workflow that is made for it, and the conversation about it, which has the same id."""

    id: str = Field(default_factory=new_id, description="uuid4; also the id of the copilot's conversation.")
    workflow_id: str = Field(description="The workflow that is built.")
    goal: str = Field(description="What the user wants to accomplish.")
    autonomy_level: AutonomyLevel = Field(AUTONOMY, description="Kept for older clients; it changes nothing.")
    model_name: str | None = Field(None, description="The model that it asks; none: the one that is chosen.")
    created_at: datetime = Field(default_factory=now, description="UTC.")
    updated_at: datetime = Field(default_factory=now, description="UTC; its last message.")


class PipelineState(Wire):
    """A pipeline as it is: its document, and what stands in the way of one."""

    current_config: PipelineConfig | None = Field(None, description="The pipeline; none where there is no valid one.")
    problems: list[Problem] = Field(default_factory=list, description="What the checker says of the graph.")
