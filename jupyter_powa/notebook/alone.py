"""One block alone, on values of the notebook: what cells of a written notebook call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_powa.blocks import catalog
from jupyter_powa.data.relation import Relation
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.notebook.workflow import Workflow, default_powa
from jupyter_powa.powa import Powa

_VALUES = "_powa_values"


def block(
    word: str,
    config: dict[str, Any],
    values: Mapping[str, Any] | None = None,
    /,
    name: str = "Block",
    *,
    powa: Powa | None = None,
) -> Any:
    """Run one block alone and give its output: rows as a pandas frame; of a block that chooses a way, the way.

    `values` holds the outputs of the blocks before it, by the names that references in `config` call them. Raises
    ExecutionFailed.
    """
    powa, values = powa or default_powa(), dict(values or {})
    wf = Workflow(f"{name} alone", powa=powa)
    for other in values:
        wf.add("code", other, f"{_VALUES}[{other!r}]", after=[])
    wf.add(word, name, after=list(values), **config)
    assert isinstance(powa.kernels, LocalKernels)  # a notebook's own
    namespace = powa.kernels.kernel.namespace
    namespace[_VALUES] = values
    try:
        run = wf.run()
    finally:
        del namespace[_VALUES]
    if catalog()[word].routed:
        return run[name].result.get("route")
    value = run[name].value
    # Rows that rest in the project's database, as plain cells use them: another connection cannot ask for them later.
    return run[name].df if type(value) is Relation else value
