"""A real JupyterLab in a real Chromium: one of each for the whole run."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.lab import Lab, Notebook

TOKEN = "browser-tests"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the demo notebooks; Jupyter's own folders lie beside it."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "work")
    extensions = folder / "path" / "labextensions"
    extensions.mkdir(parents=True)
    (extensions / "jupyter-powa").symlink_to(ROOT / "jupyter_powa" / "labextension")  # as it was built last
    quiet = folder / "settings" / "@jupyterlab" / "apputils-extension"
    quiet.mkdir(parents=True)
    (quiet / "notification.jupyterlab-settings").write_text(json.dumps({"fetchNews": "false"}))
    return folder


def _environment(home: Path) -> dict[str, str]:
    own = {
        "JUPYTER_PATH": home / "path",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
    }
    return {**os.environ, **{name: str(path) for name, path in own.items()}}


@pytest.fixture(scope="session")
def lab(home: Path) -> Iterator[Lab]:
    """A running JupyterLab."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--port-retries=0"]
    command += [f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"]
    with (home / "lab.log").open("w") as log:
        server = subprocess.Popen(command, cwd=home / "work", env=_environment(home), stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, server, home / "lab.log")
        yield Lab(url, TOKEN, home / "work")
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/api?token={TOKEN}", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("POWA_CI"):
            pytest.fail("Chromium is not installed, and CI must have it")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


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
