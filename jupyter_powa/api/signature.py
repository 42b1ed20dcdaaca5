"""Check the signature of a call, as Standard Webhooks has it (standardwebhooks.com, version 1)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from hashlib import sha256
from time import time

from jupyter_powa.limits import Limit

TOLERANCE: Limit[int] = 300
"""Seconds that the time of a signed call may be off. Source: guarantees.md 1.1, Standard Webhooks."""
PREFIX = "whsec_"


def is_signed(secret: str, headers: Mapping[str, str], raw: bytes, now: float | None = None) -> bool:
    """Whether the bytes were signed with this secret, lately. Several signatures may be given: keys are rotated."""
    message_id, sent = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not sent.isascii() or not sent.isdigit() or len(sent) > 12:
        return False
    if abs((time() if now is None else now) - int(sent)) > TOLERANCE:
        return False
    key = key_in(secret)
    if not key:  # anyone can sign with an empty one
        return False
    signed = f"{message_id}.{sent}.".encode() + raw
    expected = base64.b64encode(hmac.new(key, signed, sha256).digest())
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(expected, one[3:].encode()) for one in given if one.startswith("v1,"))


def key_in(secret: str) -> bytes:
    """The key that a secret holds: base64 behind `whsec_`, else its own bytes; empty where it holds none."""
    if not secret.startswith(PREFIX):
        return secret.encode()
    text = secret.removeprefix(PREFIX)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:  # no base64, or not even ASCII
        return b""
