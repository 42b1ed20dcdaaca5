"""Which model the copilot asks: the one that was chosen, else the default, else the local planner."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jupyter_powa.errors import BadRequest, PowaError
from jupyter_powa.model.plan import ModelAccess
from jupyter_powa.models import SCRIPTED
from jupyter_powa.powa import Powa

PLANNER = "planner"
"""The word of the local planner, which is no model."""
PREFERENCE = "copilot_model"
MENU = (
    ("GPT-5.2", "gpt-5.2"),
    ("GPT-5", "gpt-5"),
    ("GPT-5 mini", "gpt-5-mini"),
    ("GPT-4.1", "gpt-4.1"),
    ("GPT-4.1 mini", "gpt-4.1-mini"),
    ("GPT-4o", "gpt-4o"),
    ("o3", "o3"),
    ("o4 mini", "o4-mini"),
    ("Claude Opus 4.6", "claude-opus-4-6"),
    ("Claude Sonnet 4.6", "claude-sonnet-4-6"),
    ("Claude Haiku 4.5", "claude-haiku-4-5"),
    ("Gemini 2.5 Pro", "gemini-2.5-pro"),
    ("Gemini 2.5 Flash", "gemini-2.5-flash"),
)
"""What the menu offers (contract §5.4)."""
ALLOWED = re.compile(
    r"gpt-5(\.\d+)?(-\w+)*|gpt-4\.1(-\w+)*|gpt-4o(-\w+)*|o[34](-\w+)*|claude-(opus|sonnet|haiku)-4[\w.-]*|gemini-[\w.-]+"
)
"""What may be chosen beside what the settings name: the seeds' families, which can call functions (contract §5.4)."""


@dataclass(frozen=True)
class Option:
    """A model that may be chosen, and what it lacks."""

    label: str
    value: str
    reason: str
    """Why it does not answer as things are; empty where it does."""


def chosen(powa: Powa) -> str:
    """The word of the model that is chosen, else the default one."""
    return str(powa.store.preferences.get(PREFERENCE) or powa.settings.default_model)


def check_choice(powa: Powa, word: str) -> None:
    """Raises BadRequest for a model that may not be chosen."""
    server = word.partition("/")[0]
    known = word == PLANNER or word == powa.settings.default_model or word in powa.settings.models
    if known or ALLOWED.fullmatch(word) or ("/" in word and server in powa.settings.model_servers):
        return
    if word.startswith(SCRIPTED):
        powa.models.access(word)
        return
    names = ", ".join(option.value for option in options(powa))
    words = f"The model {word!r} may not be chosen. Choose one of: {names}; or add it to the setting `models`."
    raise BadRequest(words, code="model_not_allowed")


def options(powa: Powa) -> list[Option]:
    """What the menu offers: the planner, the settings' own models, and the well-known ones."""
    words = {word: label for label, word in MENU}
    words |= {
        word: word for word in (*powa.settings.models, powa.settings.default_model, chosen(powa)) if word not in words
    }
    words.pop(PLANNER, None)
    listed = [Option("Local planner (no model)", PLANNER, "")]
    return listed + [Option(label, word, _lacks(powa, word)) for word, label in words.items()]


def access(powa: Powa, asked: str = "") -> tuple[ModelAccess, str]:
    """How to reach a model, or (none asked) the chosen one, and words for the user where the planner stands in for one.

    Only a default that nobody chose is stood in for: a choice that cannot be kept raises BadRequest.
    """
    choice = asked or powa.store.preferences.get(PREFERENCE)
    word = str(choice or powa.settings.default_model)
    if word == PLANNER:
        return ModelAccess(provider="planner", model=PLANNER), ""
    try:
        return powa.models.access(word), ""
    except BadRequest as error:
        if choice is not None or error.code != "missing_key":
            raise
        return ModelAccess(
            provider="planner", model=PLANNER
        ), f"No model is set up, so the local planner answers. {error.message}"


def _lacks(powa: Powa, word: str) -> str:
    try:
        powa.models.access(word)
    except PowaError as error:
        return error.message
    return ""
