"""A model that plays prepared replies."""

import json
from pathlib import Path

import pytest

from jupyter_powa.errors import ModelError
from jupyter_powa.llm.base import Ask, ModelMessage
from jupyter_powa.llm.scripted import ScriptedLlm
from tests.llm.conftest import told


def asking(text: str) -> Ask:
    return Ask([ModelMessage("user", text)])


async def test_replies_are_played_in_order_and_in_pieces() -> None:
    llm = ScriptedLlm(["One two\nthree ", {"say": {"city": "Oslo"}}])
    pieces = [piece async for piece in llm.stream(asking("x"))]
    assert len(pieces) == 4
    text, reply = await told(llm, asking("y"))
    assert json.loads(text) == {"city": "Oslo"} and reply.finish == "stop"
    with pytest.raises(ModelError) as failure:
        await told(llm, asking("one more"))
    assert failure.value.code == "script_ended" and "one more" in failure.value.message


async def test_all_of_a_text_is_played() -> None:
    for text in ("", " a", "a  b\n\nc ", "a"):
        assert (await told(ScriptedLlm([text])))[0].rstrip() == text.rstrip()


async def test_a_reply_may_wait_for_its_question_or_stay_for_ever() -> None:
    llm = ScriptedLlm([{"when": "norway", "say": "Oslo"}, {"say": "?", "always": True}])
    answers = [(await told(llm, asking(text)))[0] for text in ("France", "In Norway", "Norway", "Norway")]
    assert answers == ["?", "Oslo", "?", "?"]


async def test_tools_are_called_and_failures_are_played_too() -> None:
    llm = ScriptedLlm([{"calls": [{"name": "look", "arguments": {"a": 1}}]}, {"say": "so far", "error": "broken"}])
    _, reply = await told(llm)
    assert (reply.finish, reply.message.tool_calls[0].arguments) == ("tool_calls", '{"a": 1}')
    with pytest.raises(ModelError, match="broken") as failure:
        await told(llm)
    assert failure.value.partial == "so far"


@pytest.mark.parametrize("text", ["{", '{"a": 1}', '[{"sey": "x"}]', None])
def test_a_file_that_holds_no_replies_is_told(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "replies.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ModelError):
        ScriptedLlm.read(str(path), "scripted/replies.json")
