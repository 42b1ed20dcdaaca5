"""What a block is in plain Python: the names of earlier blocks, a cell's source, and the way back from one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.blocks.refs import REFERENCE, Ref


class NotPlain(Exception):
    """The block is not to be had in plain Python; the words say why."""


class NotRead(Exception):
    """What was made of a cell cannot be read back as its block; the words say why."""


@dataclass(frozen=True, slots=True)
class Variable:
    """An earlier block as a variable of the notebook. `fields`: the Python for each part of its result."""

    id: str
    block: str
    """The block's name."""
    name: str
    """The variable's."""
    fields: Mapping[str, str]
    frame: bool = False
    """Whether it is known to be a table."""
    maybe: bool = False
    """Whether the block may be skipped; the variable is None then."""
    parameters: tuple[str, ...] = ()
    """Of a block that starts the workflow: names that are variables of their own."""


@dataclass(frozen=True, slots=True)
class Source:
    """A block as plain Python."""

    text: str
    back: Callable[[str], dict[str, Any]]
    """The config that an edited text says; raises NotRead."""
    whole: bool = False
    """Whether `back` says the whole config, rather than what is changed in it."""
    setup: tuple[str, ...] = ()
    """What must stand once at the top: imports, small functions."""
    frame: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    """The Python for parts of its result beside `output`; it may say `output` too, where that is not the variable."""
    parameters: Source | None = None
    """Assignments that stand in a cell of their own before it, for whoever runs the notebook with other values."""
    names: tuple[str, ...] = ()
    """The variables that `parameters` assigns."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a block may name in plain Python: itself, and the blocks before it."""

    own: str
    before: tuple[Variable, ...] = ()
    incoming: tuple[Variable, ...] = ()
    """Those of them that lead to it directly."""

    def find(self, word: str) -> Variable | None:
        """The block of that name or id."""
        by_id = next((one for one in self.before if one.id == word), None)
        return by_id or next((one for one in self.before if one.block == word), None)

    def python(self, ref: Ref) -> str | None:
        """The Python for a reference; None where no block before this one is called so. Raises NotPlain."""
        one, path = self.find(ref.name), ref.path
        if one is None:
            return self._parameter(ref)
        if ref.braces and path[:1] != ("output",) and not (path and path[0] in one.fields):
            path = ("output", *path)
        if not path or path[0] not in one.fields:
            raise NotPlain(f"{ref.text} is known to a run alone")
        rest = path[1:]
        if one.frame and path[0] == "output" and rest:
            return self._of_frame(one.fields["output"], rest)
        return one.fields[path[0]] + "".join(f"[{_key(word)}]" for word in rest)

    def passed(self) -> str:
        """The Python for what comes in."""
        outputs = [one.fields["output"] for one in self.incoming]
        if len(outputs) < 2:
            return outputs[0] if outputs else "None"
        if any(one.maybe for one in self.incoming):
            return f"next((one for one in ({', '.join(outputs)}) if one is not None), None)"
        return (
            "{"
            + ", ".join(f"{text_of(one.block)}: {text}" for one, text in zip(self.incoming, outputs, strict=True))
            + "}"
        )

    def reference(self, node: ast.expr) -> str | None:
        """The reference that a piece of Python stands for; None where it is none."""
        path: list[str] = []
        while (found := self._named(node)) is None:
            match node:
                case ast.Subscript(value=inner, slice=ast.Constant(value=key)):
                    path.insert(0, str(key))
                case ast.Attribute(value=inner, attr="iloc") | ast.Call(func=ast.Attribute(value=inner, attr="tolist")):
                    pass
                case _:
                    return None
            node = inner
        word, braces = found
        said = ".".join([word, *path])
        text = f"{{{{ {said} }}}}" if braces else f"<{said}>"
        return text if REFERENCE.fullmatch(text) else None

    def part(self, node: ast.expr) -> tuple[Variable, str] | None:
        """The block, and the part of its result, that a piece of Python is."""
        said = ast.dump(node)
        for one in reversed(self.before):
            for part, text in one.fields.items():
                if said == ast.dump(ast.parse(text, mode="eval").body):
                    return one, part
        return None

    def word(self, one: Variable) -> str:
        """What references call a block: its name, or its id where another has that name."""
        return one.block if self.find(one.block) is one else one.id

    def _named(self, node: ast.expr) -> tuple[str, bool] | None:
        """`Name.output`, or the name of a variable of the run and that it stands in braces."""
        if (found := self.part(node)) is not None:
            return f"{self.word(found[0])}.{found[1]}", False
        known = isinstance(node, ast.Name) and any(node.id in one.parameters for one in self.before)
        return (node.id, True) if known and isinstance(node, ast.Name) else None

    def _parameter(self, ref: Ref) -> str | None:
        if not ref.braces:
            return None
        names = [name for one in self.before for name in one.parameters]
        word, *rest = [*ref.path] if ref.name == "variables" else [ref.name, *ref.path]
        return word + "".join(f"[{_key(one)}]" for one in rest) if word in names else None

    @staticmethod
    def _of_frame(frame: str, path: tuple[str, ...]) -> str:
        first, *rest = path
        text = f"{frame}.iloc[{first}]" if first.isdigit() else f"{frame}[{text_of(first)}].tolist()"
        return text + "".join(f"[{_key(word)}]" for word in rest)


def _key(word: str) -> str:
    return word if word.isdigit() else text_of(word)


def text_of(value: str) -> str:
    """The Python for a text, in double quotes where that reads as well."""
    plain = value.isprintable() and not {'"', "\\"} & {*value}
    return f'"{value}"' if plain else repr(value)
