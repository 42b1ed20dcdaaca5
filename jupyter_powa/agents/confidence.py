"""How far an answer can be trusted: a number that is rather too low than too high, with its reasons."""

from __future__ import annotations

from jupyter_powa.agents.draft import Draft
from jupyter_powa.agents.finding import Finding
from jupyter_powa.agents.link import Linked
from jupyter_powa.model.agents import Reason

START = {"planner": 0.75}
"""What a query starts with that was read by rules."""
MODEL = 0.6
"""What one starts with that a model wrote."""
HIGHEST = 0.95
"""No answer is certain."""


def confidence(draft: Draft, findings: list[Finding], linked: Linked, mended: int) -> tuple[float, list[Reason]]:
    """0 to 1, and the reasons in their order of weight."""
    start = START.get(draft.model, MODEL)
    by = "Rules wrote the query: each word was found" if draft.model == "planner" else "A model wrote the query"
    reasons = [Reason(words=f"{by}.", weight=start), *draft.reasons]
    if any(example.question.strip() for example in linked.examples):
        reasons.append(Reason(words="Approved questions were at hand.", weight=0.1))
    if not linked.complete:
        reasons.append(Reason(words="Not every table could be looked at.", weight=-0.05))
    if mended:
        reasons.append(Reason(words=f"The query was mended {mended} times.", weight=-0.1 * mended))
    reasons += [Reason(words=one.words, weight=one.weight) for one in findings]
    sure = min(max(sum(one.weight for one in reasons), 0.05), HIGHEST)
    return round(sure, 2), reasons
