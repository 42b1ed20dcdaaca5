"""`python -m tests.golden` writes what this folder holds anew, events and a page of rows; look at the difference."""

from __future__ import annotations

import asyncio
import json

from tests.golden import test_rows
from tests.golden.test_golden import GRAPHS, events, path


async def main() -> None:
    for name in GRAPHS:
        path(name).write_text(await events(name))
    data, texts = await test_rows.page()
    (test_rows.HERE / "types.arrow").write_bytes(data)
    (test_rows.HERE / "types.json").write_text(json.dumps(texts, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
