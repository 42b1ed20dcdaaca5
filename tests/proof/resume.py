"""A run that is killed is taken up: what had finished, and was told, is not done again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

TOLD = 1.0
"""Seconds after which a long run's logs are stored: twice `launch.FLUSH`."""
PROGRAM = """
import sys
from pathlib import Path
from jupyter_powa import Workflow

folder = Path(sys.argv[1])
count = "from pathlib import Path\\nimport time\\nfile = Path(%r)\\nfile.write_text(file.read_text() + {})\\n"
count = count % str(folder / "count")
wf = Workflow("killed", id="6f1d0a8e-0000-4000-8000-000000000001")
wf.input("Input", {"n": 1})
wf.code("First", count.format("'1'") + "output = [1, 2]")
wf.code("Second", count.format("'2'") + "output = First.output + [3]")
wait = "time.sleep(0 if file.with_name('go').exists() else 60)\\n"
wf.code("Third", count.format("'3'") + wait + "output = sum(Second.output)")
wf.output("Out", "<Third.output>")
run = wf.run() if sys.argv[2] == "run" else wf.last().resume().wait().check()
print(run.output)
"""


def prove() -> Iterator[str]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "program.py").write_text(PROGRAM)
        (folder / "count").write_text("")
        killed = _started(folder, "run")
        until = time.monotonic() + 60
        while (folder / "count").read_text() != "123":
            assert time.monotonic() < until, "the third block never began"
            time.sleep(0.05)
        time.sleep(TOLD)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        (folder / "go").touch()
        said, _ = _started(folder, "resume").communicate(timeout=60)
        counted = (folder / "count").read_text()
        assert (said.strip(), counted) == ("6", "1233"), (said, counted)
        yield "kill -9 of a notebook's process in its third block: two blocks kept, one run again, the output whole"


def _started(folder: Path, word: str) -> subprocess.Popen[str]:
    env = {**os.environ, "JUPYTER_DATA_DIR": str(folder / "data")}
    command = [sys.executable, str(folder / "program.py"), str(folder), word]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
