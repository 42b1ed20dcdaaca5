"""The local planner: answers common requests by rules, where no model is configured.

It knows only what the tools tell it, remembers nothing, and refuses what it does not understand as a whole. What it
must understand and what it must refuse is published in `tests/llm/planner/requests.py`.
"""

from jupyter_powa.llm.planner.planner import Planner
from jupyter_powa.llm.planner.suggest import suggestions

__all__ = ["Planner", "suggestions"]
