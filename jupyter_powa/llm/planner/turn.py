"""One turn: what the request asks for, told from its words, and done by calling tools."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner import speak
from jupyter_powa.llm.planner.changing import change
from jupyter_powa.llm.planner.conversation import Call, Conversation, Deed
from jupyter_powa.llm.planner.explain import asks, explain
from jupyter_powa.llm.planner.fix import fix, wants_fix
from jupyter_powa.llm.planner.masked import QUOTED, Masked
from jupyter_powa.llm.planner.trouble import Choice, NotUnderstood, Unclear

_HELLO = re.compile(
    r"(?:hi|hello|hey|good (?:morning|evening)|help|help me|what can you do(?: for me)?|who are you"
    r"|what are you|are you (?:an? )?"
    r"(?:model|ai|llm|bot|language model|chatgpt)|which model (?:are you|is this)|how do i (?:set|use"
    r"|choose|pick|configure) a model"
    r"|how (?:can|do) i (?:set|add) (?:a|an|my) (?:api )?(?:key|model)|thanks?(?: you)?)(?: there)?",
    re.I,
)
_NEEDED = ("read_workflow", "modify_workflow", "get_db_schema")
QUESTIONS = 2
"""How often a turn may ask the user back."""


def answer(conversation: Conversation) -> Deed[str]:
    """The whole turn."""
    said = conversation.said
    if not said or _HELLO.fullmatch(said.strip(" .!?,")):
        return speak.who()
    if not conversation.offers(*_NEEDED):
        return f"I am the local planner, and here I cannot see a workflow to work on. {speak.SET_A_MODEL}"
    for _ in range(QUESTIONS + 1):
        try:
            return (yield from _done(conversation, said))
        except Choice as choice:
            again = yield from _asked(conversation, said, choice)
            if again is None:
                options = ", ".join(choice.options)
                return speak.unclear(f"{choice.question} It can be: {options}. Say which one.")
            said = again
        except Unclear as trouble:
            return speak.unclear(str(trouble))
        except NotUnderstood as odd:
            return speak.not_understood(odd.part, whole=odd.part.strip() == said.strip())
    return speak.unclear(
        "I asked twice and still see more than one meaning. Please name the tables and blocks in full."
    )


def _done(conversation: Conversation, said: str) -> Deed[str]:
    if wants_fix(said):
        return (yield from fix(conversation))
    if asks(said):
        return (yield from explain(conversation, said))
    return (yield from change(conversation, said))


def _asked(conversation: Conversation, said: str, choice: Choice) -> Deed[str | None]:
    """The request with the user's choice in it; None where nobody chose."""
    if not conversation.offers("ask_user"):
        return None
    told = yield Call("ask_user", {"question": choice.question, "options": choice.options})
    chosen = str((told or {}).get("answer") or "").strip().strip("\"'“”")
    found = next((one for one in choice.options if one.casefold() == chosen.casefold()), None)
    if found is None:
        return None
    doubt = re.search(r"“([^”]+)”", choice.question)
    if doubt is None:
        return f'{said.rstrip(" .!?")} from "{found}"'
    masked = Masked(said)
    inner = [part for part in masked.kept(QUOTED) if part == doubt[1]]
    if inner:
        return said
    return re.sub(re.escape(doubt[1]), f'"{found}"', said, count=1, flags=re.I)
