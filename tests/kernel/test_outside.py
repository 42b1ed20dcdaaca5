"""What a run reaches outside is opened when a block first asks for it, and let go of at its end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from jupyter_powa.errors import BlockError, WebError
from jupyter_powa.kernel.local import LocalKernel
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.plan import Plan, Recording, Secret, WebRules
from jupyter_powa.model.workflow import Graph
from jupyter_powa.replay.current import begin, end
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


async def test_no_secret_of_a_plan_that_was_sent_here_gets_into_a_recording(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    marker = f"marker-{uuid4().hex}"
    secrets = {"key": Secret(value=marker, hosts=["127.0.0.1"])}
    async with peer() as here:
        rules = WebRules(allowed_addresses=[here.place])
        outside = Outside(carrying(secrets=secrets, web=rules, recording=Recording(path=str(file))))
        await outside.web().send(Request("POST", here.url, body=f"what is {marker}?".encode()))
        await outside.close()
    assert "what is ***?" in file.read_text() and marker not in file.read_text()


async def test_strict_in_this_process_holds_whatever_a_plan_that_was_sent_here_says(tmp_path: Path) -> None:
    begun = begin(tmp_path / "here.jsonl", "strict", {})
    try:
        async with peer() as here:
            rules = WebRules(allowed_addresses=[here.place])
            outside = Outside(carrying(web=rules, recording=Recording(path=str(tmp_path / "x.jsonl"))))
            with pytest.raises(WebError, match=r"not recorded in here\.jsonl"):
                await outside.web().send(Request("GET", here.url))
            await outside.close()
            assert here.came == []
    finally:
        end(begun)
