"""What a database says of itself, and some rows of a result."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field


class Column(BaseModel):
    """One column of a table or a result."""

    name: str = Field(description="The column's name.")
    type: str = Field(description="The database's own word for its type.")
    nullable: bool = Field(True, description="Whether it may be empty.")
    default: str | None = Field(None, description="Its default value as SQL, where it has one that may be shown.")
    comment: str | None = Field(None, description="What its owner wrote about it.")


class ForeignKey(BaseModel):
    """Columns whose values are keys of another table."""

    columns: list[str] = Field(description="The columns here.")
    table: str = Field(description="The other table.")
    references: list[str] = Field(description="Its columns, in the same order.")


class Table(BaseModel):
    """One table or view."""

    name: str = Field(description="The table's name.")
    columns: list[Column] = Field(default_factory=list, description="Its columns, in order.")
    kind: Literal["table", "view"] = Field("table", description="Whether it holds rows of its own.")
    comment: str | None = Field(None, description="What its owner wrote about it.")
    row_count: int | None = Field(None, description="About how many rows it has; none where nobody knows.")
    primary_key: list[str] = Field(default_factory=list, description="The columns of its primary key.")
    unique: list[list[str]] = Field(default_factory=list, description="Columns whose values occur once, together.")
    foreign_keys: list[ForeignKey] = Field(default_factory=list, description="Its references to other tables.")


class Schema(BaseModel):
    """The tables of one schema of a database."""

    name: str = Field(description="The schema's name.")
    tables: list[Table] = Field(default_factory=list, description="Its tables and views, by name.")


class Page(BaseModel):
    """Some rows of a result, as Arrow, and whether more follow."""

    columns: list[Column] = Field(description="The columns of the result.")
    arrow: Any = Field(description="The rows: an Arrow table (arro3).", exclude=True)
    offset: int = Field(0, description="Rows before the first one.")
    more: bool = Field(False, description="Whether rows follow the last one.")


class Rows(BaseModel):
    """Some rows of a result in plain JSON values, and whether more follow."""

    columns: list[Column] = Field(description="The columns of the result.")
    rows: list[list[Any]] = Field(description="The rows, each with its values in the columns' order.")
    more: bool = Field(False, description="Whether rows follow the last one.")
