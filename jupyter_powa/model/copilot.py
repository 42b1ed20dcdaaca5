"""A conversation about one workflow: its messages, what they propose, and what waits for the user's yes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from jupyter_powa.model.execution import Execution
from jupyter_powa.model.options import absent
from jupyter_powa.model.workflow import Block, Edge, Graph, Position, Problem, new_id, now


class BlockUpdate(BaseModel):
    """What changes in one block; a field that is not given stays as it is."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="Id of the block that changes.")
    config: dict[str, Any] = Field(default_factory=dict, description="Fields of its config, new or with new values.")
    unset: list[str] = Field(default_factory=list, description="Fields of its config that are taken out.")
    name: str | None = Field(None, exclude_if=absent, description="Its new name.")
    type: str | None = Field(None, exclude_if=absent, description="Its new type.")
    enabled: bool | None = Field(None, exclude_if=absent, description="Whether it runs from now on.")
    position: Position | None = Field(None, exclude_if=absent, description="Where it stands from now on.")
    options: dict[str, Any] = Field(default_factory=dict, description="New timeout, retry, expect; None takes one out.")


class BlockChange(BaseModel):
    """One block before and after, for review."""

    id: str = Field(description="The block's id.")
    name: str = Field(description="Its name afterwards, or the last one it had.")
    type: str = Field(description="Its type.")
    change: Literal["added", "removed", "modified"] = Field(description="What happens to it.")
    before: dict[str, Any] | None = Field(description="Its name, type, config, options; None for an added one.")
    after: dict[str, Any] | None = Field(description="The same afterwards; None for a removed one.")


class DiffSummary(BaseModel):
    """A change-set by block, in words and with configs, for review."""

    added: list[BlockChange] = Field(default_factory=list, description="Blocks that are new.")
    removed: list[BlockChange] = Field(default_factory=list, description="Blocks that go.")
    modified: list[BlockChange] = Field(default_factory=list, description="Blocks that change.")
    edges_added: int = Field(0, description="How many edges are new.")
    edges_removed: int = Field(0, description="How many edges go.")
    text: str = Field("", description="The whole in one sentence.")


class WorkflowDiff(BaseModel):
    """A change-set, normalised: applied to the graph that it was made against it gives the other, exactly."""

    add_blocks: list[Block] = Field(default_factory=list, description="Blocks that are new, whole.")
    remove_blocks: list[str] = Field(default_factory=list, description="Ids of blocks that go.")
    update_blocks: list[BlockUpdate] = Field(default_factory=list, description="What changes in blocks that stay.")
    add_edges: list[Edge] = Field(default_factory=list, description="Edges that are new.")
    remove_edges: list[Edge] = Field(default_factory=list, description="Edges that go.")
    summary: DiffSummary = Field(default_factory=DiffSummary, description="The same for review.")
    base_version: int | None = Field(None, description="The version of the workflow that it was made against.")

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return not (self.add_blocks or self.remove_blocks or self.update_blocks or self.add_edges or self.remove_edges)


class Spent(BaseModel):
    """What the models of one turn took."""

    prompt_tokens: int = Field(0, description="Tokens that were sent.")
    completion_tokens: int = Field(0, description="Tokens that came back.")
    cost: float | None = Field(None, description="US dollars, where every price is known.")


class Step(BaseModel):
    """One tool that was called in a turn, and what came of it."""

    name: str = Field(description="The tool.")
    arguments: dict[str, Any] = Field(description="What it was given.")
    result: Any = Field(None, description="What it gave, cut to a readable size.")
    ok: bool = Field(True, description="False where it refused or failed.")


class Proof(BaseModel):
    """What a run of the changed graph showed, beside the run that had failed."""

    green: bool = Field(description="Whether every block that the change affects ran well.")
    words: str = Field(description="The outcome in one sentence.")
    failed_execution: str | None = Field(None, description="The run that it is held against.")
    execution: Execution | None = Field(None, description="The run of the changed graph.")
    blocks: list[dict[str, Any]] = Field(
        default_factory=list, description="By block: its name, status and error before and after."
    )


MessageStatus = Literal["running", "completed", "failed", "stopped"]


class Message(BaseModel):
    """One side's words in a conversation, with the change that came along."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    session_id: str = Field(description="The conversation.")
    role: Literal["user", "assistant", "system"] = Field(description="Whose words they are.")
    content: str = Field("", description="What was said; of a failed turn, what was said so far.")
    workflow_diff: WorkflowDiff | None = Field(None, description="The change that is proposed, if any.")
    pre_snapshot: dict[str, Any] | None = Field(None, description="The graph before it was applied, for undo.")
    created_at: datetime = Field(default_factory=now, description="UTC.")
    status: MessageStatus = Field("completed", description="How its turn ended, or that it goes on.")
    error: str | None = Field(None, description="Why its turn failed.")
    model: str = Field("", description="The model that answered.")
    spent: Spent | None = Field(None, description="Tokens and cost of the turn.")
    steps: list[Step] = Field(default_factory=list, description="The tools that were called.")
    proof: Proof | None = Field(None, description="What a run of the change showed, where it repairs one.")
    applied_version: int | None = Field(None, description="The version that applying it made; None: not applied.")
    restored_version: int | None = Field(None, description="The version that undoing it made.")


class CopilotSession(BaseModel):
    """A conversation about one workflow."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    workflow_id: str = Field(description="The workflow that it is about.")
    created_at: datetime = Field(default_factory=now, description="UTC.")
    updated_at: datetime = Field(default_factory=now, description="UTC; its last turn.")


class Review(BaseModel):
    """What a proposed change, or the accepted part of it, would do."""

    workflow_diff: WorkflowDiff = Field(description="The part of the change that is accepted.")
    graph: Graph = Field(description="The graph as it would be.")
    problems: list[Problem] = Field(description="What the checker says of it.")
    stale: list[str] = Field(description="Names of blocks whose results would no longer fit.")
    writes: list[str] = Field(description="In words: what its SQL writes, its requests change, its code may do.")
    current: bool = Field(description="Whether the workflow is still at the version that it was made against.")
    applied: bool = Field(description="Whether it has been applied already.")
