"""A file gets its name once it is whole."""

from __future__ import annotations

from pathlib import Path

from jupyter_powa.errors import BlockError


def place(part: Path, target: Path, *, replace: bool) -> None:
    """Give the whole file its name, at once; one that came there meanwhile stays without `replace`.

    Raises BlockError (`name_taken`).
    """
    if replace:
        part.replace(target)
        return
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise taken(f"a file {target.name}") from None
    except OSError:  # a file system without such links
        part.replace(target)


def taken(what: str) -> BlockError:
    """Something of that name is there."""
    return BlockError(f"There is {what} already: choose another name, or replace it.", code="name_taken")
