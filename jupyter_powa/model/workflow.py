"""A workflow: a named graph with a life, and the graph's parts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from jupyter_powa.limits import Limit
from jupyter_powa.model.options import Expect, Retry, Seconds, absent

Id = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
"""Any non-empty string without control characters (contract C21)."""

MAX_NAME: Limit[int] = 100
"""Characters of a block's name. Source: contract, number table; the vendor's own."""


MAX_BLOCKS: Limit[int] = 10_000
"""Blocks of one graph: what the engine is measured with; more would hold up a server. Source: tests/benchmarks."""

MAX_EDGES: Limit[int] = 40_000
"""Edges of one graph. Source: tests/benchmarks, as above."""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh id: uuid4 as text."""
    return str(uuid4())


class Wire(BaseModel):
    """Base of what people send: unknown fields are refused, Python names and wire names both work."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Position(Wire):
    """Where a block stands on the canvas, in pixels."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    x: float = Field(0.0, description="Pixels from the left.")
    y: float = Field(0.0, description="Pixels from the top.")


def _unnested(value: Any) -> Any:
    """An editor's `{id, data: {...}}` as the flat block it stands for (contract C14)."""
    if not isinstance(value, dict):
        return value
    inner = value.get("data")
    flat = (
        {**inner, **{key: item for key, item in value.items() if key != "data"}} if isinstance(inner, dict) else value
    )
    if isinstance(inner, dict) and isinstance(inner.get("type"), str):
        flat["type"] = inner["type"]  # the outer one is the editor's shape, not the kind of block
    if not isinstance(flat.get("name"), str) and isinstance(flat.get("label"), str):
        flat = {**flat, "name": flat["label"]}
    known = {key: flat[key] for key in Block.model_fields if flat.get(key) is not None}
    return known


class Block(Wire):
    """One box on the canvas. Keeps the type word that its sender used."""

    id: Id = Field(description="Any non-empty string, unique in its graph.")
    type: Id = Field(description="A block type or one of its aliases.")
    name: Annotated[str, StringConstraints(max_length=MAX_NAME)] = Field(
        "", description="What people and references call it; its id where empty."
    )
    config: dict[str, Any] = Field(default_factory=dict, description="The fields of its type.")
    position: Position = Field(default_factory=Position, description="Where it stands on the canvas.")
    enabled: bool = Field(True, description="A disabled block is skipped and cuts its branch.")
    timeout: Seconds | None = Field(None, exclude_if=absent, description="Seconds that one attempt may take.")
    retry: Retry | None = Field(None, exclude_if=absent, description="Whether it is tried again where it fails.")
    expect: Expect | None = Field(None, exclude_if=absent, description="What its output must be like.")
    pin: Id | None = Field(
        None,
        exclude_if=absent,
        description="The execution whose output it holds; while it is said, the block is not run.",
    )

    @property
    def careful(self) -> bool:
        """Whether it has any of the options beside its config."""
        return self.timeout is not None or self.retry is not None or self.expect is not None

    @model_validator(mode="after")
    def _named(self) -> Block:
        if not self.name:
            self.name = self.id[:MAX_NAME]
        return self


class Edge(Wire):
    """One arrow. `source_handle` is the way out that it leaves by: output, if, elif_1, else, 1, error."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    id: str = Field("", description="Derived from its ends where empty.")
    source: Id = Field(description="Id of the block that it leaves.")
    target: Id = Field(description="Id of the block that it enters.")
    source_handle: str = Field("output", alias="sourceHandle", description="The way out that it leaves by.")
    target_handle: str = Field("input", alias="targetHandle", description="The way in.")
    condition: str | None = Field(None, description="The way out once more, as the vendor's engine reads it.")

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, value: Any) -> Any:
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _identified(self) -> Edge:
        if not self.id:
            self.id = f"{self.source}:{self.source_handle}->{self.target}:{self.target_handle}"
        return self


GraphBlock = Annotated[Block, BeforeValidator(_unnested)]


class Graph(Wire):
    """Blocks and edges: a value, compared and replaced whole."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    blocks: list[GraphBlock] = Field(
        default_factory=list,
        max_length=MAX_BLOCKS,
        validation_alias=AliasChoices("blocks", "nodes"),
        description="The blocks, in no special order.",
    )
    edges: list[Edge] = Field(default_factory=list, max_length=MAX_EDGES, description="The edges between them.")


class Problem(BaseModel):
    """One reason why a graph cannot run, or (`stops` false) a warning."""

    code: str = Field(description="A short word for the kind of problem.")
    message: str = Field(description="What is wrong, where, and what to do.")
    block_id: str | None = Field(None, description="The block it is about, where there is one.")
    field: str | None = Field(None, description="The field of that block's config, where there is one.")
    stops: bool = Field(True, description="False for a warning: the graph can be saved and run all the same.")


class Workflow(BaseModel):
    """A named graph with a life: created, deployed, armed; `version` counts saves of its graph."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    name: str = Field(description="What people call it.")
    description: str | None = Field(None, description="What it is for.")
    variables: dict[str, Any] = Field(default_factory=dict, description="Defaults under the variables of a run.")
    version: int = Field(1, description="Starts at 1; one more with each saved graph.")
    color: str | None = Field(None, description="A CSS colour for lists.")
    state: Literal["internal", "deployed"] = Field("internal", description="A deployed workflow is not changed.")
    schedule_config: dict[str, Any] | None = Field(None, description="Kept for the schedule; nothing is scheduled yet.")
    created_at: datetime = Field(default_factory=now, description="UTC.")
    updated_at: datetime = Field(default_factory=now, description="UTC.")
    blocks: list[Block] = Field(default_factory=list, description="The graph's blocks.")
    edges: list[Edge] = Field(default_factory=list, description="The graph's edges.")

    @property
    def graph(self) -> Graph:
        """The blocks and edges as one value."""
        return Graph.model_construct(blocks=self.blocks, edges=self.edges)

    def with_graph(self, graph: Graph) -> Workflow:
        """A copy that carries this graph, one version on."""
        return self.model_copy(
            update={"blocks": graph.blocks, "edges": graph.edges, "version": self.version + 1, "updated_at": now()}
        )


class WorkflowRow(BaseModel):
    """A workflow in a list: all but its graph, and how often it ran."""

    id: str = Field(description="uuid4.")
    name: str = Field(description="What people call it.")
    description: str | None = Field(description="What it is for.")
    variables: dict[str, Any] = Field(description="Defaults under the variables of a run.")
    version: int = Field(description="Starts at 1; one more with each saved graph.")
    color: str | None = Field(description="A CSS colour for lists.")
    state: Literal["internal", "deployed"] = Field(description="A deployed workflow is not changed.")
    schedule_config: dict[str, Any] | None = Field(description="Kept for the schedule; nothing is scheduled yet.")
    created_at: datetime = Field(description="UTC.")
    updated_at: datetime = Field(description="UTC.")
    execution_count: int = Field(description="How often it was run.")
    last_execution_at: datetime | None = Field(description="UTC; None where it never ran.")
