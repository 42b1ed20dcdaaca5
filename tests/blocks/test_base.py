from __future__ import annotations

from typing import Any

import pytest
from pydantic import Field, ValidationError

from jupyter_powa.blocks.base import BlockContext, BlockType, Branch, Record, Result
from jupyter_powa.blocks.form import messages
from jupyter_powa.blocks.refs import Values
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.blocks.text import Prompt
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.kernel.outside import Outside
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import Graph


class Shout(BlockType, type="shout", title="Shout", group="text", aliases=("yell",), example={"text": "hello"}):
    """Turn text into capitals."""

    text: Prompt = Field(description="What to shout.")
    times: int = Field(1, ge=1, description="How often.")
    words: list[str] = Field(default_factory=list, description="More words.")

    async def run(self, ctx: BlockContext) -> Any:
        return self.text.upper() * self.times


def context(**results: Record) -> BlockContext:
    sockets = Sockets(LocalDatabases(":memory:"), Outside(Plan(workflow_id="w", graph=Graph())), {"x": 1})
    return BlockContext("it", "It", Values(results, {"v": 2}), results, sockets, lambda *_: None, lambda *_: None)


async def test_a_block_type_is_a_form_that_can_run() -> None:
    assert (Shout.type, Shout.title, Shout.aliases, Shout.group) == ("shout", "Shout", ("yell",), "text")
    assert await Shout(text="hello", times=2).run(context()) == "HELLOHELLO"
    assert Shout.model_json_schema()["title"] == "Shout"


def test_unknown_fields_are_refused_and_a_block_is_frozen() -> None:
    with pytest.raises(ValidationError) as refused:
        Shout.model_validate({"text": "x", "tiems": 2, "times": 0})
    assert messages(refused.value) == [
        "times: Input should be greater than or equal to 1",
        "tiems: Extra inputs are not permitted",
    ]
    with pytest.raises(ValidationError):
        setattr(Shout(text="x"), "text", "y")  # noqa: B010  a type checker refuses it at once


def test_a_record_is_read_like_a_reference() -> None:
    record = Record(output={"a": 1}, columns=["a"])
    assert record.output == {"a": 1} and record["columns"] == record.columns
    assert "columns" in dir(record)
    with pytest.raises(AttributeError, match="no 'rows'; it has: output, columns"):
        record.rows  # noqa: B018  reading it is the point


def test_a_branch_is_a_result_with_a_way_out() -> None:
    assert Branch("if", 1, x=2) == Result(1, {"x": 2}, "if")
    assert Result().route is None


def test_what_came_in_is_one_value_or_all_by_name() -> None:
    assert context().passed is None
    assert context(a=Record(output=5)).passed == 5
    assert context(a=Record(output=5), b=Record(output=None)).passed == {"a": 5, "b": None}
    assert context().variables == {"v": 2}


async def test_a_block_type_without_work_says_so() -> None:
    class Idle(BlockType, type="idle"):
        """Do nothing."""

    assert Idle.title == "Idle" and Idle.example == {}
    with pytest.raises(NotImplementedError, match="idle"):
        await Idle().run(context())
    assert Idle.handles({}) == ("output",) and Idle.way_out("x") == "x" and Idle.problems({}) == []
