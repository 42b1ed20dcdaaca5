"""Merge two changes of one workflow into OURS, as a merge driver of git does; 1 where something clashes.

git config merge.powa.name "workflows"
git config merge.powa.driver "jupyter-powa merge %O %A %B"
echo '*.powa.json merge=powa' >> .gitattributes
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from jupyter_powa.cli import FAILED, OK, say, tell
from jupyter_powa.cli._files import opened
from jupyter_powa.model.file import file_of, written
from jupyter_powa.written.merge import Clash, merge, same


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("base", help="the *.powa.json that both have changed")
    parser.add_argument("ours", help="the one of this side; what both make is written here")
    parser.add_argument("theirs", help="the one of the other side")
    parser.add_argument("--json", action="store_true", help="tell what clashes as JSON")


def work(args: Namespace) -> int:
    """Merge them; where something clashes, ours stands in the file, and it is told."""
    base, ours, theirs = (opened(path) for path in (args.base, args.ours, args.theirs))
    merged = merge(base.graph, ours.graph, theirs.graph)
    clashes = list(merged.clashes)
    said = {
        name: _one(name, getattr(base, name), getattr(ours, name), getattr(theirs, name), clashes)
        for name in ("name", "description", "variables")
    }
    file = file_of(said["name"], merged.graph, said["description"], said["variables"])
    Path(args.ours).write_text(written(file), encoding="utf-8", newline="\n")
    if args.json:
        tell([clash.model_dump(mode="json") for clash in clashes])
    for clash in clashes:
        say(clash.words)
        if not args.json:
            say(f"  ours:   {clash.ours!r}\n  theirs: {clash.theirs!r}")
    return FAILED if clashes else OK


def _one(name: str, base: Any, ours: Any, theirs: Any, clashes: list[Clash]) -> Any:
    if same(base, ours):
        return theirs
    if not same(base, theirs) and not same(ours, theirs):
        words = f"The {name} was changed on both sides; ours stands."
        clashes.append(Clash(block_id=None, field=name, base=base, ours=ours, theirs=theirs, words=words))
    return ours
