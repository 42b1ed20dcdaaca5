"""Which models there are: a word like `gpt-5.2` or `local/llama` becomes the way to reach it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from pydantic import SecretStr

from jupyter_powa.errors import BadRequest
from jupyter_powa.model.plan import ModelAccess
from jupyter_powa.replay.current import current, has_file
from jupyter_powa.settings import Settings
from jupyter_powa.unknown import SecretNotFound
from jupyter_powa.vault import Vault

SCRIPTED = "scripted/"
PLANNER = "planner"
"""The local planner: rules of ours, which need no key. Only the copilot's chat has use for it."""
_FAMILIES = {"openai": r"gpt-|chatgpt-|o\d", "anthropic": r"claude-", "gemini": r"gemini-", "mistral": r"mistral-"}
"""Names that are known without their provider in front."""
KEYLESS = frozenset({"ollama", "ollama_chat", "lm_studio", "hosted_vllm", "llamafile"})
"""Providers on the user's own machine."""
_VARIABLES = {"together_ai": "TOGETHERAI_API_KEY", "hosted_vllm": "HOSTED_VLLM_API_KEY"}
"""Where a provider's variable is not called like the provider (litellm's documentation)."""


class Models:
    """Finds models. Addresses come from the settings, keys from the environment or the vault: never from a request."""

    def __init__(self, settings: Settings, vault: Vault, environment: Mapping[str, str] = os.environ) -> None:
        self._settings, self._vault, self._environment = settings, vault, environment

    def access(self, word: str) -> ModelAccess:
        """The way to reach a model, the default one for ""; raises BadRequest where it or its key is not known."""
        word = word or self._settings.default_model
        played = has_file(current(self._settings, self._environment))
        if word == PLANNER:
            return ModelAccess(provider="planner", model=PLANNER)
        if word.startswith(SCRIPTED):
            return ModelAccess(provider="scripted", model=word, replies=self._script(word))
        server, slash, model = word.partition("/")
        if slash and server in self._settings.model_servers:
            known = self._settings.model_servers[server]
            key = None if not known.key else self._key(word, known.key, played)
            reached = {"url": known.url, "key": key, "context": known.context, "prices": known.prices}
            return ModelAccess(provider="compatible", model=model, **reached)
        provider = server if slash else next((name for name, said in _FAMILIES.items() if re.match(said, word)), "")
        if not provider:
            servers = ", ".join(f"{name}/…" for name in self._settings.model_servers) or "none are set"
            words = f"There is no model {word!r}. Write provider/model, or use one of model_servers ({servers})."
            raise BadRequest(words, code="unknown_model")
        key = None if provider in KEYLESS else self._key(word, variable(provider), played)
        return ModelAccess(provider="litellm", model=word, key=key)

    def _script(self, word: str) -> str:
        """The file of a scripted model: under the folder that notebooks are in, and nowhere else."""
        root = self._settings.root_dir.resolve()
        path = (root / word.removeprefix(SCRIPTED)).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            raise BadRequest(
                f"The model {word!r} must be a JSON file under the notebooks' folder.", code="unknown_model"
            )
        return str(path)

    def _key(self, word: str, name: str, played: bool) -> SecretStr | None:
        """The key of that name; None where there is none and answers are played. Raises BadRequest."""
        if self._environment.get(name):
            return SecretStr(self._environment[name])
        try:
            return self._vault.get(name).value
        except SecretNotFound:
            if played:
                return None
            words = f"The model {word!r} needs a key: set {name} for the server, or store a secret of that name."
            raise BadRequest(words, code="missing_key") from None


def variable(provider: str) -> str:
    """The environment variable that holds a provider's key."""
    return _VARIABLES.get(provider, f"{provider.upper()}_API_KEY")
