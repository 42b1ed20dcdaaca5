"""A plan: everything that one execution needs. It travels into a kernel, and events come back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from jupyter_powa.model.agents import Context, Golden, SqlAgent
from jupyter_powa.model.assets import AssetType, KnowledgeAccess, Orchestration, ProjectAgent
from jupyter_powa.model.hidden import Hidden
from jupyter_powa.model.source import SourceAccess
from jupyter_powa.model.workflow import Graph, new_id

Trigger = Literal["manual", "api", "webhook", "schedule", "copilot", "notebook"]


class Secret(BaseModel):
    """A value that signs in, bound to the hosts that it may be sent to."""

    value: Hidden = Field(description="What is sent; in memory only.")
    hosts: list[str] = Field(description="Host names that it may be sent to, `*.example.com` for all below one.")


class Recording(BaseModel):
    """Where calls that leave this machine are recorded, and how."""

    path: str = Field(description="The file.")
    mode: Literal["record", "replay", "strict"] = Field(
        "replay", description="record asks anew, replay asks what is not there, strict refuses that."
    )
    session: str = Field("", description="One stretch of recording anew: what was asked in it once is played after.")


class ModelAccess(BaseModel):
    """How a model is reached."""

    provider: Literal["compatible", "litellm", "scripted", "planner"] = Field(description="What speaks to it.")
    model: str = Field(description="Its name at the provider.")
    url: str = Field("", description="Base address of an OpenAI-compatible server; empty where the provider knows it.")
    key: Hidden | None = Field(None, description="What signs in there; in memory only.")
    context: int = Field(0, description="Tokens that it takes, question and answer together; 0: not known.")
    prices: tuple[float, float] | None = Field(
        None, description="US dollars for a million tokens asked, and answered; none: whoever speaks to it may know."
    )
    replies: str = Field("", description="The file of a scripted model's replies.")


class SqlAgentAccess(BaseModel):
    """A SQL agent as it travels: what it knows, and how it asks. Its source and model are among those of the plan."""

    agent: SqlAgent = Field(description="The agent, its filters included.")
    context: Context = Field(description="What it knows; of other columns than those it may see, nothing.")
    goldens: list[Golden] = Field(default_factory=list, description="Its approved examples.")
    source: str | None = Field(None, description="The word of its data source; none: the project's database.")
    model: str | None = Field(None, description="The word of its model; none: the planner.")
    memory: int = Field(0, description="Bytes by which a query may make the process grow; 0: no limit.")


class WebRules(BaseModel):
    """Where requests of blocks may go."""

    allowed_addresses: list[str] = Field(
        default_factory=list, description="`host:port` that may be reached although it is not public."
    )
    refused_addresses: list[str] = Field(
        default_factory=list, description="`host:port` that is never reached: the server itself."
    )
    ports: list[int] = Field(
        default_factory=lambda: [80, 443], description="Ports of public addresses that may be reached."
    )


class Budget(BaseModel):
    """What a run may use up, all its blocks together; what is not given is not limited."""

    model_config = ConfigDict(extra="forbid")

    usd: float | None = Field(None, gt=0, description="US dollars for models.")
    tokens: int | None = Field(None, gt=0, description="Tokens of models, questions and answers together.")
    seconds: float | None = Field(None, gt=0, description="Seconds that the run may take.")


class Kept(BaseModel):
    """The result of a block that an earlier run has finished: it is taken, and the block is not run."""

    data: dict[str, Any] = Field(description="What was told of its result.")
    stored: dict[str, Any] = Field(default_factory=dict, description="The result where `data` shows it in part.")
    route: str | None = Field(None, description="The way out that it chose.")
    duration_ms: float = Field(0.0, description="How long it took then.")
    execution_id: str = Field("", description="The execution that ran it.")


class RunPart(BaseModel):
    """Which blocks a run runs; at most one of `only`, `upto` and `onward` is said, each a block by name or id."""

    model_config = ConfigDict(extra="forbid")

    only: str | None = Field(None, description="This block alone, on the kept results of what it needs.")
    upto: str | None = Field(None, description="This block and all that it needs.")
    onward: str | None = Field(None, description="This block and what depends on it; the rest keeps its results.")
    rerun: Literal["all", "changed"] = Field(
        "all", description="changed: a block whose result is kept, and for which nothing has changed, is not run."
    )

    @property
    def whole(self) -> bool:
        """Whether it asks for nothing but a plain run."""
        return self == RunPart()


class Terms(BaseModel):
    """On which terms a plan is run."""

    trial: int | None = Field(None, description="Rows that a step reads, at most; nothing is written. None: all rows.")
    budget: Budget | None = Field(None, description="What it may use up; None: no limit.")
    kept: dict[str, Kept] = Field(default_factory=dict, description="Blocks that are not run, by id: their results.")
    resumed_from: str | None = Field(None, description="The run that is taken up: answers paid for in it are used.")
    part: RunPart | None = Field(None, description="Which blocks are run; None: all of them.")

    @property
    def told(self) -> dict[str, Any] | None:
        """The part in plain values."""
        return self.part.model_dump() if self.part is not None else None


class Plan(BaseModel):
    """Everything that one execution needs: it travels into a kernel, and events come back."""

    execution_id: str = Field(default_factory=new_id, description="uuid4.")
    workflow_id: str = Field(description="The workflow that is run.")
    graph: Graph = Field(description="Its graph at this moment.")
    variables: dict[str, Any] = Field(default_factory=dict, description="The run's variables over the workflow's own.")
    trigger: Trigger = Field("api", description="What started it.")
    database: str = Field(":memory:", description="Path of the project's DuckDB file.")
    timeout: float = Field(300.0, description="Seconds the whole execution may take.")
    secrets: dict[str, Secret] = Field(
        default_factory=dict, description="By name: what its blocks need to sign in. In memory only."
    )
    models: dict[str, ModelAccess] = Field(default_factory=dict, description="By the word that a block uses.")
    agents: dict[str, ProjectAgent] = Field(
        default_factory=dict, description="By the word that a block uses, and by id."
    )
    sql_agents: dict[str, SqlAgentAccess] = Field(
        default_factory=dict, description="SQL agents by the word that a block uses."
    )
    orchestrations: dict[str, Orchestration] = Field(default_factory=dict, description="By the word that a block uses.")
    knowledge: dict[str, KnowledgeAccess] = Field(
        default_factory=dict, description="Knowledge bases by the word that a block uses, and by id."
    )
    listed: dict[AssetType, list[dict[str, Any]]] = Field(
        default_factory=dict, description="All assets of a kind, for a block that lists them."
    )
    sources: dict[str, SourceAccess] = Field(
        default_factory=dict, description="Data sources by the word that a block uses, and by id."
    )
    workflows: dict[str, Plan] = Field(
        default_factory=dict, description="By the word that a block uses: what each run of that workflow needs."
    )
    dask: str = Field("", description="The Dask cluster that runs of mapped workflows go to; empty: this process.")
    web: WebRules = Field(default_factory=WebRules, description="Where its requests may go.")
    recording: Recording | None = Field(None, description="Where its calls are recorded; None: nowhere.")
    trace: dict[str, str] = Field(
        default_factory=dict, description="The span that it was started in, as W3C's trace context has it."
    )
    terms: Terms = Field(default_factory=Terms, description="On which terms it is run.")

    def all(self) -> Iterator[Plan]:
        """This plan, and those of the workflows that its blocks map, however deep."""
        yield self
        for inner in self.workflows.values():
            yield from inner.all()
