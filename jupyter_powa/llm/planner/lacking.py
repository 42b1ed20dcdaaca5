"""A graph that cannot run yet: what its blocks lack is filled in where that can only be one thing, else named."""

from __future__ import annotations

from typing import Any

from jupyter_powa.llm.planner.changing import whole
from jupyter_powa.llm.planner.conversation import Call, Conversation, Deed, failed
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.schema import quoted
from jupyter_powa.llm.planner.sheet import Box, Sheet

EXAMPLES = {
    "query": "set the query of {} to ```select …```",
    "prompt": "set the prompt of {} to “Summarise the rows”",
    "url": "set the url of {} to https://…",
    "code": "set the code of {} to ```output = …```",
}
"""How a person says what a block lacks, by the field."""
FIELDS = {"llm": "prompt", "agent": "prompt"}
"""The field that a problem means which names none."""


def lacking(conversation: Conversation) -> Deed[str]:
    """What came of a graph that cannot run; empty where the checker has nothing to say against it."""
    if not conversation.offers("modify_workflow"):
        return ""
    told = yield Call("modify_workflow")  # no edits: it only tells what the checker says
    stops = _stops(told)
    if not stops:
        return ""
    sheet = Sheet((yield from whole(conversation)))
    boxes = [box for problem in stops if (box := sheet.by_name(str(problem.get("block"))))]
    done = [words for box in boxes if (words := _fill(sheet, box))]
    if done:
        told = yield Call("modify_workflow", sheet.arguments())
        stops = _stops(told)
    said = [f"I propose this change: {listed(done)}."] if done else []
    if not stops:
        return "\n\n".join([*said, "The workflow can run now; whether it runs well, a run will tell."])
    problems = " ".join(str(problem["message"]) for problem in stops)
    return "\n\n".join([*said, f"It cannot run: {problems}", *_asked(sheet, stops)])


def _stops(told: Any) -> list[dict[str, Any]]:
    return [] if failed(told) else [one for one in told.get("problems") or () if one.get("stops")]


def _fill(sheet: Sheet, box: Box) -> str:
    """Fill in what can only mean one thing: a statement without a text passes on what it reads."""
    sources = [one for one in sheet.sources(box) if one.type not in ("input", "starter", "manual", "condition")]
    if box.type != "sql" or box.query.strip() or len(sources) != 1:
        return ""
    box.config = {**box.config, "query": f"select *\nfrom {quoted(sources[0].name)}"}
    return f"let {box.name} pass on what {sources[0].name} gives"


def _asked(sheet: Sheet, stops: list[dict[str, Any]]) -> list[str]:
    """What the user can say next."""
    for problem in stops:
        box = sheet.by_name(str(problem.get("block")))
        field = str(problem.get("field") or (box and FIELDS.get(box.type)))
        if box and (example := EXAMPLES.get(field)):
            return [f"Tell me what it shall be, as in: {example.format(box.name)}"]
    return []
