"""The results that runs have kept in this process, from a cell: how much it is, and how to be rid of it."""

from __future__ import annotations

from jupyter_powa.engine.kept import KeptResults
from jupyter_powa.kernel.local import LocalKernels, local_kernel
from jupyter_powa.powa import Powa


class Cache:
    """What `only`, `onward` and `rerun="changed"` take in place of running a block: the newest result of each.

    It is in memory, for the workflows that ran last, and ends with the kernel.
    """

    def __init__(self, powa: Powa | None = None) -> None:
        self._powa = powa

    @property
    def _kept(self) -> KeptResults:
        kernels = self._powa.kernels if self._powa is not None else None
        return (kernels.kernel if isinstance(kernels, LocalKernels) else local_kernel()).kept

    @property
    def size(self) -> int:
        """About how many bytes the results take."""
        return self._kept.size

    @property
    def location(self) -> str:
        """Where they are."""
        return "in the memory of this kernel"

    def clear(self) -> None:
        """Forget them: all blocks run again."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def __repr__(self) -> str:
        count = len(self)
        return f"Cache({count:,} result{'' if count == 1 else 's'}, {self.size / 1e6:.1f} MB, {self.location})"
