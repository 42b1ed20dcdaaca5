"""Answer one HTTP request: who asks and whether they may, then the route, then JSON or a stream."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from hmac import compare_digest
from http import HTTPStatus
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider, User
from jupyter_server.base.call_context import CallContext
from jupyter_server.base.handlers import APIHandler
from tornado.web import HTTPError, authenticated

from jupyter_powa.api.reply import AGENTS, JSON, Reply, not_allowed, refused, shaped
from jupyter_powa.api.route import Asker, Route, answer
from jupyter_powa.errors import BadRequest, BodyTooLarge, Forbidden, NotFound, PowaError, Unauthorized
from jupyter_powa.powa import Powa
from jupyter_powa.server.bodies import Bodies
from jupyter_powa.server.pieces import write_pieces
from jupyter_powa.server.stream import Sse

_BY_TOKEN = (IdentityProvider, PasswordIdentityProvider)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SignedInHandler(Bodies, APIHandler):
    """The routes of one address, for whoever is signed in and authorised.

    Leaner than its base, which spends more on each request than a route does: the checks are the same (host, sign-in,
    origin, XSRF for cookies, authorizer), the headers are worked out once, and there is no ETag.
    """

    def initialize(self, powa: Powa, routes: dict[str, Route]) -> None:
        """Take the parts that `extension.py` hands over."""
        self._powa, self._routes = powa, routes
        self._sse: Sse | None = None

    def set_default_headers(self) -> None:
        """The server's headers and the content security policy; they depend on the configuration alone."""
        known = self.settings.get("jupyter_powa_headers")
        if known is None:
            super().set_default_headers()
            known = [(name, value) for name, value in self._headers.get_all() if name not in ("Date", "Content-Type")]
            self.settings["jupyter_powa_headers"] = known
        for name, value in known:
            self._headers[name] = value
        self._headers["Content-Type"] = JSON

    def compute_etag(self) -> str | None:
        """None: what is answered changes all the time."""
        return None

    async def prepare(self) -> None:  # type: ignore[override]
        """Find out who asks; refuse a foreign host or origin, a missing sign-in, a forged request."""
        CallContext.set(CallContext.JUPYTER_HANDLER, self)
        self.begin_body(self._powa.settings.max_body)
        self.current_user = self._jupyter_current_user = None
        if not self.check_host():
            raise HTTPError(HTTPStatus.FORBIDDEN, "This server does not answer for that host.")
        if self.request.method == "OPTIONS":
            return
        user = self._token_user()
        if user is None:
            found = self.identity_provider.get_user(self)
            user = await found if isinstance(found, Awaitable) else found
        self.current_user = self._jupyter_current_user = user
        if user is None:
            words = "Sign in first: send the server's token as `Authorization: Bearer <token>`."
            return self._send(refused(self.request.path, Unauthorized(words)))
        self.set_cors_headers()
        if not self.check_origin():
            raise HTTPError(HTTPStatus.NOT_FOUND)
        if self.request.method not in _SAFE:
            self.check_xsrf_cookie()
        if self.says_too_much:
            self.turn_away()

    def _token_user(self) -> User | None:
        """Whoever holds the server's own token, for a program that sends it as a header and nothing else.

        The check is the identity provider's. What is saved is a new anonymous user and a signed cookie for each
        request, which a program does not keep. Any other provider, such as JupyterHub's, is asked itself.
        """
        provider = self.identity_provider
        if type(provider) not in _BY_TOKEN or "Cookie" in self.request.headers or not provider.token:
            return None
        sent = provider.auth_header_pat.match(self.request.headers.get("Authorization", ""))
        token = sent.group(2) if sent else ""
        if not token and AGENTS in self.request.path:  # where clients of the API that it matches send their key
            token = self.request.headers.get("X-API-Key", "")
        if not token or not compare_digest(token.encode(), provider.token.encode()):
            return None
        self._token_authenticated = True
        user: User | None = self.settings.get("jupyter_powa_token_user")
        if user is None:
            user = self.settings["jupyter_powa_token_user"] = provider.generate_anonymous_user(self)
        return user

    @authenticated
    async def get(self, *values: str) -> None:
        """Answer a GET."""
        await self._answer(values)

    @authenticated
    async def post(self, *values: str) -> None:
        """Answer a POST."""
        await self._answer(values)

    @authenticated
    async def put(self, *values: str) -> None:
        """Answer a PUT."""
        await self._answer(values)

    @authenticated
    async def patch(self, *values: str) -> None:
        """Answer a PATCH."""
        await self._answer(values)

    @authenticated
    async def delete(self, *values: str) -> None:
        """Answer a DELETE."""
        await self._answer(values)

    async def _answer(self, values: tuple[str, ...]) -> None:
        self.whole = True
        if self.away:
            return self._rest()
        method, path = str(self.request.method), self.request.path
        route = self._routes.get(method)
        if route is None:
            return self._send(refused(path, not_allowed(method, list(self._routes))))
        allowed = self.authorizer.is_authorized(self, self.current_user, route.action, route.resource)
        if not await ensure_async(allowed):
            words = f"You may not {route.action} {route.resource}."
            return self._send(refused(path, Forbidden(words)))
        try:
            query = {name: found[-1].decode() for name, found in self.request.query_arguments.items()}
        except UnicodeDecodeError:
            return self._send(refused(path, BadRequest("The query must be UTF-8 text.")))
        try:
            body = self.body
        except BodyTooLarge as error:
            return self._send(refused(path, error))
        reply = await answer(self._powa, route, values, query, body, self._asker)
        settings = self._powa.settings
        if reply.pieces is not None:
            self._begin(reply)
            return await write_pieces(self, reply.pieces, settings.stream_stall)
        if reply.stream is None:
            return self._send(reply)
        self._sse = Sse(self, reply.stream, beat=settings.heartbeat, stall=settings.stream_stall)
        await self._sse.run()

    @property
    def _asker(self) -> Asker:
        # A shared token makes a new anonymous user for each request: it is the token that is counted.
        caller = "token" if self.token_authenticated else str(self.current_user.username)
        return Asker(caller, self._origin, self.request.headers, str(self.request.remote_ip))

    @property
    def _origin(self) -> str:
        """The server's address, as whoever asks sees it."""
        return f"{self.request.protocol}://{self.request.host}{self.base_url}"

    def _send(self, reply: Reply) -> None:
        self._begin(reply)
        self.finish(reply.json or None)

    def _begin(self, reply: Reply) -> None:
        self.set_status(reply.status)
        for name, value in reply.headers.items():
            self.set_header(name, value)
        if reply.media != JSON:
            self.set_header("Content-Type", reply.media)

    def _rest(self) -> None:
        """End a request whose refusal was written before its body's end."""
        self.finish()

    def tell_too_large(self, error: BodyTooLarge) -> None:
        """Write the refusal, while the body still comes."""
        reply = refused(self.request.path, error)
        self.set_status(reply.status)
        self.set_header("Connection", "close")
        self.set_header("Content-Length", str(len(reply.json)))
        self.write(reply.json)
        self.flush()

    def finish(self, *args: Any, **kwargs: Any) -> Any:
        """End the reply; a request counts as activity unless it says otherwise."""
        self.update_api_activity()
        self.part_ways()
        return super(APIHandler, self).finish(*args, **kwargs)

    def on_connection_close(self) -> None:
        """The reader has left: nothing more is written; what it started goes on."""
        super().on_connection_close()
        if self._sse is not None:
            self._sse.leave()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Tell what Tornado or Jupyter refused in the one shape of our errors, which also holds theirs."""
        error = kwargs.get("exc_info", (None, None))[1]
        reason = HTTPStatus(status_code).phrase if status_code in HTTPStatus._value2member_map_ else "Error"
        words = str(error.log_message or reason) if isinstance(error, HTTPError) else reason
        if isinstance(error, HTTPError) and error.log_message and error.args:
            words = error.log_message % error.args
        told = _ERRORS.get(status_code, PowaError)(words)
        body = shaped(self.request.path, told)[1] | {"message": words, "reason": reason}
        self._headers["Content-Type"] = JSON
        self.finish(body)


_ERRORS: dict[int, Callable[[str], PowaError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: partial(BadRequest, code="method_not_allowed"),
}
