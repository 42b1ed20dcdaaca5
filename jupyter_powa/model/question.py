"""A question about the project's database: it travels to where the file may be opened, and an answer comes back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from jupyter_powa.model.data import Rows, Schema, Table
from jupyter_powa.model.source import Connected, SourceAccess
from jupyter_powa.model.workflow import new_id


class _Asked(BaseModel):
    question_id: str = Field(default_factory=new_id, description="uuid4.")
    database: str = Field(":memory:", description="Path of the project's DuckDB file.")
    source: str | None = Field(None, description="The data source; none: the project's database.")
    sources: dict[str, SourceAccess] = Field(default_factory=dict, description="How data sources are reached, by word.")
    seconds: float = Field(30.0, gt=0, le=600, description="Seconds that the answer may take.")


class ReadQuestion(_Asked):
    """What does this query say? It reads public tables, and changes nothing."""

    kind: Literal["read"] = Field("read", description="What is asked.")
    sql: str = Field(description="One query.")
    values: list[Any] = Field(default_factory=list, description="Its bound values, in order.")
    limit: int = Field(100, ge=1, le=10_000, description="Most rows of the answer.")
    memory: int = Field(0, ge=0, description="Bytes by which it may make the database grow; 0: no limit.")


class SchemaQuestion(_Asked):
    """Which public tables are there, and what are they like?"""

    kind: Literal["schema"] = Field("schema", description="What is asked.")
    tables: list[str] | None = Field(None, description="The names of those that are meant; none: all.")


class ConnectQuestion(_Asked):
    """Can this data source be reached, and who is it that signs in?"""

    kind: Literal["connect"] = Field("connect", description="What is asked.")


class BindQuestion(_Asked):
    """Would this query run? It is looked through and planned as a query that is read, and not run."""

    kind: Literal["bind"] = Field("bind", description="What is asked.")
    sql: str = Field(description="One query.")


class ListQuestion(_Asked):
    """Which schemas are there, and which tables in them, by name?"""

    kind: Literal["list"] = Field("list", description="What is asked.")


class DigestQuestion(_Asked):
    """Are these tables still what they were? Each list of names gets a digest of its tables."""

    kind: Literal["digest"] = Field("digest", description="What is asked.")
    tables: dict[str, list[str]] = Field(description="Names of tables, under any word.")


class LookQuestion(_Asked):
    """Something about rows, answered in pieces: a page, a count, a profile, an export."""

    kind: Literal["look"] = Field("look", description="What is asked.")
    verb: str = Field(description="What is done, as `explore/` names it.")
    arguments: dict[str, Any] = Field(default_factory=dict, description="The verb's form.")
    root: str = Field("", description="The notebooks' folder: where relative paths of files begin.")
    confined: bool = Field(True, description="Whether files outside of that folder are refused.")
    seconds: float = Field(3_600.0, gt=0, le=86_400, description="Seconds that the whole answer may take.")


Question = Annotated[
    ReadQuestion | SchemaQuestion | ConnectQuestion | BindQuestion | ListQuestion | DigestQuestion,
    Field(discriminator="kind"),
]


class Answer(BaseModel):
    """What a question was answered with: one of these."""

    rows: Rows | None = Field(None, description="What a query says.")
    tables: list[Table] | None = Field(None, description="The tables that were asked for.")
    schemas: list[Schema] | None = Field(None, description="The schemas, their tables by name alone.")
    digests: dict[str, str] | None = Field(None, description="The digests, each under its word.")
    connected: Connected | None = Field(None, description="What connecting has shown.")
