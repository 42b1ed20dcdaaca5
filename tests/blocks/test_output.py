from __future__ import annotations

from tests.engine.running import graph_of, one, ran


async def test_it_fills_what_it_gives_back() -> None:
    config = {"output": {"n": "<a.output.n>", "text": "n is <a.output.n>", "as": ["{{a.n}}", "{{v}}"]}}
    it = await one("output", config, {"v": None}, a={"n": 3})
    assert it.output == {"n": 3, "text": "n is 3", "as": [3, None]}


async def test_without_an_output_it_passes_on_what_comes_in() -> None:
    assert (await one("response", {}, a=[1, 2])).output == [1, 2]
    assert (await one("output", {}, a=1, b=2)).output == {"a": 1, "b": 2}
    assert (await one("output", {})).output is None


async def test_an_output_of_nothing_is_not_the_same_as_none_given() -> None:
    assert (await one("output", {"output": None}, a=1)).output is None
    assert (await one("output", {"output": ""}, a=1)).output == ""


async def test_both_words_for_the_status_are_taken() -> None:
    for word in ("status", "status_code"):
        it = await one("output", {"output": 1, word: 201, "headers": {"x-a": "b"}})
        assert it.completed["it"].data == {"output": 1, "status": 201, "headers": {"x-a": "b"}}


async def test_a_status_that_comes_in_wrong_fails_the_block_in_words() -> None:
    it = await one("output", {"status": "<a.output>"}, a="no number")
    assert it.failed["it"].code == "invalid_config"
    assert it.failed["it"].error.startswith("status: ")
    assert (await one("output", {"status": "<a.output>"}, a=404)).completed["it"].data["status"] == 404


async def test_a_text_that_looks_like_a_list_stays_a_text() -> None:
    it = await ran(graph_of({"c": ("code", {"code": "'[1, 2]'"}), "o": ("output", {"output": "<c.output>"})}))
    assert it.output == "[1, 2]"
