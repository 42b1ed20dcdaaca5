"""A workflow as a Python script of plain cells, which editors show and run one by one (`# %%`)."""

from __future__ import annotations

import ast

from jupyter_powa.model.file import WorkflowFile
from jupyter_powa.written.cells import cells_of


def script_of(file: WorkflowFile) -> str:
    """The script. What a block awaits is awaited: then it runs as a notebook's cells do, or in `python -m asyncio`."""
    made = cells_of(file.graph)
    words = "\n\n".join(one for one in (file.name, file.description) if one).replace("\\", "\\\\").replace('"""', "'''")
    parts = [f'"""{words}\n"""' if "\n" in words else f'"""{words}"""']
    if made.setup:
        parts.append(made.setup)
    for cell in made.cells:
        if cell.parameters is not None:
            parts.append(f"# %% Parameters\n{cell.parameters}")
        parts.append(f"# %%\n{cell.text}")
    final = [cell for cell in made.cells if cell.wrap.shown]
    if final:
        parts.append("\n".join(['if __name__ == "__main__":', *(f"    print({cell.names.own})" for cell in final)]))
    text = "\n\n".join(parts) + "\n"
    ast.parse(text)
    return text
