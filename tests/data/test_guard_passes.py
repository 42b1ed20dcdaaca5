"""Ordinary queries of analysts pass the guard, and say what they say without it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jupyter_powa.data.local import LocalDatabase, LocalDatabases
from jupyter_powa.kernel.question import plain
from tests.data.project import make

QUERIES = [
    "select 1 as one",
    "select * from orders",
    "from orders",
    "from orders select id, amount",
    "table regions",
    "values (1, 'a'), (2, 'b')",
    "select id, amount from orders order by id;",
    "select id, amount from orders order by id; -- the end",
    "select /* all */ distinct region from orders order by 1 -- by name",
    'select "id", "amount" as "Amount in €" from "orders" order by 1',
    "select region, sum(amount) as total, count(*) as n from orders group by region order by total desc",
    "select region, sum(amount) total from orders group by all having total > 100 order by all",
    "select region, count(*) filter (where amount > 20) as large from orders group by 1 order by 1",
    "select count(distinct customer), count(distinct region) from orders",
    "select region, customer, sum(amount) from orders group by rollup (region, customer) order by all",
    "select region, customer, sum(amount), grouping(region) from orders group by grouping sets "
    "((region), (customer), ()) "
    "order by all",
    "select o.id, r.boss from orders o join regions r on o.region = r.region order by o.id",
    "select id, boss from orders left join regions using (region) order by id",
    "select count(*) from orders natural join regions",
    "select a.id, b.id from orders a join orders b on a.id = b.id + 1 and a.region <> b.region order by all",
    "select r.region, o.id from regions r full outer join orders o on o.region = r.region and o.amount "
    "> 50 order by all",
    "select region from regions r where exists (select 1 from orders o where o.region = r.region) order by 1",
    "select region from regions where region not in (select region from orders where amount > 55) order by 1",
    "select region from regions semi join orders using (region) order by 1",
    "select r.region from regions r anti join orders o on o.region = r.region and o.amount > 59",
    "select o.id, x.best from orders o, lateral (select max(amount) as best from orders p where p.region = o.region) x "
    "order by all",
    "with big as (select * from orders where amount > 30) select count(*), avg(amount) from big",
    "with orders as (select * from orders where amount > 30) select count(*) from orders",
    "with a as (select region, sum(amount) s from orders group by 1), b as (select max(s) m from a) "
    "select a.region from a join b on a.s = b.m",
    "with recursive t(n) as (select 1 union all select n + 1 from t where n < 10) select sum(n) from t",
    "with recursive chain as (select id, customer as path from orders where id = 1 union all select o.id, "
    "chain.path || ' > ' || o.customer from orders o join chain on o.id = chain.id + 1 where o.id < 5) "
    "from chain order by 1",
    "select id, row_number() over (partition by region order by amount desc) as place from orders order by all",
    "select id, rank() over w, dense_rank() over w, ntile(4) over w from orders window w as (order by "
    "amount) order by 1",
    "select placed_on, sum(amount) over (order by placed_on rows between 6 preceding and current row) "
    "as week from orders "
    "order by 1",
    "select id, amount - lag(amount) over (order by id) as more, lead(amount, 2, 0) over (order by id) "
    "from orders order by 1",
    "select id, first_value(amount) over w, nth_value(amount, 2) over w from orders window w as (partition by region "
    "order by id) order by 1",
    "select * from orders qualify row_number() over (partition by region order by amount desc, id) = 1 order by id",
    "select id, sum(amount) / sum(sum(amount)) over () as part from orders group by id order by 1",
    "select case when amount > 40 then 'large' when amount > 20 then 'middle' else 'small' end as size, "
    "count(*) from orders "
    "group by 1 order by 1",
    "select case region when 'EU' then 1 else 0 end as eu, if(amount > 5, 'a', 'b') from orders order by id",
    "select coalesce(boss, 'nobody'), nullif(region, 'EU'), ifnull(boss, '-') from regions order by all",
    "select cast(amount as integer), amount::double, try_cast(customer as integer), id::varchar || '!' "
    "from orders order by id",
    "select cast(placed_on as timestamp), date '2024-01-01' - placed_on, timestamp '2024-02-01' from "
    "orders order by id",
    "select round(avg(amount), 2), median(amount), stddev(amount), min(amount), max(amount) from orders",
    "select quantile_cont(amount, 0.9), quantile_cont(amount, [0.25, 0.5]), mode(region), corr(id, amount) from orders",
    "select arg_max(id, amount), max_by(customer, amount), any_value(1), bool_and(amount > 0) from orders",
    "select abs(-1), ceil(1.2), floor(1.8), 7 % 3, 7 // 2, 2 ** 3, sqrt(2), ln(2), greatest(1, 2), sign(-3), mod(7, 3)",
    "select amount between 10 and 20, region in ('EU', 'US'), region is not null, not (id = 1) from orders order by id",
    "select date_trunc('month', placed_on) as month, sum(amount) from orders group by 1 order by 1",
    "select extract(year from placed_on), month(placed_on), dayname(placed_on), week(sold_at), "
    "hour(sold_at) from orders "
    "order by id",
    "select date_diff('day', placed_on, date '2024-12-31'), age(date '2024-12-31', placed_on), "
    "placed_on + interval 1 month "
    "from orders order by id",
    "select placed_on + 7, placed_on - interval '3 days', last_day(placed_on), strftime(placed_on, "
    "'%Y-%m') from orders "
    "order by id",
    "select strptime('2024-03-01', '%Y-%m-%d'), make_date(2024, 3, 1), epoch(sold_at), to_timestamp(0) "
    "from orders order by id",
    "select time_bucket(interval '6 hours', sold_at) as part, count(*) from orders group by 1 order by 1",
    "select max(sold_at) - min(sold_at) as how_long from orders",
    "select current_date > date '2024-01-01', now() > timestamp '2024-01-01', today() is not null",
    "select upper(region), lower(customer), length(customer), trim(customer), reverse(region) from orders order by id",
    "select substring(customer, 1, 3), left(customer, 2), right(customer, 2), split_part(customer, ' ', "
    "2) from orders order by id",
    "select concat(region, '-', customer), region || ' ' || customer, concat_ws(', ', region, customer) "
    "from orders order by id",
    "select replace(customer, 'customer', 'c'), regexp_replace(customer, '[0-9]+', '#', 'g') from orders order by id",
    "select regexp_extract(customer, '(\\d+)', 1), regexp_matches(customer, '1$'), customer similar to "
    "'.*2' from orders order by id",
    "select customer like 'cust%', customer ilike '%MER 1', starts_with(customer, 'c'), "
    "contains(customer, '1') from orders order by id",
    "select lpad(id::varchar, 5, '0'), rpad(region, 6, '.'), repeat('*', 5), printf('%.2f', amount), "
    "format('{:,}', id * 1000) "
    "from orders order by id",
    "select string_agg(region, ', ' order by region), list(region order by region), array_agg(distinct "
    "boss) filter (where "
    "boss is not null) is not null from regions",
    "select tags[1], len(tags), list_contains(tags, 'new'), array_to_string(tags, '/') from orders order by id",
    "select unnest(tags) as tag, count(*) from orders group by 1 order by 1",
    "select o.id, t.tag from orders o, unnest(o.tags) as t(tag) order by all",
    "select list_transform(tags, lambda t: upper(t)), list_filter(tags, lambda t: t <> 'new') from orders order by id",
    "select [t || '!' for t in tags if t <> 'new'], tags[1:2], list_sort(tags), [1, 2, 3], tags || "
    "['x'] from orders order by id",
    "select detail.color, detail['size'], struct_extract(detail, 'size'), {'a': 1, 'b': 'x'} from orders order by id",
    "select detail.* from orders order by id",
    "select extra->>'score', extra->'$.score', json_extract_string(extra, '$.score')::int from orders order by id",
    "select map {'a': 1}['a'], map_keys(map {'a': 1}), row(1, 'x'), array_value(1, 2)",
    "pivot orders on region in ('EU', 'US') using sum(amount)",
    "select * from (pivot orders on region in ('EU', 'US') using sum(amount) group by customer) order by customer",
    "select * from (select region, customer, amount from orders) pivot (sum(amount) for region in "
    "('EU', 'US')) order by 1",
    "select * from (unpivot (select id, amount, quantity::decimal(10, 2) as quantity from orders) on "
    "amount, quantity) order by all",
    "select * exclude (extra, detail, tags) from orders order by id",
    "select * replace (amount * 2 as amount) from orders order by id",
    "select columns('(amount|quantity)') from orders order by id",
    "select max(columns(* exclude (tags, detail, extra))) from orders",
    "select region from orders union select region from regions order by 1",
    "select region, 1 as n from regions union all by name select 2 as n, 'x' as region order by all",
    "select region from regions except select 'EU' order by 1",
    "select region from orders intersect select region from regions order by 1",
    "select * from orders order by amount desc nulls last limit 5 offset 2",
    "select distinct on (region) region, id from orders order by region, id",
    "select (select count(*) from orders) as n, (select max(amount) from orders where region = "
    "r.region) from regions r order by all",
    "select d.day, count(o.id) from generate_series(date '2024-01-01', date '2024-02-15', interval 1 day) as d(day) "
    "left join orders o on o.placed_on = d.day group by 1 order by 1",
    "select i, i * i from range(1, 11) r(i)",
    "select range(5), generate_series(1, 3), list_sum(range(10))",
    "select sum(amount) from big_orders",
    "select a.id from orders a asof join orders b on a.region = b.region and a.sold_at >= b.sold_at order by all",
    "select a.region, b.id from regions a positional join orders b order by b.id limit 3",
    'select "two words", id from counted',
    'select * from "orders.csv"',
    "select md5(region), hash(1) is not null, typeof(amount), hex('a'), url_encode('a b') from orders order by id",
    "select 'Ünïcödé 🎉' as text, 'it''s' as quoted, e'a\\nb' as escaped, $$dollar$$ as d",
    "select sum(case when region = 'EU' then amount end) as eu, sum(amount) filter (where region = "
    "'US') as us from orders",
    "select width, count(*) from (select floor(amount / 10) * 10 as width from orders) group by width order by width",
    "select id, first || ' of ' || second as text from (select id, customer as first, region as second "
    "from orders) order by id",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("project"))


@pytest.fixture
async def database(path: Path) -> AsyncIterator[LocalDatabase]:
    database = await LocalDatabases(str(path)).look()
    yield database
    await database.close()


@pytest.mark.parametrize("sql", QUERIES)
async def test_an_ordinary_query_is_answered(database: LocalDatabase, sql: str) -> None:
    guarded = plain(await database.read(sql, limit=1_000))
    free = plain(await database.page(sql, limit=1_000)) if "interval" not in str(guarded.columns).lower() else guarded
    assert [column.name for column in guarded.columns] == [column.name for column in free.columns]
    if "order by" in sql or len(free.rows) < 2:
        assert guarded.rows == free.rows
    assert len(guarded.rows) == len(free.rows) or not free.rows
    assert guarded.columns


async def test_values_are_bound_wherever_they_stand(database: LocalDatabase) -> None:
    queries = {
        "select count(*) from orders where region = ? and amount > ?": ["EU", 10],
        "select id from orders where customer like $1 order by id limit $2": ["%1", 2],
        "select ? as text, ?::int + 1": ["'; drop table orders; --", 41],
        "select date_trunc(?, placed_on) from public.orders where placed_on > ? limit 1": ["month", "2024-01-05"],
        "with o as (select * from orders where id in (?, ?)) select count(*), 'ü?' from o": [1, 2],
        "select list_contains(tags, ?), tags[?] from orders limit 1": ["new", 1],
    }
    for sql, values in queries.items():
        assert (
            plain(await database.read(sql, values)).rows
            == plain(await database.page(sql.replace("public.", ""), values)).rows
        )
