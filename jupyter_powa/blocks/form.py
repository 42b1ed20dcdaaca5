"""One block's type and config as a form that is filled in for each run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from jupyter_powa.blocks.base import BlockType
from jupyter_powa.blocks.refs import Values, fill, has_reference
from jupyter_powa.errors import BlockError


@dataclass(frozen=True)
class Form:
    """One block's type and config, read once: made ready for each run by filling its references."""

    kind: type[BlockType]
    config: dict[str, Any]

    @cached_property
    def fixed(self) -> BlockType | None:
        """The block that serves every run: only where nothing is filled, and nothing in it can be changed by a run."""
        changes = any(isinstance(value, list | dict) or has_reference(value) for value in self._filled.values())
        return None if changes else self.kind.model_validate(self.config)

    @cached_property
    def _filled(self) -> dict[str, Any]:
        kinds = self.kind.kinds()
        return {name: value for name, value in self.config.items() if name not in kinds or kinds[name].filled}

    def ready(self, values: Values) -> BlockType:
        """The block with its references filled; raises BlockError where what came in does not fit."""
        try:
            if self.fixed is not None:
                return self.fixed
            return self.kind.model_validate({**self.config, **fill(self._filled, values)})
        except ValidationError as error:
            raise BlockError("; ".join(messages(error)), code="invalid_config") from None


def messages(error: ValidationError) -> list[str]:
    """A sentence for each thing that is wrong with a form."""
    return [f"{'.'.join(map(str, item['loc'])) or 'config'}: {item['msg']}" for item in error.errors(include_url=False)]
