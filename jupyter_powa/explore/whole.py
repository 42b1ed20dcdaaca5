"""All rows of a view as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.statement import statement
from jupyter_powa.model.explore import View

if TYPE_CHECKING:
    import pandas as pd


async def whole(look: Look, view: View) -> pd.DataFrame:
    """All rows of the view; raises BlockError."""
    async with look.at(view.relation) as (database, relation):
        said = statement(view.model_copy(update={"relation": relation}), dialect_of(database.kind))
        return await database.frame(said.sql, said.values)
