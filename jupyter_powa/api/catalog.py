"""/api/powa: what there is to know before the first workflow: block types, limits, the demo notebook (ours)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, Field

from jupyter_powa.api.route import route
from jupyter_powa.blocks import describe, kinds
from jupyter_powa.blocks.base import BlockType
from jupyter_powa.errors import NotFound
from jupyter_powa.limits import Told, in_code, told
from jupyter_powa.model.catalog import BlockInfo
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings

PACKAGE = Path(__file__).parents[1]
DEMO = "01_first_workflow.ipynb"
"""The notebook that is opened; its neighbours are copied along."""


class BlockList(BaseModel):
    """Every block type."""

    blocks: list[BlockInfo] = Field(description="By group and title, each with the JSON schema of its config.")


class Limit(BaseModel):
    """A number that limits. A setting is changed by the trait of its name: `c.PowaApp.<name> = …`."""

    name: str = Field(description="The setting's name; for one that stands in code the place where it stands.")
    value: int | float | list[float] = Field(description="What it is on this server; several where it has steps.")
    unit: str = Field(description="What it counts.")
    about: str = Field(description="What it limits.")
    source: str = Field(description="Where the number comes from.")
    setting: bool = Field(description="Whether it is a setting; false: it stands in code.")


class Limits(BaseModel):
    """Every number that limits. Those of a block's fields stand in its schema."""

    limits: list[Limit] = Field(description="The settings in their order, then what stands in code, by file.")


class Demo(BaseModel):
    """Where the demo was put."""

    path: str = Field(description="The notebook to open, under the server's root folder.")


@route("GET", "/api/powa/blocks", action="read")
async def list_blocks(powa: Powa) -> BlockList:
    """List the block types: their words, fields, ways out and examples."""
    return BlockList.model_construct(blocks=_described(*kinds()))


@lru_cache(maxsize=1)
def _described(*shelf: type[BlockType]) -> list[BlockInfo]:
    return [describe(kind) for kind in shelf]  # until a notebook registers another one


@route("GET", "/api/powa/limits", action="read")
async def limits(powa: Powa) -> Limits:
    """Get every number that limits, with its reason and the page that it came from."""
    settings = []
    for name, field in Settings.model_fields.items():
        value = getattr(powa.settings, name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            settings.append(told(name, value, str(field.description)))
    fixed = await asyncio.to_thread(in_code)
    return Limits(limits=[*_rows(settings, setting=True), *_rows(fixed, setting=False)])


def _rows(limits: Iterable[Told], *, setting: bool) -> list[Limit]:
    return [Limit.model_validate({**asdict(limit), "unit": limit.unit, "setting": setting}) for limit in limits]


@route("POST", "/api/powa/demo", action="write", status=201)
async def copy_demo(powa: Powa) -> Demo:
    """Copy the demo notebooks to where the user works, and tell which to open. Nothing is overwritten."""
    copies = await asyncio.to_thread(_copies, powa.settings.root_dir)
    if not copies:
        raise NotFound("This installation has no demo notebooks.")
    path = copies.get(DEMO) or next(iter(copies.values()))
    return Demo(path=path.relative_to(powa.settings.root_dir).as_posix())


def _copies(folder: Path) -> dict[str, Path]:
    """Copies of the packaged notebooks, by their names; an equal copy that is there already is taken as it is."""
    packaged, source = PACKAGE / "notebooks", PACKAGE.parent / "notebooks"  # the wheel's; a checkout's
    notebooks = sorted((packaged if packaged.is_dir() else source).glob("*.ipynb"))
    return {notebook.name: _copy(notebook, folder) for notebook in notebooks}


def _copy(notebook: Path, folder: Path) -> Path:
    content = notebook.read_bytes()
    for number in range(1_000):
        target = folder / (f"{notebook.stem}-{number}.ipynb" if number else notebook.name)
        try:
            with target.open("xb") as file:  # fails where the name is taken, even by a link to nowhere
                file.write(content)
                return target
        except FileExistsError:
            if target.is_file() and target.read_bytes() == content:
                return target
    raise NotFound(f"No name is left for a copy of {notebook.name}.")
