"""The environment of the server's own kernel."""

from __future__ import annotations

import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from jupyter_powa.kernel.host import HostKernels
from jupyter_powa.kernel.own import environment, holding, launch_arguments
from jupyter_powa.settings import Settings
from tests.kernel.conftest import code, plan, seen

KERNEL_MEMORY = 4_000_000_000
"""What the limit is set to by `kernel_memory`, and what a block then tries to take as well."""


def test_a_kernel_of_ours_inherits_what_it_needs_and_no_key() -> None:
    inherited = {
        "PATH": "/bin",
        "HOME": "/home/me",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": "/x",
        "OPENAI_API_KEY": "sk",
        "JUPYTER_TOKEN": "t",
        "JUPYTERHUB_API_TOKEN": "t",
        "AWS_SECRET_ACCESS_KEY": "k",
        "DATABASE_URL": "postgres://user:password@host/db",
    }
    kept = {"PATH": "/bin", "HOME": "/home/me", "LC_ALL": "C.UTF-8", "PYTHONPATH": "/x", "JUPYTER_POWA_KERNEL": "1"}
    assert environment(inherited) == kept


def test_a_proxy_with_a_password_in_its_address_is_not_handed_on() -> None:
    given = {"HTTP_PROXY": "http://user:word@proxy:3128", "https_proxy": "http://proxy:3128", "HOME": "/home/me"}
    assert environment(given).keys() == {"https_proxy", "HOME", "JUPYTER_POWA_KERNEL"}


def test_only_a_kernel_of_this_machine_has_a_limit_of_memory() -> None:
    assert "preexec_fn" not in launch_arguments({}, local=False, memory=1)
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        assert pool.submit(limited, 3_000_000_000).result() == (3_000_000_000, 3_000_000_000)


def limited(memory: int) -> tuple[int, int]:
    holding(memory)()
    return resource.getrlimit(resource.RLIMIT_AS)


@pytest.mark.kernel
@pytest.mark.filterwarnings("default")
async def test_a_block_that_takes_more_memory_than_there_is_fails_and_its_kernel_goes_on(
    manager: AsyncMappingKernelManager, tmp_path: Path
) -> None:
    kernels = HostKernels(manager, settings=Settings(data_dir=tmp_path, kernel_memory=KERNEL_MEMORY))
    kernel = await kernels.get(None)
    events = await seen(kernel, code(f"output = len(bytearray({KERNEL_MEMORY}))"))
    failed = events.of("block_error")
    assert (failed.code, failed.error, failed.line) == ("code_error", "MemoryError", 1)
    assert (events.last.status, events.last.code) == ("failed", "code_error")
    blocks = [("sql", "S", {"query": "select sum(range) as a from range(100000)"}), ("code", "C", {"code": "42"})]
    after = await seen(kernel, plan(*blocks))
    assert (after.last.status, after.last.output) == ("completed", 42)
    assert await kernels.get(None) is kernel
    await kernels.close()
