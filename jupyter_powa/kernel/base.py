"""The port to a kernel: what each place to run in must offer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from jupyter_powa.explore.verbs import Piece
from jupyter_powa.model.execution import Emit
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.question import Answer, LookQuestion, Question


class Kernel(Protocol):
    """A place where plans run."""

    @property
    def name(self) -> str:
        """Where it is, in words that a user knows: `this process`, `etl.ipynb`, `the server's own kernel`."""

    async def run(self, plan: Plan, emit: Emit) -> None:
        """Run the plan to its end; the last event is always Done or RunError, and nothing is raised for a failed run.

        Cancelling the caller stops the execution, and so does `cancel`.
        """

    async def cancel(self, execution_id: str) -> bool:
        """Stop that execution; False where it does not run here."""

    async def read(self, question: Question) -> Answer:
        """The answer to a question about the project's database, also while runs go on; nothing is changed.

        Raises SqlRefused, SqlTimeout, SqlTooLarge, DatabaseBusy, BlockError `sql_error` or `unknown_table`, or
        ExecutionError `kernel_died` or `kernel_lost`; an error that came from another process has the same status, code
        and words.
        """

    def look(self, question: LookQuestion) -> AsyncIterator[Piece]:
        """The answer to a question about rows, in pieces, also while runs go on. Closing it stops the work.

        Raises as `read` does, and BadRequest for a form that does not fit.
        """


class Kernels(Protocol):
    """The kernels that a Powa can run in."""

    @property
    def trusted(self) -> bool:
        """Whether whoever asks is the user of this very process, and may read any file of theirs."""

    async def get(self, kernel_id: str | None) -> Kernel:
        """The kernel of that id, or (None) the default one; raises KernelNotFound."""

    async def close(self) -> None:
        """End the kernels that are our own."""
