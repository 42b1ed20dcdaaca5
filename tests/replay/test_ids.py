"""Ids, moments and durations of ours in what a model is asked."""

from uuid import uuid4

from jupyter_powa.replay.ids import Ids


def test_an_id_has_one_number_wherever_it_stands_and_what_is_no_id_is_left() -> None:
    one, two = str(uuid4()), str(uuid4())
    ids = Ids()
    assert ids.taken(f"{one} {two} {one} 2026-11-27 12:00") == "<id 1> <id 2> <id 1> 2026-11-27 12:00"
    assert ids.told(f"{two}, {uuid4()}").startswith("<id 2>, ") and ids.played("<id 2> <id 9>") == f"{two} <id 9>"


def test_durations_are_nothing_in_whichever_quotes() -> None:
    assert Ids().taken('{"a": "{\\"duration_ms\\": 12.5}", "duration_ms": 3}') == (
        '{"a": "{\\"duration_ms\\": 0}", "duration_ms": 0}'
    )
