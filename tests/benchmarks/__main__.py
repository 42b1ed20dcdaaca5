"""`python -m tests.benchmarks [name ...]` runs the benchmarks of this folder and prints a row for each figure."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from jupyter_powa.kernel.loop import loop_thread
from tests.benchmarks.figures import Figure, head


async def main(wanted: list[str]) -> int:
    """Run each benchmark whose name begins with a wanted word; 1 where a figure misses its goal."""
    missed = 0
    sys.stdout.write(head())
    for info in iter_modules([str(Path(__file__).parent)]):
        if not info.name.startswith("bench_") or (wanted and not any(word in info.name for word in wanted)):
            continue
        figures: list[Figure] = await import_module(f"tests.benchmarks.{info.name}").measure()
        for figure in figures:
            sys.stdout.write(figure.row())
            sys.stdout.flush()
            missed += not figure.reached
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(loop_thread().submit(main(sys.argv[1:])).result())  # where runs of this process happen
