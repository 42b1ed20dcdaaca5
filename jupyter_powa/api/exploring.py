"""/api/powa/explore: profiles, plans, code and exports of what is looked at (ours)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from jupyter_powa.api.explore import KERNEL, RESOURCE, one, streamed
from jupyter_powa.api.route import route
from jupyter_powa.explore.code import CodeForm
from jupyter_powa.explore.explain import ExplainForm
from jupyter_powa.explore.export import ExportForm
from jupyter_powa.explore.formatting import FormatForm
from jupyter_powa.explore.profile import ProfileForm
from jupyter_powa.powa import Powa
from jupyter_powa.running import Told


class ProfileRequest(ProfileForm):
    """Which columns, and where."""

    kernel_id: str | None = KERNEL


class ExplainRequest(ExplainForm):
    """A statement, and where it would run."""

    kernel_id: str | None = KERNEL


class FormatRequest(FormatForm):
    """A statement, and where its database is."""

    kernel_id: str | None = KERNEL


class ExportRequest(ExportForm):
    """What is exported, and from where."""

    kernel_id: str | None = KERNEL


class CodeRequest(CodeForm):
    """Rows, and where they are."""

    kernel_id: str | None = KERNEL


@route("POST", "/api/powa/explore/profile", action="execute", resource=RESOURCE, streams=True)
async def profile_columns(powa: Powa, body: ProfileRequest) -> AsyncIterator[Told]:
    """Profile columns: `profile` with some of them, from statistics, a sample, counted; then `done`, or `error`."""
    return streamed(powa, "profile", body)


@route("POST", "/api/powa/explore/explain", action="execute", resource=RESOURCE)
async def explain_statement(powa: Powa, body: ExplainRequest) -> dict[str, Any]:
    """Get the plan of a statement, measured (`analyze`) or not."""
    return (await one(powa, "explain", body)).told


@route("POST", "/api/powa/explore/format", action="execute", resource=RESOURCE)
async def format_statement(powa: Powa, body: FormatRequest) -> dict[str, Any]:
    """Lay a statement out so that it reads well; its words stay."""
    return (await one(powa, "format", body)).told


@route("POST", "/api/powa/explore/code", action="execute", resource=RESOURCE)
async def write_code(powa: Powa, body: CodeRequest) -> dict[str, Any]:
    """Write what is looked at as SQL, as Python that runs without this package, or as a cell."""
    return (await one(powa, "code", body)).told


@route("POST", "/api/powa/explore/export", action="execute", resource=RESOURCE, streams=True)
async def export_rows(powa: Powa, body: ExportRequest) -> AsyncIterator[Told]:
    """Export all rows to a file, a frame or a table, or none of them: `progress`, then `exported`, or `error`."""
    return streamed(powa, "export", body)
