"""`python -m jupyter_powa.blocks` prints the catalog of block types as a page of Markdown."""

from __future__ import annotations

import json
import sys

from jupyter_powa.blocks import describe, kinds


def page() -> str:
    """The catalog as Markdown: a section for each block type, with its fields and an example."""
    parts = ["# Block types\n"]
    for kind in kinds():
        info = describe(kind).model_dump(by_alias=True)
        also = f" (also: {', '.join(info['aliases'])})" if info["aliases"] else ""
        parts.append(f"\n## {info['title']}: `{info['type']}`{also}\n\n{info['description']}\n")
        parts += [
            f"- `{name}`: {field.get('description', '')}"
            for name, field in info["schema"].get("properties", {}).items()
        ]
        parts.append(
            f"\nWays out: {', '.join(info['handles'])}\n\n```json\n{json.dumps(info['example'], indent=2)}\n```"
        )
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
