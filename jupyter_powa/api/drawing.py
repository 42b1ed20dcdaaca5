"""/api/powa/explore: charts of what is looked at (ours)."""

from __future__ import annotations

from typing import Any

from jupyter_powa.api.explore import KERNEL, RESOURCE, one
from jupyter_powa.api.route import route
from jupyter_powa.explore.chart import ChartForm
from jupyter_powa.powa import Powa


class ChartRequest(ChartForm):
    """What is drawn of which rows, and where they are."""

    kernel_id: str | None = KERNEL


@route("POST", "/api/powa/explore/chart", action="execute", resource=RESOURCE)
async def draw_chart(powa: Powa, body: ChartRequest) -> dict[str, Any]:
    """Draw rows as a chart that fits them, or as wished: a Vega-Lite specification, and the same as Altair code."""
    return (await one(powa, "chart", body)).told
