"""A real Jupyter server in a process of its own, at an odd base address, with the extension in it."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 60.0


@dataclass
class Server:
    """A running server: its address, its token, and where it writes its log."""

    address: str
    token: str
    log: Path
    root: Path
    process: subprocess.Popen[bytes]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        """A request with the token; `headers={}` makes it one of someone unknown."""
        options = {"headers": self.headers, "timeout": PATIENCE, "allow_redirects": False, **options}
        return requests.request(method, f"{self.address}{path}", json=body, **options)


def begin(folder: Path, *lines: str, extension: str = "tests.server.local") -> Server:
    """A server that keeps what it keeps in this folder, with these lines of configuration."""
    token = secrets.token_hex(16)
    (folder / "root").mkdir(exist_ok=True)
    app = "LocalApp" if extension == "tests.server.local" else "PowaApp"
    config = [
        # Where the package is installed, Jupyter enables it by itself: only one of the two may answer.
        f"c.ServerApp.jpserver_extensions = {{'jupyter_powa': False, '{extension}': True}}",
        f"c.ServerApp.root_dir = r'{folder / 'root'}'",
        "c.ServerApp.base_url = '/a%40b/'",
        "c.ServerApp.port = 0",
        "c.ServerApp.open_browser = False",
        "c.ServerApp.allow_root = True",
        "c.ServerApp.allow_unauthenticated_access = False",
        f"c.IdentityProvider.token = '{token}'",
        f"c.{app}.data_dir = r'{folder / 'powa'}'",
        f"c.{app}.execute_rate = 0",
        *lines,
    ]
    (folder / "config.py").write_text("\n".join(config))
    homes = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", f"--config={folder / 'config.py'}"],
            cwd=REPOSITORY,
            env={**os.environ, **homes, "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    return Server(_address(process, folder / "log"), token, folder / "log", folder / "root", process)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where the server says that it runs."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        if found := re.search(r"http://127\.0\.0\.1:\d+[^?\s]*", log.read_text()):
            address = found.group().rstrip("/")
            if _listens(urlsplit(address).port or 0):  # Jupyter Server tells its address before it listens
                return address
        time.sleep(0.05)
    raise AssertionError(f"The server did not start:\n{log.read_text()}")


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0
