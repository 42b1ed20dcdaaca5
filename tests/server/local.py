"""The extension as it is, but running workflows in the server's own process: most tests of the door need no kernel."""

from jupyter_powa.kernel.base import Kernels
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.server.extension import PowaApp
from jupyter_powa.settings import Settings


class LocalApp(PowaApp):
    def kernels(self, settings: Settings) -> Kernels:
        return LocalKernels({})


def _jupyter_server_extension_points():
    return [{"module": "tests.server.local", "app": LocalApp}]
