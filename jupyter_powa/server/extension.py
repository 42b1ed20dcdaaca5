"""The Jupyter server extension: configuration makes a Powa, and each row of the table an address."""

from __future__ import annotations

import gc
from collections import defaultdict
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.serverapp import ServerApp
from pydantic.fields import FieldInfo
from traitlets import Bool, Dict, Enum, Float, Int, List, Unicode

from jupyter_powa.api.route import TABLE, Route
from jupyter_powa.kernel.base import Kernels
from jupyter_powa.powa import Powa
from jupyter_powa.redact import known
from jupyter_powa.server import mcp
from jupyter_powa.server.announcing import announce
from jupyter_powa.server.handler import SignedInHandler
from jupyter_powa.server.own import own_addresses
from jupyter_powa.server.public import PublicHandler
from jupyter_powa.settings import Settings

KINDS: dict[Any, Any] = {
    str: Unicode,
    int: Int,
    float: Float,
    bool: Bool,
    Path: Unicode,
    Literal: Enum,
    list: List,
    dict: Dict,
}
"""The kind of trait for each type of setting."""
OF_THE_SERVER = {"root_dir"}
"""Settings for which the server has a trait of its own."""


def _trait(field: FieldInfo) -> Any:
    """A trait for a setting; None leaves the default of Settings."""
    kind = get_origin(field.annotation) or field.annotation
    values = [list(get_args(field.annotation))] if kind is Literal else []
    return KINDS[kind](*values, default_value=None, allow_none=True, help=str(field.description)).tag(config=True)


class PowaApp(ExtensionApp):
    """Build, run and share workflows inside Jupyter. Every trait is a setting (contract §10)."""

    name = "jupyter_powa"
    description = "Build, run and share workflows inside Jupyter."
    extension_url = "/lab"
    load_other_extensions = True
    # Every setting is a trait of this class; a namespace of a class may be filled.
    vars().update({name: _trait(field) for name, field in Settings.model_fields.items() if name not in OF_THE_SERVER})

    powa: Powa | None = None

    def initialize_settings(self) -> None:
        """Open the store; what a server that is gone left unfinished is marked so."""
        given = {name: getattr(self, name) for name in Settings.model_fields if self.has_trait(name)}
        given = {name: value for name, value in given.items() if value is not None}
        settings = Settings(root_dir=self._server.root_dir, **given)
        known.remember(str(getattr(self._server.identity_provider, "token", "")))
        known.guard("", self._server.log.name, "tornado", "tornado.access", "tornado.application", "tornado.general")
        self.powa = Powa(settings, kernels=self.kernels(settings))
        if self._server.event_logger is not None:
            announce(self.powa, self._server.event_logger)
        mcp.offer(self.powa)

    def initialize_handlers(self) -> None:
        """One address for each path of the table, with all its methods."""
        paths: defaultdict[str, dict[str, Route]] = defaultdict(dict)
        for route in TABLE:
            paths[route.pattern][route.method] = route
        for pattern, routes in paths.items():
            public = {route.public for route in routes.values()}
            handler = PublicHandler if public == {True} else SignedInHandler
            self.handlers.append((f"{pattern}$", handler, {"powa": self.powa, "routes": routes}))

    async def _start_jupyter_server_extension(self, serverapp: ServerApp) -> None:
        """Only now it is known at which port the server listens: blocks may not reach it."""
        gc.freeze()  # what is loaded stays: to look through it at each full collection holds everyone up for 0.1 s
        if self.powa is not None:
            self.powa.web.refused_addresses[:] = own_addresses(serverapp.ip, serverapp.port)

    def current_activity(self) -> dict[str, int] | None:
        """What runs: a server that is busy is not shut down for being idle."""
        running = len(self.powa.executions.running) if self.powa is not None else 0
        return {"executions": running} if running else None

    async def stop_extension(self) -> None:
        """Stop what runs, end our own kernel, let go of the store."""
        mcp.offer(None)
        if self.powa is not None:
            await self.powa.close()

    def kernels(self, settings: Settings) -> Kernels:
        """Where workflows run: the server's kernels."""
        from jupyter_powa.kernel.host import HostKernels

        return HostKernels(self._server.kernel_manager, self._server.session_manager, settings)

    @property
    def _server(self) -> ServerApp:
        if self.serverapp is None:
            raise RuntimeError("The extension is not linked to a server.")
        return self.serverapp


main = PowaApp.launch_instance
