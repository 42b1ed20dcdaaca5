"""What an agent knows as static HTML, for readers without a kernel: escaped text only, no script."""

from __future__ import annotations

from html import escape

from jupyter_powa.limits import Limit
from jupyter_powa.model.agent_draft import AgentDraft
from jupyter_powa.model.agents import ContextTable

MOST_TABLES: Limit[int] = 12
"""Tables that are saved with a notebook. Source: ours."""
MOST_COLUMNS: Limit[int] = 12
"""Columns of each that are saved. Source: ours."""
LONGEST: Limit[int] = 300
"""Characters of each text that are saved. Source: ours; with all of them an output stays below 100 kB."""


def built_html(draft: AgentDraft, source: str) -> str:
    """The agent's tables with what they mean, how they join, its row filters, its golden questions."""
    title = f"<p><strong>{_said(draft.name or 'New agent')}</strong> on {_said(source or 'an unknown source')}</p>"
    about = f"<p>{_said(draft.description)}</p>" if draft.description else ""
    parts = [_table(table) for table in draft.tables[:MOST_TABLES]]
    if len(draft.tables) > MOST_TABLES:
        parts.append(f"<p>{len(draft.tables) - MOST_TABLES:,} more tables</p>")
    joins = [
        f"{one.table}.{', '.join(one.columns)} → {one.other_table}.{', '.join(one.other_columns)}"
        for one in draft.relationships
    ]
    filters = [f"{table}: {said}" for table, said in draft.table_filters.items() if said.strip()]
    goldens = [f"{'✓' if one.approved else '·'} {one.question}" for one in draft.goldens]
    parts += [_list("Relations", joins), _list("Row filters", filters), _list("Golden questions", goldens)]
    nothing = "" if draft.tables else "<p><em>No table is chosen yet.</em></p>"
    return f"<div>{title}{about}{nothing}{''.join(parts)}</div>"


def _table(table: ContextTable) -> str:
    head = f"<p><strong>{_said(table.name)}</strong> {_said(table.description or '')}</p>"
    rows = "".join(
        f"<tr><td>{_said(one.name)}</td><td>{_said(one.type)}</td><td>{_said(one.data_role or '')}</td>"
        f"<td>{_said(one.description or '')}</td></tr>"
        for one in table.columns[:MOST_COLUMNS]
    )
    more = len(table.columns) - MOST_COLUMNS
    left = f"<p>{more:,} more columns</p>" if more > 0 else ""
    names = "".join(f"<th>{name}</th>" for name in ("column", "type", "role", "meaning"))
    return f'{head}<table class="dataframe"><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>{left}'


def _list(title: str, lines: list[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{_said(line)}</li>" for line in lines[:MOST_TABLES])
    more = f"<li>{len(lines) - MOST_TABLES:,} more</li>" if len(lines) > MOST_TABLES else ""
    return f"<p>{title}</p><ul>{items}{more}</ul>"


def _said(text: str) -> str:
    plain = " ".join(text.split())
    return escape(plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…")
