"""Writing a stream of events: a reader that leaves, one that does not read, a silent one, one that breaks."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from jupyter_powa.errors import BadRequest
from jupyter_powa.running import Told
from jupyter_powa.server.stream import Sse

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Source:
    """Events that a test hands in, and whether anyone still reads them."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Told | Exception | None] = asyncio.Queue()
        self.left = asyncio.Event()
        self.taken = 0

    async def events(self) -> AsyncIterator[Told]:
        try:
            while (item := await self.queue.get()) is not None:
                if isinstance(item, Exception):
                    raise item
                self.taken += 1
                yield item
        finally:
            self.left.set()


class Handler(RequestHandler):
    def initialize(self, source: Source, beat: float, stall: float) -> None:
        self.sse = Sse(self, source.events(), beat=beat, stall=stall)

    async def get(self) -> None:
        await self.sse.run()

    def on_connection_close(self) -> None:
        self.sse.leave()


@pytest.fixture
async def source() -> Source:
    return Source()


@pytest.fixture
async def connect(source):
    servers, writers = [], []

    async def connect(beat: float = 60.0, stall: float = 60.0) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        server = HTTPServer(Application([("/", Handler, {"source": source, "beat": beat, "stall": stall})]))
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        servers.append(server)
        reader, writer = await asyncio.open_connection("127.0.0.1", sockets[0].getsockname()[1])
        writers.append(writer)
        writer.write(REQUEST)
        assert b"text/event-stream" in await reader.readuntil(b"\r\n\r\n")
        return reader, writer

    yield connect
    for writer in writers:
        writer.close()
    for server in servers:
        server.stop()
        await server.close_all_connections()


async def test_each_event_arrives_as_soon_as_it_is_there(source, connect):
    reader, _ = await connect()
    for number in range(3):
        source.queue.put_nowait(Told(number=number))
        assert b'data: {"number":%d}\n\n' % number in await reader.readuntil(b"\n\n\r\n")
    source.queue.put_nowait(None)
    assert (await reader.readuntil(b"0\r\n\r\n")).endswith(b"0\r\n\r\n")  # the end of the reply


async def test_a_reader_that_leaves_is_noticed_at_once(source, connect):
    _, writer = await connect()
    writer.close()
    await asyncio.wait_for(source.left.wait(), 5)


async def test_a_silent_stream_is_kept_open_by_comments(source, connect):
    reader, _ = await connect(beat=0.01)
    for _ in range(3):
        assert (await reader.readuntil(b"\n\n\r\n")).endswith(b": still here\n\n\r\n")


async def test_a_reader_that_does_not_read_holds_the_source_back_and_is_let_go(source, connect):
    reader, _ = await connect(stall=0.2)
    reader._transport.pause_reading()
    for _ in range(100):
        source.queue.put_nowait(Told(text="x" * 1_000_000))
    await asyncio.wait_for(source.left.wait(), 10)
    assert source.taken < 100


@pytest.mark.parametrize(
    ("error", "told"), [(BadRequest("No."), b'"error":"No."'), (ValueError("a secret"), b'"code":"internal_error"')]
)
async def test_what_breaks_in_the_middle_is_told_as_the_last_event(source, connect, error, told):
    reader, _ = await connect()
    source.queue.put_nowait(error)
    last = await reader.readuntil(b"0\r\n\r\n")
    assert b'"type":"error"' in last and told in last and b"secret" not in last


@pytest.mark.server
def test_the_settings_steer_how_long_a_stream_is_silent_and_how_long_it_runs(start_server):
    server = start_server(
        "c.LocalApp.heartbeat = 0.1", "c.LocalApp.stream_stall = 5.0", "c.LocalApp.stream_timeout = 1.0"
    )
    code = {"code": "import time\nwhile True: time.sleep(0.01)"}
    made = server("POST", "/api/workflows", {"name": "w", "blocks": [{"id": "a", "type": "code", "config": code}]})
    told = server("POST", f"/api/workflows/{made.json()['id']}/execute/stream", {}).text
    assert ": still here" in told
    assert '"code":"timeout"' in told.rstrip().splitlines()[-1]
