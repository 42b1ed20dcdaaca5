"""`python -m jupyter_powa.model` prints the JSON schema of what crosses the wire, for js/types.mjs."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, with_config
from pydantic.json_schema import models_json_schema

from jupyter_powa.model.activity import ExecutionRow
from jupyter_powa.model.agent_draft import AgentDraft
from jupyter_powa.model.agents import Entry, Golden, SqlAgent
from jupyter_powa.model.catalog import BlockInfo
from jupyter_powa.model.chat import CHAT_EVENTS
from jupyter_powa.model.copilot import BlockUpdate, CopilotSession, Message, Review
from jupyter_powa.model.data import Rows, Table
from jupyter_powa.model.dataset import Dataset
from jupyter_powa.model.estimate import Estimate
from jupyter_powa.model.execution import EVENTS, BlockLog, Execution, WorkflowSaved
from jupyter_powa.model.explore import ColumnProfile, Filter, Order, PastQuery, Relation, Shown, Tree, View
from jupyter_powa.model.pipeline import Dependency, PipelineConfig, PipelineStep
from jupyter_powa.model.version import VersionRow
from jupyter_powa.model.workflow import Block, Problem, Workflow, WorkflowRow

MODELS: tuple[type[BaseModel], ...] = (
    *(Workflow, WorkflowRow, VersionRow, Execution, ExecutionRow, BlockInfo, Problem),
    *(CopilotSession, Message, Review),
    *(PipelineConfig, Dataset, Estimate),
    *(Table, Rows),
    *(Entry, Golden, SqlAgent, AgentDraft),
    *(View, Shown, ColumnProfile, Tree, PastQuery),
)
ENVELOPE = {
    "execution_id": {"type": "string", "description": "The execution that it belongs to."},
    "workflow_id": {"type": "string", "description": "The workflow that is run."},
    "seq": {"type": "integer", "description": "Its number in the execution, from 1."},
}
"""What `to_wire` adds to each event of an execution."""


def schema() -> dict[str, Any]:
    """One JSON schema whose `$defs` hold every type by its name."""
    _, made = models_json_schema([(model, "serialization") for model in MODELS], by_alias=True)
    defs: dict[str, Any] = dict(made["$defs"])
    # What is sent is sent whole, defaults too, but for these.
    for partial in (Block, BlockUpdate, Dependency, PipelineStep):
        absent = {name for name, field in partial.model_fields.items() if field.exclude_if is not None}
        defs[partial.__name__]["optional"] = absent
    for said in (Relation, Filter, Order):  # people and front ends write them, with what matters
        defs[said.__name__]["optional"] = {key for key, field in said.model_fields.items() if not field.is_required()}
    for one in defs.values():
        left_out = one.pop("optional", ())
        one["required"] = [key for key in one.get("properties", ()) if key not in left_out]
    defs["BlockLog"] = _plain(BlockLog)
    defs["WorkflowSaved"] = _tagged(WorkflowSaved, {})
    for kind in EVENTS.values():
        defs[kind.__name__] = _tagged(kind, ENVELOPE)
    defs["Event"] = {"anyOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in EVENTS.values()]}
    for chat in CHAT_EVENTS.values():
        defs[chat.__name__] = _tagged(chat, {}, "event")
    defs["ChatEvent"] = {"anyOf": [{"$ref": f"#/$defs/{chat.__name__}"} for chat in CHAT_EVENTS.values()]}
    return {"$defs": dict(sorted(defs.items()))}


def _plain(kind: type[Any]) -> dict[str, Any]:
    told = with_config(ConfigDict(use_attribute_docstrings=True))(kind)
    made = TypeAdapter(told).json_schema(mode="serialization", by_alias=True)
    made["required"] = list(made["properties"])
    made.pop("$defs", None)  # they stand beside it already
    return made


def _tagged(kind: type[Any], more: dict[str, Any], tag: str = "type") -> dict[str, Any]:
    made = _plain(kind)
    made["properties"] = {tag: {"const": getattr(kind, tag)}, **more, **made["properties"]}
    made["required"] = list(made["properties"])
    return made


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")
