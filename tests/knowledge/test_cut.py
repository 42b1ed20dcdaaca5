"""How documents are cut into pieces."""

from __future__ import annotations

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jupyter_powa.knowledge.cut import OVERLAP, PIECE, cut


def test_a_short_text_is_one_piece() -> None:
    assert cut("Hello.\n") == [("", "Hello.")]
    assert cut("") == cut(" \n\n ") == []


def test_markdown_is_cut_at_its_headings_and_each_piece_knows_those_above_it() -> None:
    text = "Before.\n\n# Travel\n\nBook early.\n\n## Hotels #\n\nUp to 150.\n\n# Food\nThirty a day."
    assert cut(text) == [
        ("", "Before."),
        ("Travel", "# Travel\n\nBook early."),
        ("Travel > Hotels", "## Hotels #\n\nUp to 150."),
        ("Food", "# Food\nThirty a day."),
    ]


def test_a_comment_in_a_code_block_is_no_heading() -> None:
    (piece,) = cut("# Set up\n\n```bash\n# not a heading\nmake\n```\n")
    assert piece.heading == "Set up" and "# not a heading" in piece.text


def test_long_texts_are_cut_between_paragraphs_and_overlap() -> None:
    paragraphs = [f"Paragraph {number}. " + "Some words of it. " * 20 for number in range(12)]
    pieces = [piece.text for piece in cut("\n\n".join(paragraphs))]
    assert all(len(piece) <= PIECE for piece in pieces)
    assert all(any(f"Paragraph {number}." in piece for piece in pieces) for number in range(12))
    for before, after in pairwise(pieces):
        assert any(before.endswith(after[:size]) for size in range(20, OVERLAP + 1))


def test_a_text_without_any_place_to_cut_is_cut_all_the_same() -> None:
    assert "".join(piece.text for piece in cut("x" * 5_000)) == "x" * 5_000


@given(st.text(alphabet=st.sampled_from("ab .\n#`~\x00\ud800é字"), max_size=4_000))
def test_no_word_is_lost_whatever_the_text(text: str) -> None:
    pieces = cut(text)
    assert all(piece.text and len(piece.text) <= PIECE for piece in pieces)
    words = {word for word in text.replace("\x00", "�").encode("utf-8", "replace").decode().split() if len(word) < 100}
    assert words <= {word for piece in pieces for word in piece.text.split()}


def test_five_megabytes_are_cut_in_a_moment() -> None:
    began = time.perf_counter()
    for text in ("word " * 1_000_000, "#" * 5_000_000, "x" * 5_000_000, "# \n" * 1_500_000, "\n" * 5_000_000):
        cut(text)
    assert time.perf_counter() - began < 20
