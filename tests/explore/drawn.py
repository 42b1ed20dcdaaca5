"""Asks for charts, and runs their code."""

from __future__ import annotations

from typing import Any

import altair as alt

from jupyter_powa.explore.chart import ChartForm, chart
from jupyter_powa.explore.look import Look


async def told(look: Look, relation: dict[str, Any] | None = None, **wish: Any) -> dict[str, Any]:
    view = {"relation": relation or {"table": ["sales"]}}
    form = ChartForm.model_validate({"view": view, **wish} if "view" not in wish else wish)
    (piece,) = [one async for one in chart(look, form)]
    return piece.told


def rows(made: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made["spec"]["data"]["values"]
    return found


def drawn_by_code(made: dict[str, Any], **names: Any) -> None:
    """Runs the chart's code, and holds what it makes against the specification."""
    space: dict[str, Any] = dict(names)
    exec(made["code"], space)
    if "engine" in space:
        space["engine"].dispose()
    spec = space["chart"].to_dict()
    assert isinstance(space["chart"], alt.Chart)
    assert spec["mark"] == made["spec"]["mark"]
    assert spec["encoding"] == made["spec"]["encoding"]
    (data,) = spec["datasets"].values()
    assert len(data) == len(rows(made))
    measured = {key: sorted(map(plain, (row.get(key) for row in data))) for key in made["spec"]["encoding"]}
    assert measured == {key: sorted(map(plain, (row.get(key) for row in rows(made)))) for key in measured}


def plain(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float | int) else str(value)
