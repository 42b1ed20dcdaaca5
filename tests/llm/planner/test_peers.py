"""What the planner builds of requests and model calls, run against a real address and a real model server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jupyter_powa.model.plan import WebRules
from jupyter_powa.models import Models
from jupyter_powa.settings import ModelServer
from tests.copilot.obedient import Obedient, obedient
from tests.llm.planner.desk import Desk


@pytest.fixture
async def peer() -> AsyncIterator[Obedient]:
    """An address whose page says something, and a model beside it."""
    async with obedient() as running:
        running.page = "Oslo is calm. SAY Calm seas;"
        yield running


@pytest.fixture
async def desk(tmp_path: Path, peer: Obedient) -> AsyncIterator[Desk]:
    """An empty workflow where both may be reached."""
    sat = Desk(tmp_path)
    sat.powa.web = WebRules(allowed_addresses=[peer.place])
    sat.powa.settings.model_servers = {"near": ModelServer(url=peer.url, key="")}
    sat.powa.settings.default_model = "near/any"
    sat.powa.models = Models(sat.powa.settings, sat.powa.vault, {})
    yield sat
    await sat.close()


@pytest.mark.parametrize(
    ("request_", "output"),
    [
        ("get data from http://PLACE/page, then return it", {"news": "Oslo is calm. SAY Calm seas;"}),
        ("Fetch http://PLACE/page and ask a model to summarise it", "Calm seas"),
        ("Load orders, count per status, then ask the model to explain it", "I did as I was told."),
        ("for the reviews with rating over 4, ask a model whether they are happy", "I did as I was told."),
    ],
)
async def test_what_is_fetched_and_what_a_model_says_is_the_output(
    request_: str, output: object, desk: Desk, peer: Obedient
) -> None:
    answer = await desk.say(request_.replace("PLACE", peer.place))
    assert await desk.run() == output, (desk.error, answer)


async def test_a_model_is_shown_the_rows_that_the_words_describe(desk: Desk, peer: Obedient) -> None:
    await desk.say("load the 3 most expensive products by price, then ask a model to describe them")
    await desk.run()
    names = [row["name"] for row in desk.rows("select name from products order by price desc limit 4")]
    assert [name in peer.asked[-1] for name in names] == [True, True, True, False]


@pytest.mark.parametrize("verb", ["post them", "send the result"])
async def test_rows_that_are_loaded_and_sent_arrive(verb: str, desk: Desk, peer: Obedient) -> None:
    await desk.say(f"load the 3 most expensive products by price and {verb} to http://{peer.place}/page")
    assert (await desk.run())["ok"] is True, desk.error
    rows = desk.rows("select id from products order by price desc limit 3")
    assert [row["id"] for row in peer.sent[-1]] == [row["id"] for row in rows]
