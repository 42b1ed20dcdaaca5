"""What may stand in a recording."""

import pytest

from jupyter_powa.replay.scrub import SECRET, asked_headers, form_of, plain, text_of, told_headers, url_of


@pytest.mark.parametrize(
    "name", ["token", "access_token", "X-Api-Key", "apikey", "client_secret", "Authorization", "Set-Cookie", "sig"]
)
def test_what_is_called_like_a_secret_is_one(name: str) -> None:
    assert SECRET.fullmatch(name)


@pytest.mark.parametrize("name", ["next_page_token", "prompt_tokens", "key", "keys", "author", "sign", "monkey"])
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
