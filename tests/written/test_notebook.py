from __future__ import annotations

import copy

import nbformat
from hypothesis import given, settings

from jupyter_powa.copilot.diff import canonical
from jupyter_powa.model.file import file_of, written
from jupyter_powa.model.workflow import Graph
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
