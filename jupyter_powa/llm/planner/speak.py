"""What the planner says: of itself, of what it cannot do, and of what it did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jupyter_powa.llm.planner.goals.line import STEPS
from jupyter_powa.llm.planner.goals.tell import step
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.sheet import Box

SET_A_MODEL = (
    "To talk to a language model instead: set OPENAI_API_KEY (or another provider's key) for the server, "
    "or add an entry "
    "to `model_servers`, and pick the model in the chat."
)
CAN = (
    "I turn a goal into a dataset (take files or tables, filter, join, deduplicate, sample, split, check, write), I "
    "build pipelines (load a table, a file or an address, filter, join, sum by group, sort, limit, new "
    "columns, a model "
    "call, a condition, an HTTP call, an output), I add, remove, rename, rewire, switch off and set "
    "blocks, I explain a "
    "workflow or its last run, and I try to repair a failed run by its log."
)


def who() -> str:
    """What the planner is."""
    return (
        f"I am the local planner: rules, not a language model. {CAN}\n\nFor example: “load orders, keep "
        f"amount over 100, "
        f"total amount by status, top 5”, “add a filter status = paid after Load orders”, “why did the last "
        f"run fail?”.\n\n"
        f"{SET_A_MODEL}"
    )


def not_understood(part: str, whole: bool = False) -> str:
    """That a part has no meaning here, and that nothing was changed."""
    what = "that" if whole or not part else f"this part: “{part}”"
    return (
        f"I am the local planner, which works by rules, and I do not understand {what}. I have changed "
        f"nothing.\n\n{CAN} "
        f"Say it in such steps, or ask a model. {SET_A_MODEL}"
    )


def unclear(words: str) -> str:
    """That something is missing, and that nothing was changed."""
    return f"{words}\n\nI have changed nothing. I am the local planner, which works by rules. {SET_A_MODEL}"


def built(made: Sequence[Box], notes: Sequence[str], look: str) -> str:
    """What a new pipeline consists of."""
    lines = [f"{place}. **{box.name}**: {describe(box)}" for place, box in enumerate(made, 1)]
    said = f"I propose {len(made)} block{'s' if len(made) != 1 else ''}:\n\n" + "\n".join(lines)
    return "\n\n".join([said, *([" ".join(notes)] if notes else []), *([look] if look else [])])


def describe(box: Box) -> str:
    """What a block does, in a few words."""
    config = box.config
    if box.type == "sql":
        return _sql(box.query)
    if box.type in STEPS:
        return step(box)
    if box.type in ("input", "starter", "manual"):
        names = list(config.get("input") or {})
        return f"starts the run with {listed(names)}" if names else "starts the run"
    if box.type in ("output", "response"):
        return (
            f"gives back {_short(config['output'])}" if config.get("output") is not None else "gives back what comes in"
        )
    if box.type in ("llm", "agent"):
        prompt = config.get("prompt") or config.get("input") or config.get("message") or ""
        model = f" ({config['model']})" if config.get("model") else ""
        return f"asks a language model{model}: {_short(prompt)}"
    if box.type in ("general_api", "api_call"):
        return f"sends {config.get('method') or 'GET'} to {config.get('url') or 'no address yet'}"
    if box.type in ("code", "function"):
        lines = str(config.get("code") or "").strip().splitlines()
        return f"runs {len(lines)} line{'s' if len(lines) != 1 else ''} of Python" + (
            f": `{lines[0]}`" if len(lines) == 1 else ""
        )
    if box.type == "condition":
        tests = [str(one.get("expression", "")) for one in config.get("branches") or () if isinstance(one, dict)]
        return f"goes on by `if` where {_short(tests[0])}, else by `else`" if tests else "chooses a way"
    if box.type == "split":
        return f"goes on along {config.get('branches', 2)} ways at once"
    if box.type == "webhook":
        return "starts the run with what a webhook's call brings"
    return f"a block of type {box.type}"


def _sql(query: str) -> str:
    flat = " ".join(query.split())
    return f"`{flat if len(flat) <= 240 else flat[:237] + '…'}`"


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return f"`{text if len(text) <= 120 else text[:117] + '…'}`"
