from __future__ import annotations

import copy
from typing import Any

import nbformat
from hypothesis import given, settings

from jupyter_powa.copilot.diff import canonical
from jupyter_powa.model.file import file_of, written
from jupyter_powa.model.workflow import Block, Graph
from jupyter_powa.written.notebook import Notebook, notebook_of, read
from tests.graphs import valid_graphs


def forgetting(notebook: Notebook) -> Notebook:
    """The notebook as if each cell had been edited: every one of them is read."""
    copied = copy.deepcopy(notebook)
    for cell in copied["cells"]:
        cell["metadata"]["powa"]["written"] = ""
    return copied


@settings(max_examples=100, deadline=None)
@given(valid_graphs())
def test_any_graph_comes_back_from_its_notebook_as_it_was(graph: Graph) -> None:
    file = file_of("Any", graph, "For what.\n\nAnd more.", {"n": 1})
    notebook = notebook_of(file)
    nbformat.validate(nbformat.from_dict(notebook))
    for said in (read(notebook), read(forgetting(notebook))):
        assert said.problems == []
        assert canonical(said.file.graph) == canonical(graph)
        assert written(said.file) == written(file)
    assert notebook_of(read(notebook).file, notebook) == notebook


def of(notebook: Notebook, key: str, value: Any) -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("powa", {}).get(key) == value)


def test_what_people_did_to_cells_outside_of_blocks_is_not_lost() -> None:
    blocks = [Block(id="a", type="sql", config={"query": "select 1"}), Block(id="b", type="code", config={"code": "2"})]
    file = file_of("Two", Graph(blocks=blocks))
    plain = {"cell_type": "markdown", "metadata": {}, "source": "Old"}
    notebook = notebook_of(file, {"cells": [plain, plain], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    of(notebook, "setup", True)["source"] += "\nimport numpy as np"
    a, b = of(notebook, "block", "a"), of(notebook, "block", "b")
    del a["outputs"], a["execution_count"]
    a["cell_type"] = "markdown"
    place = notebook["cells"].index(b)
    notebook["cells"][place + 1 :] = [{**b, "source": "below"}]
    notebook["cells"][place:place] = [{**b, "source": "above", "id": "another"}]
    for _ in range(2):
        said = read(notebook)
        assert canonical(said.file.graph) == canonical(file.graph)
        notebook = notebook_of(said.file, notebook)
    texts = [cell["source"] for cell in notebook["cells"]]
    assert [texts.count(word) for word in ("Old", "above", "below")] == [2, 1, 1]
    assert sum("import numpy as np" in text for text in texts) == 1
    nbformat.validate(nbformat.from_dict(notebook))
    assert len({cell["id"] for cell in notebook["cells"]}) == len(texts)


def test_a_notebook_whose_cells_have_lost_their_marks_is_not_an_empty_workflow() -> None:
    notebook = notebook_of(file_of("One", Graph(blocks=[Block(id="a", type="code", config={"code": "1"})])))
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    assert "marked" in read(notebook).problems[0]


def test_a_query_that_becomes_python_imports_what_it_asks() -> None:
    notebook = notebook_of(file_of("One", Graph(blocks=[Block(id="a", type="sql", config={"query": "select 1 as x"})])))
    of(notebook, "block", "a")["source"] += ".head(2)"
    block = read(notebook).file.blocks[0]
    assert block.type == "code"
    scope: dict[str, Any] = {}
    exec(block.config["code"], scope)
    assert scope["output"].to_dict("records") == [{"x": 1}]
