"""What each block type must offer. A block is a form that can run.

To write one, make one file in this folder (or register a class under the entry point group `jupyter_powa.blocks`)
and one test of the same name:

    class Shout(BlockType, type="shout", title="Shout", group="text", icon="text", example={"text": "hello"}):
        \"\"\"Turn text into capitals.\"\"\"

        text: Prompt = Field(description="What to shout; may hold references.")

        async def run(self, ctx: BlockContext) -> str:
            return self.text.upper()

Fields are the block's config; their kinds (`blocks/text.py`) decide what references mean. The first line of the
docstring is what people and models read. `run` gives the block's `output`, or a `Result` with more fields, or a
`Branch` that also chooses the way out. Raise `BlockError` to fail with a message; anything else that is raised fails
the block too, with its type and text.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple, cast

from pydantic import BaseModel, ConfigDict

from jupyter_powa.blocks.plain import Names, NotPlain, Source
from jupyter_powa.blocks.refs import Values
from jupyter_powa.blocks.sockets import Sockets
from jupyter_powa.blocks.spent import Spent
from jupyter_powa.blocks.text import Kind
from jupyter_powa.data.base import Database
from jupyter_powa.model.assets import AssetType
from jupyter_powa.model.plan import Terms
from jupyter_powa.model.workflow import Problem

Group = Literal["flow", "data", "code", "text", "model", "web"]

OUTSIDE = {
    "model": "It asks a model",
    "web": "It calls an address",
    "source": "It reads a data source, which does not tell whether it has changed",
}
"""Why a result holds for one run alone, by the group of the block's type, or by what it needs."""


class Record(dict[str, Any]):
    """A block's result by name: `Orders.output` in a code block is what `<Orders.output>` is elsewhere."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"this block's result has no {name!r}; it has: {', '.join(self)}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]


@dataclass(slots=True)
class Result:
    """A block's output and what it tells beside it, by name. `route`: the way out that it chose, None for all."""

    output: Any = None
    fields: dict[str, Any] = field(default_factory=dict)
    route: str | None = None


def Branch(way: str, output: Any = None, /, **fields: Any) -> Result:
    """A Result that leaves by one way out."""
    return Result(output, fields, way)


class Needs(NamedTuple):
    """What the plan must carry for a block: names of stored secrets and of models, ids or names of project assets."""

    secrets: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    sql_agents: bool = False
    """Whether one of the agents may be a SQL agent."""
    knowledge_bases: tuple[str, ...] = ()
    orchestrations: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Ids or names of data sources."""
    listed: tuple[AssetType, ...] = ()
    """Kinds of assets that it lists."""
    workflows: tuple[str, ...] = ()
    """Ids or names of stored workflows that it runs."""


@dataclass(slots=True)
class BlockContext:
    """What one block sees while it runs."""

    id: str
    name: str
    values: Values
    """All results so far, by id and name, and the run's variables."""
    inputs: Mapping[str, Record]
    """The results that came in by the block's own edges, by the name of the block that sent them."""
    sockets: Sockets
    write: Callable[[str, Literal["stdout", "stderr", "text"]], None]
    """Streams a piece of text; may be called from any thread."""
    progress: Callable[[float | None, str], None]
    """Tells how far the block is, 0 to 1, and what it is doing; may be called from any thread."""
    terms: Terms = field(default_factory=Terms)
    """On which terms the run is: how many rows a step reads, what the run may use up."""
    spent: Spent = field(default_factory=Spent)
    """What the run has spent on models so far, all its blocks together."""
    execution_id: str = ""
    """The run that this is a part of."""

    def spend(self, prompt_tokens: int = 0, completion_tokens: int = 0, usd: float | None = 0.0) -> None:
        """Count what a call has cost; `usd` is None where its price is not known."""
        self.spent.add(prompt_tokens, completion_tokens, usd)

    def afford(self) -> None:
        """To be asked before each call of a model; raises BlockError (`budget_exceeded`) once the budget is used up."""
        self.spent.check()

    @property
    def variables(self) -> Mapping[str, Any]:
        """The run's variables."""
        return self.values.variables

    @property
    def passed(self) -> Any:
        """What came in: the one sender's output, or all of them by name, or None."""
        outputs = {name: result.get("output") for name, result in self.inputs.items()}
        return next(iter(outputs.values())) if len(outputs) == 1 else (outputs or None)

    async def database(self, name: str | None = None, frames: Mapping[str, Any] | None = None) -> Database:
        """The database of that name (None: the project's).

        It also sees these frames, which hide tables of the same name, and the namespace's, which do not.
        """
        seen: ChainMap[str, Any] = ChainMap(dict(frames or {}), cast(dict[str, Any], self.sockets.namespace))
        return await self.sockets.databases.open(name, seen)


class BlockType(BaseModel):
    """A kind of block. The class is the kind; an instance is a block that is ready to run."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    type: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[str]
    group: ClassVar[Group]
    icon: ClassVar[str]
    example: ClassVar[dict[str, Any]]
    exclusive: ClassVar[bool] = False
    entry: ClassVar[bool] = False
    final: ClassVar[bool] = False
    routed: ClassVar[bool] = False

    def __init_subclass__(
        cls,
        *,
        type: str = "",
        group: Group = "flow",
        icon: str = "block",
        aliases: tuple[str, ...] = (),
        example: dict[str, Any] | None = None,
        exclusive: bool = False,
        entry: bool = False,
        final: bool = False,
        routed: bool = False,
        **kwargs: Any,
    ) -> None:
        """Take the words of the kind.

        `exclusive`: one at a time in its namespace. `entry`: starts a workflow. `final`: its output is the run's.
        `routed`: it leaves by one of its ways out.
        """
        super().__init_subclass__(**kwargs)
        cls.type, cls.group, cls.icon = type, group, icon
        cls.aliases, cls.example, cls.exclusive, cls.entry = aliases, example or {}, exclusive, entry
        cls.final, cls.routed = final, routed

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Take the title, which pydantic keeps for the schema."""
        cls.title = cls.model_config.get("title") or cls.__name__

    async def run(self, ctx: BlockContext) -> Any:
        """Do the work; the value is the block's `output`, unless it is a Result."""
        raise NotImplementedError(f"{self.type} has no work")

    @classmethod
    def handles(cls, config: Mapping[str, Any]) -> tuple[str, ...]:
        """The ways out that a block with this config has, in order."""
        return ("output",)

    @classmethod
    def way_out(cls, word: str) -> str:
        """The way out that an edge means by this word; older words of vendors are known here."""
        return word

    @classmethod
    def problems(cls, config: Mapping[str, Any]) -> list[Problem]:
        """What is wrong with a config beyond its form: text that does not parse, say."""
        return []

    @classmethod
    def needs(cls, config: Mapping[str, Any]) -> Needs | None:
        """What a block with this config needs from outside; they are words of the config, never filled."""
        return None

    @classmethod
    def plain(cls, config: Mapping[str, Any], names: Names) -> Source:
        """The block as plain Python and SQL, and the way back; raises NotPlain where it needs this package."""
        raise NotPlain(f"no plain Python stands for {cls.type!r}")

    @classmethod
    def outside(cls, config: Mapping[str, Any]) -> str:
        """Why its result holds for one run alone: what it asks or changes outside, in words; empty where nothing."""
        if word := OUTSIDE.get(cls.group):
            return word
        needs = cls.needs(config)
        return OUTSIDE["source" if needs.sources else "model"] if needs else ""

    @property
    def preview_rows(self) -> int:
        """Most rows of a frame that leave the kernel with this block's result."""
        return 100

    @classmethod
    def kinds(cls) -> dict[str, Kind]:
        """The field kinds by field name, for those fields that have one."""
        fields = cls.model_fields.items()
        return {name: mark for name, info in fields for mark in info.metadata if isinstance(mark, Kind)}
