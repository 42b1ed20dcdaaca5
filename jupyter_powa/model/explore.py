"""What is looked at in the explorer: rows of somewhere, as they are filtered, sorted and chosen."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from jupyter_powa.model.data import Column

Operator = Literal[
    "=", "!=", "<", "<=", ">", ">=", "between", "in", "contains", "starts_with", "ends_with", "is_null", "is_not_null"
]


class Said(BaseModel):
    """What people and front ends write: a field that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid")


class Relation(Said):
    """Where rows come from: exactly one of `table`, `sql`, `variable`, `file`, `block` and `kept`."""

    source: str | None = Field(None, description="The data source by name or id; none: the project's database.")
    table: list[str] | None = Field(
        None, min_length=1, max_length=3, description="A table's name in its parts: [database,] [schema,] name."
    )
    sql: str | None = Field(None, min_length=1, max_length=1_000_000, description="One statement.")
    values: list[Any] = Field(default_factory=list, max_length=10_000, description="Values of its placeholders (`?`).")
    variable: str | None = Field(None, min_length=1, max_length=200, description="A variable of the notebook.")
    file: str | None = Field(None, min_length=1, max_length=4_000, description="A CSV, Parquet or JSON file.")
    block: str | None = Field(None, min_length=1, description="The id of a block whose output it is; needs a run.")
    execution_id: str | None = Field(None, description="The run of that block.")

    kept: str | None = Field(None, min_length=1, max_length=100, description="A result that the kernel keeps.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [
            name for name in ("table", "sql", "variable", "file", "block", "kept") if getattr(self, name) is not None
        ]
        if len(given) != 1:
            raise ValueError("give exactly one of table, sql, variable, file, block and kept")
        if (self.block is None) != (self.execution_id is None):
            raise ValueError("block and execution_id belong together")
        if self.values and self.sql is None:
            raise ValueError("values belong to sql")
        return self


class Filter(Said):
    """A condition on one column; those of a view all hold at once."""

    column: str = Field(description="The column's name.")
    operator: Operator = Field("=", description="How its value is compared.")
    values: list[Any] = Field(
        default_factory=list,
        max_length=1_000,
        description="What it is compared with: none for is_null and is_not_null, two for between, any number for in, "
        "else one.",
    )

    @model_validator(mode="after")
    def _as_many(self) -> Self:
        wanted = {"is_null": 0, "is_not_null": 0, "between": 2}.get(self.operator, 1)
        if self.operator != "in" and len(self.values) != wanted:
            raise ValueError(f"{self.operator} takes {wanted} values, not {len(self.values)}")
        return self


class Order(Said):
    """A column that rows are sorted by; nulls come last."""

    column: str = Field(description="The column's name.")
    descending: bool = Field(False, description="Whether the largest value comes first.")


class View(Said):
    """Rows as they are looked at: everything that a click in the explorer changes."""

    relation: Relation = Field(description="Where the rows come from.")
    filters: list[Filter] = Field(default_factory=list, max_length=100, description="Rows that are shown.")
    orders: list[Order] = Field(default_factory=list, max_length=20, description="How they are sorted, first to last.")
    columns: list[str] | None = Field(
        None, min_length=1, max_length=10_000, description="Columns that are shown, in this order; none: all."
    )


class Shown(BaseModel):
    """What is told beside a page of rows."""

    columns: list[Column] = Field(description="The columns of the page, with the database's own words for types.")
    offset: int = Field(description="Rows before the first one.")
    row_count: int | None = Field(None, description="All rows of the view; none where nobody has counted yet.")
    exact: bool = Field(True, description="Whether row_count is counted, not estimated.")
    more: bool = Field(False, description="Whether rows follow the last one.")
    milliseconds: float = Field(0.0, description="How long the database took.")
    sql: str = Field(description="The statement that gives all rows of the view, with its values written in.")


class Bin(BaseModel):
    """A bar of a histogram."""

    low: Any = Field(description="Its lower bound, included.")
    high: Any = Field(description="Its upper bound, included in the last bar only.")
    count: int = Field(description="Rows in it.")


class Top(BaseModel):
    """A frequent value."""

    value: Any = Field(description="The value.")
    count: int = Field(description="Rows that have it.")


Stage = Literal["statistics", "sample", "exact"]


class ColumnProfile(BaseModel):
    """What is known of a column's values. `stage` says how: from statistics, from a sample, or counted."""

    name: str = Field(description="The column's name.")
    type: str = Field(description="The database's own word for its type.")
    kind: Literal["number", "time", "text", "boolean", "other"] = Field(description="What it is shown as.")
    stage: Stage = Field(description="How this is known.")
    rows: int | None = Field(None, description="Rows that were looked at; for statistics, of the whole table.")
    nulls: int | None = Field(None, description="How many of them are null.")
    distinct: int | None = Field(None, description="About how many different values they have.")
    low: Any = Field(None, description="The smallest value.")
    high: Any = Field(None, description="The largest value.")
    mean: float | None = Field(None, description="The average of numbers.")
    bins: list[Bin] = Field(default_factory=list, description="The histogram of numbers and times.")
    top: list[Top] = Field(default_factory=list, description="The most frequent values of texts and booleans.")


class TreeNode(BaseModel):
    """Something in the tree of a data source."""

    kind: Literal["schema", "table", "view", "column", "group", "variable", "file"] = Field(
        description="What it is; a group holds the notebook's variables, or files."
    )
    path: list[str] = Field(description="Its name in its parts, as SQL takes them; of a column, with its table's.")
    name: str = Field(description="What it is called.")
    type: str | None = Field(None, description="Of a column, the database's own word for its type; of a variable, too.")
    nullable: bool | None = Field(None, description="Of a column, whether it may be empty.")
    key: bool = Field(False, description="Of a column, whether it belongs to the primary key.")
    references: str | None = Field(None, description="Of a column, the table that its values are keys of.")
    comment: str | None = Field(None, description="What its owner wrote about it.")
    rows: int | None = Field(None, description="About how many rows it has.")
    bytes: int | None = Field(None, description="About how much room it takes.")


class Tree(BaseModel):
    """Some nodes, and whether more follow."""

    nodes: list[TreeNode] = Field(description="In order of their names; of a search, the best first.")
    more: bool = Field(False, description="Whether nodes follow the last one.")


class PastQuery(BaseModel):
    """A statement that was run in the explorer."""

    sql: str = Field(description="The statement; passwords that stood in it are left out.")
    source: str | None = Field(None, description="The data source that it ran in; none: the project's database.")
    started_at: datetime = Field(description="When it started.")
    milliseconds: float = Field(description="How long it took.")
    row_count: int | None = Field(None, description="Rows that it gave or changed; none where nobody counted them.")
    error: str | None = Field(None, description="Why it failed, where it did.")


class PlanNode(BaseModel):
    """A step of how a database answers a query; what it takes its rows from are its children."""

    name: str = Field(description="What it does, in the database's own words.")
    detail: dict[str, Any] = Field(default_factory=dict, description="More about it.")
    rows: float | None = Field(None, description="Rows that it gives: counted where it was run, else estimated.")
    milliseconds: float | None = Field(None, description="Its own time without its children's, where it was run.")
    children: list[PlanNode] = Field(default_factory=list, description="The steps before it.")


class PlanTold(BaseModel):
    """How a database answers a query."""

    plan: PlanNode = Field(description="Its last step.")
    text: str = Field(description="The same as indented lines.")


class Drawn(BaseModel):
    """What a chart draws."""

    mark: str = Field(description="What rows are drawn as: bar, line, area, point, rect.")
    x: str | None = Field(description="The column across.")
    y: str | None = Field(description="The column upwards; none: how many rows there are.")
    color: str | None = Field(description="The column that colors tell apart.")
    aggregate: str = Field(description="How the numbers of a group become one; none: each row is drawn.")


class ChartTold(BaseModel):
    """A chart, and what else could be drawn."""

    spec: dict[str, Any] = Field(description="A Vega-Lite specification with its rows inside.")
    code: str = Field(description="Python that makes the same with Altair.")
    chosen: Drawn = Field(description="What it draws.")
    choices: dict[str, list[str]] = Field(description="What could be chosen: `marks`, `columns`, `aggregates`.")
    notes: list[str] = Field(description="In words: what is left out or taken together.")


class Feed(BaseModel):
    """A column of a table that a column of a result is made of."""

    source: str | None = Field(None, description="The data source; none: the project's database.")
    schema_name: str | None = Field(None, alias="schema", description="The table's schema, where it is written.")
    table: str = Field(description="The table, variable, file or block.")
    column: str = Field(description="The column; `*`: all of them, where it is not known which.")
    relation: Relation | None = Field(None, description="What opens the table; none: nothing does.")


class FedColumn(BaseModel):
    """A column of a result, and what it is made of."""

    name: str = Field(description="The column's name.")
    expression: str = Field("", description="How it is computed, as SQL.")
    feeds: list[Feed] = Field(default_factory=list, description="The columns of tables that it is made of.")
    note: str | None = Field(None, description="What could not be followed.")


class MadeBy(BaseModel):
    """What made the rows of a block's output."""

    block: str = Field(description="The block's id.")
    name: str = Field("", description="What the block is called.")
    workflow_id: str | None = Field(None, description="The block's workflow.")
    execution_id: str | None = Field(None, description="The run.")
    session_id: str | None = Field(None, description="The conversation in which the block was last changed.")
    message_id: str | None = Field(None, description="The copilot's message that proposed the change.")


class LineageTold(BaseModel):
    """Where rows come from."""

    columns: list[FedColumn] = Field(description="The columns, in order.")
    made_by: MadeBy | None = Field(None, description="Of a block's output, what made it.")
    note: str | None = Field(None, description="Why the columns are not known further, where they are not.")
