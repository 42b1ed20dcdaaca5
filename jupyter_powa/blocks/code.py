"""Run Python in the kernel."""

from __future__ import annotations

import ast
import asyncio
import inspect
import linecache
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from functools import lru_cache
from types import CodeType
from typing import Any, Literal

from pydantic import Field, field_validator

from jupyter_powa.blocks.base import BlockContext, BlockType
from jupyter_powa.blocks.perform import GRACE, Ended, interrupt
from jupyter_powa.blocks.plain import Names, Source
from jupyter_powa.blocks.plain_code import plain_code
from jupyter_powa.blocks.printed import printed
from jupyter_powa.blocks.refs import MISSING
from jupyter_powa.blocks.text import Code
from jupyter_powa.errors import BlockError
from jupyter_powa.model.workflow import Problem

_VALUE = "_powa_last_expression"
LOOK = 0.1
"""Seconds after which whoever waits for code that awaits can be interrupted."""


class CodeBlock(
    BlockType,
    type="code",
    aliases=("function",),
    title="Python",
    group="code",
    icon="code",
    exclusive=True,
    example={"code": "output = Input.output['count'] * 2"},
):
    """Run Python in the kernel, with the user's own rights.

    Earlier blocks are variables: `Orders.output` is the output of the block Orders (a space or `-` in a name becomes
    `_`), and `input_data["Orders"]` is its whole result. `variables` holds the run's variables, `progress(0.5, "text")`
    tells how far it is. What is assigned to `output` (or `result`, or the value of the last line) is the output. The
    kernel's own names can be read; names that the code assigns stay in the block.
    """

    code: Code = Field(min_length=1, description="Python. Assign the result to `output`, or end with an expression.")
    language: Literal["python"] = Field("python", description="Only Python runs here.")

    @field_validator("language", mode="before")
    @classmethod
    def _python(cls, value: Any) -> Any:
        if str(value).lower() in ("javascript", "js", "typescript", "node"):
            raise ValueError("JavaScript does not run here: write the block in Python")
        return value

    async def run(self, ctx: BlockContext) -> Any:
        """Give what the code assigned to `output` or `result`, or the value of its last expression."""
        names = namespace(ctx)
        filename = f"<block {ctx.name}>"
        try:
            code = _compiled(self.code, filename)
        except SyntaxError as error:
            raise BlockError(f"SyntaxError: {error.msg}", code="syntax_error", line=error.lineno) from None
        try:
            return await ctx.sockets.perform(lambda: _execute(code, names, ctx))
        except Ended as ended:
            what = "asked the program to exit" if isinstance(ended.cause, SystemExit) else "was interrupted"
            raise BlockError(f"The code {what}.", code="code_error", line=_line(ended.cause, filename)) from None
        except Exception as error:
            linecache.cache[filename] = (len(self.code), None, self.code.splitlines(keepends=True), filename)
            raise BlockError(
                f"{type(error).__name__}: {error}" if str(error) else type(error).__name__,
                code="code_error",
                line=_line(error, filename),
                trace=_trace(error, filename),
            ) from None

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """Its code, where earlier blocks are variables."""
        return plain_code(str(config.get("code", "")), names)

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """Where the code is no Python; it is read, never run."""
        try:
            _compiled(str(config.get("code", "")), "<block>")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = f" in line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            words = error.msg if isinstance(error, SyntaxError) else str(error)
            return [Problem(code="syntax_error", message=f"The code is not Python{line}: {words}.", field="code")]
        return []


_inside: ContextVar[bool] = ContextVar("powa_inside_block", default=False)


@contextmanager
def _within() -> Iterator[None]:
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)


def inside_block() -> bool:
    """Whether this is called by the code of a block."""
    return _inside.get()


def namespace(ctx: BlockContext) -> dict[str, Any]:
    """The names that the code sees: the kernel's own, then earlier blocks by name and id, then ours."""
    names = {name: value for name, value in ctx.sockets.namespace.items() if name not in ("output", "result")}
    names.update({re.sub(r"\W", "_", name): record for name, record in ctx.values.results.items()})
    names["input_data"] = dict(ctx.values.results)
    names["variables"] = dict(ctx.variables)
    names["progress"] = lambda fraction=None, message="": ctx.progress(fraction, str(message))
    names["__name__"] = "__main__"
    names["exit"] = names["quit"] = sys.exit  # IPython's own would end the kernel, and call that a success
    return names


@lru_cache(maxsize=1_000)
def _compiled(source: str, filename: str) -> CodeType:
    """The code, with the value of its last expression kept."""
    tree = ast.parse(source, filename)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        keep = ast.Assign(targets=[ast.Name(_VALUE, ast.Store())], value=last.value)
        tree.body[-1] = ast.fix_missing_locations(ast.copy_location(keep, last))
    code: CodeType = compile(tree, filename, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return code


def _execute(code: CodeType, names: dict[str, Any], ctx: BlockContext) -> Any:
    given = {word: names.get(word, MISSING) for word in ("output", "result")}  # earlier blocks may be called so
    with printed(ctx.write), _within():
        if code.co_flags & inspect.CO_COROUTINE:
            _run_coroutine(code, names)
        else:
            exec(code, names)  # the user's own code, with the user's own rights
    for word, before in given.items():
        if (value := names.get(word, before)) is not before:
            return value
    return names.get(_VALUE)


def _run_coroutine(code: CodeType, names: dict[str, Any]) -> None:
    """Run code that awaits, in a thread without a loop: the kernel's main thread has one that is running."""
    raised: list[BaseException] = []
    loops: list[asyncio.AbstractEventLoop] = []
    stopped = threading.Event()

    async def main() -> None:
        loops.append(asyncio.get_running_loop())
        if not stopped.is_set():
            await eval(code, names)

    def body() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=copy_context().run, args=(body,), daemon=True)
    try:
        thread.start()  # inside: an interrupt may come while this waits for the thread's first step
        while thread.is_alive():
            thread.join(LOOK)
    except BaseException:
        stopped.set()
        _interrupt(thread, loops)
        raise
    if raised:
        raise raised[0]


def _interrupt(thread: threading.Thread, loops: list[asyncio.AbstractEventLoop]) -> None:
    """Hand an interrupt on to the thread, wake its loop if that waits, and give it a moment to end."""
    if thread.ident is None:
        return  # not begun: it finds the stop at its first step
    interrupt(thread.ident)
    for loop in loops:
        with suppress(RuntimeError):  # it has just closed
            loop.call_soon_threadsafe(lambda: None)
    with suppress(RuntimeError):  # its first step is not done
        thread.join(GRACE)


def _line(error: BaseException, filename: str) -> int | None:
    """The last line of the block's own text that the error went through."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
    if not lines and isinstance(error, SyntaxError):
        return error.lineno
    return lines[-1] if lines else None


def _trace(error: Exception, filename: str) -> str:
    """The traceback from the block's own text on, without ours above it."""
    frames = traceback.extract_tb(error.__traceback__)
    start = next((place for place, frame in enumerate(frames) if frame.filename == filename), len(frames))
    return "".join(traceback.format_list(frames[start:]) + traceback.format_exception_only(error))
