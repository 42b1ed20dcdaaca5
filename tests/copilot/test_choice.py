"""Which model answers."""

import pytest

from jupyter_powa.copilot.choice import access, check_choice, chosen, options
from jupyter_powa.errors import BadRequest
from jupyter_powa.models import Models
from jupyter_powa.settings import ModelServer


@pytest.fixture
def powa(powa):
    powa.models = Models(powa.settings, powa.vault, {})
    return powa


def test_without_a_key_the_planner_stands_in_and_says_how_to_set_a_model_up(powa):
    how, words = access(powa)
    assert how.provider == "planner" and "OPENAI_API_KEY" in words


def test_a_model_that_was_chosen_is_never_stood_in_for(powa):
    powa.store.preferences.put("copilot_model", "gpt-4o")
    with pytest.raises(BadRequest, match="OPENAI_API_KEY"):
        access(powa)


def test_with_a_key_the_default_answers(powa):
    powa.models = Models(powa.settings, powa.vault, {"OPENAI_API_KEY": "k"})
    how, words = access(powa)
    assert (how.provider, how.model, words) == ("litellm", "gpt-5.2", "")


def test_any_model_of_a_server_of_the_settings_may_be_chosen(powa):
    powa.settings.model_servers = {"local": ModelServer(url="http://127.0.0.1:1/v1")}
    check_choice(powa, "local/anything")
    powa.store.preferences.put("copilot_model", "local/anything")
    assert chosen(powa) == "local/anything"
    assert any(option.value == "local/anything" and not option.reason for option in options(powa))
    assert access(powa)[0].provider == "compatible"


@pytest.mark.parametrize("word", ["", "davinci", "gpt-3.5-turbo", "unknown/model", "gpt-4ox y"])
def test_others_may_not(powa, word):
    with pytest.raises(BadRequest):
        check_choice(powa, word)
