from __future__ import annotations

import sys
import threading

import pytest

from jupyter_powa.blocks.printed import printed


def test_only_the_thread_that_asked_is_listened_to(capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[tuple[str, str]] = []
    with printed(lambda text, stream: heard.append((text, stream))):
        sys.stdout.write("mine")
        thread = threading.Thread(target=sys.stdout.write, args=("theirs",))
        thread.start()
        thread.join()
    sys.stdout.write("after")
    assert heard == [("mine", "stdout")]
    assert capsys.readouterr().out == "theirsafter"


def test_several_can_listen_at_once_each_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    heard: dict[str, list[str]] = {}
    ready = threading.Barrier(3)

    def work(name: str) -> None:
        with printed(lambda text, _: heard.setdefault(name, []).append(text)):
            ready.wait()
            for _ in range(100):
                sys.stderr.write(name)
            ready.wait()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {name: [name] * 100 for name in "abc"}
    sys.stderr.write("after")
    assert capsys.readouterr().err == "after"


def test_the_stream_still_looks_like_one(capsys: pytest.CaptureFixture[str]) -> None:
    with printed(lambda text, stream: None):
        assert sys.stdout.writable() and sys.stdout.encoding == "utf-8"
        assert sys.stdout.isatty() is False
        sys.stdout.flush()
        sys.stdout.close()
    sys.stdout.write("open")
    assert capsys.readouterr().out == "open"
