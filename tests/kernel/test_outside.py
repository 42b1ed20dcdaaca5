"""What a run reaches outside is opened when a block first asks for it, and let go of at its end."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jupyter_powa.errors import BlockError, WebError
from jupyter_powa.kernel.local import LocalKernel
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.plan import Plan, Secret, WebRules
from jupyter_powa.model.workflow import Graph
from jupyter_powa.web.base import Request
from tests.kernel.conftest import plan, seen
from tests.web.peer import peer


def carrying(**more: object) -> Plan:
    return Plan(workflow_id="w", graph=Graph(), **more)  # type: ignore[arg-type]


async def test_requests_go_where_the_plan_lets_them_and_nowhere_else() -> None:
    async with peer() as here, peer() as other:
        outside = Outside(carrying(web=WebRules(allowed_addresses=[here.place])))
        assert (await outside.web().send(Request("GET", here.url))).status == 200
        with pytest.raises(WebError, match="not allowed"):
            await outside.web().send(Request("GET", other.url))
        assert outside.web() is outside.web() and other.came == []
        await outside.close()


async def test_a_secret_is_there_where_the_plan_has_it() -> None:
    outside = Outside(carrying(secrets={"key": Secret(value="marker", hosts=["a.com"])}))
    assert outside.secret("key").value.get_secret_value() == "marker"
    with pytest.raises(BlockError, match="'other'") as told:
        outside.secret("other")
    assert told.value.code == "unknown_secret"
    await outside.close()


async def test_a_run_in_a_kernel_reaches_out_and_lets_go() -> None:
    async with peer() as here:
        one = plan(("general_api", "Ask", {"url": f"{here.url}/a", "auth": {"secret": "key"}}))
        carried = one.model_copy(
            update={
                "web": WebRules(allowed_addresses=[here.place]),
                "secrets": {"key": Secret(value="marker", hosts=["127.0.0.1"])},
            }
        )
        ended = (await seen(LocalKernel({}), carried)).last
    assert ended.status == "completed" and ended.output["target"] == "/a"
    assert here.came[0].headers["authorization"] == "Bearer marker"


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    code = "import sys, jupyter_powa.kernel.outside; print([w for w in ('aiohttp', 'litellm') if w in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
