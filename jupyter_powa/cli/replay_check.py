"""Run notebooks and workflow files in strict replay and compare what comes out: only what is recorded is played."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from jupyter_powa.cli import FAILED, OK, say, tell
from jupyter_powa.notebook.replay_check import TIMEOUT, replay_check, told


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("file", nargs="+", help="a notebook or a *.powa.json; its recording lies beside it")
    parser.add_argument("--json", action="store_true", help="tell what came of each as JSON")
    parser.add_argument("--timeout", type=float, default=TIMEOUT, help="seconds that one cell may take")


def work(args: Namespace) -> int:
    """Check each file; 1 where one gives something else, or asks what is not recorded."""
    all_checked = []
    for path in args.file:
        all_checked.append(replay_check(path, args.timeout))
        say(str(all_checked[-1]))
    if args.json:
        tell([told(one) for one in all_checked])
    return OK if all(one.passed for one in all_checked) else FAILED
