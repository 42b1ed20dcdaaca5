"""A client for which 127.0.0.2 is the internet and 127.0.0.1 is inside, and names as a test likes them."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from jupyter_powa.model.plan import WebRules
from jupyter_powa.web.address import Address
from jupyter_powa.web.client import HttpClient
from tests.web.peer import Peer, twins

PUBLIC = "127.0.0.2"


def seems_public(address: Address) -> bool:
    return str(address) == PUBLIC


class Names:
    """The names of a test: a list of answers for each, given in turn, the last one again and again."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Sequence[str]]] = {}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host not in self.answers:
            raise OSError("no such name")
        answers = self.answers[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
async def client(names: Names) -> AsyncIterator[Callable[..., HttpClient]]:
    """Makes clients: `client(ports=[80], allowed=["127.0.0.1:80"])`; all are closed in the end."""
    made = []

    def make(
        ports: Sequence[int] = (), allowed: Sequence[str] = (), refused: Sequence[str] = (), tls: object = None
    ) -> HttpClient:
        rules = WebRules(allowed_addresses=[*allowed], refused_addresses=[*refused], ports=[*ports])
        assert tls is None or isinstance(tls, ssl.SSLContext)
        made.append(HttpClient(rules, resolve=names, public=seems_public, tls=tls))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.fixture
async def both() -> AsyncIterator[tuple[Peer, Peer]]:
    """A peer on the internet that tells what it was asked, and one that nobody may reach, at the same port."""
    async with twins(PUBLIC, "127.0.0.1") as pair:
        yield pair


@pytest.fixture
def outside(both: tuple[Peer, Peer]) -> Peer:
    """The peer on the internet."""
    return both[0]


@pytest.fixture
def inside(both: tuple[Peer, Peer]) -> Peer:
    """The peer that nobody may reach."""
    return both[1]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and its certificate for 127.0.0.2, that nobody has signed."""
    folder = tmp_path_factory.mktemp("tls")
    subject = ["-subj", "/CN=peer", "-addext", f"subjectAltName=IP:{PUBLIC}", "-days", "2", "-nodes"]
    files = ["-keyout", folder / "both.pem", "-out", folder / "certificate.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", *files, *subject], check=True, capture_output=True
    )
    with (folder / "both.pem").open("a") as both:
        both.write((folder / "certificate.pem").read_text())
    return folder / "both.pem"
