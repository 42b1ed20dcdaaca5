"""All rows of what is looked at as the bytes of a file, for whoever has no other way to the file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pydantic import Field

from jupyter_powa.explore.export import ExportForm, write_rows
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.explore import Said, View

PIECE = 1_000_000
"""Bytes of one piece: a message between processes that holds nobody up."""


class DownloadForm(Said):
    """What is written, and as what."""

    view: View = Field(description="What is looked at.")
    format: Literal["csv", "parquet", "json"] = Field("csv", description="The file's format.")


@verb
async def download(look: Look, form: DownloadForm) -> AsyncIterator[Piece]:
    """First how many rows and bytes there are, once all of them are written; then the bytes. Raises BlockError."""
    with TemporaryDirectory(prefix="powa-") as folder:
        file = Path(folder) / f"rows.{form.format}"
        written = ExportForm(view=form.view, format=form.format, name=file.name)
        rows = await write_rows(look, written, file, lambda fraction: None)
        yield Piece({"rows": rows, "bytes": file.stat().st_size})
        with file.open("rb") as source:
            while piece := await asyncio.to_thread(source.read, PIECE):
                yield Piece({}, piece)
