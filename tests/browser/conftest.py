"""A real JupyterLab in a real Chromium: one of each for the whole run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser import serve
from tests.browser.lab import Lab, Notebook


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the demo notebooks; Jupyter's own folders lie beside it."""
    return serve.prepared(tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="session")
def lab(home: Path) -> Iterator[Lab]:
    """A running JupyterLab."""
    with serve.jupyterlab(home) as lab:
        yield lab


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running browser."""
    path = serve.chromium_path()
    if path is None:
        if os.environ.get("POWA_CI"):
            pytest.fail("Chromium is not installed, and CI must have it")
        pytest.skip("Chromium is not installed")
    with serve.chromium(path) as browser:
        yield browser


def _page(chromium: Browser) -> tuple[Page, list[str]]:
    """A page, and what it says of errors."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(15_000)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(f"{error} {error.stack}"))
    page.on("console", lambda message: said.extend(_errors(message)))
    return page, said


def _errors(message: ConsoleMessage) -> list[str]:
    return [f"{message.text} {message.location}"] if message.type == "error" else []


def _ours(said: list[str]) -> list[str]:
    return [one for one in said if "powa" in one.lower()]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of its own, which may not have shown an error of ours in its console."""
    page, said = _page(chromium)
    yield page
    page.context.close()
    assert not _ours(said)


@pytest.fixture(scope="session")
def scratch(chromium: Browser, lab: Lab) -> Iterator[tuple[Notebook, list[str]]]:
    """An empty notebook in a page of its own, with one kernel: for most tests."""
    page, said = _page(chromium)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/static/widgets/" in request.url else None)
    notebook = lab.notebook(page, "scratch.ipynb")
    notebook.bundles = fetched
    yield notebook, said
    page.context.close()


@pytest.fixture
def notebook(scratch: tuple[Notebook, list[str]]) -> Iterator[Notebook]:
    """The notebook that most tests share; no test may leave an error of ours in its page's console."""
    notebook, said = scratch
    said.clear()
    yield notebook
    assert not _ours(said)
