"""An execution: its events as they happen, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field

from jupyter_powa.model.plan import Budget, RunPart, Trigger
from jupyter_powa.model.workflow import new_id, now

Status = Literal["pending", "running", "completed", "failed"]


@dataclass(slots=True)
class ExecutionStart:
    """The execution begins. Ours: the vendor's stream starts with the first block."""

    type: ClassVar[str] = "execution_start"
    trigger: str
    kernel: str
    """Where it runs, in words."""
    input: dict[str, Any]
    started_at: str
    """ISO 8601, UTC."""
    trial: int | None = None
    """Rows that its steps read, at most; None: all."""
    part: dict[str, Any] | None = None
    """Which blocks it runs: the fields of a RunPart; None: all of them."""


@dataclass(slots=True)
class BlockStart:
    """A block begins."""

    type: ClassVar[str] = "block_start"
    block_id: str
    block_type: str
    block_name: str
    why: str = ""
    """Why it is run although its result might have been kept; empty where the whole workflow runs."""


@dataclass(slots=True)
class BlockChunk:
    """Some text of a running block: what it printed, or a piece of what it streams."""

    type: ClassVar[str] = "block_chunk"
    block_id: str
    block_type: str
    block_name: str
    chunk: str
    stream: Literal["stdout", "stderr", "text"] = "text"


@dataclass(slots=True)
class BlockProgress:
    """How far a running block is."""

    type: ClassVar[str] = "block_progress"
    block_id: str
    block_type: str
    block_name: str
    fraction: float | None = None
    """0 to 1, None where it cannot be told."""
    message: str = ""


@dataclass(slots=True)
class BlockComplete:
    """A block ended well; `data` is a preview of its output."""

    type: ClassVar[str] = "block_complete"
    block_id: str
    block_type: str
    block_name: str
    data: Any
    duration_ms: float
    route: str | None = None
    """The way out that it chose, where its type has several."""
    input: Any = None
    """A preview of what came in, by the name of the block that sent it."""
    attempts: int = 1
    """How often it was tried; 0 where its result is an earlier run's."""
    kept: bool = False
    stored: dict[str, Any] | None = None
    """How a later run takes its result up: {} where `data` is the whole of it, None where the block must run again."""
    reused_from: str | None = None
    """The execution that ran it, where this one has kept its result."""
    why: str = ""
    """Why its result was kept."""


@dataclass(slots=True)
class BlockFailed:
    """A block ended in an error."""

    type: ClassVar[str] = "block_error"
    block_id: str
    block_type: str
    block_name: str
    error: str
    code: str
    duration_ms: float
    line: int | None = None
    """The line of the block's own text, where there is one."""
    input: Any = None
    trace: str = ""
    """The lines of the block's own text that the error went through."""
    attempts: int = 1
    """How often it was tried."""


@dataclass(slots=True)
class BlockSkipped:
    """A block was not run, and why."""

    type: ClassVar[str] = "block_skipped"
    block_id: str
    block_type: str
    block_name: str
    reason: str


@dataclass(slots=True)
class Done:
    """The execution ended; `status` is failed when any block failed unhandled."""

    type: ClassVar[str] = "done"
    status: Literal["completed", "failed"]
    output: Any
    duration_ms: float
    error: str | None = None
    code: str | None = None


@dataclass(slots=True)
class RunError:
    """The execution itself broke: its kernel died, its time ran out, it was stopped."""

    type: ClassVar[str] = "error"
    error: str
    code: str
    error_code: str = "EXECUTION_FAILED"
    duration_ms: float = 0.0


@dataclass(slots=True)
class WorkflowSaved:
    """The graph was saved: those who show it fetch it again. Of a workflow, not of an execution."""

    type: ClassVar[str] = "workflow_saved"
    version: int


BlockEvent = BlockStart | BlockChunk | BlockProgress | BlockComplete | BlockFailed | BlockSkipped
Event = ExecutionStart | BlockEvent | Done | RunError
Emit = Callable[[Event], None]
"""Takes an event at once; never waits."""

EVENTS: dict[str, type[Event]] = {kind.type: kind for kind in Event.__args__}


@dataclass(slots=True)
class BlockLog:
    """What one block did in one execution."""

    block_id: str
    block_type: str
    """The type word of its graph."""
    block_name: str
    status: Literal["running", "success", "error", "skipped"]
    execution_order: int
    """1 for the block that started first."""
    duration_ms: float | None = None
    """How long it took; None where it did not run."""
    input: Any = None
    """A preview of what came in, by the name of the block that sent it."""
    output: Any = None
    """A preview of its output."""
    error: str | None = None
    """What went wrong, or why it was skipped."""
    code: str | None = None
    """A short word for what went wrong."""
    line: int | None = None
    """The line of its own text that failed."""
    trace: str = ""
    """The lines of its own text that the error went through."""
    route: str | None = None
    """The way out that it chose."""
    printed: str = ""
    """What it printed or streamed; the middle of very long text is left out."""
    config_snapshot: dict[str, Any] = field(default_factory=dict)
    """Its config as it was, without secrets."""
    attempts: int = 1
    """How often it was tried."""
    kept: bool = False
    """Whether it was not run: its result is an earlier run's."""
    stored: dict[str, Any] | None = None
    """How a later run takes its result up: {} where `output` is the whole of it, None where it must run again."""
    reused_from: str | None = None
    """The execution that ran it, where this one has kept its result."""
    why: str = ""
    """Why it was run, or its result kept, where not all blocks were simply run."""
    agent_run_id: str | None = None
    """The vendor's field; no agent runs yet."""


class Execution(BaseModel):
    """One run of a workflow."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    workflow_id: str = Field(description="The workflow that was run.")
    status: Status = Field("pending", description="How far it is, or how it ended.")
    trigger: Trigger = Field("api", description="What started it.")
    kernel: str = Field("", description="Where it ran, in words.")
    version: int = Field(1, description="The version of the graph that ran.")
    input: dict[str, Any] = Field(default_factory=dict, description="The variables of the run.")
    trial: int | None = Field(None, description="Rows that its steps read, at most; None: all. Ours.")
    budget: Budget | None = Field(None, description="What it may use up; None: no limit. Ours.")
    part: RunPart | None = Field(None, description="Which blocks it runs; None: all of them. Ours.")
    resumed_from: str | None = Field(None, description="The execution whose finished blocks it has kept. Ours.")
    output: Any = Field(None, description="A preview of the run's output.")
    error: str | None = Field(None, description="The first failing block and what it said.")
    code: str | None = Field(None, description="A short word for what went wrong.")
    broke: bool = Field(False, description="Whether the run itself broke, rather than one of its blocks.")
    created_at: datetime = Field(default_factory=now, description="UTC.")
    started_at: datetime | None = Field(None, description="UTC.")
    completed_at: datetime | None = Field(None, description="UTC.")
