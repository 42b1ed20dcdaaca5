"""Say what is wrong with a workflow; nothing runs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from jupyter_powa.cli import FAILED, OK, say, tell
from jupyter_powa.cli._files import FILE, opened
from jupyter_powa.engine.check import check, normalised


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("file", nargs="+", help=FILE)
    parser.add_argument("--json", action="store_true", help="tell the problems as JSON, by file")


def work(args: Namespace) -> int:
    """Check each file; 1 where one cannot run."""
    found = {}
    for path in args.file:
        graph, notes = normalised(opened(path).graph)
        found[path] = [*notes, *check(graph)]
    if args.json:
        tell({path: [one.model_dump(mode="json") for one in problems] for path, problems in found.items()})
    for path, problems in found.items():
        for one in problems:
            say(f"{path}: {'error' if one.stops else 'warning'}: {one.message}")
        if not any(one.stops for one in problems):
            say(f"{path}: it can run.")
    return FAILED if any(one.stops for problems in found.values() for one in problems) else OK
