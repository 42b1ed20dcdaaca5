"""Write a file to whoever asked for it, bit by bit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing

from tornado.iostream import StreamClosedError
from tornado.web import RequestHandler

log = logging.getLogger(__name__)


async def write_pieces(handler: RequestHandler, pieces: AsyncIterator[bytes], stall: float) -> None:
    """Write them as they come; `stall`: seconds that one may take to be read.

    The length was told before, so that a reader sees where a file was cut: what fails closes the connection.
    """
    try:
        async with aclosing(pieces):  # type: ignore[type-var]
            async for piece in pieces:
                handler.write(piece)
                async with asyncio.timeout(stall):
                    await handler.flush()
    except StreamClosedError:
        pass
    except Exception as error:
        log.warning("A download of %s was cut: %s", handler.request.path, str(error) or type(error).__name__)
        handler.request.connection.close()  # type: ignore[union-attr]
