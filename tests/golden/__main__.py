"""`python -m tests.golden` writes the events of each graph of this folder anew; look at the difference."""

from __future__ import annotations

import asyncio

from tests.golden.test_golden import GRAPHS, events, path


async def main() -> None:
    for name in GRAPHS:
        path(name).write_text(await events(name))


if __name__ == "__main__":
    asyncio.run(main())
