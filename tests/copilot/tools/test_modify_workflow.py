"""Change the draft."""

from jupyter_powa.copilot.tools.modify_workflow import MOST_PROBLEMS


async def test_it_tells_what_was_done_what_was_skipped_and_what_the_checker_says(use, turn):
    told = await use(
        "modify_workflow",
        add_blocks=[{"id": "s", "type": "sql", "name": "Load"}, {"type": "magic"}],
        add_edges=[{"source": "Start", "target": "s"}],
    )
    assert told["applied"] == ["added Load (sql)", "connected Start → Load"] and not told["ok"]
    assert told["skipped"][0]["code"] == "unknown_type"
    (problem,) = [one for one in told["problems"] if one["stops"]]
    assert (problem["code"], problem["block"], problem["field"]) == ("missing_config", "Load", "query")
    assert told["blocks"] == ["Start", "Count", "Load"]
    assert turn.talk.events[-1]["event"] == "draft"
    mended = await use("modify_workflow", update_blocks=[{"id": "Load", "config": {"query": "select 1"}}])
    assert mended["ok"] and not mended["skipped"]


async def test_the_whole_change_of_a_turn_cancels_what_it_takes_back(use, turn):
    await use("modify_workflow", add_blocks=[{"type": "output", "name": "Out"}])
    await use("modify_workflow", remove_blocks=["Out"])
    assert turn.draft.diff is None and turn.draft.edits == 2


async def test_a_reference_that_leads_nowhere_is_told(use):
    told = await use(
        "modify_workflow", add_blocks=[{"type": "output", "name": "Out", "config": {"output": "<Nope.output>"}}]
    )
    assert "unknown_reference" in [problem["code"] for problem in told["problems"]]


async def test_only_so_many_problems_are_told_at_once(use):
    blocks = [{"type": "sql", "name": f"Q{n}"} for n in range(60)]
    told = await use("modify_workflow", add_blocks=blocks)
    assert len(told["problems"]) == MOST_PROBLEMS and told["more_problems"] == 80


async def test_an_agent_that_nobody_has_made_is_told(use):
    ask = {"type": "agent", "name": "Ask", "config": {"agent_id": "nobody", "input": "How many?"}}
    told = await use("modify_workflow", add_blocks=[ask])
    (problem,) = [one for one in told["problems"] if one["code"] == "agent_not_found"]
    assert problem["block"] == "Ask" and problem["stops"] and "Developer" in problem["message"]
    mended = await use("modify_workflow", update_blocks=[{"id": "Ask", "config": {"agent_id": "Developer"}}])
    assert not [one for one in mended["problems"] if one["code"] == "agent_not_found"]
