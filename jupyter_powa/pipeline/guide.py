"""What a model is told when it builds a pipeline: the goal, how steps fit together, and what it owes at the end."""

from __future__ import annotations

from collections.abc import Iterable

LEFT_OUT = "Left out:"
"""What begins a line that tells a part of the goal which was not done."""
GUIDE = """This workflow is a pipeline: it leads from the user's goal to a dataset. Its blocks are dataset steps.
How you build it:
- Begin with a `read` for each source: a file, a glob, a table, a query or an address. Then clean and shape the rows: \
`filter`, `derive`, `join`, `deduplicate`, `sample`; `generate` and `label` ask a model for the rows, which costs: \
only where the goal needs it, behind whatever makes the rows fewer. `validate` holds them to what the goal demands. \
`train_test_split` comes last but one. End with a `write` that names the dataset. A block of another type is for what \
no step does. get_block_info tells the fields of each.
- Rows come in by the edge from the step before. The right side of a join is another step, said by <Name.output>: draw \
an edge from it too.
- Read the columns of each source before you name one (get_db_schema, get_file_schema). Filter early, join on keys, \
deduplicate before you split, so that no row lies in two parts. Give a seed wherever chance plays a part.
- Your change is taken over at once if the checker finds nothing that stops it, so mend what it says. The user can \
take it back. Change only what the last message asks for; keep ids and names of the steps that stay.
- Say at the end in one or two sentences what the pipeline does. For each part of the goal that it does not do, write \
a line that begins with "Left out:" and says why."""


def guide(goal: str) -> str:
    """What is said beside the rules in a session with this goal."""
    return f"{GUIDE}\nThe user's goal: {goal}"


def left_out(words: str) -> list[str]:
    """The parts of the goal that an answer says it left out, one for each of its lines."""
    return [line.removeprefix(LEFT_OUT).strip() for line in _lines(words) if line.startswith(LEFT_OUT)]


def _lines(words: str) -> Iterable[str]:
    return (line.strip().lstrip("-*• ").strip() for line in words.splitlines())
