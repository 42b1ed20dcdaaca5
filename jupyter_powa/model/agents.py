"""SQL agents: what a database means, who answers questions about it, and what was asked and answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from jupyter_powa.model.workflow import new_id, now

Cardinality = Literal["many_to_one", "one_to_one", "one_to_many", "many_to_many"]
ROLES = ("IDENTIFIER", "FOREIGN_KEY", "CATEGORICAL", "MEASURE", "TIMESTAMP", "TEXT")
"""What a column is for; any other word is kept as it came."""


class ContextColumn(BaseModel):
    """One column of a table, and what it means."""

    id: str | None = Field(None, description="uuid4; none for a column that was never chosen.")
    name: str = Field(description="The column's name.")
    type: str = Field(description="The database's own word for its type.")
    description: str | None = Field(None, description="What it means.")
    data_role: str | None = Field(None, description="What it is for: IDENTIFIER, FOREIGN_KEY, CATEGORICAL, …")
    values: list[Any] = Field(default_factory=list, description="Its values, where they are few.")


class ContextTable(BaseModel):
    """One table that an agent knows."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    name: str = Field(description="Its name, with its schema where that is not the default one.")
    description: str | None = Field(None, description="What one row of it is.")
    context_id: str = Field("", description="The context that it belongs to.")
    created_on: datetime = Field(default_factory=now, description="When it was chosen.")
    columns: list[ContextColumn] = Field(default_factory=list, description="The columns that were chosen.")
    available_columns: list[ContextColumn] = Field(default_factory=list, description="Every column of the table.")


class Relationship(BaseModel):
    """How rows of two tables belong together."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    table: str = Field(description="The table that refers.")
    columns: list[str] = Field(min_length=1, description="Its columns.")
    other_table: str = Field(description="The table that is referred to.")
    other_columns: list[str] = Field(min_length=1, description="Its columns, in the same order.")
    cardinality: Cardinality = Field(
        "many_to_one", description="How many rows of the one belong to how many of the other."
    )
    declared: bool = Field(False, description="Whether the database itself declares it.")


class Context(BaseModel):
    """What a part of a data source means: the tables and columns that were chosen, and how they belong together."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    name: str = Field(description="What people call it.")
    description: str | None = Field(None, description="What it is about; instructions for whoever answers.")
    datasource_id: str = Field(description="The data source.")
    created_on: datetime = Field(default_factory=now, description="When it was made.")
    tables: list[ContextTable] = Field(default_factory=list, description="The tables that were chosen.")
    relationships: list[Relationship] = Field(default_factory=list, description="How they belong together.")


class SqlAgent(BaseModel):
    """Whoever answers questions about a context."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    name: str = Field(description="What people call it.")
    description: str | None = Field(None, description="What it is for.")
    context_id: str | None = Field(None, description="What it knows; none: the whole source.")
    datasource_id: str | None = Field(None, description="The data source; none: that of the question.")
    type: str = Field("USER", description="SYSTEM for those that are built in, USER for all others.")
    status: str = Field("DEVELOPMENT", description="DEVELOPMENT, PUBLISHED or DISABLED.")
    index_status: str = Field("INSYNC", description="INSYNC, OUTOFSYNC, INDEXING or FAILED.")
    created_on: datetime = Field(default_factory=now, description="When it was made.")
    model: str = Field("", description="The model that writes its SQL; empty: the default one, or the planner.")
    table_filters: dict[str, str] = Field(
        default_factory=dict,
        description="A condition in SQL on the rows of each table, of every question.",
    )


class Golden(BaseModel):
    """A question with the SQL that answers it: an example for the agent, and a test of it."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    agent_id: str = Field(description="The agent.")
    question: str = Field(min_length=1, max_length=20_000, description="The question in words.")
    sql_text: str = Field(min_length=1, max_length=20_000, description="The SQL that answers it.")
    approved: bool = Field(False, description="Whether somebody has said that it is right; only such ones are used.")
    ordered: bool = Field(False, description="Whether the order of the rows matters.")
    created_on: datetime = Field(default_factory=now, description="When it was made.")


class Reason(BaseModel):
    """Why an answer can be trusted more or less."""

    words: str = Field(description="The reason in one sentence.")
    weight: float = Field(description="What it adds to the confidence, or takes away.")


class Stage(BaseModel):
    """One step of the way to an answer."""

    name: Literal["understand", "link", "write", "check", "run", "look", "repair"] = Field(description="The step.")
    ok: bool = Field(True, description="Whether it went well.")
    words: str = Field("", description="What came of it.")
    milliseconds: float = Field(0.0, description="How long it took.")


class Used(BaseModel):
    """What an answer took."""

    prompt_tokens: int = Field(0, description="Tokens that were sent to models.")
    completion_tokens: int = Field(0, description="Tokens that came back.")
    queries: int = Field(0, description="Queries that were run.")
    rows: int = Field(0, description="Rows that were read.")
    cost: float | None = Field(None, description="US dollars, where every price is known.")


class Answer(BaseModel):
    """What an agent says to a question. `col_keys`, `content`, `error_text` and `sql_text` are those of the API."""

    col_keys: list[str] = Field(default_factory=list, description="The columns of the rows, in order.")
    col_types: list[str] = Field(
        default_factory=list, description="The database's word for the type of each column; in content all are JSON."
    )
    content: Any = Field(None, description="Rows as objects where SQL ran, words where none did, null for an error.")
    error_text: str = Field("", description="What went wrong; empty where nothing did.")
    sql_text: str = Field("", description="The SQL that ran; empty where none did.")
    row_count: int = Field(0, description="Rows in content.")
    rows_truncated: bool = Field(False, description="Whether there are more.")
    words: str = Field("", description="The answer in words, and what was understood.")
    asks: str = Field("", description="A question back, where two readings of it are likely; empty elsewhere.")
    confidence: float | None = Field(None, description="0 to 1; none where nothing was answered.")
    reasons: list[Reason] = Field(default_factory=list, description="Why it is as high as it is.")
    chart: dict[str, Any] | None = Field(None, description="A chart that suits the rows: mark, x, y, color.")
    stages: list[Stage] = Field(default_factory=list, description="How it came about.")
    model: str = Field("", description="What wrote the SQL: a model's name, or `planner`.")
    used: Used = Field(default_factory=Used, description="What it took.")


class Chat(BaseModel):
    """A question and its answer."""

    prompt: str = Field(description="The question.")
    response: Answer = Field(description="The answer.")


class Entry(BaseModel):
    """A question and its answer in a conversation."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    chat: Chat = Field(description="What was asked and answered.")
    confidence: float | None = Field(None, description="0 to 1; none where nothing was answered.")
    feedback: Any = Field(None, description="What the user thinks of it: any JSON.")
    created_on: datetime = Field(default_factory=now, description="When it was asked.")


class AgentSession(BaseModel):
    """A conversation with an agent."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    agent_id: str | None = Field(None, description="The agent; none where it is gone.")
    agent_config: dict[str, Any] = Field(default_factory=dict, description="The config that its questions go with.")
    summary: str | None = Field(None, description="What it is about.")
    created_on: datetime = Field(default_factory=now, description="When it began.")
    entries: list[Entry] = Field(default_factory=list, description="Its questions and answers, oldest first.")


class QuotaRow(BaseModel):
    """How much of something was used, and how much there may be."""

    name: str = Field(description="What is counted.")
    description: str = Field(description="The same in words.")
    unit: str = Field(description="In what.")
    usage: int = Field(description="How much was used.")
    value: int = Field(description="The limit; 0 where there is none.")
