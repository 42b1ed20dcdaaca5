"""A workflow that keeps nothing, on a namespace of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from jupyter_powa import Powa, Workflow
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import loop_thread

Make = Callable[..., Workflow]


@pytest.fixture
def names() -> dict[str, Any]:
    """What the notebook's cells have defined."""
    return {"orders": pd.DataFrame({"region": ["EU", "EU", "US"], "amount": [120, 80, 200]})}


@pytest.fixture
def make(names: dict[str, Any]) -> Iterator[Make]:
    """`make("name")` gives an empty workflow."""
    powa = Powa.memory(kernels=LocalKernels(names))

    def workflow(name: str = "Test", **more: Any) -> Workflow:
        return Workflow(name, powa=powa, **more)

    yield workflow
    loop_thread().submit(powa.close()).result()


@pytest.fixture
def sales(make: Make) -> Workflow:
    """A workflow of an input, a query and an output."""
    wf = make("Sales")
    wf.input("Input", {"at_least": "number"})
    wf.sql("Big", "select * from orders where amount >= <Input.output.at_least> order by amount")
    wf.output("Report", {"rows": "<Big.output>"})
    return wf
