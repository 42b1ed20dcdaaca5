"""Text from outside, as a model reads it: data with a mark around it, never a part of what the model is told to do."""

from __future__ import annotations

import json
from typing import Any

from jupyter_powa.copilot.shown import MARK, shown
from jupyter_powa.limits import Limit
from jupyter_powa.redact import known

RESULT: Limit[int] = 16_000
"""Characters of one tool result that the model is shown. Source: ours; five of them fit the smallest context."""


def marked(source: str, value: Any, most: int = RESULT) -> str:
    """The value as JSON inside a mark that nothing in it can close; secrets are taken out, long texts cut."""
    text = known.text(json.dumps(shown(value, most), ensure_ascii=False, default=str))
    if len(text) > most:
        text = text[:most] + MARK
    text = text.replace("</", "<\\/")  # the same to whoever reads JSON, and no end of the mark
    return f'<data source="{source}">\n{text}\n</data>'
