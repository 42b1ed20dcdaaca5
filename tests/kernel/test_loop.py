"""The loop of a process's runs."""

from __future__ import annotations

import subprocess
import sys

ASK = """
import sys, threading
from jupyter_powa.kernel.loop import loop_thread
sys.setswitchinterval(1e-6)
start, seen = threading.Barrier(20), []
def ask():
    start.wait()
    seen.append(id(loop_thread()))
threads = [threading.Thread(target=ask) for _ in range(20)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(seen), len(set(seen)))
"""


def test_there_is_one_for_all_threads_that_ask_for_it_first_and_at_once() -> None:
    told = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.split() == ["20", "1"]
