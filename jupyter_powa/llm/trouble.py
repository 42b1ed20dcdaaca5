"""What goes wrong with a model, in words: each kind has its code, and no key is ever in them."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from urllib.parse import quote

from jupyter_powa.errors import ModelError
from jupyter_powa.limits import Limit

PASSING = frozenset({"model_rate_limited", "model_overloaded", "model_unreachable"})
"""Codes of what may be better in a moment."""
LONGEST_WAIT: Limit[float] = 20.0
"""Seconds between two attempts at a model, whatever its server asks for. Source: guarantees.md 2g, a cap."""
_STATUS = {
    400: "model_refused_request",
    401: "model_refused_key",
    403: "model_refused_key",
    404: "model_unknown",
    408: "model_overloaded",
    413: "model_refused_request",
    422: "model_refused_request",
    429: "model_rate_limited",
}
_WORDS = {
    "model_refused_key": "refuses the key",
    "model_unknown": "does not know this model",
    "model_rate_limited": "takes no more requests for now",
    "model_overloaded": "is overloaded or broken",
}


def scrubbed(text: str, key: str) -> str:
    """The text without the key, in whichever of the usual forms it stands there."""
    if not key:
        return text
    forms = {key, quote(key, safe=""), base64.b64encode(key.encode()).decode().rstrip("=")}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "***")
    return text


def refused(model: str, status: int, body: str, headers: Mapping[str, str], key: str) -> ModelError:
    """The error for a reply that is no answer."""
    code = _STATUS.get(status, "model_overloaded" if status >= 500 else "model_failed")
    words = f"The server of {model} {_WORDS.get(code, 'refuses the request')} (HTTP {status})."
    if code == "model_refused_request" and not body.lstrip().startswith("<"):
        words += f" It says: {scrubbed(body, key)[:500]}"
    error = ModelError(words, code=code)
    error.retry_after = _seconds(headers.get("Retry-After", ""))
    return error


def unreachable(model: str, error: Exception) -> ModelError:
    """The error for a server that does not answer at all; only the kind of trouble is told."""
    return ModelError(f"The server of {model} cannot be reached ({type(error).__name__}).", code="model_unreachable")


def is_passing(error: ModelError) -> bool:
    """Whether it may be better in a moment."""
    return error.code in PASSING


def wait_before(attempt: int, error: ModelError) -> float:
    """Seconds before the next attempt: what the server asks for, else twice as long each time."""
    asked = error.retry_after
    return min(LONGEST_WAIT, asked if asked is not None else 0.5 * 2 ** (attempt - 1))


def _seconds(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,6}(\.\d+)?", text) else None
