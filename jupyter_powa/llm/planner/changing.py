"""Changes to the workflow: the clauses of a request done one after another on a copy, then proposed in one call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jupyter_powa.llm.planner import speak
from jupyter_powa.llm.planner.adding import add, append
from jupyter_powa.llm.planner.behind import behind
from jupyter_powa.llm.planner.build import chain
from jupyter_powa.llm.planner.conversation import CUT, Call, Conversation, Deed, failed
from jupyter_powa.llm.planner.editing import HEADS, Editing
from jupyter_powa.llm.planner.edits import edited
from jupyter_powa.llm.planner.goals.plan import means_a_dataset, plan
from jupyter_powa.llm.planner.inputs import add_input
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.near import fold, singular
from jupyter_powa.llm.planner.outcome import problems, skipped
from jupyter_powa.llm.planner.polite import plain
from jupyter_powa.llm.planner.schema import Schema, read_schema
from jupyter_powa.llm.planner.segments import clauses
from jupyter_powa.llm.planner.setting import settle
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.trouble import Unclear

SHARE, SHARES = 16, 12
"""Blocks of a large workflow that are read at once, and how often: a turn has 25 steps."""


def change(conversation: Conversation, said: str) -> Deed[str]:
    """Propose what the words ask for, and say what it is."""
    masked = Masked(said)
    sheet, schema = yield from ground(conversation)
    editing = Editing(sheet, masked, conversation.earlier, [])
    text = plain(masked)
    if means_a_dataset(conversation, masked, sheet):
        return (yield from plan(conversation, masked, text, sheet, schema))
    notes: list[str] = []
    made_before = {box.id for box in sheet.boxes}
    for kind, clause in parts(text):
        if kind == "edit":
            if edited(clause, editing):
                continue
            if (yield from settle(conversation, clause, editing)):
                continue
            if add_input(clause, editing) or (yield from add(conversation, clause, editing, schema, notes)):
                continue
        yield from append(conversation, clause, editing, schema, notes)
    return (yield from propose(conversation, editing, made_before, notes))


def ground(conversation: Conversation) -> Deed[tuple[Sheet, Schema]]:
    """The workflow and the schema as they are."""
    told = yield from whole(conversation)
    tables = yield Call("get_db_schema")
    tables = {} if failed(tables) else dict(tables)
    for name in tables.get("others") or ():  # of a large schema only the names of some are told
        if singular(fold(name)) in singular(fold(conversation.said)):
            more = yield Call("get_db_schema", {"table_name": name})
            tables["tables"] = [*tables["tables"], *(more.get("tables") or ())]
    schema = read_schema(tables)
    return Sheet(told, [table.name for table in schema.tables]), schema


def whole(conversation: Conversation) -> Deed[dict[str, Any]]:
    """The workflow with all its blocks: a large one comes in several answers."""
    told = yield Call("read_workflow")
    if why := failed(told):
        raise Unclear(f"The workflow cannot be read: {why}")
    if CUT not in told or not conversation.offers("modify_workflow"):
        return dict(told)
    names = (yield Call("modify_workflow")).get("blocks") or []  # no edits: it only tells the names
    blocks: dict[str, Any] = {}
    edges: dict[tuple[str, ...], Any] = {}
    for begin in range(0, len(names), SHARE):
        some = yield Call("read_workflow", {"blocks": names[begin : begin + SHARE]})
        if failed(some) or CUT in some or begin > SHARES * SHARE:
            raise Unclear("The workflow is too large for me to read whole, so I leave it alone.")
        blocks |= {block["id"]: block for block in some["blocks"]}
        edges |= {(edge["source"], edge["sourceHandle"], edge["target"]): edge for edge in some["edges"]}
    return {"name": told.get("name"), "blocks": list(blocks.values()), "edges": list(edges.values())}


def parts(text: str) -> Iterator[tuple[str, str]]:
    """The clauses, those of one pipeline together."""
    waiting: list[str] = []
    for clause in clauses(text, HEADS):
        if HEADS.match(clause) and not _rows(clause):
            if waiting:
                yield "pipeline", ", then ".join(waiting)
                waiting = []
            yield "edit", clause
        else:
            waiting.append(clause)
    if waiting:
        yield "pipeline", ", then ".join(waiting)


def _rows(clause: str) -> bool:
    """Whether a clause that begins like an edit is about rows and columns after all."""
    return bool(
        re.match(
            r"(?:remove|delete|drop)s? (?:all |the |any )*(?:rows?|columns?|fields?|duplicates?|records?)\b"
            r"|use (?:the )?(?:table|python|an? |sql)"
            r"|(?:add|insert)s? (?:an? |the |another )?(?:new |computed |calculated )*(?:column"
            r"|field)\b(?!.*\b(?:after|before|behind)\b)"
            r"|make (?:a |an )|put (?:it|the|them) ?\w* to [\ue000-\ue1ff]|update (?:the )?table",
            clause,
            re.I,
        )
    )


def propose(conversation: Conversation, editing: Editing, before: set[str], notes: list[str]) -> Deed[str]:
    """Call `modify_workflow`, mend once what it skipped, and tell what came of it."""
    sheet = editing.sheet
    arguments = sheet.arguments()
    if not arguments:
        raise Unclear("That changes nothing: it is so already.")
    made = [box for box in sheet.boxes if box.id not in before]
    newest = next((box for box in reversed(made) if box.type == "sql"), None)
    look = yield from _look(conversation, sheet, newest)
    broken = yield from behind(conversation, sheet, newest)
    told = yield Call("modify_workflow", arguments)
    if why := failed(told):
        raise Unclear(f"The change was refused: {why}")
    if told.get("skipped") and (mended := _mended(arguments, told)):
        again = yield Call("modify_workflow", mended)
        if not failed(again):
            told = again
    said = []
    if editing.said:
        words = "; ".join(editing.said)
        said.append(f"I propose this change: {words}.")
    if made:
        said.append(speak.built(made, [], ""))
    said += [" ".join(notes)] if notes else []
    said += [text for text in (look, broken, _models(made), skipped(told), problems(told)) if text]
    return "\n\n".join(said)


def _look(conversation: Conversation, sheet: Sheet, newest: Box | None) -> Deed[str]:
    """What a read-only look at the data gives for the last new SQL block; it refuses a statement that does not run."""
    statement = chain(sheet, newest) if newest else None
    if newest is None or statement is None or not conversation.offers("execute_public_sql"):
        return ""
    told = yield Call("execute_public_sql", {"sql": statement})
    if why := failed(told):
        if told.get("code") in ("sql_error", "sql_failed"):
            raise Unclear(f"I tried the statement on your data, and it does not run: {why}")
        return ""
    count = told.get("row_count", len(told.get("rows") or ()))
    more = "at least " if told.get("more") else ""
    return f"A look at your data: {newest.name} gives {more}{count:,} row{'s' if count != 1 else ''}."


def _mended(arguments: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """The skipped edits once more, where another name helps."""
    codes = {str(one.get("code")) for one in told["skipped"]}
    if codes != {"duplicate_name"}:
        return {}
    taken = set(told.get("blocks") or ())
    again = []
    for block in arguments.get("add_blocks") or ():
        if any(
            block["name"] in str(one.get("message", "")) or block["id"] in str(one.get("edit", ""))
            for one in told["skipped"]
        ):
            number = next(number for number in range(2, 1_000) if f"{block['name']} {number}" not in taken)
            again.append({**block, "name": f"{block['name']} {number}"})
    ids = {block["id"] for block in again}
    edges = [edge for edge in arguments.get("add_edges") or () if edge["source"] in ids or edge["target"] in ids]
    return {"add_blocks": again, "add_edges": edges} if again else {}


def _models(made: list[Any]) -> str:
    """That a model call needs a model."""
    asking = [box.name for box in made if box.type == "llm" and not box.config.get("model")]
    if not asking:
        return ""
    return f"{asking[0]} needs a language model to run, and I am none. {speak.SET_A_MODEL}"
