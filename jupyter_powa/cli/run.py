"""Run a workflow in this process and give its output."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from jupyter_powa.cli import FAILED, OK, say, tell
from jupyter_powa.cli._files import FILE, inputs, opened
from jupyter_powa.errors import PowaError
from jupyter_powa.model.file import file_id
from jupyter_powa.notebook.run import Run
from jupyter_powa.notebook.workflow import Workflow

LOOK = 0.2
"""Seconds between two looks at how far it is."""


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("file", help=FILE)
    parser.add_argument(
        "--input", "-i", action="append", default=[], metavar="NAME=VALUE", help="an input of the run, or a JSON object"
    )
    parser.add_argument("--json", action="store_true", help="tell status, output, error and blocks as one JSON object")
    parser.add_argument("--quiet", "-q", action="store_true", help="tell nothing while it runs")


def work(args: Namespace) -> int:
    """Run it; 1 where the run failed."""
    given = inputs(args.input)
    file = opened(args.file)
    wf = Workflow(
        file.name,
        file.graph,
        description=file.description,
        variables=file.variables,
        id=file_id(Path(args.file)),
    )
    try:
        wf.save(replace=True)
        run = wf.start(given)
    except PowaError as error:  # who reads JSON gets it, also where nothing has begun
        if args.json:
            tell(
                {
                    "id": None,
                    "status": "failed",
                    "output": None,
                    "error": error.message,
                    "duration_ms": None,
                    "blocks": [],
                }
            )
        raise
    followed(run, quiet=args.quiet)
    execution = run.execution
    if args.json:
        told = execution.model_dump(mode="json", include={"id", "status", "output", "error", "duration_ms"})
        tell({**told, "blocks": run.blocks.astype(object).where(run.blocks.notna(), None).to_dict("records")})
    elif execution.status == "completed":
        tell(execution.output)
    if execution.status != "completed":
        say(execution.error or f"The run is {execution.status}.")
    return OK if execution.status == "completed" else FAILED


def followed(run: Run, *, quiet: bool = False) -> None:
    """Wait for the end, and tell of each block that ends."""
    told: set[str] = set()
    while True:
        try:
            run.wait(LOOK)
            ended = True
        except TimeoutError:
            ended = False
        except KeyboardInterrupt:
            run.stop()
            raise
        for block, _, status, ms, error in run.blocks.itertuples(index=False, name=None):
            if status != "running" and block not in told and not quiet:
                took = f" in {ms:.0f} ms" if ms == ms and ms is not None else ""
                say(f"{block}: {status}{took}{f' ({error})' if error else ''}")
            if status != "running":
                told.add(block)
        if ended:
            return
