"""Configuration makes a Powa, and each row of the table an address."""

import time

import pytest

from jupyter_powa.api.route import TABLE
from jupyter_powa.server.extension import PowaApp
from jupyter_powa.settings import Settings


def test_every_setting_is_a_trait_with_the_same_words():
    traits = PowaApp.class_own_traits(config=True)
    of_the_server = {"root_dir"}  # it has a trait of its own
    assert set(Settings.model_fields) - set(traits) - of_the_server == set()
    for name in set(traits) & set(Settings.model_fields):
        assert traits[name].help == Settings.model_fields[name].description


@pytest.mark.server
@pytest.mark.kernel
def test_a_server_with_the_extension_runs_a_workflow_in_a_kernel_of_its_own(start_server):
    server = start_server(extension="jupyter_powa")
    graph = {
        "blocks": [{"id": "a", "type": "code", "config": {"code": "import os; output = os.getpid()"}}],
        "edges": [],
    }
    workflow = server("POST", "/api/workflows", {"name": "w", **graph}).json()["id"]
    first = server("POST", f"/api/workflows/{workflow}/execute").json()
    began = time.monotonic()
    second = server("POST", f"/api/workflows/{workflow}/execute").json()
    assert (first["status"], first["output"]) == ("completed", second["output"])
    assert first["kernel"] == second["kernel"] and time.monotonic() - began < 5
    server("POST", "/api/contents", {"type": "notebook"})
    kernel = server("POST", "/api/kernels", {}).json()["id"]
    chosen = server("POST", f"/api/workflows/{workflow}/execute?kernel_id={kernel}").json()
    assert chosen["status"] == "completed" and chosen["output"] != first["output"]
    unknown = server("POST", f"/api/workflows/{workflow}/execute", {"kernel_id": "unknown"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "kernel_not_found")


@pytest.mark.server
def test_the_document_of_a_live_server_lists_the_table_and_nothing_else(server):
    paths = server("GET", "/api/powa/openapi.json").json()["paths"]
    listed = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert listed == {(route.method, route.path) for route in TABLE}
