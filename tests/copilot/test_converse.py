"""The loop: steps, limits, what models do wrong, and a repair that must be proved."""

import pytest

from jupyter_powa import launch
from jupyter_powa.copilot.converse import WINDOW, fitting
from jupyter_powa.llm.base import ModelMessage, ToolCall
from jupyter_powa.model.copilot import Message
from jupyter_powa.settings import ModelServer
from tests.copilot.conftest import of
from tests.llm.server import SMALL, model_server

READ = {"name": "read_workflow", "arguments": {}}


async def test_it_ends_after_copilot_steps_and_says_so(powa, script, say):
    powa.settings.copilot_steps = 4
    script([{"say": "Again.", "calls": [READ], "always": True}])
    events = await say("go on for ever")
    assert len(of(events, "tool_call")) == 3
    assert events[-1]["event"] == "complete" and "stopped after 4 steps" in events[-1]["content"]


async def test_one_answer_may_take_copilot_silence_and_the_past_is_copilot_history_long(powa, script, say):
    powa.settings.copilot_silence, powa.settings.copilot_history = 1.5, 2
    script([{"when": "last", "say": "Only the last two are told."}, {"say": "Hm.", "always": True}])
    for text in ("one", "two"):
        await say(text)
    events = await say("last")
    assert events[-1]["spent"]["prompt_tokens"] < 2_000 and events[-1]["content"].startswith("Only")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"name": "no_such_tool"}, "There is no tool"),
        ({"name": "read_workflow", "arguments": '{"blocks": ['}, "no JSON"),
        ({"name": "read_workflow", "arguments": "[1]"}, "JSON object"),
        ({"name": "read_workflow", "arguments": {"colour": "red"}}, "read_workflow takes: blocks"),
        ({"name": "get_block_info", "arguments": {"block_type": "magic"}}, "Known: "),
    ],
)
async def test_a_call_that_fails_is_told_to_the_model_and_the_turn_goes_on(script, say, call, words):
    script([{"when": "begin", "calls": [call]}, {"when": words, "say": "I see."}])
    events = await say("begin")
    assert events[-1]["content"] == "I see."
    (result,) = of(events, "tool_result")
    assert not result["ok"] and words in result["result"]["error"]


async def test_several_tools_of_one_answer_keep_their_order_and_their_own_ids(script, say):
    add = {"name": "modify_workflow", "arguments": {"add_blocks": [{"type": "output", "name": "A", "id": "a"}]}}
    more = {"name": "modify_workflow", "arguments": {"update_blocks": [{"id": "A", "name": "B"}]}}
    script([{"when": "go", "calls": [READ, add, more, READ]}, "Done."])
    events = await say("go")
    ids = [event["call_id"] for event in of(events, "tool_call")]
    assert len(set(ids)) == 4 and ids == sorted(ids)
    assert events[-1]["workflow_diff"]["add_blocks"][0]["name"] == "B"


async def test_an_answer_without_a_word_is_a_failed_turn(script, say):
    script([{"say": ""}])
    events = await say("hi")
    assert (events[-1]["event"], events[-1]["code"]) == ("error", "model_empty")


async def test_an_answer_that_is_cut_in_its_only_call_is_no_failed_turn_and_says_so(powa, say):
    powa.store.preferences.put("copilot_model", "small/half a call cut by length")
    async with model_server() as server:
        powa.settings.model_servers = {"small": ModelServer(url=server.url)}
        events = await say("build a large workflow")
    assert events[-1]["event"] == "complete", events[-1]
    assert "cut at the model's limit" in events[-1]["content"]


class TestRepair:
    @pytest.fixture
    async def failed(self, powa, workflow) -> str:
        broken = workflow.model_copy(deep=True)
        broken.blocks[1].config["code"] = "output = variables['nn'] * 10"
        powa.store.workflows.put(broken)
        execution = await launch.launch(powa, broken, {"n": 4})
        await launch.wait(powa, execution.id)
        assert powa.store.executions.get(execution.id).status == "failed"
        return execution.id

    def replies(self, execution_id: str, code: str) -> list:
        logs = {"name": "get_workflow_run_logs", "arguments": {"execution_id": execution_id}}
        mend = {"name": "modify_workflow", "arguments": {"update_blocks": [{"id": "Count", "config": {"code": code}}]}}
        return [
            {"when": "fix", "calls": [logs]},
            {"when": "KeyError", "calls": [mend]},
            {"when": '"applied"', "say": "It is fixed."},
            {"when": '"proof"', "say": "So it is."},
            {"when": "not run", "say": "You said no."},
        ]

    async def test_it_is_run_on_the_captured_input_before_it_is_called_one(self, failed, script, say):
        script(self.replies(failed, "output = variables['n'] * 10"))
        events = await say("fix the last failed run", confirmation_required=True)
        (asked,) = of(events, "confirmation_required")
        assert asked["action"] == "run" and "Count" in asked["summary"]
        proof = events[-1]["proof"]
        assert proof["green"] and proof["execution"]["input"] == {"n": 4} and proof["execution"]["output"] == 40
        row = next(row for row in proof["blocks"] if row["name"] == "Count")
        assert (row["before"], row["after"], row["changed"]) == ("error", "success", True)
        assert events[-1]["content"] == "It is fixed.\n\nSo it is."

    async def test_a_rerun_that_fails_is_told_whatever_the_model_says(self, failed, script, say):
        script(self.replies(failed, "output = variables['n'] / 0"))
        events = await say("fix the last failed run", confirmation_required=True)
        assert not events[-1]["proof"]["green"]
        assert "Not fixed: The rerun failed: Count: ZeroDivisionError" in events[-1]["content"]

    async def test_without_a_yes_it_is_not_proved_and_says_so(self, powa, failed, script, say):
        script(self.replies(failed, "output = variables['n'] * 10"))
        events = await say("fix the last failed run", confirmation_required=False)
        assert events[-1]["proof"] is None and "Not proved: " in events[-1]["content"]
        assert len(powa.store.executions.list(powa.store.executions.get(failed).workflow_id)) == 1


class TestWindow:
    @pytest.fixture
    async def server(self, powa, session):
        for place in range(12):
            said = Message(session_id=session.id, role="user", content=f"{place} " + "x" * 10_000)
            answer = Message(session_id=session.id, role="assistant", content="y" * 10_000)
            powa.store.conversations.begin(said, answer, "here", lambda owner: True)
            powa.store.conversations.end(answer, None)
        powa.store.preferences.put("copilot_model", "small/takes little")
        async with model_server() as running:
            yield running

    async def test_a_model_that_refuses_so_much_is_sent_less_until_it_fits(self, powa, server, say):
        powa.settings.model_servers = {"small": ModelServer(url=server.url)}
        events = await say("the last question")
        assert events[-1]["event"] == "complete"
        sizes = [sum(len(one["content"]) for one in asked["messages"]) for asked in server.asked]
        assert len(sizes) > 2 and sizes == sorted(sizes, reverse=True) and sizes[-1] <= SMALL
        assert server.asked[-1]["messages"][-1]["content"] == "the last question"

    async def test_what_the_settings_say_of_a_server_is_never_overstepped(self, powa, server, say):
        powa.settings.model_servers = {"small": ModelServer(url=server.url, context=10_000)}
        assert (await say("the last question"))[-1]["event"] == "complete"
        assert len(server.asked) == 1

    async def test_a_question_that_alone_is_too_long_is_refused_in_the_models_words(self, powa, server, say):
        powa.settings.model_servers = {"small": ModelServer(url=server.url)}
        events = await say("z" * (SMALL + 1))
        assert (events[-1]["event"], events[-1]["code"]) == ("error", "model_refused_request")
        assert "maximum context length" in events[-1]["error"] and len(server.asked) < 10


class TestFitting:
    def conversation(self, size: int) -> list[ModelMessage]:
        past = [ModelMessage("user" if place % 2 == 0 else "assistant", "x" * size) for place in range(10)]
        tools = [ModelMessage("assistant", "", (ToolCall("c", "t", "{}"),)), ModelMessage("tool", "y" * 5_000)]
        return [
            ModelMessage("system", "rules"),
            *past,
            ModelMessage("user", "now"),
            *tools,
            ModelMessage("tool", "last"),
        ]

    def test_what_fits_stays_as_it_is(self):
        messages = self.conversation(10)
        assert fitting(messages, WINDOW) == messages

    def test_the_oldest_goes_first_and_what_is_left_begins_with_the_user(self):
        kept = fitting(self.conversation(1_000), 11_000)
        assert kept[0].content == "rules" and kept[1].role == "user"
        assert kept[-4].content == "now"

    def test_results_of_tools_are_shortened_last(self):
        kept = fitting(self.conversation(1_000), 500)
        assert [one.role for one in kept] == ["system", "user", "assistant", "tool", "tool"]
        assert len(kept[3].content) < 500 and kept[4].content == "last"
