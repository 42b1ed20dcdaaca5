"""From a question to SQL by rules: read it, and those that it goes on with, and write down what was understood."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.draft import Draft
from jupyter_powa.agents.link import Linked
from jupyter_powa.agents.planner.build import Builder
from jupyter_powa.agents.planner.follow import followed
from jupyter_powa.agents.planner.golden import approved
from jupyter_powa.agents.planner.items import items
from jupyter_powa.agents.planner.joined import Reach
from jupyter_powa.agents.planner.lexicon import Lexicon, lexicon
from jupyter_powa.agents.planner.parts import NotUnderstood, Query, Unclear
from jupyter_powa.agents.planner.phrases import Reader
from jupyter_powa.agents.planner.said import said
from jupyter_powa.agents.planner.tokens import tokens
from jupyter_powa.agents.track import Track
from jupyter_powa.agents.understand import Understood
from jupyter_powa.explore.dialect import dialect_of
from jupyter_powa.model.agents import Reason


async def planned(brief: Brief, meant: Understood, linked: Linked, track: Track) -> Draft:
    """The query for a question; a question back or a refusal where rules do not read it surely."""
    known = lexicon(brief.linker, brief.context)
    if not meant.before and (found := approved(brief, meant.question, known)) is not None:
        return found
    reach = Reach(brief.context.relationships)
    try:
        query = read([*meant.before, meant.question], known, reach)
        text = Builder(query, known, reach).sql()
    except Unclear as unclear:
        return Draft(asks=str(unclear))
    except NotUnderstood as trouble:
        return Draft(declined=f"I cannot answer that from this data. {trouble}")
    except (LookupError, AssertionError, ValueError, TypeError, RecursionError):  # a question of a kind unforeseen
        logging.getLogger(__name__).exception("The planner failed on a question.")
        return Draft(declined="I cannot read that question. Say it in other words.")
    reasons = [Reason(words=note, weight=-0.1) for note in query.notes]
    return Draft(sql=told(text, brief.source.kind), words=said(query), reasons=tuple(reasons))


def read(questions: Sequence[str], known: Lexicon, reach: Reach) -> Query:
    """What the last of the questions asks for, each going on with the one before."""
    query: Query | None = None
    for question in questions:
        found = items(tokens(question), known)
        query = followed(query, found, known, reach) if query is not None else Reader(found, known, reach).read()
    assert query is not None
    return query


def told(sql: str, kind: str) -> str:
    """The query in the words of a kind of database."""
    dialect = dialect_of(kind).sqlglot
    if dialect == "duckdb":
        return sql
    import sqlglot

    return sqlglot.transpile(sql, read="duckdb", write=dialect or None)[0]
