"""What a run would take, as a cell shows it."""

from __future__ import annotations

from jupyter_powa.model.estimate import Estimate, StepEstimate
from jupyter_powa.notebook.estimated import Estimated

LABEL = StepEstimate(
    block_id="l", name="<Label>", type="label", rows_out=500, model="local/llama3", requests=50, seconds=200
)


def test_it_reads_as_a_sentence_and_says_what_is_not_known() -> None:
    words = ["What local/llama3 costs is not known."]
    it = Estimated(Estimate(steps=[LABEL], rows=500, tokens=9_000, usd=None, seconds=200, words=words))
    assert it.summary == "Rows by a model: 500. Tokens: 9,000. Cost: not known. Time: about 3 min."
    assert repr(it).splitlines()[1:] == [
        "  <Label>: 500 rows, 50 requests of local/llama3, cost not known, about 3 min",
        *words,
    ]
    assert "&lt;Label&gt;" in it._repr_html_() and "<Label>" not in it._repr_html_()


def test_small_sums_are_not_told_as_nothing() -> None:
    step = LABEL.model_copy(update={"usd": 0.00002})
    assert "Cost: 0.000020 USD" in Estimated(Estimate(steps=[step], rows=1, tokens=1, usd=0.00002)).summary


def test_without_a_model_only_the_time_is_told() -> None:
    read = StepEstimate(block_id="r", name="Read", type="read")
    assert Estimated(Estimate(steps=[read], rows=0, tokens=0, usd=0)).summary == "No model is asked. Time: not known."
