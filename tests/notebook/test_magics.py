"""The magics in a real kernel."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

from jupyter_powa.errors import BadRequest
from jupyter_powa.notebook.magics import _arguments

pytestmark = pytest.mark.kernel


@pytest.fixture
def run(tmp_path: Path):
    """Run cells in a notebook of its own; what each shows."""
    (tmp_path / "r.json").write_text(json.dumps([{"say": "Hello from the script.", "always": True}]))
    setup = (
        "import os\n"
        f"os.environ['JUPYTER_DATA_DIR'] = r'{tmp_path}'\n"
        "%load_ext jupyter_powa\n"
        "from jupyter_powa import Workflow, ask"
    )

    def run(*sources: str) -> list[nbformat.NotebookNode]:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in (setup, *sources)])
        NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
        return notebook.cells[1:]

    return run


def test_a_cell_asks_and_the_chat_with_the_answer_appears_below(run):
    asked, kept = run("%%powa Mine --model scripted/r.json --to answer\nsay hello", "print(answer.content)")
    (shown,) = asked.outputs
    assert "application/vnd.jupyter.widget-view+json" in shown.data
    assert "Hello from the script." in shown.data["text/html"]
    assert kept.outputs[0].text.strip() == "Hello from the script."


def test_the_same_from_python(run):
    (asked,) = run("print(ask('hello', 'Mine', model='scripted/r.json', show=False).content)")
    assert asked.outputs[0].text.strip() == "Hello from the script."


def test_what_is_not_understood_is_told_with_how_to_write_it():
    with pytest.raises(BadRequest, match="Write: %%powa"):
        _arguments().parse_args(["--colour", "red"])


@pytest.fixture
def kernel(tmp_path: Path):
    """A real kernel with the magics."""
    manager, client = start_new_kernel(env={**os.environ, "JUPYTER_DATA_DIR": str(tmp_path)}, cwd=str(tmp_path))
    client.execute_interactive("%load_ext jupyter_powa", timeout=60)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def told(client, code: str) -> list[dict]:
    """What a cell puts out."""
    found: list[dict] = []

    def take(message: dict) -> None:
        if message["msg_type"] in ("execute_result", "display_data", "error", "stream"):
            found.append({"type": message["msg_type"], **message["content"]})

    client.execute_interactive(code, timeout=60, output_hook=take)
    return found


def test_sql_in_a_cell_of_a_real_kernel_shows_rows_fails_in_one_block_and_completes(kernel):
    _, client = kernel
    assert told(client, "import pandas as pd\norders = pd.DataFrame({'amount': [80, 120]})\nleast = 100") == []
    told(client, "%%powa_sql big <<\nselect * from orders where amount > {least}")
    assert told(client, "%%powa_sql big <<\nselect * from orders where amount > {least}") == []
    (shown,) = told(client, "%%powa_sql --as relation\nselect sum(amount) as total from big")
    assert shown["type"] == "execute_result"
    assert ">120</td>" in shown["data"]["text/html"]
    (shown,) = told(client, "%%powa_sql\nselect amount from {orders} where amount > 100")
    assert "application/vnd.jupyter.widget-view+json" in shown["data"]
    assert shown["data"]["text/plain"] == "amount\n   120\n[1 row]"
    (failed,) = told(client, "%%powa_sql\nselect\n  nope\nfrom big")
    assert (failed["type"], failed["ename"]) == ("error", "SqlFailed")
    assert "▸" in "".join(failed["traceback"])
    assert ".py" not in "".join(failed["traceback"])
    reply = client.complete("%%powa_sql\nselect am from big", 20, reply=True, timeout=30)
    assert reply["content"]["matches"][0] == "amount"
    assert reply["content"]["cursor_start"] == 18


def test_an_interrupt_of_the_kernel_stops_the_statement_and_its_progress_is_taken_away(kernel):
    manager, client = kernel
    sent = client.execute("%powa_sql --as frame select count(*) from range(10000000000) a, range(1000) b")
    seen = []
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != sent:
            continue
        seen.append((message["msg_type"], message["content"]))
        if "SQL: " in message["content"].get("data", {}).get("text/plain", "") and "%" in str(message["content"]):
            manager.interrupt_kernel()
            break
    after = []
    while not after or after[-1][1].get("execution_state") != "idle":
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == sent:
            after.append((message["msg_type"], message["content"]))
    (failed,) = [content for kind, content in after if kind == "error"]
    assert failed["ename"] == "Stopped"
    assert failed["traceback"][0].startswith("The statement was stopped after ")
    updates = [content for kind, content in after if kind == "update_display_data"]
    assert updates[-1]["data"]["text/plain"] == ""
    assert told(client, "%powa_sql --as frame select 1 as a")[-1]["data"]["text/plain"] == "   a\n0  1"


def test_a_cell_asks_an_agent_by_its_name_and_tab_knows_it(kernel):
    _, client = kernel
    make = "import jupyter_powa as powa\npowa.project.sql_agents.create('My shop', source=None, model='planner')"
    told(client, "%%powa_sql\ncreate table orders as select 1 as id, 10 as amount")
    told(client, make)
    (shown,) = [one for one in told(client, "%%powa @'My shop' --to answer\nTotal amount of orders") if "data" in one][
        -1:
    ]
    assert "<b>sum</b>" not in shown["data"]["text/html"] and "sum(orders.amount)" in shown["data"]["text/html"]
    assert told(client, "print(answer.df.iat[0, 0])")[0]["text"].strip() == "10"
    (failed,) = told(client, "%%powa @nobody\nTotal amount")
    assert "There is no SQL agent 'nobody'" in failed["evalue"]
    matches = client.complete("%%powa @My", reply=True, timeout=30)["content"]["matches"]
    assert matches == ["@'My shop'"]
    matches = client.complete("%%powa @", reply=True, timeout=30)["content"]["matches"]
    assert matches == ["@Developer", "@DBA", "@'My shop'"]
