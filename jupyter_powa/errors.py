"""Errors that a client may be told: each has a status, a code and words that say what to do."""

from __future__ import annotations

from typing import Any


class PowaError(Exception):
    """An error with a status and a code, safe to show to whoever asked."""

    status = 500
    code = "internal_error"
    error_code: str | None = None
    execution_id: str | None = None
    """The execution that ended like this, where there is one."""

    def __init__(self, message: str, details: Any = None, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        if code is not None:
            self.code = code

    def body(self) -> dict[str, Any]:
        """The one superset body: `error` for people, `code` and `error_code` for programs (contract C3)."""
        body: dict[str, Any] = {"error": self.message, "code": self.code}
        if self.error_code is not None:
            body["error_code"] = self.error_code
        if self.details is not None:
            body["details"] = self.details
        if self.execution_id is not None:
            body["execution_id"] = self.execution_id
        return body


class BadRequest(PowaError):
    """The request itself is wrong: a missing field, a value of the wrong kind."""

    status, code, error_code = 400, "validation_error", "VALIDATION_ERROR"


class InvalidForm(BadRequest):
    """Fields of the request are wrong; `items` says of each where it stands, what is wrong, and of which kind."""

    def __init__(self, message: str, details: Any, items: list[dict[str, Any]]) -> None:
        super().__init__(message, details)
        self.items = items


class InvalidGraph(PowaError):
    """The graph cannot run; `details` lists each Problem."""

    status, code, error_code = 400, "invalid_graph", "INVALID_GRAPH"


class NotFound(PowaError):
    """Nothing has that id."""

    status, code, error_code = 404, "not_found", "NOT_FOUND"


class Conflict(PowaError):
    """The request fits, but not to the state that things are in."""

    status, code = 409, "conflict"


class AlreadyDeployed(Conflict):
    """A deployed workflow is not changed."""

    code, error_code = "already_deployed", "ALREADY_DEPLOYED"

    def __init__(self, workflow_id: str) -> None:
        super().__init__(f"The workflow {workflow_id!r} is deployed: undeploy it first to make changes.")


class TurnInProgress(Conflict):
    """The copilot still answers the message before."""

    code, error_code = "turn_in_progress", "TURN_IN_PROGRESS"

    def __init__(self) -> None:
        super().__init__("The copilot still answers the last message of this session: wait for it, or stop it.")


class QuestionInProgress(Conflict):
    """An agent still answers the question before."""

    code, error_code = "question_in_progress", "QUESTION_IN_PROGRESS"

    def __init__(self) -> None:
        super().__init__("The agent still answers the last question of this session: wait for it, or stop it.")


class KeyTaken(Conflict):
    """Another request with the same Idempotency-Key was stored in this very moment."""

    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key has just begun.")


class KeyReused(PowaError):
    """The same Idempotency-Key came with another request."""

    status, code, error_code = 422, "idempotency_key_reused", "IDEMPOTENCY_KEY_REUSED"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key came with another request before: send a new key.")


class DatabaseBusy(Conflict):
    """Another process holds the database file."""

    code, error_code = "database_busy", "DATABASE_BUSY"


class TooManyRequests(PowaError):
    """The caller has started too many executions; `retry_after` is in seconds."""

    status, code, error_code = 429, "rate_limited", "RATE_LIMITED"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message, {"retry_after": retry_after})
        self.retry_after = retry_after


class QuotaExceeded(TooManyRequests):
    """As much was used in this month as may be."""

    code, error_code = "quota_exceeded", "QUOTA_EXCEEDED"


class ExecutionError(PowaError):
    """The execution itself broke (not one of its blocks)."""

    status, code, error_code = 500, "execution_failed", "EXECUTION_FAILED"


class ExecutionTimeout(ExecutionError):
    """The execution took longer than it may."""

    status, code, error_code = 504, "timeout", "EXECUTION_TIMEOUT"


class BlockError(PowaError):
    """A block could not do its work; `line` and `trace` point into its own text, where there is one."""

    status, code, error_code = 400, "block_failed", "BLOCK_FAILED"

    def __init__(self, message: str, *, code: str | None = None, line: int | None = None, trace: str = "") -> None:
        super().__init__(message, code=code)
        self.line = line
        self.trace = trace


class ModelError(BlockError):
    """A model did not answer, or not in full; `partial` is what it had said."""

    status, code, error_code = 502, "model_failed", "MODEL_FAILED"

    def __init__(self, message: str, *, code: str | None = None, partial: str = "") -> None:
        super().__init__(message, code=code)
        self.partial = partial
        self.retry_after: float | None = None
        """Seconds that the server asks to wait, where it does."""


class WebError(BlockError):
    """A request could not be made, or its answer not be taken."""

    status, code, error_code = 502, "request_failed", "REQUEST_FAILED"


class Unauthorized(PowaError):
    """Nobody is signed in."""

    status, code, error_code = 401, "unauthorized", "UNAUTHORIZED"


class Forbidden(PowaError):
    """Whoever is signed in may not do this."""

    status, code, error_code = 403, "forbidden", "FORBIDDEN"


class MethodNotAllowed(PowaError):
    """The address exists, but does not take this method."""

    status, code, error_code = 405, "method_not_allowed", "METHOD_NOT_ALLOWED"


class VersionConflict(Conflict):
    """The workflow was saved by someone else meanwhile; `details` has its version."""

    code, error_code = "version_conflict", "VERSION_CONFLICT"

    def __init__(self, expected: int, version: int) -> None:
        words = f"The workflow is at version {version}, not {expected}: it was saved meanwhile. Load it again."
        super().__init__(words, {"version": version})


class BodyTooLarge(PowaError):
    """The request's body is larger than it may be."""

    status, code, error_code = 413, "body_too_large", "BODY_TOO_LARGE"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body is larger than {limit:,} bytes.")


class StoreUnavailable(PowaError):
    """The store cannot be read or written just now."""

    status, code, error_code = 503, "store_unavailable", "STORE_UNAVAILABLE"


class StoreTooNew(StoreUnavailable):
    """A newer version of the package wrote the store."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"The store was written by a newer jupyter_powa (its revision is {found}, this version knows up to "
            f"{known}). Upgrade jupyter_powa, or point store_url at another store."
        )
