"""The magics of a notebook; `%%powa`, a cell that asks the copilot or an agent: the answer appears below."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from jupyter_powa.errors import BadRequest

if TYPE_CHECKING:
    from jupyter_powa.notebook.ask import Answer
    from jupyter_powa.notebook.workflow import Workflow
    from jupyter_powa.powa import Powa

# What the copilot and the store need is loaded when it is first used: `%load_ext` shall not wait for it.

DEFAULT = "Untitled workflow"
USAGE = "%%powa [@AGENT | WORKFLOW] [--model MODEL] [--approve run,create,update,delete] [--apply] [--to NAME]"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadRequest(f"{message}. Write: {USAGE}")


def ask(said: str, workflow: str | Workflow = DEFAULT, **more: Any) -> Answer:
    """Ask the copilot about a workflow, by its name or itself; a new one where there is none of that name.

    Further arguments as for `Workflow.ask`.
    """
    return _found(workflow).ask(said, **more)


def powa(line: str, cell: str) -> None:
    """Ask the copilot what the cell says; the chat appears below. `--to NAME` keeps the answer under that name.

    With `@NAME` instead of a workflow, the SQL agent of that name answers.
    """
    import IPython
    from IPython.display import display

    from jupyter_powa.notebook.ask import CopilotFailed

    shell: Any = IPython.get_ipython()
    given = _arguments().parse_args(shlex.split(line))
    if given.workflow.startswith("@"):
        return _ask_agent(shell, given, cell.strip())
    workflow = _found(shell.user_ns.get(given.workflow, given.workflow))
    chat = workflow.chat()
    handle: Any = display(chat, display_id=True)  # type: ignore[no-untyped-call]
    approve = [word for word in given.approve.split(",") if word]
    answer: Answer | None = None
    try:
        answer = workflow.ask(cell.strip(), model=given.model, approve=approve, show=False)
        if given.apply and answer.diff is not None:
            answer.apply()
    except CopilotFailed as error:
        answer = error.answer
        raise
    finally:
        handle.update(chat)  # its picture, for readers without a kernel, holds the answer now
        if given.to and answer is not None:
            shell.user_ns[given.to] = answer


def _ask_agent(shell: Any, given: argparse.Namespace, question: str) -> None:
    from IPython.display import display

    from jupyter_powa.notebook.sql_agents import agent

    if given.model or given.approve or given.apply:
        raise BadRequest("An agent has its own model and changes nothing. Write: %%powa @AGENT [--to NAME]")
    answer = agent(given.workflow[1:]).ask(question)
    if given.to:
        shell.user_ns[given.to] = answer
    display(answer)  # type: ignore[no-untyped-call]


def _arguments() -> argparse.ArgumentParser:
    parser = _Parser(prog="%%powa", usage=USAGE, add_help=False, exit_on_error=False)
    parser.add_argument("workflow", nargs="?", default=DEFAULT)
    parser.add_argument("--model", default="")
    parser.add_argument("--approve", default="")
    parser.add_argument("--apply", action="store_true")
    parser.add_argument("--to", default="")
    return parser


def _found(workflow: Any) -> Workflow:
    from jupyter_powa.notebook.workflow import Workflow
    from jupyter_powa.unknown import WorkflowNotFound

    if isinstance(workflow, Workflow):
        return workflow
    try:
        return Workflow.load(str(workflow))
    except WorkflowNotFound:
        return Workflow(str(workflow))


def _default() -> Powa:
    from jupyter_powa.notebook.workflow import default_powa

    return default_powa()


def register(shell: Any, parts: Callable[[], Powa] = _default) -> None:
    """Teach a notebook the magics and what they complete; doing it again changes nothing."""
    from jupyter_powa.notebook.sql.complete import Completer
    from jupyter_powa.notebook.sql.magic import PowaSql
    from jupyter_powa.notebook.status import PowaLine, Words

    if any(isinstance(one, PowaSql) for one in shell.configurables):
        return
    sql = PowaSql(shell, parts)
    line = PowaLine(shell, sql)
    shell.register_magics(sql)
    shell.register_magics(line)
    shell.register_magic_function(powa, "cell", "powa")
    shell.Completer.custom_matchers.extend((Completer(sql).match, Words(line).match))
