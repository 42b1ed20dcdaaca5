"""Errors for ids that nothing has: one for each kind of thing, so that a client knows which id is wrong."""

from __future__ import annotations

from jupyter_powa.errors import NotFound


class UnknownId(NotFound):
    """Nothing of one kind has that id; `words` says so of the kind."""

    words = "Nothing has the id {!r}."

    def __init__(self, unknown: str) -> None:
        super().__init__(self.words.format(unknown))


class WorkflowNotFound(UnknownId):
    """No workflow has that id."""

    code, error_code = "workflow_not_found", "WORKFLOW_NOT_FOUND"
    words = "No workflow has the id {!r}."


class VersionNotFound(NotFound):
    """This version of the workflow is not kept."""

    code, error_code = "version_not_found", "VERSION_NOT_FOUND"

    def __init__(self, number: int) -> None:
        super().__init__(f"Version {number} of this workflow is not kept: `…/versions` lists those that are.")


class ExecutionNotFound(UnknownId):
    """No execution of this workflow has that id."""

    code, error_code = "execution_not_found", "EXECUTION_NOT_FOUND"
    words = "No execution of this workflow has the id {!r}."


class KernelNotFound(UnknownId):
    """No running kernel has that id."""

    code, error_code = "kernel_not_found", "KERNEL_NOT_FOUND"
    words = "No running kernel has the id {!r}. Start the notebook's kernel, or leave kernel_id out."


class SessionNotFound(UnknownId):
    """No conversation has that id."""

    code, error_code = "session_not_found", "SESSION_NOT_FOUND"
    words = "No copilot session has the id {!r}."


class PipelineSessionNotFound(UnknownId):
    """No session of the pipeline assistant has that id."""

    code, error_code = "session_not_found", "SESSION_NOT_FOUND"
    words = "No session of the pipeline assistant has the id {!r}."


class MessageNotFound(UnknownId):
    """No message of this conversation has that id."""

    code, error_code = "message_not_found", "MESSAGE_NOT_FOUND"
    words = "No message of this session has the id {!r}."


class WebhookNotFound(UnknownId):
    """No webhook has that id."""

    code, error_code = "webhook_not_found", "WEBHOOK_NOT_FOUND"
    words = "No webhook has the id {!r}."


class SecretNotFound(UnknownId):
    """No stored secret has that name."""

    code, error_code = "secret_not_found", "SECRET_NOT_FOUND"
    words = "There is no stored secret {!r}."


class SourceNotFound(UnknownId):
    """No data source has that id or name."""

    code, error_code = "source_not_found", "SOURCE_NOT_FOUND"
    words = "There is no data source {!r}."


class AgentNotFound(UnknownId):
    """No SQL agent has that id."""

    code, error_code = "agent_not_found", "AGENT_NOT_FOUND"
    words = "No agent has the id {!r}."


class ContextNotFound(UnknownId):
    """No context has that id."""

    code, error_code = "context_not_found", "CONTEXT_NOT_FOUND"
    words = "No context has the id {!r}."


class GoldenNotFound(UnknownId):
    """No golden question of this agent has that id."""

    code, error_code = "golden_not_found", "GOLDEN_NOT_FOUND"
    words = "No golden question of this agent has the id {!r}."


class AgentSessionNotFound(UnknownId):
    """No conversation with an agent has that id."""

    code, error_code = "session_not_found", "SESSION_NOT_FOUND"
    words = "No session has the id {!r}."


class EntryNotFound(UnknownId):
    """No entry of this session has that id."""

    code, error_code = "entry_not_found", "ENTRY_NOT_FOUND"
    words = "No entry of this session has the id {!r}."


class DatasetNotFound(UnknownId):
    """No dataset has that id or name."""

    code, error_code = "dataset_not_found", "DATASET_NOT_FOUND"
    words = "No dataset has the id or name {!r}."
