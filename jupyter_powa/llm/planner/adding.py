"""New blocks in a graph that is there: at its end, behind a block, before one, or as a pipeline of their own."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.build import build, finish, names_a_source, ordered
from jupyter_powa.llm.planner.columns import columns
from jupyter_powa.llm.planner.conversation import Conversation, Deed
from jupyter_powa.llm.planner.editing import Editing
from jupyter_powa.llm.planner.inputs import INPUTS
from jupyter_powa.llm.planner.schema import Schema
from jupyter_powa.llm.planner.segments import Segment, segments
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.stages import Pipeline
from jupyter_powa.llm.planner.trouble import Choice, NotUnderstood, Unclear
from jupyter_powa.llm.planner.wires import between

_ADD = re.compile(
    r"(?:please )?(?:add|insert|append|put|place)(?: in)?(?: an?| the| another| one more| some)?(?: new)? (?P<what>.+)",
    re.I | re.S,
)
_WHERE = re.compile(
    r"\s*,?\s*\b(?:right |directly |just |immediately )?(?P<where>after|behind|before|between"
    r"|in front of)(?: the)? (?P<a>.+?)(?: and (?P<b>.+))?\s*$",
    re.I | re.S,
)
_WAY = re.compile(
    r"\s*,?\s*\b(?:on|in|to) (?:the )?(?P<way>if|else|elif_\d+|error|true|false)[- ](?:branch|way|side"
    r"|path)(?: (?:of|from) (?P<box>.+))?\s*$",
    re.I,
)
_END = re.compile(
    r"\s*,?\s*\b(?:at|to|on) (?:the )?(?:very )?(?P<end>end|bottom|beginning|start|front|top)(?: of (?:it"
    r"|the (?:workflow|pipeline|graph)))?\s*$",
    re.I,
)
_SHAPES = (
    (re.compile(r"(?:block|step|stage)s?\s*(?:that|which|to|for|with|:)\s*", re.I), ""),
    (
        re.compile(
            r"^(filter|sort|limit|join|group|condition|output|select|distinct|load)(?:ing)? (?:block|step"
            r"|stage)\s*(?:that|which|to|for|with|on|by|:)?\s*",
            re.I,
        ),
        r"\1 ",
    ),
    (re.compile(r"\s+(?:block|step|stage)\s*$", re.I), ""),
    (
        re.compile(r"^(?:model|llm|ai|language model)(?: call| block| step)?(?: (?:that|which|to))?\s*:?\s*", re.I),
        "ask a model to ",
    ),
    (re.compile(r"^(?:http |api )?(?:call|request|get request)(?: block| step)? to (?=[\ue000-\ue1ff])", re.I), "get "),
    (re.compile(r"^(?:http )?post(?: request)?(?: block| step)? to (?=[\ue000-\ue1ff])", re.I), "post it to "),
    (re.compile(r"^condition\s*:?\s*(?:if )?", re.I), "if "),
    (re.compile(r"^deduplication$", re.I), "remove duplicates"),
    (re.compile(r"^(python|sql|code)(?: block| step)?\s*:?\s*(?=[\ue600-\ue7ff])", re.I), r"run \1 "),
    (re.compile(r"^sort(?:ing)?(?: order)? by", re.I), "sort by"),
)
OUTPUTS = ("output", "response")


def add(conversation: Conversation, clause: str, editing: Editing, schema: Schema, notes: list[str]) -> Deed[bool]:
    """`add a filter status = paid after Load orders`; False where the clause adds nothing."""
    found = _ADD.fullmatch(clause)
    if found is None:
        return False
    what = found["what"].strip()
    if re.fullmatch(r"(?:output|result)(?: block| step)?(?: (?:at the end|for .+))?", what, re.I):
        _output(editing)
        return True
    yield from append(conversation, what, editing, schema, notes, added=True)
    return True


def append(
    conversation: Conversation, text: str, editing: Editing, schema: Schema, notes: list[str], added: bool = False
) -> Deed[None]:
    """The pipeline that the words describe, where they say that it goes."""
    text, place, other, where, way = _placed(text, editing)
    if added:
        for shape, plain in _SHAPES:
            text = shape.sub(plain, text, count=1).strip()
    sheet = editing.sheet
    parts = ordered(segments(text))
    if not parts or (added and parts[0].kind == "subject"):
        raise NotUnderstood(editing.masked.full(text))
    if place is None:
        place, where = _end(sheet, parts, schema, editing, where)
    if place is None:
        _beside(text, editing, schema, notes)
        return
    anchor = _before(sheet, place) if where == "before" else place
    only = place if where == "before" else other
    handle = way or _handle(anchor)
    frame = yield from columns(conversation, sheet, anchor, schema)
    made = build(text, editing.masked, Pipeline(sheet, schema, frame, anchor, handle, loaded=True))
    fresh = [box for box in made.made if box.id not in {one.id for one in sheet.boxes}]
    _take(editing, made, notes)
    if fresh and made.tail is not None:
        first = editing.sheet.box(fresh[0].id)
        target = editing.sheet.box(only.id) if only is not None else None
        between(editing.sheet, editing.sheet.box(anchor.id), first, editing.sheet.box(made.tail.id), target, handle)


def _beside(text: str, editing: Editing, schema: Schema, notes: list[str]) -> None:
    """A pipeline of its own."""
    made = build(text, editing.masked, Pipeline(editing.sheet, schema))
    finish(made)
    if any(box.type not in (*INPUTS, *OUTPUTS) for box in editing.sheet.boxes):
        notes.append("The blocks that were there stay; the new ones stand beside them.")
    _take(editing, made, notes)


def _take(editing: Editing, made: Pipeline, notes: list[str]) -> None:
    editing.sheet = made.sheet
    notes += [note for note in made.notes if note not in notes]


def _placed(text: str, editing: Editing) -> tuple[str, Box | None, Box | None, str, str]:
    """The words without their place, and the place: a block, the other end, before or after, and the way out."""
    way = ""
    if found := _WAY.search(text):
        way = {"true": "if", "false": "else"}.get(found["way"].lower(), found["way"].lower())
        held = editing.block(found["box"]) if found["box"] else _condition(editing.sheet)
        return text[: found.start()], held, None, "after", way
    if found := _END.search(text):
        return text[: found.start()], None, None, "end" if found["end"].lower() in ("end", "bottom") else "start", ""
    if found := _WHERE.search(text):
        where = found["where"].lower()
        if where == "between" and found["b"]:
            one, two = editing.maybe(found["a"]), editing.maybe(found["b"])
            if one is not None and two is not None:
                return text[: found.start()], one, two, "after", ""
            return text, None, None, "", ""
        box = editing.maybe(text[found.start("a") :])
        if box is not None:
            return text[: found.start()], box, None, "before" if where in ("before", "in front of") else "after", ""
        if not re.match(
            r"\s*(?:\d|the \d|january|february|march|april|may|june|july|august|september|october|november"
            r"|december|today|yesterday)",
            found["a"],
            re.I,
        ):
            editing.block(found["a"])  # says which blocks there are
    return text, None, None, "", ""


def _condition(sheet: Sheet) -> Box:
    found = [box for box in sheet.boxes if box.type == "condition"]
    if len(found) != 1:
        raise Unclear("Which condition do you mean? Name it." if found else "There is no condition block.")
    return found[0]


def _end(sheet: Sheet, parts: list[Segment], schema: Schema, editing: Editing, where: str) -> tuple[Box | None, str]:
    """Where words without a place go: a pipeline of its own where they say what to load, else behind the last block."""
    own = [part for part in parts if part.kind != "join"]
    working = [box for box in sheet.boxes if box.type not in OUTPUTS]
    if where == "start":
        firsts = [box for box in working if not sheet.sources(box) and box.type not in INPUTS]
        if len(firsts) == 1 and not any(box.type in INPUTS for box in working):
            return firsts[0], "before"
    if not any(box.type not in INPUTS for box in working):
        return None, ""
    if where != "end" and names_a_source(own, schema, editing.masked) and not _asks_back(parts):
        return None, ""
    ends = [box for box in sheet.ends() if box.type not in INPUTS]
    spoken = [box for text in editing.spoken[:1] for box in ends if box.name in text]
    ends = spoken if len(spoken) == 1 else ends
    if len(ends) == 1:
        return ends[0], "after"
    if not ends:
        raise Unclear("The workflow has no end to go on from: say after which block.")
    raise Choice("Behind which block?", [box.name for box in ends])


def _asks_back(parts: list[Segment]) -> bool:
    """Whether the only source is an address or the user's code: those go on from what is there."""
    kinds = {part.kind for part in parts}
    return bool(kinds & {"http", "code", "sql"}) and not kinds & {"load", "subject"}


def _before(sheet: Sheet, box: Box) -> Box:
    sources = sheet.sources(box)
    if len(sources) != 1:
        what = "nothing comes before it" if not sources else "several blocks come before it"
        raise Unclear(f"I cannot put it before {box.name}: {what}. Say after which block it goes.")
    return sources[0]


def _handle(box: Box) -> str:
    if box.type == "condition":
        raise Unclear(f"{box.name} has several ways out: say “on the if branch” or “on the else branch”.")
    return "1" if box.type == "split" else "output"


def _output(editing: Editing) -> None:
    sheet = editing.sheet
    ends = [box for box in sheet.ends() if not any(one.type in OUTPUTS for one in sheet.targets(box))]
    if not ends:
        raise Unclear("The workflow has an output already." if sheet.boxes else "There is nothing to give out yet.")
    if len(ends) > 1:
        raise Unclear(f"Of which block? Say it, as in “connect {ends[0].name} to Output”.")
    sheet.add("output", "Output", {"output": f"<{ends[0].name}.output>"}, [(ends[0].id, "output")])
