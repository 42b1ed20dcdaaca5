"""A DuckDB in memory that is looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from jupyter_powa.data.local import LocalDatabases


@pytest.fixture
async def databases() -> AsyncIterator[LocalDatabases]:
    databases = LocalDatabases(":memory:")
    yield databases
    await databases.close()
