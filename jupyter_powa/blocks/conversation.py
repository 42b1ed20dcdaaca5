"""The form of blocks that ask a model or an agent: `llm` and `agent` take the same config, as the contract has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from jupyter_powa.blocks.acting import act
from jupyter_powa.blocks.base import BlockContext, Needs, Result
from jupyter_powa.blocks.refs import has_reference
from jupyter_powa.blocks.text import AgentId, KnowledgeBaseIds, Prompt
from jupyter_powa.errors import BlockError
from jupyter_powa.llm.base import ModelMessage
from jupyter_powa.llm.structured import check_schema
from jupyter_powa.model.assets import ProjectAgent
from jupyter_powa.model.workflow import Problem

_PROMPTS = ("prompt", "input", "message")
_SCHEMAS = ("json_schema", "schema", "response_schema")


def ids(value: Any) -> Any:
    """Ids or names as a list, however they were written: `"a"`, `["a"]`, `[{"id": "a"}]`."""
    listed = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    return [one.get("id") or one.get("name") if isinstance(one, Mapping) else one for one in listed]


class Said(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "user", "assistant"] = Field("user", description="Who says it.")
    content: str = Field(description="What is said; may hold references.")


class Conversation(BaseModel):
    """What is asked, of whom, and in which form the answer must come."""

    model_config = ConfigDict(populate_by_name=True)

    model: str = Field("", description="The model; empty: the server's default.")
    prompt: Prompt = Field(
        "",
        validation_alias=AliasChoices(*_PROMPTS),
        description="What is asked; may hold references. `input` and `message` are other words for it.",
    )
    system_prompt: Prompt = Field("", description="What the model is told first: its part, its tone, its limits.")
    messages: list[Said] = Field(default_factory=list, description="A conversation before the prompt.")
    temperature: float | None = Field(
        0.7, ge=0, le=2, description="0 for the likeliest answer; left out where the model takes none."
    )
    max_tokens: int | None = Field(None, ge=1, le=1_000_000, description="Most tokens of the answer.")
    json_schema: dict[str, Any] | None = Field(
        None,
        validation_alias=AliasChoices(*_SCHEMAS),
        description="A JSON schema that the answer must fit; the output is then the value.",
    )
    timeout: float = Field(300.0, gt=0, le=3_600, description="Seconds that the whole answer may take.")
    agent_id: AgentId | None = Field(
        None,
        description="A stored project agent by id or name: its model, its words and its knowledge bases count then.",
    )
    knowledge_bases: Annotated[KnowledgeBaseIds, BeforeValidator(ids)] = Field(
        default_factory=list,
        description="Knowledge bases by id or name: what they have on the prompt is put before it, marked as data.",
    )

    async def run(self, ctx: BlockContext) -> Result:
        """Give the answer, with the model, what it took, and the sources that were put before the question."""
        agent = ctx.sockets.outside.agent(self.agent_id) if self.agent_id else self._inline(ctx.name)
        acted = await act(ctx, agent, self._said(), schema=self.json_schema, seconds=self.timeout)
        return Result(acted.value, acted.told())

    def _inline(self, name: str) -> ProjectAgent:
        """The agent that the config itself says; references in it are filled already."""
        return ProjectAgent.model_construct(
            name=name,
            model=self.model,
            system_prompt=self.system_prompt,
            temperature=self.temperature,
            max_tokens=self.max_tokens,
            knowledge_bases=self.knowledge_bases,
        )

    def _said(self) -> list[ModelMessage]:
        said = [ModelMessage(one.role, one.content) for one in self.messages]
        if self.prompt:
            said.append(ModelMessage("user", self.prompt))
        if not any(message.role == "user" for message in said):
            raise BlockError("There is nothing to ask: the prompt is empty.", code="invalid_config")
        return said

    @classmethod
    def needs(cls, config: Mapping[str, Any]) -> Needs:
        """The agent, or the model and the knowledge bases."""
        if config.get("agent_id"):
            return Needs(agents=(str(config["agent_id"]),))
        bases = tuple(map(str, ids(config.get("knowledge_bases"))))
        return Needs(models=(str(config.get("model") or ""),), knowledge_bases=bases)

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """A model, agent or knowledge base that is a reference, nothing to ask, a schema that is none."""
        found = []
        for name in ("model", "agent_id", "knowledge_bases"):
            if has_reference(config.get(name)):
                words = f"{name} must be named: it may not be a reference, since it is looked up before the run."
                found.append(Problem(code="invalid_config", message=words, field=name))
        if not any(config.get(name) for name in (*_PROMPTS, "messages")):
            words = "There is nothing to ask: give a prompt."
            found.append(Problem(code="missing_config", message=words, field="prompt"))
        schema = next((config[name] for name in _SCHEMAS if name in config), None)
        if isinstance(schema, dict):
            try:
                check_schema(schema)
            except BlockError as error:
                found.append(Problem(code="invalid_config", message=error.message, field="json_schema"))
        return found
