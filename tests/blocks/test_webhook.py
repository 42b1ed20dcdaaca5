"""The block that a call from outside starts."""

from tests.engine.running import graph_of, ran


async def test_its_output_is_what_the_call_brought_and_that_as_body_too() -> None:
    it = await ran(graph_of({"hook": "webhook"}), variables={"city": "Oslo"})
    assert it.output == {"city": "Oslo", "body": {"city": "Oslo"}}


async def test_a_body_that_the_call_brought_stays_as_it_is() -> None:
    it = await ran(graph_of({"hook": "webhook"}), variables={"body": 7})
    assert it.output == {"body": 7}
