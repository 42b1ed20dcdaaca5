"""What may stand in a recording: requests and answers without what signs in, whichever way it is written.

A recording is checked in beside its notebook. So live secrets are masked wherever they stand, and so is what a field,
a parameter or a header is called like a secret for; of headers, only those are kept that tell nothing of who asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from jupyter_powa.redact import MASK, known

_PLACE = r"(?:page|continuation|cursor)|(?:[\w.-]*[-_.])?(?:next|prev|previous|sync|delta|bos|eos|pad|unk|mask|stop)"
SECRET = re.compile(
    rf"(?i)(?!(?:[\w.-]*{_PLACE})[-_.]?token$)[\w.-]*token"
    r"|[\w.-]*(?:api|app|access|application|secret|private|client|consumer|account|subscription|auth|signing|encryption"
    r"|master|admin|service|webhook|license)[-_.]?key"
    r"|[\w.-]*(?:password|passwd|passphrase|passcode|secret|signature|authorization|assertion|session[-_]?id|jwt)"
    r"|(?:[\w.-]*[-_.])?(?:pwd|pass|sig|credentials?|signatures?|cookies?|auth)"
)
"""Names of what signs in. A `next_page_token` is none."""
_PARAMETER = re.compile(r"([?&])([\w.-]{1,60})=([^&#\s\"'<>\\]+)")
_ADDRESS = re.compile(r"(://[^\s:/@\"']*:)[^\s/@\"']+(?=@)")
_BEARER = re.compile(r"\b((?:Bearer|Authorization:\s*Basic)\s+)(?=[^\s\"']*\d)[\w.~+/-]{12,}=*", re.IGNORECASE)
_KEY = re.compile(r"\b(?:sk-[\w-]{20,}|gh[pousr]_\w{30,}|github_pat_\w{30,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{30,})")
"""Keys that are known by how they begin."""
PLAIN_HEADERS = frozenset({"accept", "accept-language", "content-type", "prefer", "if-none-match", "range"})
"""Headers of a request whose values are kept; of others the name is."""


def words(text: str) -> str:
    """A text without live secrets, and without what signs in in addresses and headers that are quoted in it."""
    text = known.text(text)
    if "=" in text:
        text = _PARAMETER.sub(_masked, text)
    if "://" in text:
        text = _ADDRESS.sub(rf"\g<1>{MASK}", text)
    return _KEY.sub(MASK, _BEARER.sub(rf"\g<1>{MASK}", text))


def _masked(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}={MASK}" if SECRET.fullmatch(found[2]) else found[0]


def plain(value: Any) -> Any:
    """JSON values without secrets: fields that are called like one, and live ones wherever they stand."""
    if isinstance(value, str):
        return words(value)
    if isinstance(value, dict):
        return {words(str(name)): MASK if _is_secret(str(name), item) else plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def url_of(url: str) -> str:
    """The address without a password, and without what signs in among its parameters."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = parts.query
    if any(_is_secret(name, value) or name.lower() == "key" for name, value in pairs):
        masked = [(name, MASK if _is_secret(name, value) or name.lower() == "key" else value) for name, value in pairs]
        query = urlencode(masked, quote_via=quote, safe="*")
    return words(urlunsplit((parts.scheme, host, parts.path, query, "")))


def said_secrets(url: str, headers: Mapping[str, str]) -> list[str]:
    """The values that an address and headers sign in with: a server may say them back."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    found = [value for name, value in pairs if _is_secret(name, value) or name.lower() == "key"]
    found += [value.rpartition(" ")[2] for name, value in headers.items() if SECRET.fullmatch(name)]
    return [*found, *([parts.password] if parts.password else [])]


def asked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of a request by lower-case name; the values of those that may tell who asks are masked."""
    kept = {name.lower(): value for name, value in headers.items()}
    kept.pop("user-agent", None)
    if kept.get("accept") == "*/*":
        del kept["accept"]
    return {name: words(value) if name in PLAIN_HEADERS else MASK for name, value in kept.items()}


def told_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of an answer; what signs in is masked."""
    return {name: MASK if SECRET.fullmatch(name) else words(value) for name, value in headers.items()}


def text_of(text: str) -> str:
    """A body without secrets, and letter by letter as it was where it holds none."""
    clean = words(text)
    if clean.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(clean)
        except (ValueError, RecursionError):
            return clean
        masked = plain(value)
        return clean if masked == value else json.dumps(masked, ensure_ascii=False)
    return clean


def form_of(text: str) -> str:
    """A form's body without what signs in."""
    pairs = parse_qsl(text, keep_blank_values=True)
    if not any(_is_secret(name, value) for name, value in pairs):
        return words(text)
    return known.text(urlencode([(name, MASK if _is_secret(name, value) else value) for name, value in pairs]))


def _is_secret(name: str, value: Any) -> bool:
    return isinstance(value, str) and value != "" and SECRET.fullmatch(name) is not None
