"""Write a workflow in another form: a notebook, a Python script, a file for git."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from jupyter_powa.cli import OK, Unusable, say, tell
from jupyter_powa.cli._files import FILE, opened
from jupyter_powa.model.file import WorkflowFile, written
from jupyter_powa.written.notebook import notebook_of
from jupyter_powa.written.script import script_of

FORMS: dict[str, Callable[[WorkflowFile], str]] = {
    "notebook": lambda file: json.dumps(notebook_of(file), indent=1, ensure_ascii=False) + "\n",
    "python": script_of,
    "json": written,
}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("file", help=FILE)
    parser.add_argument("--to", choices=FORMS, required=True, help="the form")
    parser.add_argument("--output", "-o", metavar="PATH", help="where to; by default standard output")
    parser.add_argument("--force", action="store_true", help="write over a file that is there")


def work(args: Namespace) -> int:
    """Write it."""
    text = FORMS[args.to](opened(args.file))
    if args.output is None:
        tell(text)
        return OK
    target = Path(args.output)
    if target.exists() and not args.force:
        raise Unusable(f"{target} is there already: --force writes over it.")
    try:
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Unusable(f"{target} cannot be written: {error.strerror}.") from None
    say(f"{target} is written.")
    return OK
