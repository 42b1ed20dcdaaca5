"""Folding events into an Execution and its BlockLogs."""

import pytest

from jupyter_powa.engine.journal import KEPT, Journal, masked
from jupyter_powa.model.execution import (
    BlockChunk,
    BlockComplete,
    BlockFailed,
    BlockProgress,
    BlockSkipped,
    BlockStart,
    Done,
    Execution,
    ExecutionStart,
    RunError,
)
from jupyter_powa.model.workflow import Graph

GRAPH = Graph.model_validate(
    {"blocks": [{"id": "a", "type": "code", "name": "A", "config": {"code": "1", "api_key": "k"}}]}
)
A = ("a", "code", "A")


@pytest.fixture
def journal() -> Journal:
    return Journal(Execution(workflow_id="w"), GRAPH)


def test_a_run_that_went_well_is_completed_with_a_log_for_each_block(journal: Journal):
    journal.record(ExecutionStart("api", "this process", {}, "2026-11-25T12:00:00+00:00"))
    journal.record(BlockStart(*A))
    journal.record(BlockChunk(*A, "hel"))
    journal.record(BlockChunk(*A, "lo"))
    journal.record(BlockComplete(*A, {"output": 1}, 2.5, route="if", input={"in": 0}))
    journal.record(BlockSkipped("b", "output", "B", "No way that leads here was taken."))
    journal.record(Done("completed", 1, 3.0))
    execution, (a, b) = journal.execution, journal.snapshot()
    assert (execution.status, execution.output, execution.kernel) == ("completed", 1, "this process")
    assert execution.started_at is not None and execution.completed_at is not None
    assert (a.status, a.output, a.duration_ms, a.route, a.input) == ("success", {"output": 1}, 2.5, "if", {"in": 0})
    assert (a.printed, a.execution_order, a.config_snapshot) == ("hello", 1, {"code": "1", "api_key": "***"})
    assert (b.status, b.error, b.execution_order) == ("skipped", "No way that leads here was taken.", 2)


def test_how_far_a_block_is_stands_beside_the_logs(journal: Journal):
    journal.record(BlockStart(*A))
    journal.record(BlockProgress(*A, 0.4, "4 of 10 rows"))
    journal.record(BlockProgress(*A, 0.5))
    assert journal.progress == {"a": "4 of 10 rows"}


def test_a_failed_block_fails_the_run_with_the_words_of_the_run(journal: Journal):
    journal.record(BlockStart(*A))
    journal.record(BlockFailed(*A, "no", "block_failed", 1.0, line=3, attempts=2))
    journal.record(Done("failed", None, 2.0, "Block 'A' (line 3): no", "block_failed"))
    assert (journal.execution.status, journal.execution.error) == ("failed", "Block 'A' (line 3): no")
    log = journal.logs["a"]
    assert (log.status, log.line, log.attempts) == ("error", 3, 2)


def test_a_broken_run_says_so_of_the_blocks_that_ran(journal: Journal):
    journal.record(BlockStart(*A))
    journal.record(RunError("The kernel died.", "kernel_died"))
    assert (journal.execution.status, journal.execution.code) == ("failed", "kernel_died")
    assert (journal.logs["a"].status, journal.logs["a"].code) == ("error", "kernel_died")


def test_what_comes_after_the_end_changes_nothing(journal: Journal):
    journal.record(RunError("Its time ran out.", "timeout"))
    journal.record(BlockStart(*A))
    journal.record(Done("completed", 1, 1.0))
    assert (journal.execution.code, journal.logs) == ("timeout", {})


def test_a_log_is_taken_when_its_block_starts_and_when_it_ends(journal: Journal):
    journal.record(BlockStart(*A))
    assert [log.status for log in journal.take()] == ["running"]
    journal.record(BlockChunk(*A, "text"))
    assert journal.take() == []
    journal.record(BlockComplete(*A, 1, 1.0))
    assert [(log.status, log.printed) for log in journal.take()] == [("success", "text")]


def test_of_very_long_text_the_beginning_and_the_end_are_kept_and_the_rest_is_counted(journal: Journal):
    journal.record(BlockStart(*A))
    for _ in range(1_000):
        journal.record(BlockChunk(*A, "x" * 1_000))
    journal.record(BlockChunk(*A, "the end"))
    (log,) = journal.snapshot()
    dropped = 1_000_007 - 2 * KEPT
    assert log.printed == f"{'x' * KEPT}\n… {dropped:,} characters left out …\n{'x' * (KEPT - 7)}the end"


def test_text_that_fits_is_kept_whole(journal: Journal):
    text = "".join(map(str, range(25_000)))[: 2 * KEPT]
    journal.record(BlockStart(*A))
    for place in range(0, len(text), 777):
        journal.record(BlockChunk(*A, text[place : place + 777]))
    assert journal.snapshot()[0].printed == text


@pytest.mark.parametrize(
    "name",
    ["password", "DB_PASSWORD", "clientSecret", "webhook_secret", "token", "accessToken", "API-Key", "Authorization"],
)
def test_what_stands_under_a_secret_name_is_masked_wherever_it_stands(name: str):
    assert masked({"headers": [{name: "s3cret"}]}) == {"headers": [{name: "***"}]}
    assert masked({"headers": [{"key": name, "value": "s3cret"}]}) == {"headers": [{"key": name, "value": "***"}]}


def test_what_only_sounds_secret_is_left():
    config = {"max_tokens": 10, "query": "select password", "name": "token", "token": ""}
    assert masked(config) == config
