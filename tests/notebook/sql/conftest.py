"""A shell of its own with the magics, on a project in memory."""

from __future__ import annotations

import atexit
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from jupyter_powa import Powa
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.notebook.magics import register
from jupyter_powa.notebook.sql.magic import PowaSql


@dataclass
class Notebook:
    """Runs cells as a notebook does."""

    shell: InteractiveShell

    @property
    def names(self) -> dict[str, Any]:
        """Its variables."""
        return self.shell.user_ns

    @property
    def magic(self) -> PowaSql:
        """The magic itself."""
        return next(one for one in self.shell.configurables if isinstance(one, PowaSql))

    def run(self, cell: str) -> Any:
        """What the cell gives; raises what it raised."""
        done = self.shell.run_cell(cell, store_history=True)
        done.raise_error()
        return done.result

    def failed(self, cell: str) -> BaseException:
        """The error that the cell ends with."""
        done = self.shell.run_cell(cell, store_history=True)
        error = done.error_in_exec or done.error_before_exec
        assert error is not None
        return error

    def completed(self, cell: str) -> list[str]:
        """What the cell could go on with at `|`."""
        at = cell.index("|")
        with provisionalcompleter():
            return [one.text for one in self.shell.Completer.completions(cell.replace("|", "", 1), at)]


@pytest.fixture
def notebook() -> Iterator[Notebook]:
    """A notebook with a frame `orders`."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell(config=config, user_module=types.ModuleType("notebook"))
    shell.user_ns["orders"] = pd.DataFrame({"region": ["EU", "EU", "US"], "amount": [120, 80, 200]})
    powa = Powa.memory(kernels=LocalKernels(shell.user_ns))
    register(shell, lambda: powa)
    yield Notebook(shell)
    shell.restore_sys_module_state()
    atexit.unregister(shell.atexit_operations)  # or each of them is tidied up, slowly, when the tests are over
    loop_thread().submit(powa.close()).result()
