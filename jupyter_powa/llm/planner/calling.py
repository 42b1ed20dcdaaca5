"""The stages that are no SQL of the planner's: requests, models, conditions, outputs, and code of the user's own."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from jupyter_powa.llm.planner.checks import check
from jupyter_powa.llm.planner.frame import WORD, Frame
from jupyter_powa.llm.planner.masked import CODE, QUOTED, URL, Masked
from jupyter_powa.llm.planner.near import fold
from jupyter_powa.llm.planner.reads import Reads
from jupyter_powa.llm.planner.segments import Segment, segments
from jupyter_powa.llm.planner.stages import Pipeline
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_SENDS = re.compile(r"\b(?:post|posts|put|puts|patch|send|sends|delete)\b", re.I)
_TABLE = re.compile(r"\.(?:csv|tsv|parquet|json|jsonl|ndjson)(?:\?|$)", re.I)
_ROWS = 100
"""How many rows of a frame reach a prompt: the engine's preview."""


def own_sql(pipeline: Pipeline, masked: Masked, part: Segment) -> None:
    """A block with the user's own statement, as it is."""
    query, rest = _kept(masked, part)
    if rest:
        raise NotUnderstood(masked.full(rest))
    before = pipeline.tail
    pipeline.put("sql", "SQL", {"query": query}, apart=before is None)
    pipeline.frame = Frame((), None, open=True, noun="the result of your SQL")


def own_code(pipeline: Pipeline, masked: Masked, part: Segment) -> None:
    """A block with the user's own Python, as it is."""
    code, rest = _kept(masked, part)
    if rest:
        raise NotUnderstood(masked.full(rest))
    pipeline.put("code", "Python", {"code": code})
    pipeline.frame = Frame((), None, open=True, noun="the result of your Python")


def _kept(masked: Masked, part: Segment) -> tuple[str, str]:
    kept = masked.kept(CODE, part.text)
    if len(kept) != 1:
        raise NotUnderstood(masked.full(f"{part.marker} {part.text}"))
    rest = re.sub(f"[{CODE}]", " ", part.text)
    return kept[0], " ".join(
        word for word in WORD.findall(rest) if word.lower() not in ("on", "it", "the", "rows", ".")
    )


def request(pipeline: Pipeline, masked: Masked, part: Segment) -> None:
    """A request: what it gets is passed on, or what came in is sent."""
    urls = masked.kept(URL, part.text)
    rest = " ".join(WORD.findall(re.sub(f"[{URL}]", " ", part.text)))
    if len(urls) != 1 or not re.fullmatch(
        r"(?:(?:as|with|a|an|json|the|and|get|its|answer|response|body|,|table|frame) ?)*", rest, re.I
    ):
        raise NotUnderstood(masked.full(rest if len(urls) == 1 else f"{part.marker} {part.text}"))
    host = urlsplit(urls[0]).hostname or "address"
    short = re.sub(r"^(?:www|api)\.|\.\w+$", "", host).replace(".", " ")
    sends = _SENDS.search(part.marker)
    verb = (sends[0].lower().rstrip("s") if sends else "get").replace("send", "post")
    config: dict[str, object]
    if verb == "delete" or (sends and pipeline.tail is None and verb != "delete"):
        config = {"url": urls[0], "method": verb.upper()}
        pipeline.put("general_api", f"{verb.capitalize()} {short}", config)
        return
    if sends:
        reference = f"<{pipeline.tail.name}.output>" if pipeline.tail else None
        config = {"url": urls[0], "method": verb.upper(), "body": reference}
        pipeline.put("general_api", f"{'Send to' if verb == 'post' else verb.capitalize()} {short}", config)
        return
    table = bool(_TABLE.search(urls[0])) or bool(
        re.search(r"\b(?:table|frame|csv|load|rows)\b", f"{part.marker} {rest}", re.I)
    )
    config = {"url": urls[0], "method": "GET", **({"response": "frame"} if table else {})}
    pipeline.put("general_api", f"Fetch {short}", config)
    if table:
        pipeline.frame = Frame((), None, open=True, noun=f"the answer of {host}")
        pipeline.loaded = True
        pipeline.notes.append(f"I cannot ask {host} from here, so I took the names of its columns as you wrote them.")
    else:
        pipeline.frame = Frame((), None, open=True, noun=f"the answer of {host}")


def say(pipeline: Pipeline, text: str) -> None:
    """An output that is a text of the user's own."""
    box = pipeline.put("output", "Output", {"output": text})
    pipeline.tail = box


def agent(pipeline: Pipeline, masked: Masked, part: Segment) -> None:
    """A question to a SQL agent of the project, whose rows flow on."""
    called = re.sub(r"^asks?\s+(?:(?:the|our|my)\s+)?(?:sql\s+)?", "", part.marker, flags=re.I)
    called = re.sub(r"\s*(?::|,|\b(?:for|about|to)\b.*)$", "", called, flags=re.I)
    called = re.sub(r"^agent\s+|\s+agent\s*$", "", called, flags=re.I).strip()
    name = masked.inner(called) or masked.full(called)
    question = masked.full(part.text).strip().rstrip(" ,.")
    if len(question) < 3:
        raise Unclear(f"What shall {name} be asked? Say it, as in “ask the {name} agent for the revenue by month”.")
    pipeline.put("agent", f"Ask {fold(name)}", {"agent_id": name, "prompt": question[:1].upper() + question[1:]})
    pipeline.frame = Frame((), None, open=True, noun=f"the answer of {name}")
    pipeline.loaded = True


def model(reading: Reads, masked: Masked, part: Segment) -> None:
    """A language model's work on the rows: all of them at once, or each with an answer of its own."""
    pipeline = reading.pipeline
    if pipeline.tail is None:
        raise Unclear(
            "There is nothing for the model to read yet: begin with a table, as in “load reviews, summarise them”."
        )
    said = masked.full(f"{part.marker} {part.text}").strip().rstrip(",. ")
    named = re.search(
        r"\b(?:with|using|by) (?:the )?(?:model )?((?:gpt-|claude-|gemini-|o\d)[\w.\-]*|\w+/[\w./:\-]+)", said
    )
    words = said.replace(named[0], "") if named else said
    words = re.sub(
        r"^(?:use|ask|have|let|call)s?(?: an?| the)? (?:llm|model|ai|language model)(?: model)?(?: to)?\s*[:,]?\s*",
        "",
        words,
        flags=re.I,
    )
    words = re.sub(
        r",?\s*\b(?:with|using|by) (?:an?|the) (?:llm|model|ai|language model)\b", "", words, flags=re.I
    ).strip()
    if re.fullmatch(f"[{QUOTED}]", part.text.strip()):
        words = masked.inner(part.text.strip()) or words
    if len(words) < 3:
        raise Unclear("What shall the model do? Say it, as in “ask a model to summarise them in three sentences”.")
    reference = f"<{pipeline.tail.name}.output>"
    each = re.search(r"\b(?:each|every|per row|row by row)\b", said, re.I)
    task = words[:1].upper() + words[1:]
    config: dict[str, object] = {"prompt": f"{task.rstrip('.')}.\n\nThe rows:\n{reference}"}
    if each:
        config["prompt"] = f"{task.rstrip('.')}.\nAnswer for every row, in the same order.\n\nThe rows:\n{reference}"
        config["json_schema"] = _ANSWERS
    if named:
        config["model"] = named[1]
    frame = pipeline.frame
    title = re.match(r"\w+", task)
    pipeline.put("llm", title[0] if title else "Ask", config)
    pipeline.frame = Frame((), None, open=True, noun="the model's answer")
    if frame.columns or frame.open:
        pipeline.notes.append(f"A prompt holds the first {_ROWS} rows of what comes in.")


_ANSWERS = {
    "type": "object",
    "properties": {
        "answers": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"row": {"type": "integer"}, "answer": {"type": "string"}},
                "required": ["row", "answer"],
            },
        }
    },
    "required": ["answers"],
}
"""What a model answers where each row is asked about."""


def condition(reading: Reads, masked: Masked, part: Segment) -> None:
    """`if … then … else …`: one way for each, with its own stages."""
    pipeline = reading.pipeline
    found = re.fullmatch(
        r"(?P<if>.+?)(?:,\s*(?:then\b)?|\bthen\b|:)\s*(?P<then>.+?)(?:[,;.]?\s*\b(?:else|otherwise"
        r"|if not)\b,?\s*(?P<else>.+))?",
        part.text,
        re.S | re.I,
    )
    if found is None:
        raise Unclear("Say a condition as in “if there are more than 10 rows then … else …”.")
    if pipeline.tail is None:
        raise Unclear("There is nothing to look at yet: begin with a table, as in “load orders, if …”.")
    expression = check(found["if"], pipeline, masked)
    before = pipeline.tail
    box = pipeline.put("condition", "Check", {"branches": [{"expression": expression}]})
    frame = pipeline.frame
    for way, text in (("if", found["then"]), ("else", found["else"])):
        if text:
            _branch(reading, text, way, box.id, before.name, frame, masked)
    pipeline.tail, pipeline.handle = None, "output"


def _branch(reading: Reads, text: str, way: str, box_id: str, source: str, frame: Frame, masked: Masked) -> None:
    pipeline = reading.pipeline
    side = Pipeline(
        pipeline.sheet, pipeline.schema, frame, pipeline.sheet.box(box_id), way, loaded=True, notes=pipeline.notes
    )
    parts = segments(text)
    made = len(side.made)
    if len(parts) == 1 and parts[0].kind == "output" and masked.kept(QUOTED, parts[0].text):
        say(side, masked.kept(QUOTED, parts[0].text)[0])
    else:
        reading.along(parts, side)
    for block in side.made[made:]:  # what they read came before the condition, which itself gives only true or false
        pipeline.sheet.rename_references(pipeline.sheet.box(box_id).name, source, [block])
    if not side.made:
        side.put("output", "Output", {"output": f"<{source}.output>"})
    elif side.tail is not None and side.tail.type != "output":
        side.put("output", "Output", {"output": f"<{side.tail.name}.output>"})
    pipeline.made += side.made
