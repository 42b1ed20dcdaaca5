"""A view's rows as a chart: a fitting one, or what was wished for; the database counts, and what is drawn is small."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pydantic import Field

from jupyter_powa.explore.choice import AGGREGATES, MARKS, Choice, Wish, choice
from jupyter_powa.explore.code import python
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.marks import Marker, Marks, different
from jupyter_powa.explore.profile import columns_of
from jupyter_powa.explore.vegalite import altair, specification
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.explore import ChartTold, Drawn, Relation, View


class ChartForm(Wish):
    """Which rows, and what of them is drawn."""

    view: View = Field(description="The rows as they are looked at.")


@verb
async def chart(look: Look, form: ChartForm) -> AsyncIterator[Piece]:
    """The chart as a Vega-Lite specification and as Altair code, with what else could be drawn."""
    async with look.at(form.view.relation) as (database, relation):
        view = form.view.model_copy(update={"relation": relation})
        fields = await columns_of(database, view, form.view.columns)
        wanted = (form.x is None and form.y is None) or form.mark == "rect"
        counts = await different(database, view, fields) if wanted else {}
        chosen = choice(fields, form, counts)
        marks = await Marker(database, view, chosen, aggregate_wished=form.aggregate is not None).marks()
    frame, counted = _rows(look, form.view, database.kind, marks)
    drawable = [one.name for one in fields if one.sort.kind != "other"]
    told = ChartTold(
        spec=specification(marks),
        code=altair(marks, frame, counted=counted),
        choices={"marks": list(MARKS), "aggregates": list(AGGREGATES), "columns": drawable},
        chosen=_chosen(chosen),
        notes=marks.notes,
    )
    yield Piece(told.model_dump(mode="json"))


def _chosen(made: Choice) -> Drawn:
    x, y, color = (one.name if one else None for one in (made.x, made.y, made.color))
    return Drawn(mark=made.mark, x=x, y=y, color=color, aggregate=made.aggregate)


def _rows(look: Look, view: View, kind: str, marks: Marks) -> tuple[str, bool]:
    """Python that gives the rows of the chart, and whether it asks the database; else they are written down."""
    relation = view.relation
    if relation.kept is not None:
        result = look.kept.get(relation.kept)
        relation, kind = result.made_by or relation, result.kind
    if relation.kept is not None or relation.block is not None:  # only this notebook has them
        return f"import pandas as pd\n\nrows = pd.DataFrame({marks.rows!r})", False
    dialect = dialect_of(kind)
    said = marks.statement(view.model_copy(update={"relation": relation}), dialect)
    if relation.variable is not None or relation.file is not None:
        values = f", {said.values!r}" if said.values else ""
        return f"import duckdb\n\nrows = duckdb.execute({said.sql!r}{values}).df()", True
    asked = Relation(sql=said.sql, values=said.values, source=relation.source)
    return python(look, View(relation=asked), dialect), True
