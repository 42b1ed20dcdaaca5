"""What a run tells, on its way out: without its secrets, and with nothing behind the last event."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from jupyter_powa.kernel.hub import tell
from jupyter_powa.model.execution import BlockChunk, BlockComplete, BlockFailed, Done, Emit, Event, RunError
from jupyter_powa.model.plan import Plan
from jupyter_powa.redact import Redactor


def _redactor(plan: Plan) -> Redactor | None:
    """What keeps the plan's secrets out of its events; most plans have none."""
    plans = list(plan.all())
    keys = [access.key for one in plans for access in one.models.values() if access.key is not None]
    values = [*keys, *(secret.value for one in plans for secret in one.secrets.values())]
    return Redactor(value.get_secret_value() for value in values) if values else None


class Telling:
    """Passes a run's events on, and lets nothing follow the last one."""

    def __init__(self, plan: Plan, emit: Emit) -> None:
        self.plan, self.emit, self.redactor = plan, emit, _redactor(plan)
        self._held: dict[str, BlockChunk] = {}
        self.began = perf_counter()
        self.last: Event | None = None
        self.ended = False

    @property
    def completed(self) -> bool:
        """Whether the run has said that it went well."""
        return isinstance(self.last, Done) and self.last.status == "completed"

    def event(self, event: Event) -> None:
        """Pass it on, but keep Done back until the run has let go of everything."""
        if self.redactor is not None:
            if isinstance(event, BlockChunk):
                return self._chunk(event, self.redactor)
            event = self._clean(event, self.redactor)
            if isinstance(event, BlockComplete | BlockFailed) and (held := self._held.pop(event.block_id, None)):
                self._pass_on(held)
        self._pass_on(event)

    def clean(self, event: Event) -> Event:
        """The event without this run's secrets."""
        return event if self.redactor is None else self._clean(event, self.redactor)

    def _clean(self, event: Event, redactor: Redactor) -> Event:
        """The event without secrets; a result that held one cannot be taken up again from what is left of it."""
        clean = redactor.fields(event)
        if isinstance(clean, BlockComplete) and isinstance(event, BlockComplete):
            changed = clean.data is not event.data or clean.stored is not event.stored
            return replace(clean, stored=None) if changed else clean
        return clean

    def _chunk(self, event: BlockChunk, redactor: Redactor) -> None:
        """Pass text on, but keep back what may be the beginning of a secret until more of it is there."""
        held = self._held.pop(event.block_id, None)
        said, rest = redactor.parted(held.chunk + event.chunk if held else event.chunk)
        if said:
            self._pass_on(replace(event, chunk=said))
        if rest:
            self._held[event.block_id] = replace(event, chunk=rest)

    def _pass_on(self, event: Event) -> None:
        if type(event) is Done:
            self.last = event
        elif not self.ended:
            self.emit(event)
            tell(self.plan, event)

    def end(self, error: RunError | None) -> None:
        """Tell the end: how the run itself said that it went, or why it could not."""
        if error is not None:
            error.duration_ms = round((perf_counter() - self.began) * 1_000, 3)
        last = error or self.last or RunError("The run ended without a word.", "internal_error")
        if self.redactor is not None:
            last = self.redactor.fields(last)
        self.ended = True
        self.emit(last)
        tell(self.plan, last)
