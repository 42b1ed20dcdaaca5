"""From a goal to a proposal: whether a request means a dataset, and what comes of it."""

from __future__ import annotations

import re

from jupyter_powa.limits import Limit
from jupyter_powa.llm.planner.conversation import Call, Conversation, Deed, failed
from jupyter_powa.llm.planner.editing import HEADS, Editing
from jupyter_powa.llm.planner.edits import edited
from jupyter_powa.llm.planner.goals.cut import Part, parts
from jupyter_powa.llm.planner.goals.line import STEPS, Left, Line, chain
from jupyter_powa.llm.planner.goals.refine import refine
from jupyter_powa.llm.planner.goals.sources import Known
from jupyter_powa.llm.planner.goals.steps import passing, take
from jupyter_powa.llm.planner.goals.tell import built, left_out, reason
from jupyter_powa.llm.planner.goals.undo import undo
from jupyter_powa.llm.planner.goals.wording import changes
from jupyter_powa.llm.planner.goals.writes import finish
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.outcome import problems, skipped
from jupyter_powa.llm.planner.schema import Schema
from jupyter_powa.llm.planner.sheet import Sheet
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

LED = "This workflow is a pipeline"
"""How the guide of the pipeline assistant begins: all that is said in such a session is about a dataset."""
LONGEST: Limit[int] = 5_000
"""Characters of one request that are read as a goal. Source: ours; a goal of fifty steps has some 2,000."""
_MEANS = re.compile(
    r"\bdata ?sets?\b|\btraining data\b|\bsampl(?:e|ing)\b|\bsplit(?:s"
    r"|ting)?\b[^.;]{0,200}(?:\d+\s*/\s*\d+|\btrain|\btest\b)"
    r"|\bhold out \d|\b(?:write|save|store|export)s?\b[^.;]{0,200}\b(?:parquet|csv|table)\b|[^\w](?:write|save"
    r"|store|export)s? (?:it |them )?as\b"
    r"|\b(?:label|classify|annotate) (?:each|every)\b|\b(?:check|validate|ensure|make sure) (?:that )?\w+",
    re.I,
)
_SURELY = re.compile(
    r"\b(?:make|build|create|prepare|produce|want|need)\b[^.;,]{0,100}\b(?:data ?set|training data)\b", re.I
)
"""Words that mean a dataset whatever stands on the canvas."""
_HEAD = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so|please|now)[,!. ]+)*(?:(?:can|could|would|will) you (?:please )?"
    r"|i(?:'d| would) like (?:to (?:have )?)?"
    r"|(?:i|we) (?:want|need)(?: you)?(?: to)?(?: have)? |let's |help me (?:to )?)?(?:please )?"
    r"(?:(?:build|make|create|prepare|produce|get|give|assemble|set up|generate)(?: me| us)?\s+)?"
    r"(?:(?:an?|the|some|my)\s+)?(?:(?:new|clean|small|training|labelled|simple|good|tidy|balanced|sampled)\s+)*"
    r"(?:data ?set|pipeline|training data|training set|sample data|workflow)\b(?:\s+(?:called"
    r"|named)\s+(?P<name>[\w\ue400-\ue5ff]+))?"
    r"\s*(?:(?:of|from|out of|with|that|which|where it|to|by|for|using)\s+)*(?:(?:contains|has|holds|all"
    r"|the)\s+)*[:,]?\s*",
    re.I,
)


def means_a_dataset(conversation: Conversation, masked: Masked, sheet: Sheet) -> bool:
    """Whether a request is a goal, or a change of a pipeline that came of one; else SQL blocks are meant."""
    if conversation.led(LED):
        return True
    if any(box.type in STEPS and box.type != "read" for box in sheet.boxes):
        return True
    return bool((_MEANS if not sheet.boxes else _SURELY).search(masked.text[:LONGEST]))


def plan(conversation: Conversation, masked: Masked, text: str, sheet: Sheet, schema: Schema) -> Deed[str]:
    """Propose the pipeline, or its change, and tell the steps and what was left out."""
    if len(text) > LONGEST:
        raise Unclear(f"That is longer than I can read at once ({LONGEST:,} characters): say it in shorter messages.")
    known = Known(conversation, schema)
    before = {box.id: (box.name, box.config) for box in sheet.boxes}
    line, done = yield from made(known, masked, text, sheet)
    sheet = line.sheet
    arguments = sheet.arguments()
    if not arguments:
        if line.left:
            why = "\n".join(map(reason, line.left))
            raise Unclear(why)
        raise Unclear("That changes nothing: it is so already.")
    told = yield Call("modify_workflow", arguments)
    if why := failed(told):
        raise Unclear(f"The change was refused: {why}")
    fresh = [box for box in sheet.boxes if box.id not in before]
    said = [f"I propose this change: {'; '.join(done)}."] if done else []
    if fresh:
        said.append(built(fresh))
    said += [" ".join(line.notes)] if line.notes else []
    said += [words for words in (left_out(line.left), skipped(told), problems(told)) if words]
    return "\n\n".join(said)


def made(known: Known, masked: Masked, text: str, sheet: Sheet) -> Deed[tuple[Line, list[str]]]:
    """The pipeline after a request, and what was done in words; raises NotUnderstood, Unclear, Choice."""
    line = Line(sheet, known, masked)
    there = chain(sheet)
    asked = changes(text) if there else parts(text)
    if asked and asked[0].kind == "undo" and len(asked) == 1:
        return line, (yield from undo(line, made))
    if there and not _anew(asked, text):
        yield from _looked(line)
        return line, (yield from _refined(line, text))
    done = []
    if there and all(box.type in STEPS for box in sheet.boxes):
        sheet.boxes, sheet.wires = [], []
        done = ["began anew"]
    elif sheet.boxes:
        line.notes.append("The blocks that were there stay; the new steps stand beside them.")
    yield from _built(line, text)
    return line, done


def _anew(asked: list[Part], text: str) -> bool:
    """Whether a request is a whole goal although there is a pipeline already."""
    if re.search(r"\b(?:also|too|as well|instead)\b", text, re.I):
        return False
    begins = bool(asked) and asked[0].kind in ("read", "subject") and len(asked) > 1
    return begins or bool(_HEAD.match(text) and _HEAD.match(text)[0].strip() and len(asked) > 1)  # type: ignore[index]


def _built(line: Line, text: str) -> Deed[None]:
    head = _HEAD.match(text)
    if head and head[0].strip():
        line.name = line.masked.inner(head["name"] or "") or head["name"] or ""
        text = text[head.end() :]
    asked = parts(text)
    if not asked:
        raise Unclear(
            "A dataset of what? Name a file or a table, as in “take orders.csv, sample 10 %, write to parquet”."
        )
    first = next((place for place, part in enumerate(asked) if part.kind in ("read", "subject", "generate")), None)
    if first is not None and asked[0].kind != "join":
        asked.insert(0, asked.pop(first))
    elif first is None:
        yield from passing(line, asked[0])
    names = [part for part in asked if part.kind == "name"]
    for part in [*names, *(part for part in asked if part.kind != "name")]:
        yield from take(line, part)
    for source, _ in line.waiting:
        line.left.append(Left(source.noun, "you named it beside the first one and did not say how to join it"))
    if line.tail is None:
        raise NotUnderstood(line.masked.full(text))
    try:
        finish(line)
    except Unclear as trouble:
        line.left.append(Left("write", str(trouble)))


def _looked(line: Line) -> Deed[None]:
    """Look into the files that the pipeline reads, so that their columns are known."""
    for box in line.sheet.boxes:
        path = box.config.get("path") or box.config.get("url")
        if box.type == "read" and isinstance(path, str):
            yield from line.known.file(path)


def _refined(line: Line, text: str) -> Deed[list[str]]:
    done: list[str] = []
    for part in changes(text):
        try:
            done += yield from refine(line, part)
        except (NotUnderstood, Unclear) as trouble:
            line.before = None
            if _edited(line, part, done):
                continue
            why = str(trouble) if isinstance(trouble, Unclear) else "I do not understand it"
            line.left.append(Left(line.masked.full(part.said), why))
    line.left += [Left(source.noun, "say how to join it, as in “join it on id”") for source, _ in line.waiting]
    return done


def _edited(line: Line, part: Part, done: list[str]) -> bool:
    """The edits that any workflow knows: rename, switch off, connect."""
    if not HEADS.match(part.said) or part.kind in ("exclude", "filter"):
        return False
    editing = Editing(line.sheet, line.masked, line.known.conversation.earlier, [])
    try:
        worked = edited(part.said, editing)
    except (NotUnderstood, Unclear):
        return False
    line.sheet = editing.sheet
    done += editing.said
    return worked
