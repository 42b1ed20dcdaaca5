"""`jupyter powa …`: the commands of this folder, one file each. A command is found by looking here; nobody lists it.

A command's file has a first line that says what it does, `arguments(parser)`, and `work(args)`, which gives the exit
status: 0 where all is well, 1 where what was asked for failed. What is used wrongly ends with 2. Results go to standard
output, all else to standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from jupyter_powa.errors import PowaError

OK, FAILED, USAGE = 0, 1, 2


class Unusable(Exception):
    """What was given cannot be used: a file that is not there, an input that is none."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    parser = argparse.ArgumentParser("jupyter powa", description="Run, check, convert and merge workflows.")
    chosen = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in commands().items():
        words = (module.__doc__ or "").partition("\n")[0]
        one = chosen.add_parser(name, help=words, description=words)
        module.arguments(one)
        one.set_defaults(work=module.work)
    args = parser.parse_args(argv)
    try:
        return int(args.work(args))
    except Unusable as error:
        say(str(error))
        return USAGE
    except PowaError as error:
        say(error.message)
        return FAILED
    except KeyboardInterrupt:
        say("Stopped.")
        return FAILED
    except BrokenPipeError:  # who reads has enough, as `head` has; Python must not find that out once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def commands() -> dict[str, ModuleType]:
    """The commands by name: `replay_check.py` is `replay-check`."""
    names = sorted(found.name for found in iter_modules(__path__) if not found.name.startswith("_"))
    return {name.replace("_", "-"): import_module(f"{__name__}.{name}") for name in names}


def say(words: str) -> None:
    """A line for people."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def tell(value: object) -> None:
    """A result: a text as it is, all else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False, default=str)
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()
