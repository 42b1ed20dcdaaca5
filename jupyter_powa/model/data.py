"""What a database says of itself, and some rows of a result."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Column(BaseModel):
    """One column of a table or a result."""

    name: str = Field(description="The column's name.")
    type: str = Field(description="The database's own word for its type.")
    nullable: bool = Field(True, description="Whether it may be empty.")


class Table(BaseModel):
    """One table or view."""

    name: str = Field(description="The table's name.")
    columns: list[Column] = Field(default_factory=list, description="Its columns, in order.")


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
