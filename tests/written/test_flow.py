from __future__ import annotations

from typing import Any

import nbformat

from jupyter_powa.engine.check import check
from jupyter_powa.model.workflow import Graph
from jupyter_powa.written.flow import Flow, flow_of
from jupyter_powa.written.reads import uses_of


def notebook(*sources: Any) -> dict[str, Any]:
    """A notebook of these cells; one that begins with `#!` is Markdown, a pair has tags."""
    cells = []
    for one in sources:
        text, tags = one if isinstance(one, tuple) else (one, [])
        new = nbformat.v4.new_markdown_cell if text.startswith("#!") else nbformat.v4.new_code_cell
        cells.append(new(text.removeprefix("#!"), metadata={"tags": tags}))
    return dict(nbformat.v4.new_notebook(cells=cells))


def flow(*sources: Any) -> Flow:
    return flow_of(notebook(*sources), "Mine")


def edges(graph: Graph) -> set[str]:
    names = {block.id: block.name for block in graph.blocks}
    return {f"{names[edge.source]} > {names[edge.target]}" for edge in graph.edges}


ORDINARY = (
    ("at_least = 100", ["parameters"]),
    "%load_ext jupyter_powa\nimport pandas as pd\nfrom math import floor",
    "def half(n):\n    return floor(n / 2)",
    "#! ## The orders\n\nAll of them.",
    "orders = pd.DataFrame({'amount': [120, 80]})\n!ls",
    "%%powa_sql big << select * from orders\nwhere amount >= {at_least}",
    "small, other = half(orders['amount'].min()), 1",
    "%%bash\nls",
    "# What we report\nf'{len(big)} big, {small}, {other}'",
)


def test_a_notebook_becomes_a_graph_by_what_its_cells_read() -> None:
    made = flow(*ORDINARY)
    graph = made.file.graph
    assert [(block.name, block.type) for block in graph.blocks if block.type != "code"] == [
        ("Input", "input"),
        ("big", "sql"),
    ]
    assert edges(graph) == {
        "Input > orders",
        "Input > big",
        "orders > big",
        "orders > Cell 7",
        "big > What we report",
        "Cell 7 > What we report",
    }
    assert not any(problem.stops for problem in check(graph))
    config = {block.name: block.config for block in graph.blocks}
    assert config["Input"] == {"input": {"at_least": 100}}
    assert config["big"] == {"query": "select * from orders\nwhere amount >= <Input.output.at_least>"}
    assert config["Cell 7"]["code"].splitlines()[:3] == [
        "from math import floor",
        "def half(n):",
        "    return floor(n / 2)",
    ]
    assert made.left_out == [
        "Cell 2: `%load_ext jupyter_powa`.",
        "Cell 5: `!ls`.",
        "Cell 8: `%%bash` is no SQL or Python.",
    ]


def test_what_is_changed_in_place_keeps_its_order() -> None:
    graph = flow("rows = []", "print(rows)", "rows.append(1)", "total = sum(rows)", "total").file.graph
    assert {"rows > Cell 2", "Cell 2 > rows 2", "rows 2 > total"} <= edges(graph)
    code = {block.name: block.config["code"] for block in graph.blocks}
    assert code["rows 2"] == "rows = rows.output\nrows.append(1)\noutput = rows"
    assert code["total"] == "rows = rows_2.output\ntotal = sum(rows)\noutput = total"


def test_sql_cells_of_others_and_tables_in_them() -> None:
    graph = flow(
        "a, b = 1, 2", "%%sql --save x\nselect * from a join b using (n)", "%%powa_sql shop select 1", "a + b"
    ).file.graph
    queries = [block.config for block in graph.blocks if block.type == "sql"]
    assert queries[0]["query"] == "select * from <Cell 1.output.a> join <Cell 1.output.b> using (n)"
    assert queries[1] == {"query": "select 1", "connection": "shop"}


def test_the_names_that_code_uses() -> None:
    uses = uses_of(
        "import os as o\nfor i in rows:\n    x[i] = y + [k for k in z]\n"
        "def f(a=d):\n    return a + g\nq += 1\nw.s.append(1)\nlambda m: m + n"
    )
    assert uses.reads == {"rows", "x", "y", "z", "d", "g", "q", "w", "n"}
    assert uses.makes == {"o", "i", "f", "q"}
    assert uses.changes == {"x", "w"}


def test_what_a_cell_may_leave_as_it_was_is_read_where_later_cells_need_it() -> None:
    uses = uses_of(
        "if c:\n    x = 1\nfor i in []:\n    y = i\nprint(x)\ndel d\n(n := n + 1)\nz = [k for k in k]\nt = 1\ndel t"
    )
    assert uses.reads == {"c", "x", "print", "d", "n", "k"}
    assert (uses.makes, uses.perhaps) == ({"x", "i", "y", "n", "z"}, {"x", "i", "y"})
    assert uses_of("match v:\n    case [a, *b, {'k': 1, **c}]:\n        a").makes == {"a", "b", "c"}
    assert uses_of("def f():\n    global g\n    g += 1").perhaps == {"g"}

    made = flow("x = 0", "for i in [1]:\n    pass", "if False:\n    x, i = 1, 2", "x").file.graph
    assert edges(made) == {"x > Cell 2", "x > x 2", "x 2 > Cell 4"}
    assert {block.name: block.config["code"] for block in made.blocks}["x 2"].startswith("x = x.output\nif False")
    counted = flow("n = 0", "def more():\n    global n\n    n += 1", "more()", "n").file.graph
    assert edges(counted) == {"n > n 2", "n 2 > Cell 4"}


def test_lines_of_ipython_are_left_out_and_all_else_stays() -> None:
    made = flow(
        "from math import *",
        's = """\n%a\n!b"""',
        "%%time\nm = len(s) \\\n  % 4",
        "variables = sqrt(m)",
        "x = '\ud800'",
        "variables",
    )
    code = {block.name: block.config["code"] for block in made.file.graph.blocks}
    assert code["s"] == 'from math import *\ns = """\n%a\n!b"""\noutput = s'
    assert code["m"].endswith("m = len(s) \\\n  % 4\noutput = m")
    assert "variables_2.output" in code["Cell 6"]
    assert len(made.left_out) == 2 and made.left_out[0] == "Cell 3: `%%time`."


def test_tables_behind_a_comma_are_tables_and_columns_are_not() -> None:
    graph = flow("a, b, c = 1, 2, 3", "%%powa_sql x << select n, c from a, b where n in (1, c)", "a, b, c").file.graph
    query = next(block.config["query"] for block in graph.blocks if block.type == "sql")
    assert query == "select n, c from <Cell 1.output.a>, <Cell 1.output.b> where n in (1, c)"
