"""Ten million rows read, filtered, joined, deduplicated, split and written, against the same SQL written by hand."""

from __future__ import annotations

import asyncio
import tempfile
from fractions import Fraction
from pathlib import Path

import duckdb

from jupyter_powa.blocks.drawn import draw
from jupyter_powa.blocks.train_test_split import WHOLE
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.launch import start, state, wait
from jupyter_powa.model.workflow import Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.benchmarks.figures import Figure, in_turn
from tests.engine.running import graph_of

ROWS = 10_000_000
PARTS = {"train": 0.8, "validation": 0.1, "test": 0.1}
DATA = f"""copy (select range as id, range % 1000 as kind, (hash(range) % 5_000_000)::bigint as customer,
  (hash(range + 7) % 1000)::double / 10 as amount from range({ROWS})) to '{{folder}}/orders.parquet';
copy (select range as kind, 'Kind ' || range as name from range(900)) to '{{folder}}/kinds.parquet'"""
HAND = f"""create or replace table by_hand as
with kept as (select orders.*, kinds.name from '{{folder}}/orders.parquet' as orders
  join '{{folder}}/kinds.parquet' as kinds using (kind) where amount >= 20),
once as (select distinct on (customer) * from kept order by customer, id),
drawn as (select *, {draw(1, ["customer"])} as number from once)
select * exclude (number), case when number < {int(Fraction(0.8) * WHOLE)}::uhugeint then 'train'
  when number < {int((Fraction(0.8) + Fraction(0.1)) * WHOLE)}::uhugeint then 'validation' else 'test' end as split
from drawn order by id"""
SUM = "select count(*), sum(hash(t)::hugeint) from {table}"


async def measure() -> list[Figure]:
    """Our steps / one statement by hand, both from the same files into a table of a file."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        with duckdb.connect() as connection:
            connection.execute(DATA.format(folder=folder))
        settings = Settings(database=str(here / "ours.duckdb"), root_dir=here, data_dir=here, execution_timeout=600)
        powa = Powa.memory(settings, kernels=LocalKernels({}))
        graph = graph_of(
            {
                "orders": ("read", {"path": f"{folder}/orders.parquet"}),
                "kinds": ("read", {"path": f"{folder}/kinds.parquet"}),
                "large": ("filter", {"where": "amount >= 20"}),
                "named": ("join", {"rows": "<large.output>", "right": "<kinds.output>", "on": ["kind"]}),
                "once": ("deduplicate", {"columns": ["customer"]}),
                "parts": ("train_test_split", {"fractions": PARTS, "by": ["customer"], "seed": 1}),
                "written": ("write", {"name": "ours"}),
            },
            ["orders>large", "large>named", "kinds>named", "named>once", "once>parts", "parts>written"],
        )
        workflow = powa.store.workflows.put(Workflow(name="w", blocks=graph.blocks, edges=graph.edges))
        steps: dict[str, float] = {}

        async def ours() -> None:
            running = await start(powa, workflow)
            execution = await wait(powa, running.plan.execution_id)
            assert execution.status == "completed", execution.error
            logs = state(powa, execution.id)[1]
            steps.update({log.block_name: log.duration_ms or 0.0 for log in logs})

        async def by_hand() -> None:
            def work() -> None:
                with duckdb.connect(str(here / "hand.duckdb")) as connection:
                    connection.execute(HAND.format(folder=folder))

            await asyncio.to_thread(work)

        try:
            ratio, took, floor = await in_turn(3, ours, by_hand)
        finally:
            await powa.close()
        assert _sum(here / "ours.duckdb", "ours") == _sum(here / "hand.duckdb", "by_hand"), "the rows differ"
    told = ", ".join(f"{name} {ms / 1_000:.1f}" for name, ms in steps.items())
    note = f"{took:.1f} s against {floor:.1f} s; {told}"
    return [Figure("10,000,000 rows through six steps / SQL by hand", ratio, 1.5, note=note)]


def _sum(file: Path, table: str) -> object:
    """What tells the rows of a table from others."""
    with duckdb.connect(str(file)) as connection:
        columns = "id, kind, customer, amount, name, split"
        return connection.execute(SUM.format(table=f"(select {columns} from {table}) as t")).fetchone()
