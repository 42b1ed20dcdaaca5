"""What may stand in a recording."""

import pytest

from jupyter_powa.replay.scrub import SECRET, asked_headers, form_of, plain, text_of, told_headers, url_of

SIGNS_IN = """
token access_token X-Api-Key apikey client_secret Authorization Set-Cookie sig api_token private_token pass user-auth
X-Amz-Security-Token X-Amz-Signature x-goog-api-key app_key consumerKey db_password newPassword aws_secret_access_key
client_assertion backend_token
"""
SOUNDS_SO = """
next_page_token nextPageToken sync-token prompt_tokens key keys author sign monkey sort_key token_type bypass pass_rate
unauthorized
"""


@pytest.mark.parametrize("name", SIGNS_IN.split())
def test_what_is_called_like_a_secret_is_one(name: str) -> None:
    assert SECRET.fullmatch(name)


@pytest.mark.parametrize("name", SOUNDS_SO.split())
def test_what_only_sounds_like_a_secret_is_none(name: str) -> None:
    assert not SECRET.fullmatch(name)


def test_addresses_keep_what_is_asked_and_lose_what_signs_in() -> None:
    asked = "https://ada:pass@api.example.com/v1/x?q=a%20b&api_key=abc&key=def&page_token=4#part"
    assert url_of(asked) == "https://api.example.com/v1/x?q=a%20b&api_key=***&key=***&page_token=4"
    assert url_of("http://h/x?a=1&a=2&b") == "http://h/x?a=1&a=2&b"


def test_headers_tell_nothing_of_who_asks() -> None:
    given = {"Accept": "application/json", "X-Tenant": "ada", "Authorization": "Bearer abc", "User-Agent": "x"}
    assert asked_headers(given) == {"accept": "application/json", "x-tenant": "***", "authorization": "***"}
    assert told_headers({"etag": "1", "x-auth-token": "abc"}) == {"etag": "1", "x-auth-token": "***"}


def test_bodies_without_a_secret_stay_as_they_are_to_the_letter() -> None:
    for text in ('{"a":1,  "b": [1.50]}', "[1", "plain", '{"next_page_token":"x"}'):
        assert text_of(text) == text
    assert text_of('{"access_token":"abc","n":1.0}') == '{"access_token": "***", "n": 1.0}'
    assert form_of("a=1&client_secret=abc") == "a=1&client_secret=%2A%2A%2A" and form_of("a=1&b") == "a=1&b"
    assert plain({"auth": {"token": "abc"}, "list": [{"pwd": "x"}], "password": None}) == {
        "auth": {"token": "***"},
        "list": [{"pwd": "***"}],
        "password": None,
    }


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "see https://s3.example.com/a?X-Amz-Signature=ab12&n=1",
            "see https://s3.example.com/a?X-Amz-Signature=***&n=1",
        ),
        ("postgresql://ada:hunter22@host/shop", "postgresql://ada:***@host/shop"),
        ("curl -H 'Authorization: Bearer abc.def-0123456'", "curl -H 'Authorization: Bearer ***'"),
        ("my key is sk-" + "a1" * 12, "my key is ***"),
        ("Bearer authentication is a scheme; f(x)?a=b&c=d", "Bearer authentication is a scheme; f(x)?a=b&c=d"),
    ],
)
def test_what_signs_in_within_a_text_is_masked_wherever_the_text_stands(text: str, left: str) -> None:
    assert plain([{"content": text}]) == [{"content": left}]
    assert text_of(text) == left and told_headers({"location": text}) == {"location": left}
