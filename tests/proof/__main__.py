"""`python -m tests.proof [name …]` proves the promises of this folder, each with its figures; 1 where one fails."""

from __future__ import annotations

import sys
import time
import traceback
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules


def main(names: list[str]) -> int:
    found = sorted(one.name for one in iter_modules([str(Path(__file__).parent)]) if not one.name.startswith("_"))
    failed = []
    for name in names or found:
        module = import_module(f"tests.proof.{name}")
        sys.stdout.write(f"{(module.__doc__ or name).splitlines()[0]}\n")
        sys.stdout.flush()
        began = time.perf_counter()
        try:
            for line in module.prove():
                sys.stdout.write(f"  {line}\n")
                sys.stdout.flush()
        except Exception:
            failed.append(name)
            traceback.print_exc()
        sys.stdout.write(f"  {'FAILED' if name in failed else 'ok'} in {time.perf_counter() - began:.0f} s\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
