"""How a database answers a query: its plan as one kind of tree, whatever the database calls things."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from pydantic import Field

from jupyter_powa.data.base import Database
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.parsed import one_query, parsed
from jupyter_powa.explore.rows import rows_of
from jupyter_powa.explore.statement import bare
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.explore import PlanNode, PlanTold, Said

EXPLAIN = {
    ("duckdb", False): "explain (format json) ",
    ("duckdb", True): "explain (analyze, format json) ",
    ("postgres", False): "explain (format json) ",
    ("postgres", True): "explain (analyze, format json) ",
    ("mysql", False): "explain format=json ",
    ("mysql", True): "analyze format=json ",
    ("sqlite", False): "explain query plan ",
}
PLAIN = frozenset({"Node Type", "Plans", "Plan Rows"} | {f"Actual {word}" for word in ("Rows", "Loops")}
                  | {f"Actual {word} Time" for word in ("Total", "Startup")})  # fmt: skip
"""What PostgreSQL tells of a step that has a place of its own in a node."""
ESTIMATE = "Estimated Cardinality"

Tree = dict[str, Any]


class ExplainForm(Said):
    """A statement, and where it would run."""

    source: str | None = Field(None, description="The data source; none: the project's database.")
    sql: str = Field(min_length=1, max_length=1_000_000, description="One statement.")
    analyze: bool = Field(False, description="Whether it is run, to measure each step: only what writes nothing.")


@verb
async def explain(look: Look, form: ExplainForm) -> AsyncIterator[Piece]:
    """The plan of a statement, as a tree and as text."""
    database = await look.databases.open(form.source, look.seen())
    try:
        plan = await planned(database, form.sql, analyze=form.analyze)
    finally:
        await database.close()
    yield Piece(PlanTold(plan=plan, text="\n".join(lines(plan))).model_dump(mode="json"))


async def planned(database: Database, sql: str, *, analyze: bool = False) -> PlanNode:
    """The plan of one statement, run or not; raises BlockError for one that may not be run, and for a bad one."""
    dialect = dialect_of(database.kind)
    if (begin := EXPLAIN.get((dialect.sqlglot, analyze))) is None:
        words = f"A data source of the kind {database.kind} tells no {'measured ' if analyze else ''}plans."
        raise BlockError(words, code="no_plan")
    _judge(sql, dialect, analyze)
    rows = await rows_of(database, begin + bare(sql))
    if dialect.sqlglot == "sqlite":
        return _sqlite(rows)
    told = json.loads(str(list(rows[0].values())[-1]))
    if dialect.sqlglot == "duckdb":
        return _duckdb(told)
    return _postgresql(told[0]["Plan"]) if dialect.sqlglot == "postgres" else _mysql("query_block", told)


def _judge(sql: str, dialect: Dialect, analyze: bool) -> None:
    """Refuse what would run more than one query: a second statement behind it, one that writes."""
    try:
        if len(parsed(sql, dialect)) > 1:
            raise BlockError("Explain takes one statement.", code="sql_error")
        reads = one_query(sql, dialect) is not None
    except ValueError:
        reads = False
        if ";" in bare(sql) and dialect.sqlglot != "duckdb":  # DuckDB's own adapter counts statements
            raise BlockError("Explain takes one statement, without a semicolon.", code="sql_error") from None
    if analyze and not reads:
        words = "To measure a plan is to run the statement: that is only done for a query that writes nothing."
        raise BlockError(words, code="not_a_query")


def _duckdb(told: Any) -> PlanNode:
    """Its measured plan has two steps in front that are no part of the query."""
    tree: Tree = told[0] if isinstance(told, list) else told["operator"][0]
    while tree["name"] in ("RESULT_COLLECTOR", "EXPLAIN_ANALYZE") and tree["children"]:
        tree = tree["children"][0]
    return _duck_node(tree)


def _duck_node(tree: Tree) -> PlanNode:
    detail = dict(tree.get("extra_info", {}))
    estimate = detail.pop(ESTIMATE, None)
    measured = "timing" in tree
    if measured and estimate is not None:
        detail["Estimated rows"] = int(float(estimate))
    rows = tree.get("intermediate_rows") if measured else estimate
    return PlanNode(
        name=str(tree["name"]).strip().replace("_", " ").capitalize(),
        detail=detail,
        rows=None if rows is None else float(rows),
        milliseconds=round(tree["timing"] * 1e3, 6) if measured else None,
        children=[_duck_node(child) for child in tree.get("children", ())],
    )


def _postgresql(tree: Tree) -> PlanNode:
    """Its times include those of the steps below; rows and times are of one loop."""
    loops = tree.get("Actual Loops", 1)
    children = [_postgresql(child) for child in tree.get("Plans", ())]
    measured = "Actual Total Time" in tree
    detail = {name: value for name, value in tree.items() if name not in PLAIN and value not in (False, None)}
    node = PlanNode(name=tree["Node Type"], detail=detail, rows=tree.get("Plan Rows"), children=children)
    if measured:
        below = sum(_whole(child) for child in tree.get("Plans", ()))
        node.detail["Estimated rows"] = tree.get("Plan Rows")
        node.rows = tree["Actual Rows"] * loops
        node.milliseconds = round(max(_whole(tree) - below, 0.0), 6)
    return node


def _whole(tree: Tree) -> float:
    return float(tree.get("Actual Total Time", 0.0)) * float(tree.get("Actual Loops", 1))


def _mysql(name: str, tree: Tree) -> PlanNode:
    """Its plans are objects in objects: those are the steps, and what is plain tells of them."""
    children, detail = [], {}
    for word, value in tree.items():
        if isinstance(value, dict):
            children.append(_mysql(word, value))
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            steps = [_mysql(*next(iter(one.items()))) for one in value if _is_step(one)]
            children += steps if steps and len(value) == 1 else [PlanNode(name=_plain(word), children=steps)]
        else:
            detail[word] = value
    if name == "query_block" and len(children) == 1 and set(detail) <= {"select_id"}:
        return children[0]
    rows = detail.pop("r_rows", None) if "r_rows" in detail else detail.pop("rows", None)
    return PlanNode(
        name=f"{_plain(name)} {detail.pop('table_name', '')}".strip(),
        rows=None if rows is None else float(rows),
        milliseconds=detail.pop("r_total_time_ms", detail.pop("r_table_time_ms", None)),
        detail=detail,
        children=children,
    )


def _is_step(one: Tree) -> bool:
    return len(one) == 1 and isinstance(next(iter(one.values())), dict)


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _sqlite(rows: list[Tree]) -> PlanNode:
    nodes = {row["id"]: PlanNode(name=str(row["detail"])) for row in rows}
    top = PlanNode(name="Query")
    for row in rows:
        nodes.get(row["parent"], top).children.append(nodes[row["id"]])
    return top.children[0] if len(top.children) == 1 else top


def lines(node: PlanNode, depth: int = 0) -> Iterator[str]:
    """The plan as text, a line for each step, those below it indented."""
    said = [] if node.rows is None else [f"{node.rows:,.0f} rows"]
    said += [] if node.milliseconds is None else [f"{node.milliseconds:,.3f} ms"]
    more = "; ".join(f"{name}: {value}" for name, value in node.detail.items())
    beside = f" ({', '.join(said)})" if said else ""
    yield f"{'  ' * depth}{node.name}{beside}{f'  [{more}]' if more else ''}"
    for child in node.children:
        yield from lines(child, depth + 1)
