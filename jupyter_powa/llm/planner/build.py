"""A request for a pipeline, as blocks: the parts in an order that can run, on the table that they are about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from jupyter_powa.llm.planner.frame import Frame
from jupyter_powa.llm.planner.masked import FILE, URL, Masked
from jupyter_powa.llm.planner.near import listed, nearest
from jupyter_powa.llm.planner.reading import Reading
from jupyter_powa.llm.planner.schema import Schema, Table
from jupyter_powa.llm.planner.segments import SUMS, Segment, segments
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.stages import Pipeline
from jupyter_powa.llm.planner.tables import Named
from jupyter_powa.llm.planner.trouble import Choice, NotUnderstood, Unclear

_REFERENCE = re.compile(r"<[\w\- ]+(?:\.\w+)+>|\{\{[^{}]*\}\}")
_AFTER = frozenset({"sort", "limit", "bottom", "newest", "up", "down", "group", "select", "distinct"}) | SUMS
_SUMMED = re.compile(
    r"^(?:the )?(?:total|sum|average|avg|mean|count|number|min|minimum|max|maximum|median|lowest|highest"
    r"|more than \d+ |"
    r"at least \d+ |fewer than \d+ |less than \d+ )",
    re.I,
)


def build(text: str, masked: Masked, start: Pipeline) -> Pipeline:
    """The pipeline that the words describe, behind where it starts; `start` is left as it is."""
    parts = ordered(segments(text))
    if not parts:
        raise NotUnderstood(masked.full(text))
    if not start.frame.columns and not start.frame.open:
        parts = sourced(parts, start.schema, masked)
    if start.frame.columns or start.frame.open or names_a_source(parts, start.schema, masked):
        return Reading(parts, fresh(start), masked).all()
    try:
        return Reading(parts, fresh(start), masked).all()
    except (Unclear, NotUnderstood) as first:
        return _on_the_likeliest(parts, start, masked, first)


def names_a_source(parts: list[Segment], schema: Schema, masked: Masked) -> bool:
    """Whether some part says what to load."""
    for part in parts:
        if part.kind == "agent":
            return True
        if part.kind in ("load", "subject", "join", "http", "sql", "code"):
            if masked.kept(FILE + URL, part.text) or part.kind in ("sql", "code"):
                return True
            if Named(part.text, schema.meant, masked).found:
                return True
    return False


def sourced(parts: list[Segment], schema: Schema, masked: Masked) -> list[Segment]:
    """The parts with a load before them where a table is named in passing: `count reviews`, `sort orders by …`."""
    if names_a_source(parts, schema, masked):
        return parts
    for part in parts:
        words = part.text if part.kind in ("count", "distinct_count") else ""
        if part.kind in ("sort", "group") and (between := re.match(r"\w+ (.+) (?:by|on)$", part.marker)):
            words = between[1]
        found = Named(words, schema.meant, masked).found if words else []
        if found:
            return [Segment("load", "", found[0].name), *parts]
    return parts


def ordered(parts: list[Segment]) -> list[Segment]:
    """The parts as they must run: `total amount of orders where status is paid` loads and filters first."""
    made: list[Segment] = []
    for part in parts:
        place = len(made)
        if part.kind == "load" and not part.step and not part.own:
            place = _back(made, lambda kind: kind in _AFTER | {"filter", "exclude", "distinct", "select", "column"})
        elif _moves(part):
            place = _back(made, lambda kind: kind in _AFTER)
        made.insert(place, part)
    return made


def _moves(part: Segment) -> bool:
    """Whether a part works on the rows before they are summed, although it is said behind that."""
    if part.kind not in ("filter", "exclude", "join") or part.step or part.own:
        return False
    return part.kind != "filter" or not _SUMMED.match(part.text)


def _back(made: list[Segment], passes: Callable[[str], bool]) -> int:
    place = len(made)
    while place > 0 and passes(made[place - 1].kind):
        place -= 1
        if made[place].step:
            break
    return place


def fresh(start: Pipeline) -> Pipeline:
    """A pipeline that goes on from the same place, on a sheet of its own."""
    sheet = start.sheet.copy()
    tail = sheet.box(start.tail.id) if start.tail is not None else None
    return replace(start, sheet=sheet, tail=tail, made=[], notes=[])


def _on_the_likeliest(parts: list[Segment], start: Pipeline, masked: Masked, first: Exception) -> Pipeline:
    """No table was named: the one on which every part has a meaning, with the fewest joins."""
    done: list[tuple[int, Table, Pipeline]] = []
    for table in start.schema.tables:
        pipeline = fresh(start)
        pipeline.load(table)
        try:
            done.append((Reading(parts, pipeline, masked).all().joined, table, pipeline))
        except (Unclear, NotUnderstood, Choice):
            continue
    if not done:
        raise _nowhere(start.schema, first, parts, masked)
    least = min(joins for joins, _, _ in done)
    best = [(table, pipeline) for joins, table, pipeline in done if joins == least]
    if len(best) > 1:
        raise Choice("Which table do you mean?", [table.name for table, _ in best])
    table, pipeline = best[0]
    pipeline.notes.insert(0, f"You named no table: I took {table.name}, where these columns are.")
    return pipeline


def _nowhere(schema: Schema, first: Exception, parts: list[Segment], masked: Masked) -> Exception:
    """The error where no table fits: a name that is nowhere, or else what was wrong at first."""
    everywhere = Frame(tuple(column for table in schema.tables for column in table.columns), noun="any table")
    for part in parts:
        if part.kind in SUMS - {"count"} or part.kind in ("group", "sort"):
            said = masked.full(part.text)
            if said and everywhere.find(said) is None and not schema.meant(said):
                near = nearest(
                    said, [f"{table.name}.{column.name}" for table in schema.tables for column in table.columns]
                )
                near = near or nearest(said, [column.name for column in everywhere.columns])
                there = (
                    f" Did you mean {listed(near, 'or')}?"
                    if near
                    else f" There are the tables {listed([t.name for t in schema.tables])}."
                )
                return Unclear(f"There is no column “{said}” in any table.{there}")
    return first


def finish(pipeline: Pipeline) -> None:
    """An output behind the last stage: the one that waits for something, or a new one."""
    tail = pipeline.tail
    if tail is None or tail.type in ("output", "response"):
        return
    sheet = pipeline.sheet
    waiting = [box for box in sheet.boxes if box.type in ("output", "response") and not sheet.sources(box)]
    if waiting:
        box = waiting[0]
        sheet.wires.append((tail.id, "output", box.id))
        if not box.config.get("output"):
            box.config = {**box.config, "output": f"<{tail.name}.output>"}
        return
    pipeline.put("output", "Output", {"output": f"<{tail.name}.output>"})


def chain(sheet: Sheet, box: Box, bare: bool = False) -> str | None:
    """The SQL blocks up to this one as one statement, for a look at what comes out; None where other blocks count.

    `bare`: only the columns are wanted, so that values which a run brings may be missing.
    """
    needed = [one for one in [box, *sheet.before(box)] if one.type != "condition"]
    if any(one.type not in ("sql", "input", "starter", "manual") or not one.enabled for one in needed):
        return None
    queries = [one for one in reversed(needed) if one.type == "sql"]
    if any(one.config.get("connection") or re.search(r"\bfrom '|;", one.query) for one in queries):
        return None
    if not bare and any(_REFERENCE.search(one.query) or one.config.get("params") for one in queries):
        return None
    if not queries:
        return None
    order = sorted(queries, key=lambda one: len(sheet.before(one)))
    named = [f'"{one.name}" as ({_REFERENCE.sub("null", one.query) if bare else one.query})' for one in order]
    return f'with {", ".join(named)} select * from "{box.name}"'
