"""Which models there are: a word like `gpt-5.2` or `local/llama` becomes the way to reach it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pydantic import SecretStr

from jupyter_powa.errors import BadRequest
from jupyter_powa.model.plan import ModelAccess
from jupyter_powa.settings import Settings

SCRIPTED = "scripted/"


class Models:
    """Finds models. Addresses come from the settings alone, keys from the environment: never from a request."""

    def __init__(self, settings: Settings, environment: Mapping[str, str] = os.environ) -> None:
        self._settings, self._environment = settings, environment

    def access(self, word: str) -> ModelAccess:
        """The way to reach a model; raises BadRequest where it is not known or its key is missing."""
        if word.startswith(SCRIPTED):
            path = (self._settings.root_dir / word.removeprefix(SCRIPTED)).resolve()
            if not path.is_relative_to(self._settings.root_dir.resolve()):
                raise BadRequest(f"The model {word!r} must be a file under {self._settings.root_dir}.")
            return ModelAccess(provider="scripted", model=word, replies=str(path))
        server, _, model = word.partition("/")
        if server in self._settings.model_servers:
            known = self._settings.model_servers[server]
            return ModelAccess(provider="compatible", model=model, url=known.url, key=self._key(word, known.key))
        return ModelAccess(provider="litellm", model=word)

    def _key(self, word: str, variable: str) -> SecretStr | None:
        if not variable:
            return None
        if not self._environment.get(variable):
            raise BadRequest(f"The model {word!r} needs a key: set {variable} where the server is started.")
        return SecretStr(self._environment[variable])
