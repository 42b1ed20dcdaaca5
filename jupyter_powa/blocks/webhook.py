"""Start a workflow from outside: what the call brought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from jupyter_powa.blocks.base import BlockContext, BlockType, Result
from jupyter_powa.blocks.plain import Names, NotRead, Source
from jupyter_powa.blocks.text import Kind

Minted = Annotated[str, Kind("secret", filled=False, secret=True)]


class WebhookBlock(
    BlockType,
    type="webhook",
    title="Webhook",
    group="flow",
    icon="webhook",
    entry=True,
    example={},
):
    """Start a workflow by a call from outside, with the data that the call brought.

    Arm the workflow to get an address and a secret; `POST` to it with the secret as a bearer token starts one run. Its
    JSON body is this block's output. A run that is started otherwise gives its variables instead.
    """

    webhook_id: str = Field("", description="The id in its address, a UUID; one is made where it is empty or taken.")
    webhook_secret: Minted = Field(
        "", description="A secret of your own. Only its hash is kept, and it is taken out of the saved graph."
    )
    signing_secret: str = Field(
        "",
        description="Name of a stored secret: calls must be signed with it (Standard Webhooks) instead of showing one.",
    )

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """What a call would bring, in a cell of parameters."""

        def back(text: str) -> dict[str, Any]:
            raise NotRead("what a call brings is no part of the block")

        parameters = Source("payload = {}", lambda text: {})
        return Source(f'{names.own} = {{"body": payload, **payload}}', back, parameters=parameters, names=("payload",))

    async def run(self, ctx: BlockContext) -> Result:
        """Give the payload; also as `body`, where it has no such key."""
        payload = dict(ctx.variables)
        return Result({**payload, "body": payload} if "body" not in payload else payload)
