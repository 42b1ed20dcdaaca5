"""Signatures of Standard Webhooks."""

import base64
import hmac
from hashlib import sha256

import pytest

from jupyter_powa.api.signature import TOLERANCE, is_signed, key_in

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
RAW, ID, NOW = b'{"a": 1}', "msg_1", 1_700_000_000


def signed(secret: bytes = b"0123456789abcdef01234567", raw: bytes = RAW, at: int = NOW) -> dict[str, str]:
    made = base64.b64encode(hmac.new(secret, f"{ID}.{at}.".encode() + raw, sha256).digest()).decode()
    return {"webhook-id": ID, "webhook-timestamp": str(at), "webhook-signature": f"v1,{made}"}


def test_what_was_signed_with_the_secret_is_known():
    assert is_signed(SECRET, signed(), RAW, NOW)
    assert is_signed("plain words", signed(b"plain words"), RAW, NOW)


def test_the_published_example_is_known():
    # Svix's documentation and the reference libraries of Standard Webhooks all carry these values.
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert is_signed(secret, headers, b'{"test": 2432232314}', 1614265330)
    assert not is_signed(secret, headers, b'{"test":2432232314}', 1614265330)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_no base64!", "whsec_é", "whsec_A", ""])
def test_a_secret_without_a_key_opens_to_nobody(secret: str):
    assert key_in(secret) == b""
    for guess in (b"", secret.encode(), secret.removeprefix("whsec_").encode()):
        assert not is_signed(secret, signed(guess), RAW, NOW)


def test_a_key_may_lack_its_padding():
    assert key_in("whsec_YWJjZA") == key_in("whsec_YWJjZA==") == b"abcd"


def test_a_key_that_is_being_replaced_is_known_beside_the_new_one():
    old, new = signed(b"old")["webhook-signature"], signed()["webhook-signature"]
    assert is_signed(SECRET, {**signed(), "webhook-signature": f"{old} v2,xyz {new}"}, RAW, NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "9" * 20},
        {"webhook-timestamp": ""},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v2," + signed()["webhook-signature"][3:]},
    ],
)
def test_anything_else_is_not(change: dict[str, str]):
    assert not is_signed(SECRET, {**signed(), **change}, RAW, NOW)


def test_other_bytes_another_secret_or_another_time_are_not():
    assert not is_signed(SECRET, signed(), RAW + b" ", NOW)
    assert not is_signed(SECRET, signed(b"other"), RAW, NOW)
    assert not is_signed(SECRET, signed(), RAW, NOW + TOLERANCE + 1)
    assert not is_signed(SECRET, signed(), RAW, NOW - TOLERANCE - 1)
    assert not is_signed(SECRET, {}, RAW, NOW)
