"""Choose one way on."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from copy import deepcopy
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field, model_validator

from jupyter_powa.blocks.base import BlockContext, BlockType, Branch, Result
from jupyter_powa.blocks.expression import CONSTANTS, ExpressionError, coerce, holds, parse
from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, Source
from jupyter_powa.blocks.plain_code import renamed
from jupyter_powa.blocks.text import CONDITIONS, EXPRESSION, Expression, Kind
from jupyter_powa.model.workflow import Problem

HOLDS = '''\
def holds(condition):
    """Whether a condition is true; one that cannot be answered, as of a value that is not there, is not."""
    try:
        return bool(condition())
    except Exception:
        return False'''
ALIKE = '''\
def alike(value):
    """Text that looks like a number or a truth value as what it looks like; all else as it is."""
    word = value.strip().lower() if isinstance(value, str) and len(value) <= 40 else ""
    if word in ("true", "false"):
        return word == "true"
    for kind in (int, float):
        try:
            if word and set(word) <= set("0123456789.e+-"):
                return kind(word)
        except ValueError:
            pass
    return value'''
"""What a notebook defines, so that its conditions hold where those of a run do."""

LEGACY = {"output": "if", "true": "if", "false": "else", "default": "else"}


class Condition(BaseModel):
    """One branch: taken when its expression is true and none before it was."""

    model_config = ConfigDict(extra="ignore", frozen=True)  # editors keep ids and labels of their own here

    expression: Expression = Field(description="A comparison, like `<Fetch.output.count> > 10 and region == 'EU'`.")


class ConditionBlock(
    BlockType,
    type="condition",
    title="Condition",
    group="flow",
    icon="branch",
    routed=True,
    example={"branches": [{"expression": "<Input.output.count> > 10"}]},
):
    """Choose the first branch whose expression is true, else the way out `else`.

    Expressions compare values: `== != < <= > >= in`, `and or not`, `+ - * / %`; JavaScript's `=== !== && || !` mean
    the same. A reference is the value itself; text that looks like a number or a boolean is compared as one.
    An expression that cannot be evaluated is logged and counts as false.
    """

    branches: Annotated[list[Condition], CONDITIONS] = Field(
        min_length=1, max_length=50, description="The ways out in order: if, elif_1, elif_2 …"
    )

    mode: str | None = Field(None, description="The vendor's word for the form of its editor; the branches count.")

    @model_validator(mode="before")
    @classmethod
    def _legacy(cls, value: Any) -> Any:
        return {"branches": branches(value)} if isinstance(value, Mapping) and "branches" not in value else value

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """An `if` for each branch: the variable is the way that is taken."""
        lines, tests = [], []
        for place, branch in enumerate(branches(config)):
            expression = branch["expression"] if isinstance(branch, Mapping) else branch.expression
            tests.append(_python(expression, names))
            lines += [
                f"{'elif' if place else 'if'} {tests[-1]}:",
                f'    {names.own} = "{handle(place)}"',
            ]
        lines += ["else:", f'    {names.own} = "else"']
        taken = f'({names.own} not in (None, "else"))'
        fields = {"output": taken, "result": taken, "route": names.own}
        setup = tuple(said for word, said in (("holds(", HOLDS), ("alike(", ALIKE)) if word in "".join(tests))
        return Source("\n".join(lines), lambda text: {"branches": _branches(text, names)}, setup=setup, fields=fields)

    async def run(self, ctx: BlockContext) -> Result:
        """Give whether any branch was taken, and leave by it."""
        for place, branch in enumerate(self.branches):
            try:
                taken = holds(branch.expression, ctx.values)
            except ExpressionError as error:
                ctx.write(f"{handle(place)}: `{branch.expression}` {error}; it counts as false.\n", "stderr")
                taken = False
            if taken:
                return Branch(handle(place), True, result=True, route=handle(place))
        return Branch("else", False, result=False, route="else")

    @classmethod
    def kinds(cls) -> dict[str, Kind]:
        """Those of its fields; the older forms' words are not filled either."""
        return {**super().kinds(), "expression": EXPRESSION, "cases": EXPRESSION}

    @classmethod
    def handles(cls, config: Mapping[str, Any]) -> tuple[str, ...]:
        """`if`, `elif_1` and so on, `else`."""
        return (*(handle(place) for place in range(len(branches(config)) or 1)), "else")

    @classmethod
    def way_out(cls, word: str) -> str:
        """`if` for a plain edge and for the older `true`; `else` for `false` and `default` (contract 3.3)."""
        return LEGACY.get(word.lower(), word)

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """A warning for each expression that cannot be read."""
        found = []
        for place, branch in enumerate(branches(config)):
            try:
                parse(str(branch.get("expression", "")) if isinstance(branch, Mapping) else "")
            except ExpressionError as error:
                words = f"The expression of {handle(place)} {error}; it would always count as false."
                found.append(Problem(code="invalid_expression", message=words, field="branches", stops=False))
        return found


def handle(place: int) -> str:
    """The way out of the branch in that place."""
    return "if" if place == 0 else f"elif_{place}"


def branches(config: Mapping[str, Any]) -> list[Any]:
    """The branches of a config; also of the older forms `expression`, and `expression` with `cases` (a switch)."""
    if isinstance(config.get("branches"), list):
        return list(config["branches"])
    expression = config.get("expression")
    if expression is None:
        return []
    cases = config.get("cases")
    if not isinstance(cases, list):
        return [{"expression": expression}]
    values = [case.get("value") if isinstance(case, Mapping) else case for case in cases]
    return [{"expression": f"({expression}) == {value!r}"} for value in values]


def _python(expression: str, names: Names) -> str:
    """An expression as plain Python; raises NotPlain."""
    try:
        tree, refs = parse(expression)
    except ExpressionError as error:
        raise NotPlain(f"an expression {error}") from None
    if any(isinstance(node, ast.Attribute) for node in ast.walk(tree)):
        raise NotPlain("a path behind a value of its expression is known to a run alone")
    found = {f"_ref_{place}": ref for place, ref in enumerate(refs)}
    as_it_is, seen = _as_it_is(tree), list[str]()

    def wanted(node: ast.expr) -> str | None:
        if not isinstance(node, ast.Name):
            return None
        if node.id in found:
            python = names.python(found[node.id]) or _unknown(found[node.id].text)
        elif node.id.lower() in CONSTANTS:
            return str(CONSTANTS[node.id.lower()])
        elif any(node.id in one.parameters for one in names.before):
            python = node.id
        else:
            _unknown(node.id)
        seen.append(python)
        return python if node.id in as_it_is or python.startswith("len(") else f"alike({python})"

    text = renamed(ast.unparse(_Plain().visit(deepcopy(tree))), wanted)
    counts = {one.fields.get("row_count") for one in names.before if not one.maybe}
    return text if counts.issuperset(seen) else f"holds(lambda: {text})"


def _as_it_is(tree: ast.expr) -> set[str]:
    """The names that are not compared with what may look like a number or a truth value."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
                text = any(isinstance(one, ast.Constant) and type(coerce(one.value)) is str for one in (left, right))
                if text or isinstance(op, ast.In | ast.NotIn):
                    found |= {one.id for one in (left, right) if isinstance(one, ast.Name)}
    return found


class _Plain(ast.NodeTransformer):
    """`~`, which stands for JavaScript's `!`, as `not`."""

    def visit_Invert(self, node: ast.Invert) -> ast.Not:
        """The sign alone."""
        return ast.Not()


class _Bare(ast.NodeTransformer):
    """What stands in `holds(lambda: …)` and `alike(…)` alone."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """The one value that it is given."""
        match self.generic_visit(node):
            case ast.Call(func=ast.Name(id="holds"), args=[ast.Lambda(body=inner)]):
                return inner
            case ast.Call(func=ast.Name(id="alike"), args=[inner]):
                return inner
        return node


def _unknown(word: str) -> NoReturn:
    raise NotPlain(f"`{word}` in its expression is known to a run alone")


def _branches(text: str, names: Names) -> list[dict[str, str]]:
    """The branches of a cell; raises NotRead where it is not one `if` that gives each way its name."""
    try:
        body: list[ast.stmt] = ast.parse(text).body
    except SyntaxError as error:
        raise NotRead(f"it is no Python: {error}") from None
    found: list[dict[str, str]] = []
    while True:
        match body:
            case [ast.If(test=test, body=inner, orelse=other)] if _says(inner, names.own, handle(len(found))):
                found.append({"expression": renamed(ast.unparse(_Bare().visit(test)), names.reference)})
                body = other
            case _ if found and _says(body, names.own, "else"):
                return found
            case _:
                raise NotRead(f'it has not the form `if …: {names.own} = "if"`, `else: {names.own} = "else"`')


def _says(body: list[ast.stmt], name: str, way: str) -> bool:
    return ast.unparse(body[0]) == f"{name} = {way!r}" if len(body) == 1 else False
