"""Tables that rested between the steps of earlier runs."""

from __future__ import annotations

from jupyter_powa import Workflow
from jupyter_powa.kernel.sweeping import KEPT_RUNS
from jupyter_powa.powa import Powa

RESTING = "select count(distinct split_part(table_name, '/', 2)) from duckdb_tables() where schema_name = 'powa_runs'"


def piped(powa: Powa, name: str = "Swept") -> Workflow:
    wf = Workflow(name, powa=powa)
    wf.read("Rows", query="select range as n from range(5)")
    wf.sample("Some", size=3, after="Rows")
    return wf


def resting(powa: Powa) -> int:
    wf = Workflow("Looks", powa=powa)
    wf.sql("Look", RESTING, output_as="value")
    return int(wf.run().output)


def test_those_of_the_last_few_runs_stay_and_can_be_looked_at(powa: Powa) -> None:
    runs = [piped(powa).run() for _ in range(KEPT_RUNS + 2)]
    assert resting(powa) == KEPT_RUNS
    assert len(runs[-KEPT_RUNS]["Some"].df) == 3


def test_another_workflow_and_a_failed_run_drop_nothing(powa: Powa) -> None:
    for _ in range(KEPT_RUNS):
        piped(powa).run()
    piped(powa, "Other").run()
    failing = piped(powa)
    failing.filter("Bad", where="odd", after="Some")
    failing.run(check=False)
    assert resting(powa) == KEPT_RUNS + 2
