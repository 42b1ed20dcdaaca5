"""Where the cursor is."""

from __future__ import annotations

import pytest

from jupyter_powa.notebook.sql.where import Place, place_of


def at(cell: str, magics: tuple[str, ...] = ("powa_sql",)) -> Place | None:
    before, _, after = cell.partition("|")
    lines = before.split("\n")
    return place_of(before + after, len(lines) - 1, len(lines[-1]), magics)


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("%%powa_sql\nselect | from a", Place(None, "\nselect ", " from a")),
        ("%%powa_sql pg\nselect a\nfrom |", Place("pg", "\nselect a\nfrom ", "")),
        ("%%powa_sql --save x |\nselect 1", Place(on_line=" --save x ")),
        ("%%powa_sql select |\nfrom a", Place(None, "select ", "\nfrom a")),
        ("%powa_sql p|", Place(on_line=" p")),
        ("x = 1\ny = %powa_sql select | from a", Place(None, "select ", " from a\n")),
        ("%%powa_sql\nselect {na|", Place(None, python="na")),
        ("%%powa_sql\nselect '{na|", Place(None, python="na")),
        ("%%powa_sql\nselect 'na|'", Place(None, "\nselect 'na", "'", in_text=True)),
        ("%%powa_sql\nselect 1 -- na|", Place(None, "\nselect 1 -- na", "", in_text=True)),
        ("%%powa_sql\nselect {'a': na|", Place(None, "\nselect {'a': na", "")),
        ("%%powa_sql\nselect {a}, b|", Place(None, "\nselect {a}, b", "")),
        ("%%sql\nselect |", None),
        ("select |", None),
        ("%%time\n%powa_sql s|", None),
        ("%%powa_sql|", None),
    ],
)
def test_the_place_is_found(cell: str, place: Place | None) -> None:
    assert at(cell) == place


def test_a_claimed_magic_counts_too() -> None:
    assert at("%%sql\nselect |", ("sql",)) == Place(None, "\nselect ", "")
