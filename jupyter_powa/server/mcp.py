"""What other agents may use of this server, by jupyter-server-mcp: tools that look, a run, a question to a SQL agent.

That package finds `tools` at the entry point `jupyter_server_mcp.tools` and serves what it names on a port of its own,
which asks nobody for a login. So the setting `mcp` is off until somebody says what they may do: `read` or `run`. Its
functions run on the server's own loop.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from pydantic import Field

from jupyter_powa.api.route import Asker, dispatch
from jupyter_powa.copilot.calling import call_tool
from jupyter_powa.copilot.draft import Draft
from jupyter_powa.copilot.tools import tools as copilot_tools
from jupyter_powa.copilot.tools.base import Tool
from jupyter_powa.copilot.turn import Turn
from jupyter_powa.errors import PowaError
from jupyter_powa.model.copilot import CopilotSession
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.talking import Talk
from jupyter_powa.unknown import WorkflowNotFound

Which = Annotated[str, Field(description="A workflow, by its name or id.")]
Given = Annotated[dict[str, Any] | None, Field(description="Its input, by name.")]
ASKER = Asker("mcp")
"""Whose executions are counted."""
OFF = (
    "Other agents may not use this project. Whoever runs the server can let them: c.PowaApp.mcp = 'read' to look, "
    "'run' also to run workflows and ask SQL agents."
)
ONLY_READ = "Other agents may only look here. Whoever runs the server can let them: c.PowaApp.mcp = 'run'."

_of: list[Powa] = []
"""The Powa of the server that runs in this process, once it does."""


def offer(powa: Powa | None) -> None:
    """From now on this Powa is the one that is used; None: none is."""
    _of[:] = [] if powa is None else [powa]


def tools() -> list[str]:
    """What is offered, as `module:function`: the functions here, and the tools of the copilot that only look."""
    own = [name for name, value in globals().items() if inspect.iscoroutinefunction(value) and name[0] != "_"]
    own = [name for name in own if globals()[name].__module__ == __name__]
    return [f"{__name__}:{name}" for name in (*own, *_looking())]


async def list_workflows(words: Annotated[str, Field(description="A part of their names.")] = "") -> dict[str, Any]:
    """List the workflows of the project, the newest first: id, name, description, state, how often they ran."""
    return await _asked("read", "GET", "/api/workflows", query={"q": words})


async def run_workflow(workflow: Which, input: Given = None) -> dict[str, Any]:
    """Run a workflow to its end and read its output, and what each block did. It runs with the rights of the server."""
    if refused := _refused("run"):
        return refused
    try:
        found = _workflow(workflow)
    except PowaError as error:
        return {"error": error.message, "code": error.code}
    return await _asked("run", "POST", f"/api/workflows/{found.id}/execute", body={"input": input or {}})


async def ask_sql_agent(
    agent: Annotated[str, Field(description="A SQL agent, by its name or id.")],
    question: Annotated[str, Field(description="The question, in words.")],
) -> dict[str, Any]:
    """Ask a SQL agent a question about its data: it writes a query, runs it read-only, answers in words and rows."""
    listed = await _asked("run", "GET", "/copilot/v1/agent/")
    if "error" in listed:
        return listed
    known = {key: one["id"] for one in listed["items"] for key in (one["name"].casefold(), one["id"])}
    if (found := known.get(agent.casefold())) is None:
        names = ", ".join(one["name"] for one in listed["items"])
        return {"error": f"There is no SQL agent {agent!r}. There are: {names}.", "code": "agent_not_found"}
    return await _asked("run", "POST", "/copilot/v1/chat/", body={"agent_id": found, "prompt": question})


def __getattr__(name: str) -> Callable[..., Awaitable[dict[str, Any]]]:
    """A tool of the copilot as a function, by its name."""
    if (tool := _looking().get(name)) is None:
        raise AttributeError(name)
    return _function(tool)


def _looking() -> dict[str, type[Tool]]:
    """The tools that change nothing and ask nobody."""
    return {name: tool for name, tool in copilot_tools().items() if not tool.alone}


def _function(tool: type[Tool]) -> Callable[..., Awaitable[dict[str, Any]]]:
    """A tool as a function whose parameters are its fields, and the workflow that it is about."""

    async def call(workflow: str = "", **arguments: Any) -> dict[str, Any]:
        if refused := _refused("read"):
            return refused
        try:
            turn = _turn(workflow)
        except PowaError as error:
            return {"error": error.message, "code": error.code}
        result, _ = await call_tool(turn, tool.name, {key: one for key, one in arguments.items() if one is not None})
        return result

    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.is_required() else field.get_default(call_default_factory=True),
            annotation=Annotated[field.annotation, Field(description=field.description)],
        )
        for name, field in tool.model_fields.items()
    ]
    about = inspect.Parameter("workflow", inspect.Parameter.KEYWORD_ONLY, default="", annotation=Which)
    parameters.append(about)
    call.__name__ = call.__qualname__ = tool.name
    call.__doc__ = inspect.getdoc(tool)
    call.__signature__ = inspect.Signature(parameters, return_annotation=dict[str, Any])  # type: ignore[attr-defined]
    call.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": dict[str, Any]}
    return call


def _refused(deed: str) -> dict[str, Any]:
    """Why that may not be done; empty where it may."""
    allowed = _of[0].settings.mcp if _of else "off"
    if allowed == "off":
        return {"error": OFF, "code": "mcp_off"}
    return {"error": ONLY_READ, "code": "mcp_reads"} if (deed, allowed) == ("run", "read") else {}


async def _asked(
    deed: str, method: str, path: str, *, query: dict[str, str] | None = None, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The answer of a route, as a widget asks it; a list is its `items`."""
    if refused := _refused(deed):
        return refused
    reply = await dispatch(_of[0], method, path, query, body, ASKER)
    answer = reply.body
    if "detail" in answer and reply.status >= 400:
        return {"error": answer["detail"], "code": answer.get("code", "refused")}
    return {"items": answer} if type(answer) is list else answer


def _workflow(word: str) -> Workflow:
    """A workflow by its name or id; raises WorkflowNotFound."""
    store = _of[0].store.workflows
    try:
        return store.get(word)
    except WorkflowNotFound:
        _, count = store.list(q=word, limit=1)
        rows, _ = store.list(q=word, limit=count)
        match = [row for row in rows if row.name.casefold() == word.casefold()]
        if not match:
            raise
        return store.get(match[0].id)


def _turn(word: str) -> Turn:
    """What a tool is handed: nobody talks, and nothing that it changes is kept."""
    workflow = _workflow(word) if word else Workflow(name="")
    session = CopilotSession(workflow_id=workflow.id)
    return Turn(_of[0], session, workflow, Draft(workflow.graph, workflow.version), Talk(session.id))
