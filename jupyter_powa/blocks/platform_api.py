"""Use what the project has: its agents, its knowledge bases, the rows of its database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from jupyter_powa.blocks.acting import act
from jupyter_powa.blocks.base import BlockContext, BlockType, Needs, Result
from jupyter_powa.blocks.refs import as_text, has_reference
from jupyter_powa.blocks.rows import MANY, Rows
from jupyter_powa.blocks.text import AssetId, Value
from jupyter_powa.errors import BlockError
from jupyter_powa.knowledge.search import MOST
from jupyter_powa.llm.base import ModelMessage
from jupyter_powa.model.assets import AssetType
from jupyter_powa.model.workflow import Problem

SAME = {"agent": "agents", "knowledge_base": "kb", "knowledge_bases": "kb", "db": "database"}
"""Other words for resources."""
LISTS: dict[str, AssetType] = {"agents": "agents", "kb": "knowledge_bases"}
OPERATION = {"agents": "agents_operation", "kb": "kb_operation", "database": "db_operation"}
ELSEWHERE = {
    "sessions": "Conversations with agents are not kept here: run the agent, with what was said before in its message.",
    "sources": "Files are read by SQL and Python blocks here, and data sources by the `connection` of a SQL block.",
    "ch": "That resource is the vendor's own, and nothing here corresponds to it.",
}
"""The vendor's resources that have no counterpart here, and what there is instead."""
_QUESTIONS = ("message", "input", "prompt", "query")


def _resource(value: Any) -> Any:
    if isinstance(value, str) and value in ELSEWHERE:
        raise ValueError(ELSEWHERE[value])
    return SAME.get(value, value) if isinstance(value, str) else value


class PlatformApiBlock(
    BlockType,
    type="platform_api",
    title="Project",
    group="data",
    icon="platform",
    example={"resource": "database", "db_operation": "list_tables"},
):
    """Use what the project has: run an agent, search a knowledge base, change rows of its database.

    `resource` is `agents` (run, list, get), `kb` (search, list, get) or `database` (list_tables, list, get, create,
    update, delete). Values of rows are bound, and names quoted: no text of theirs becomes SQL.
    """

    resource: Annotated[Literal["agents", "kb", "database"], BeforeValidator(_resource)] = Field(
        description="What is used: agents, kb (knowledge bases) or database."
    )
    agents_operation: Literal["run", "list", "get"] | None = Field(None, description="What is done with agents.")
    kb_operation: Literal["search", "list", "get"] | None = Field(
        None, description="What is done with knowledge bases."
    )
    db_operation: Literal["list_tables", "list", "get", "create", "update", "delete"] | None = Field(
        None, description="What is done with the project's database."
    )
    sources_operation: str | None = Field(None, description="The vendor's; nothing here.")
    sessions_operation: str | None = Field(None, description="The vendor's; nothing here.")
    ch_operation: str | None = Field(None, description="The vendor's; nothing here.")
    resource_id: AssetId | None = Field(None, description="The agent or the knowledge base, by id or name.")
    body: Value = Field(
        None,
        description="agents run: the question, or {message}. kb search: the question, or {query, limit}.",
    )
    db_table: str = Field("", description="The table, with its schema in front or without.")
    db_row_id: Value = Field(None, description="Which row: the value of its key.")
    db_id_column: str = Field("id", min_length=1, description="The column that tells rows apart.")
    db_body: Value = Field(None, description="Values by column, for create and update.")
    db_limit: int = Field(100, ge=1, le=MANY, description="Most rows of a list.")
    db_offset: int = Field(0, ge=0, description="Rows that a list leaves out at its beginning.")
    timeout: float = Field(300.0, gt=0, le=3_600, description="Seconds that an agent may take.")

    @classmethod
    def outside(cls, config: Mapping[str, Any]) -> str:
        """Whether it changes rows, or asks."""
        changes = config.get("db_operation") in ("create", "update", "delete")
        return "It changes rows" if changes else super().outside(config)

    async def run(self, ctx: BlockContext) -> Result:
        """Give what the operation gives, with the status code that its HTTP request would have."""
        name = getattr(self, OPERATION[self.resource])
        work: Callable[[BlockContext, str], Awaitable[Result]] = getattr(self, f"_{self.resource}")
        result = await work(ctx, name)
        result.fields.setdefault("status_code", 201 if name == "create" else 200)
        return result

    async def _agents(self, ctx: BlockContext, name: str) -> Result:
        if name == "list":
            return Result(ctx.sockets.outside.listed("agents"))
        agent = ctx.sockets.outside.agent(self.resource_id or "")
        if name == "get":
            return Result(agent.model_dump(mode="json"))
        said = [ModelMessage("user", self._question())]
        acted = await act(ctx, agent, said, seconds=self.timeout)
        return Result(acted.value, acted.told())

    async def _kb(self, ctx: BlockContext, name: str) -> Result:
        if name == "search":
            limit = self.body.get("limit", 5) if isinstance(self.body, Mapping) else 5
            if not isinstance(limit, int) or not 1 <= limit <= MOST:
                raise BlockError(f"body: limit is a number from 1 to {MOST}.", code="invalid_config")
            found = await ctx.sockets.outside.search(self.resource_id or "", self._question(), limit)
            return Result([one.model_dump() for one in found])
        listed = ctx.sockets.outside.listed("knowledge_bases")
        if name == "list":
            return Result(listed)
        word = (self.resource_id or "").strip().casefold()
        for one in listed:
            if word in (one["id"], one["name"].casefold()):
                return Result(one)
        raise BlockError(f"There is no knowledge base {self.resource_id!r}.", code="knowledge_base_not_found")

    async def _database(self, ctx: BlockContext, name: str) -> Result:
        database = await ctx.sockets.databases.open(None, {})  # its own tables, not the frames of a notebook
        try:
            if name == "list_tables":
                schemas = await database.schema()
                return Result([{"schema": one.name, **table.model_dump()} for one in schemas for table in one.tables])
            rows = await Rows.of(database, self.db_table, self.db_id_column)
            if name == "list":
                return Result(await rows.some(self.db_limit, self.db_offset))
            if name == "create":
                return Result(await rows.create(self._values()))
            if name == "update":
                return Result(await rows.update(self.db_row_id, self._values()))
            return Result(await (rows.get if name == "get" else rows.delete)(self.db_row_id))
        finally:
            await database.close()

    def _question(self) -> str:
        body = self.body
        if isinstance(body, Mapping):
            body = next((body[word] for word in _QUESTIONS if body.get(word)), "")
        if body in (None, ""):
            raise BlockError("body: there is nothing to ask: give a text, or {message: …}.", code="invalid_config")
        return as_text(body)

    def _values(self) -> dict[str, Any]:
        if not isinstance(self.db_body, Mapping) or not all(isinstance(name, str) for name in self.db_body):
            raise BlockError("db_body: it must be an object of values by column.", code="invalid_config")
        return dict(self.db_body)

    @classmethod
    def needs(cls, config: Mapping[str, Any]) -> Needs:
        """The agent or the knowledge base, or all of them for a list."""
        said, word = str(config.get("resource")), str(config.get("resource_id") or "")
        resource = SAME.get(said, said)
        name = config.get(OPERATION.get(resource, ""))
        if resource == "agents" and name in ("run", "get"):
            return Needs(agents=(word,))
        if resource == "kb" and name == "search":
            return Needs(knowledge_bases=(word,))
        return Needs(listed=(LISTS[resource],)) if resource in LISTS else Needs()

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """An operation, a name or values that are missing; that there is no such resource, the form tells."""
        said = str(config.get("resource"))
        resource = SAME.get(said, said)
        field = OPERATION.get(resource)
        if field is None:
            return []
        name, found = config.get(field), []
        if not name:
            found.append(_problem(field, f"{field}: say what is to be done.", "missing_config"))
        if has_reference(config.get("resource_id")):
            words = "resource_id must be named: it may not be a reference, since it is looked up before the run."
            found.append(_problem("resource_id", words))
        if name in ("run", "search") or (name == "get" and resource != "database"):
            required = ["resource_id", *(["body"] if name != "get" else [])]
        else:
            required = ["db_table"] if resource == "database" and name and name != "list_tables" else []
            required += ["db_row_id"] if name in ("get", "update", "delete") and resource == "database" else []
            required += ["db_body"] if name in ("create", "update") else []
        missing = [one for one in required if config.get(one) in (None, "")]
        return found + [_problem(one, f"{one} is missing: {name} needs it.", "missing_config") for one in missing]


def _problem(field: str, words: str, code: str = "invalid_config") -> Problem:
    return Problem(code=code, message=words, field=field)
