"""Answer whoever calls, without a login: for the routes that are public, which ask for a secret of their own."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.call_context import CallContext
from jupyter_server.base.handlers import APIHandler

from jupyter_powa.api.reply import not_allowed, refused
from jupyter_powa.api.route import Asker, answer
from jupyter_powa.errors import BodyTooLarge
from jupyter_powa.server.handler import SignedInHandler


class PublicHandler(SignedInHandler):
    """The public routes of one address. No cookie counts here, so no other page can use one that a browser sends."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Nobody is asked who they are; the query, which may hold a secret, is kept out of the log."""
        CallContext.set(CallContext.JUPYTER_HANDLER, self)
        self.begin_body(self._powa.settings.webhook_max_body)
        self.hurry()
        self.current_user = self._jupyter_current_user = None
        self.request.uri = self.request.path
        if self.says_too_much:
            self.turn_away()

    def check_xsrf_cookie(self) -> None:
        """Not asked for: nothing here is done in the name of a browser's user."""

    @allow_unauthenticated
    async def _open(self, *values: str) -> None:
        self._timer.cancel()
        self.whole = True
        if self.away:
            return self._rest()
        method, path = str(self.request.method), self.request.path
        route = self._routes.get(method)
        if route is None:
            return self._send(refused(path, not_allowed(method, list(self._routes))))
        request = self.request
        try:
            body = self.body
        except BodyTooLarge as error:
            return self._send(refused(path, error))
        asker = Asker(None, self._origin, request.headers, str(request.remote_ip))
        query = {name: found[-1].decode(errors="replace") for name, found in request.query_arguments.items()}
        return self._send(await answer(self._powa, route, values, query, body, asker))

    get = head = post = put = patch = delete = options = _open  # type: ignore[assignment]

    def finish(self, *args: Any, **kwargs: Any) -> Any:
        """End the reply; a stranger's call is no activity of the user's."""
        return super(APIHandler, self).finish(*args, **kwargs)
