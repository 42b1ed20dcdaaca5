"""What the steps of a pipeline do, in a few words each, and what was left out of a goal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jupyter_powa.llm.planner.goals.line import Left
from jupyter_powa.llm.planner.goals.rules import described
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.sheet import Box

LEFT_OUT = "Left out:"
"""What begins a line that tells a part of the goal which was not done, as the pipeline's guide asks of any model."""


def step(box: Box) -> str:
    """What a step does."""
    works: dict[str, Callable[[Box], str]] = {
        "read": _read,
        "filter": lambda box: f"keeps the rows where `{box.config.get('where')}`",
        "derive": _derive,
        "join": _join,
        "sample": _sample,
        "deduplicate": _deduplicate,
        "train_test_split": _split,
        "validate": _validate,
        "write": _write,
        "label": _label,
        "generate": _generate,
    }
    return works[box.type](box)


def _read(box: Box) -> str:
    config = box.config
    what = (
        config.get("path")
        or config.get("url")
        or (f"the table {config['table']}" if config.get("table") else "a query")
    )
    some = f", the columns {listed(config['columns'])} only" if config.get("columns") else ""
    return f"reads {what}{some}"


def _derive(box: Box) -> str:
    return "adds " + listed([f"{name} = `{text}`" for name, text in dict(box.config.get("columns") or {}).items()])


def _join(box: Box) -> str:
    on, how = box.config.get("on"), box.config.get("how") or "inner"
    keys = listed(on) if isinstance(on, list) else f"`{on}`"
    return f"joins {str(box.config.get('right')).strip('<>').removesuffix('.output')} on {keys}" + (
        f" ({how})" if how != "inner" else ""
    )


def _sample(box: Box) -> str:
    config = box.config
    much = f"{config['fraction'] * 100:g} % of the rows" if "fraction" in config else f"{config.get('size')} rows"
    by = f", the same share of each {listed(config['by'])}" if config.get("by") else ""
    return f"takes {much}{by}{_seed(box)}"


def _seed(box: Box) -> str:
    return f" (seed {box.config['seed']})" if box.config.get("seed") is not None else ""


def _deduplicate(box: Box) -> str:
    config = box.config
    by = f" by {listed(config['columns'])}" if config.get("columns") else ""
    stays = f"; the first by {config['order_by']} stays" if config.get("order_by") else ""
    return f"removes duplicates{by}{', case and spaces aside' if config.get('normalise') else ''}{stays}"


def _split(box: Box) -> str:
    parts = listed([f"{share * 100:g} % {name}" for name, share in dict(box.config.get("fractions") or {}).items()])
    by = f"; no {listed(box.config['by'])} lies in two parts" if box.config.get("by") else ""
    return f"splits into {parts}{by}{_seed(box)}"


def _validate(box: Box) -> str:
    broken = (
        "sets rows that break a rule aside"
        if box.config.get("on_violation") == "reject"
        else "stops where a row breaks one"
    )
    return f"checks: {listed([described(rule) for rule in box.config.get('rules') or ()])}; {broken}"


def _write(box: Box) -> str:
    config = box.config
    where = f"the table {config.get('name')}" if config.get("to", "table") == "table" else str(config.get("path"))
    mode = {"append": ", behind what is there", "replace": ", in place of what is there"}.get(
        str(config.get("mode")), ""
    )
    return f"writes the dataset {config.get('name')} to {where}{mode}"


def _label(box: Box) -> str:
    config = box.config
    labels = listed([str(one) for one in config.get("categories") or ()], "or")
    sure = f", where it is sure by {config['min_confidence']}" if config.get("min_confidence") else ""
    return (
        f"lets {config.get('model')} label each row as {labels}, in the column {config.get('column') or 'label'}{sure}"
    )


def _generate(box: Box) -> str:
    config = box.config
    return (
        f"lets {config.get('model')} make {config.get('count')} rows with {listed(list(config.get('columns') or ()))}"
    )


def built(made: Sequence[Box]) -> str:
    """What a new pipeline, or what is new in one, consists of."""
    lines = [f"{place}. **{box.name}**: {step(box)}" for place, box in enumerate(made, 1)]
    return f"I propose {len(made)} step{'s' if len(made) != 1 else ''}:\n\n" + "\n".join(lines)


def left_out(left: Sequence[Left]) -> str:
    """The lines that say what no step came of."""
    return "\n".join(f"{LEFT_OUT} {reason(one)}" for one in left)


def reason(left: Left) -> str:
    """The words, and why no step came of them, as a sentence."""
    return f"“{left.words}”: {left.why}{'' if left.why.endswith(('.', '?', '!')) else '.'}"
