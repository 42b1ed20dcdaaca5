"""Kinds of field: each decides the editor in the browser, and what a reference in it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field. `filled`: references are replaced before the block sees the field."""

    word: str
    filled: bool = True
    secret: bool = False

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "kind": self.word}


PROMPT = Kind("prompt")
SQL = Kind("sql", filled=False)
CODE = Kind("code", filled=False)
EXPRESSION = Kind("expression", filled=False)
CONDITIONS = Kind("conditions", filled=False)
VALUE = Kind("value")
AGENT = Kind("agent", filled=False)
ASSET = Kind("asset", filled=False)
KNOWLEDGE_BASES = Kind("knowledge_bases", filled=False)
ORCHESTRATION = Kind("orchestration", filled=False)
WORKFLOW = Kind("workflow", filled=False)

Prompt = Annotated[str, PROMPT]
"""Text that is filled: each reference becomes text."""
Sql = Annotated[str, SQL]
"""A statement: each reference becomes a bound value when it runs, never text."""
Code = Annotated[str, CODE]
"""Python: left alone; earlier outputs are variables in it."""
Expression = Annotated[str, EXPRESSION]
"""A condition: evaluated, never filled; a reference in it is a value."""
Value = Annotated[Any, VALUE]
"""Anything: a reference that stands alone keeps the type of its value."""
AgentId = Annotated[str, AGENT]
"""A stored project agent by id or name: looked up before the run, so it is no reference."""
AssetId = Annotated[str, ASSET]
"""A stored project asset of the kind that another field says, by id or name; no reference either."""
KnowledgeBaseIds = Annotated[list[str], KNOWLEDGE_BASES]
"""Stored knowledge bases by id or name: looked up before the run, so none is a reference."""
OrchestrationId = Annotated[str, ORCHESTRATION]
"""A stored orchestration by id or name: looked up before the run, so it is no reference."""
WorkflowId = Annotated[str, WORKFLOW]
"""A stored workflow by id or name: looked up before the run, so it is no reference."""
