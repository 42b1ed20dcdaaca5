"""Say what makes one workflow of another, block by block; 1 where they differ."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from jupyter_powa.cli import FAILED, OK, tell
from jupyter_powa.cli._files import FILE, opened
from jupyter_powa.copilot.diff import between
from jupyter_powa.model.copilot import BlockChange, WorkflowDiff


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("old", help=FILE)
    parser.add_argument("new", help=FILE)
    parser.add_argument("--json", action="store_true", help="tell the change as JSON")


def work(args: Namespace) -> int:
    """Compare them."""
    diff = between(opened(args.old).graph, opened(args.new).graph)
    same = not (diff.add_blocks or diff.remove_blocks or diff.update_blocks or diff.add_edges or diff.remove_edges)
    if args.json:
        tell(diff.model_dump(mode="json", by_alias=True))
    else:
        tell("\n".join(lines(diff)) or "They are the same.")
    return OK if same else FAILED


def lines(diff: WorkflowDiff) -> list[str]:
    """The change for people: + added, - removed, ~ changed."""
    found = [f"+ {one.name} ({one.type})" for one in diff.summary.added]
    found += [f"- {one.name} ({one.type})" for one in diff.summary.removed]
    for one in diff.summary.modified:
        found += [f"~ {one.name} ({one.type})", *_fields(one)]
    found += [f"+ {one.source} [{one.source_handle}] → {one.target}" for one in diff.add_edges]
    found += [f"- {one.source} [{one.source_handle}] → {one.target}" for one in diff.remove_edges]
    return found


def _fields(change: BlockChange) -> list[str]:
    before, after = _flat(change.before or {}), _flat(change.after or {})
    found = []
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            found += [f"    {name}:"]
            found += [f"      - {line}" for line in _text(before.get(name))]
            found += [f"      + {line}" for line in _text(after.get(name))]
    return found


def _flat(shown: dict[str, Any]) -> dict[str, Any]:
    config = shown.get("config") or {}
    return {**{name: value for name, value in shown.items() if name != "config"}, **config}


def _text(value: Any) -> list[str]:
    return [] if value is None else str(value).splitlines()
