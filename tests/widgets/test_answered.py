"""An answer as it stays in a saved notebook."""

from __future__ import annotations

from typing import Any

from jupyter_powa.model.agents import Answer, Chat, Entry, Reason
from jupyter_powa.widgets.answered import LONGEST, answered_html, answered_text, sql_html


def entry(**answer: Any) -> Entry:
    return Entry(chat=Chat(prompt="Who <b>bought</b> most?", response=Answer(**answer)))


def test_words_sql_rows_and_confidence_are_shown_as_text() -> None:
    rows = [{"name": "<i>Ada</i>", "n": 2}, {"name": None, "n": 1}]
    reason = Reason(words="One join & no guess.", weight=0.2)
    made = answered_html(
        entry(
            words="I understood: <most>.",
            sql_text="select name from orders",
            content=rows,
            col_keys=["name", "n"],
            row_count=2,
            rows_truncated=True,
            confidence=0.75,
            reasons=[reason],
        )
    )
    for text in ("Who &lt;b&gt;bought&lt;/b&gt; most?", "I understood: &lt;most&gt;.", "&lt;i&gt;Ada&lt;/i&gt;"):
        assert text in made
    assert "<b>select</b> name <b>from</b> orders" in made and "Confidence 75 %" in made
    assert "One join &amp; no guess." in made and "more than these 2 rows" in made
    assert "<i>" not in made and "<script" not in made


def test_an_error_and_a_question_back_are_told_in_words() -> None:
    assert "The column is gone." in answered_html(entry(error_text="The column is gone.", sql_text="select x"))
    asked = Answer(content="By which number?", words="By which number?", asks="By which number?")
    assert answered_text(asked) == "By which number?"
    assert answered_text(Answer(error_text="No.", sql_text="select x")) == "select x\nNo."


def test_texts_names_and_comments_in_sql_are_no_words_of_it() -> None:
    made = sql_html("select 'from <x>', \"where\" -- and so on")
    assert made.count("<b>") == 1 and "&#x27;from &lt;x&gt;&#x27;" in made


def test_what_is_long_is_cut() -> None:
    assert len(answered_html(entry(words="w" * 3 * LONGEST, sql_text="s" * 3 * LONGEST))) < 2 * LONGEST + 1_000
