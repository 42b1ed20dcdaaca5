"""A server of a benchmark, in a process of its own: what it does costs the measured process nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def beside(module: str) -> AsyncIterator[str]:
    """The address of the model server that `tests.benchmarks.<module>` is: it prints its port first."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True)  # noqa: ASYNC220
    assert process.stdout is not None
    port = await asyncio.to_thread(process.stdout.readline)
    try:
        yield f"http://127.0.0.1:{port.strip()}/v1"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
