"""Which recording holds now: what a cell has begun, else what the environment says, else the settings.

The environment is how CI says it for any notebook: `POWA_RECORDING_MODE=strict` holds whatever a cell says, so that no
notebook can reach out there. `POWA_RECORDING` names a file; without it, it is the one beside the notebook.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import get_args
from uuid import uuid4

from jupyter_powa.errors import BadRequest
from jupyter_powa.model.plan import Recording
from jupyter_powa.settings import RecordingMode, Settings

FILE, MODE = "POWA_RECORDING", "POWA_RECORDING_MODE"
MODES: tuple[str, ...] = get_args(RecordingMode)
ENDING = ".recording.jsonl"

_begun: list[Recording | None] = []
"""What cells of this process have begun and not ended, the innermost last; None: nothing is recorded."""
_session = uuid4().hex
"""The stretch of recording that the environment or the settings ask of this process."""


def begin(path: str | Path = "", mode: str = "", environment: Mapping[str, str] = os.environ) -> Recording | None:
    """Record from now on, until `end`; raises BadRequest for an unknown mode. Gives what holds, None for `off`."""
    said = environment.get(MODE, "")
    word = said if said == "strict" or not mode else mode
    found = _made(str(path) or environment.get(FILE, ""), word, uuid4().hex)
    _begun.append(found)
    return found


def end(recording: Recording | None) -> None:
    """What was begun holds no longer."""
    for place in reversed(range(len(_begun))):
        if _begun[place] is recording:
            del _begun[place]
            return


def current(settings: Settings | None = None, environment: Mapping[str, str] = os.environ) -> Recording | None:
    """What holds now; raises BadRequest where the environment names an unknown mode."""
    if _begun:
        return _begun[-1]
    path, mode = environment.get(FILE, ""), environment.get(MODE, "")
    if path or mode:
        return _made(path, mode, _session)
    if settings is None or not settings.recording:
        return None
    return _made(str(settings.root_dir / settings.recording), settings.recording_mode, "")


def beside(environment: Mapping[str, str] = os.environ) -> Path:
    """The recording beside this notebook; beside no notebook that is known, one in the current folder."""
    notebook = Path(environment.get("JPY_SESSION_NAME", ""))
    return notebook.with_suffix(ENDING) if notebook.suffix == ".ipynb" else Path.cwd() / f"notebook{ENDING}"


def has_file(recording: Recording | None) -> bool:
    """Whether calls are played, so that keys need not be there."""
    return recording is not None and (
        recording.mode == "strict" or (recording.mode == "replay" and Path(recording.path).exists())
    )


def _made(path: str, mode: str, session: str) -> Recording | None:
    mode = mode or "replay"
    if mode not in MODES:
        raise BadRequest(f"There is no recording mode {mode!r}. There are: {', '.join(MODES)}.")
    if mode == "off":
        return None
    file = Path(path).resolve() if path else beside().resolve()
    return Recording(path=str(file), mode=mode, session=session)
