"""What tests of /copilot/v1 need: a project on disk, its routes, and a shop on each kind of server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.api.shop import DROP, MAKE, REPLIES, SCRIPT, Api, execute


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    (tmp_path / SCRIPT).write_text(json.dumps(REPLIES))
    made = Settings(
        root_dir=tmp_path, data_dir=tmp_path, key_file=str(tmp_path / "config" / "key"), default_model="planner"
    )
    powa = Powa(made, kernels=LocalKernels({}))
    yield Api(powa)
    await powa.close()


@pytest.fixture(params=["postgresql", "mariadb"])
async def kind(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    await execute(request.param, *DROP, *MAKE)
    yield request.param
    await execute(request.param, *DROP)
