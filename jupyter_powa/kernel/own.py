"""How the server's own kernel is started: with an environment that holds no keys, and bound to the server's life."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

ALLOWED = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TERM|TMPDIR|TEMP|TMP|PWD|HOSTNAME|PYTHON\w*|VIRTUAL_ENV"
    r"|CONDA_(PREFIX|DEFAULT_ENV|EXE|SHLVL)|(DY)?LD_LIBRARY_PATH|XDG_(?!SESSION)\w+|JUPYTER_(PATH|DATA_DIR|CONFIG_DIR|"
    r"CONFIG_PATH|RUNTIME_DIR|PLATFORM_DIRS|PREFER_ENV_PATH)|IPYTHONDIR|MPL\w+|(OMP|OPENBLAS|MKL|NUMEXPR|POLARS)_\w*THREADS"
    r"|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|(?i:https?_proxy|no_proxy)|TIKTOKEN_CACHE_DIR"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|PROGRAMDATA|USERPROFILE"
)
"""Variables that a kernel of ours inherits. A list of what may, since nobody can list what may not: by default a kernel
has the server's whole environment, its token and every provider's key (guarantees.md 2d)."""

SIGNED_IN = re.compile(r"://[^/@\s]+@")
"""An address with a user and a password in it, as a proxy's may be."""
MARK = "JUPYTER_POWA_KERNEL"
"""The variable by which a kernel of ours, and whatever it starts, is known."""

PR_SET_PDEATHSIG = 1
"""From prctl(2)."""


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of a kernel of ours."""
    kept = {name: value for name, value in inherited.items() if ALLOWED.fullmatch(name) and not SIGNED_IN.search(value)}
    return {**kept, MARK: "1"}


def launch_arguments(inherited: Mapping[str, str], local: bool, memory: int = 0) -> dict[str, Any]:
    """What the kernel manager passes on: a local kernel dies with the server even if that is killed (Linux).

    `memory`: the most bytes of address space that it may have; 0 for any number.
    """
    arguments: dict[str, Any] = {"env": environment(inherited)}
    steps = [dying_with(os.getpid())] if local and sys.platform == "linux" else []
    if local and memory and sys.platform != "win32":
        steps.append(holding(memory))
    if steps:
        arguments["preexec_fn"] = lambda: [step() for step in steps]
    return arguments


def holding(memory: int) -> Callable[[], None]:
    """Makes a child process fail to take more bytes than that: what asks for them gets a MemoryError."""
    import resource  # not on Windows

    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = memory if most == resource.RLIM_INFINITY else min(memory, most)
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


@cache
def dying_with(parent: int) -> Callable[[], None]:
    """Makes a child process die with its parent; what it needs is loaded here, before the fork."""
    prctl = ctypes.CDLL(None).prctl

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it went in this very moment
            os._exit(1)

    return bind
