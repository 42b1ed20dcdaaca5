"""Servers for tests, each in a process of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.server.running import PATIENCE, Server, begin


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts a server with these lines of configuration; all are ended after the last test."""
    servers = []

    def start(*lines: str, extension: str = "tests.server.local") -> Server:
        servers.append(begin(tmp_path_factory.mktemp("server"), *lines, extension=extension))
        return servers[-1]

    yield start
    for server in servers:
        server.process.terminate()
        try:
            server.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.process.kill()


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server]) -> Server:
    """A server that runs workflows in its own process."""
    return start_server()
