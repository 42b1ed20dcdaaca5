"""Marks of charts, grouped and counted by PostgreSQL and MariaDB."""

from __future__ import annotations

import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.explore.look import Look
from tests.data.external.servers import MARIADB, POSTGRESQL, access
from tests.explore.drawn import drawn_by_code, rows, told


@pytest.fixture
def look(databases: LocalDatabases) -> Look:
    found = {"pg": access(POSTGRESQL, writable=True), "maria": access(MARIADB, writable=True)}
    return Look(Reachable(databases, found), databases)


SERVERS = {
    "pg": "create table powa_chart (id integer, region varchar(20), price numeric(10, 2), at timestamptz, "
    "rate double precision, huge numeric(40), flag boolean, doc json)",
    "maria": "create table powa_chart (id integer, region varchar(20), price decimal(10, 2), at datetime, "
    "rate double, huge decimal(40), flag boolean, doc json)",
}
FILL = {
    "pg": "insert into powa_chart select i, case i % 30 when 0 then null else 'it''s \\ ' || i % 30 end, i * 0.25, "
    "timestamptz '2020-01-01 00:00+00' + i * interval '1 hour', "
    "case i when 5 then 'NaN'::float8 when 6 then 'infinity' else i end, 1e38, i % 2 = 0, '{}' "
    "from generate_series(1, 3000) i",
    "maria": "insert into powa_chart with recursive r as (select 1 as i union all select i + 1 from r where i < 900) "
    "select i, if(i % 30 = 0, null, concat('it''s \\\\ ', i % 30)), i * 0.25, timestampadd(hour, i, '2020-01-01'), i, "
    "1e38, i % 2 = 0, '{}' from r",
}


@pytest.mark.parametrize(("source", "count"), [("pg", 3000), ("maria", 900)])
async def test_servers_count_for_charts_too(look: Look, source: str, count: int) -> None:
    database = await look.databases.look(source)
    await database.page("drop table if exists powa_chart")
    await database.page(SERVERS[source])
    await database.page(FILL[source])
    relation = {"source": source, "table": ["powa_chart"]}
    total = sum(i / 4 for i in range(1, count + 1))
    made = await told(look, relation)
    assert (made["chosen"]["mark"], made["chosen"]["x"], made["chosen"]["y"]) == ("line", "at", "price")
    drawn_by_code(made)
    for wish in ({"x": "region"}, {"x": "at"}, {"x": "id", "color": "region"}, {"x": "rate"}, {"x": "flag"}):
        made = await told(look, relation, **wish)
        assert sum(row["y"] for row in rows(made)) == count - (2 if source == "pg" and wish == {"x": "rate"} else 0)
        drawn_by_code(made)
    made = await told(look, relation, x="region", y="price", aggregate="sum", color="flag")
    assert sum(row["y"] for row in rows(made)) == pytest.approx(total)
    assert any(row["x"] == "it's \\ 1" for row in rows(made)) or "other (9)" in {row["x"] for row in rows(made)}
    drawn_by_code(made)
    made = await told(look, relation, x="at", y="region", aggregate="count")
    assert (made["chosen"]["mark"], sum(row["color"] for row in rows(made))) == ("rect", count)
    made = await told(look, relation, x="huge", y="rate", mark="point", aggregate="none")
    assert rows(made)[0]["x"] == 1e38
    await database.page("drop table powa_chart")
