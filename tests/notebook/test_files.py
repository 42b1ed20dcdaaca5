from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa import Workflow
from jupyter_powa.copilot.diff import canonical
from jupyter_powa.errors import BadRequest
from tests.notebook.conftest import Make


def test_a_workflow_is_written_and_read_again_as_it_was(sales: Workflow, tmp_path: Path) -> None:
    sales.description, sales.variables = "Big orders.", {"at_least": 100}
    path = sales.to_file(tmp_path / "sales.powa.json")
    again = Workflow.from_file(path, powa=sales.powa)
    assert canonical(again.graph) == canonical(sales.graph)
    assert (again.name, again.description, again.variables) == ("Sales", "Big orders.", {"at_least": 100})
    assert again.to_file(tmp_path / "again.powa.json").read_text() == path.read_text()
    assert again.run()["Big"].df["amount"].tolist() == [120, 200]


def test_a_file_is_one_workflow_wherever_it_is_read(sales: Workflow, tmp_path: Path) -> None:
    path, other = sales.to_file(tmp_path / "a.powa.json"), sales.to_file(tmp_path / "b.powa.json")
    ids = [Workflow.from_file(one, powa=sales.powa).id for one in (path, str(path), other)]
    assert ids[0] == ids[1] != ids[2]


def test_a_webhooks_secret_is_not_written(make: Make, tmp_path: Path) -> None:
    wf = make()
    wf.webhook("Hook", webhook_secret="s3cret")
    assert "s3cret" not in wf.to_file(tmp_path / "hook.powa.json").read_text()


def test_another_file_is_refused(make: Make, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(BadRequest, match="no workflow file"):
        Workflow.from_file(tmp_path / "a.json", powa=make().powa)


def test_a_workflow_still_has_blocks_that_read_and_write(make: Make) -> None:
    wf = make()
    wf.read("Orders", table="orders")
    wf.write("Kept", "kept")
    assert [block.type for block in wf.graph.blocks] == ["read", "write"]
