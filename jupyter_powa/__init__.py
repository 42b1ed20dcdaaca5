"""Build, run and share workflows inside Jupyter. Importing this costs nothing: each name loads when used."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_powa.notebook.alone import block as block
    from jupyter_powa.notebook.explore import explore as explore
    from jupyter_powa.notebook.magics import ask as ask
    from jupyter_powa.notebook.pipeline import pipeline as pipeline
    from jupyter_powa.notebook.project import project as project
    from jupyter_powa.notebook.recording import recording as recording
    from jupyter_powa.notebook.sql_agents import agent as agent
    from jupyter_powa.notebook.workflow import Workflow as Workflow
    from jupyter_powa.powa import Powa as Powa

_HOMES = {
    "Powa": "jupyter_powa.powa",
    "Workflow": "jupyter_powa.notebook.workflow",
    "agent": "jupyter_powa.notebook.sql_agents",
    "block": "jupyter_powa.notebook.alone",
    "ask": "jupyter_powa.notebook.magics",
    "explore": "jupyter_powa.notebook.explore",
    "pipeline": "jupyter_powa.notebook.pipeline",
    "project": "jupyter_powa.notebook.project",
    "recording": "jupyter_powa.notebook.recording",
}

__all__ = ["Powa", "Workflow", "agent", "ask", "block", "explore", "pipeline", "project", "recording"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("jupyter_powa")
        except PackageNotFoundError:  # a checkout that was not installed
            raise AttributeError(name) from None
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Package(ModuleType):
    """The package: `explore` and `pipeline` are what a cell calls, also after their folders were imported."""

    @property
    def explore(self) -> Any:
        return getattr(import_module(_HOMES["explore"]), "explore")  # noqa: B009 (mypy takes it for the folder)

    @explore.setter
    def explore(self, folder: ModuleType) -> None:
        """An import sets a package's folders on it; they are found without that."""

    @property
    def pipeline(self) -> Any:
        return getattr(import_module(_HOMES["pipeline"]), "pipeline")  # noqa: B009

    @pipeline.setter
    def pipeline(self, folder: ModuleType) -> None:
        """As above."""


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext jupyter_powa` teaches a notebook `%%powa`."""
    from jupyter_powa.notebook.magics import register

    register(shell)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyter-powa"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from jupyter_powa.server.extension import PowaApp

    return [{"module": "jupyter_powa.server.extension", "app": PowaApp}]
