"""Project assets: what workflows use beside their graph. Agents, knowledge bases, orchestrations.

A *project agent* is a model with a part to play: words, limits, what it may look up. It is asked by the blocks `agent`
and `orchestration` and lives under `/api/powa/agents`. The *Agent* of `/copilot/v1/agent` is another thing: it answers
questions about a database in SQL. In code the one here is always a ProjectAgent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from jupyter_powa.model.workflow import Wire, new_id, now

AssetType = Literal["agents", "knowledge_bases", "orchestrations"]
Strategy = Literal["sequential", "parallel", "supervisor"]

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")
]
Words = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Instructions = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]
ModelName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f<>{}]*$")]
AssetName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""What one asset calls another: an id, or a name, which becomes the id when it is stored."""


class AgentForm(Wire):
    """What is said of a project agent."""

    name: Name = Field(description="What people and blocks call it; unique among the agents.")
    description: Words | None = Field(None, description="What it is good at; an orchestration's supervisor reads it.")
    model: ModelName = Field("", description="The model that answers; empty: the server's default.")
    system_prompt: Instructions = Field("", description="What the model is told first: its part, its tone, its limits.")
    temperature: float | None = Field(
        0.7, ge=0, le=2, description="0 for the likeliest answer; left out where the model takes none."
    )
    max_tokens: int | None = Field(None, ge=1, le=1_000_000, description="Most tokens of an answer.")
    tools: list[Literal["search_knowledge"]] = Field(
        default_factory=list,
        max_length=10,
        description="search_knowledge: it looks into its knowledge bases itself, as often as it needs. "
        "Without it, what fits the question is found before it is asked.",
    )
    knowledge_bases: list[AssetName] = Field(
        default_factory=list, max_length=20, description="What it may look up, by id; a name is understood."
    )


class KnowledgeBaseForm(Wire):
    """What is said of a knowledge base."""

    name: Name = Field(description="What people and blocks call it; unique among the knowledge bases.")
    description: Words | None = Field(None, description="What is in it.")
    embedding_model: ModelName = Field(
        "", description="A model that turns text into numbers, to search by meaning too; empty: by words alone."
    )


class OrchestrationForm(Wire):
    """What is said of an orchestration."""

    name: Name = Field(description="What people and blocks call it; unique among the orchestrations.")
    description: Words | None = Field(None, description="What it is for.")
    strategy: Strategy = Field(
        "sequential",
        description="sequential: each agent gets the answer of the one before. parallel: all get the input. "
        "supervisor: a model decides who works on what, until it has the answer.",
    )
    agents: list[AssetName] = Field(
        min_length=1, max_length=20, description="The agents in order, by id; a name is understood."
    )
    supervisor: AssetName | None = Field(
        None, description="The agent that leads, for supervisor; else `model` and `instructions` do."
    )
    model: ModelName = Field("", description="The model that leads, for supervisor; empty: the server's default.")
    instructions: Instructions = Field("", description="What the model that leads is told beside its agents.")
    max_rounds: int = Field(10, ge=1, le=50, description="How often the model that leads may give out work.")


class Stored(Wire):
    """What every stored asset has."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    version: int = Field(1, description="Starts at 1; one more with each change.")
    created_at: datetime = Field(default_factory=now, description="UTC.")
    updated_at: datetime = Field(default_factory=now, description="UTC.")


class ProjectAgent(Stored, AgentForm):
    """A model with a part to play. Not the SQL agent of /copilot/v1."""


class KnowledgeBase(Stored, KnowledgeBaseForm):
    """Documents that can be searched; they live in a file of their own."""

    documents: int = Field(0, description="How many documents are in it.")
    chunks: int = Field(0, description="How many pieces they were cut into.")


class Orchestration(Stored, OrchestrationForm):
    """Agents that work together."""


Asset = ProjectAgent | KnowledgeBase | Orchestration


class Document(Wire):
    """One document of a knowledge base."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    name: str = Field(description="What it is called; a new one of that name takes its place.")
    source: str = Field("", description="The file that it was read from, under the notebooks' folder.")
    size: int = Field(0, description="Characters of its text.")
    chunks: int = Field(0, description="How many pieces it was cut into.")
    created_at: datetime = Field(default_factory=now, description="UTC.")


class Found(Wire):
    """A piece of a document that fits a question."""

    text: str = Field(description="The piece as it stands in the document.")
    document: str = Field(description="The document's name.")
    document_id: str = Field(description="The document's id.")
    heading: str = Field("", description="The headings that it stands under.")
    place: int = Field(0, description="Which piece of the document it is, from 0.")
    score: float = Field(description="Higher fits better; only to compare within one search.")
    knowledge_base: str = Field("", description="The knowledge base's name, where several were searched.")


class KnowledgeAccess(Wire):
    """How a knowledge base is reached from a kernel: its file, opened for reading alone."""

    id: str = Field(description="The knowledge base's id.")
    name: str = Field(description="Its name.")
    path: str = Field(description="Its file.")
    embedding_model: str = Field("", description="The model that its pieces were turned into numbers by.")
