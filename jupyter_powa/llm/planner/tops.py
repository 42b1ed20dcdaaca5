"""The first of their kind: `top 5 customers by total amount`, `top 3 products by price`."""

from __future__ import annotations

from jupyter_powa.llm.planner.frame import SMALL, WORD
from jupyter_powa.llm.planner.masked import Masked
from jupyter_powa.llm.planner.reads import Reads
from jupyter_powa.llm.planner.schema import quoted
from jupyter_powa.llm.planner.segments import Segment
from jupyter_powa.llm.planner.stages import Sort
from jupyter_powa.llm.planner.sums import Aggregate
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

_PRAISE = frozenset(
    ["expensive", "valuable", "popular", "active", "profitable", "frequent", "important", "recent", "best"]
)
"""What is said of rows whose order is told besides: `the 3 most expensive products by price`."""


def grouping(reading: Reads, part: Segment, run: list[Segment], down: bool, masked: Masked) -> None:
    """`top 5 customers by total amount`, `top 3 products by price`."""
    pipeline = reading.pipeline
    noun = " ".join(word for word in WORD.findall(part.text) if word.lower() not in SMALL | _PRAISE)
    by, sums = run[0], run[1:]
    if not pipeline.frame.columns and not pipeline.frame.open:
        tables = pipeline.schema.meant(noun) if noun else []
        if len(tables) == 1:
            pipeline.load(tables[0])
    if not sums:
        sort = reading.column(by.text, loose=True)
        table = pipeline.frame.table
        itself = (
            not noun or (table is not None and table in pipeline.schema.meant(noun)) or bool(pipeline.frame.measures)
        )
        if itself:
            pipeline.sorted_by(Sort([f"{sort.sql} desc" if down else f"{sort.sql}"], sort.name))
            pipeline.limit(part.number)
            return
        sums = [Segment("sum", "total", by.text)] if sort.numeric else []
        if not sums:
            raise Unclear(f"{sort.name} holds no numbers, so {noun} have no total of it.")
        pipeline.notes.append(f"I took {sort.name} as its total for each of the {noun}.")
    elif by.text:
        raise NotUnderstood(masked.full(by.text))
    if not noun:
        raise Unclear("Top of what? Say it, as in “top 5 customers by total amount”.")
    Aggregate(reading, [Segment("group", "by", noun), *sums], masked).make()
    name = pipeline.frame.measures[0]
    pipeline.sorted_by(Sort([f"{quoted(name)} desc" if down else f"{quoted(name)}"], name))
    pipeline.limit(part.number, f"{'Top' if down else 'Bottom'} {part.number} {noun}")
