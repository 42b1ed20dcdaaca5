"""How far a run is, in the cell that waits for it."""

from __future__ import annotations

from typing import Any

from jupyter_powa.model.execution import BlockLog
from jupyter_powa.notebook.progress import Progress


class Screen:
    """A display that remembers what it has shown."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def display(self, data: dict[str, Any], raw: bool) -> None:
        self.shown.append(data["text/plain"])

    update = display


def log(name: str, status: Any) -> BlockLog:
    return BlockLog(name, "code", name, status, 1)


def test_it_tells_what_has_ended_and_what_runs_and_leaves_nothing_behind() -> None:
    screen = Screen()
    with Progress("Sales", 3, screen=screen) as progress:
        progress.update([log("Load", "running")])
        progress.update([log("Load", "running")])
        progress.update([log("Load", "success"), log("Big", "running")])
    assert screen.shown == ["", "Sales: 0 of 3 blocks · Load …", "Sales: 1 of 3 blocks · Big …", ""]


def test_it_tells_how_far_a_block_is_in_the_blocks_words() -> None:
    screen = Screen()
    with Progress("Moods", 2, screen=screen) as progress:
        progress.update([log("Read", "success"), log("Label", "running")], {"Label": "4 of 10 rows · 2.0 rows/s"})
    assert screen.shown[1] == "Moods: 1 of 2 blocks · Label: 4 of 10 rows · 2.0 rows/s"


def test_a_plain_program_is_shown_nothing(capsys: Any) -> None:
    with Progress("Sales", 3) as progress:
        progress.update([log("Load", "running")])
    assert capsys.readouterr() == ("", "")
