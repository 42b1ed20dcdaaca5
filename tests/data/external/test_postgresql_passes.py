"""Ordinary queries of analysts pass the guard on PostgreSQL, and say what they say without it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from jupyter_powa.data.external.guarded import guarded
from tests.data.external.postgresql_project import Server, made

QUERIES = [
    "select 1 as one",
    "select * from orders order by id",
    "table regions",
    "values (1, 'a'), (2, 'b')",
    "select id, amount from orders order by id;",
    "select id, amount from orders order by id; -- the end",
    "select /* all */ distinct region from orders order by 1",
    'select "id", "amount" as "Amount in €" from "orders" order by 1',
    "select ID, Amount as Total from ORDERS order by total desc, id",
    "select region, sum(amount) as total, count(*) as n from orders group by region order by total desc",
    "select region, sum(amount) total from orders group by 1 having sum(amount) > 100 order by 1",
    "select region, count(*) filter (where amount > 20) as large from orders group by 1 order by 1",
    "select count(distinct customer), count(distinct (region, customer)) from orders",
    "select region, customer, sum(amount) from orders group by rollup (region, customer) order by 1, 2",
    "select region, customer, sum(amount), grouping(region) from orders group by grouping sets ((region), (customer), "
    "()) order by 1, 2",
    "select region, customer, count(*) from orders group by cube (region, customer) order by 1, 2",
    "select o.id, r.boss from orders o join regions r on o.region = r.region order by o.id",
    "select id, boss from orders left join regions using (region) order by id",
    "select count(*) from orders natural join regions",
    "select a.id, b.id from orders a join orders b on a.id = b.id + 1 and a.region <> b.region order by 1, 2",
    "select r.region, o.id from regions r full outer join orders o on o.region = r.region order by 1, 2",
    "select count(*) from orders cross join regions",
    "select region from regions r where exists (select 1 from orders o where o.region = r.region) order by 1",
    "select region from regions where region not in (select region from orders where amount > 58) order by 1",
    "select o.id, x.best from orders o, lateral (select max(amount) as best from orders p where p.region = o.region) x "
    "order by 1",
    "select o.id, x.tag from orders o left join lateral unnest(o.tags) as x(tag) on true order by 1, 2",
    "with big as (select * from orders where amount > 30) select count(*), avg(amount) from big",
    "with orders as (select * from orders where amount > 30) select count(*) from orders",
    "with a as (select region, sum(amount) s from orders group by 1), b as (select max(s) m from a) "
    "select a.region from a join b on a.s = b.m",
    "with a as materialized (select 1 as n), b as not materialized (select * from a) select * from b",
    "with recursive t(n) as (select 1 union all select n + 1 from t where n < 10) select sum(n) from t",
    "with recursive chain as (select id, customer::text as path from orders where id = 1 union all select o.id, "
    "chain.path || ' > ' || o.customer from orders o join chain on o.id = chain.id + 1 where o.id < 5) "
    "select * from chain order by 1",
    "select id, row_number() over (partition by region order by amount desc) as place from orders order by id",
    "select id, rank() over w, dense_rank() over w, ntile(4) over w from orders window w as (order by amount) "
    "order by 1",
    "select placed_on, sum(amount) over (order by placed_on rows between 6 preceding and current row) as week "
    "from orders order by 1",
    "select placed_on, avg(amount) over (order by placed_on range between interval '3 days' preceding and "
    "interval '1 day' following exclude current row) from orders order by 1",
    "select id, amount - lag(amount) over (order by id) as more, lead(amount, 2, 0) over (order by id) from orders "
    "order by 1",
    "select id, first_value(amount) over w, nth_value(amount, 2) over w, last_value(id) over w from orders "
    "window w as (partition by region order by id) order by 1",
    "select id, sum(amount) / sum(sum(amount)) over () as part from orders group by id order by 1",
    "select distinct on (region) region, id, amount from orders order by region, amount desc",
    "select case when amount > 40 then 'large' when amount > 20 then 'middle' else 'small' end as size, count(*) "
    "from orders group by 1 order by 1",
    "select case region when 'EU' then 1 else 0 end as eu from orders order by id",
    "select coalesce(boss, 'nobody'), nullif(region, 'EU'), greatest(1, 2), least(3, 4) from regions order by 1, 2",
    "select cast(amount as integer), amount::double precision, id::text || '!', amount::numeric(8, 1) from orders "
    "order by id",
    "select round(avg(amount), 2), stddev(amount), variance(amount), min(amount), max(amount) from orders",
    "select percentile_cont(0.9) within group (order by amount), percentile_disc(array[0.25, 0.5]) within group "
    "(order by amount desc), mode() within group (order by region), corr(id, amount) from orders",
    "select abs(-1), ceil(1.2), floor(1.8), 7 % 3, 7 / 2, 2 ^ 3, sqrt(2), ln(2), sign(-3), mod(7, 3), "
    "|/ 9, trunc(1.57, 1)",
    "select width_bucket(amount, 0, 60, 6) as bucket, count(*) from orders group by 1 order by 1",
    "select amount between 10 and 20, region in ('EU', 'US'), region is not null, not (id = 1) from orders order by id",
    "select region is distinct from 'EU', region like 'E%', region ilike 'e_', region ~ '^E', region !~* 'u', "
    "region not like '%!_%' escape '!', region similar to '(E|U)%' from orders order by id",
    "select date_trunc('month', placed_on) as month, sum(amount) from orders group by 1 order by 1",
    "select extract(year from placed_on), extract(epoch from sold_at), date_part('dow', placed_on) from orders "
    "order by id",
    "select to_char(placed_on, 'YYYY-MM'), age(placed_on, date '2023-01-01'), placed_on + 7, placed_on - date "
    "'2024-01-01', sold_at + interval '1 day 2 hours' from orders order by id",
    "select count(*) from orders where sold_at >= now() - interval '90 days' or placed_on < current_date",
    "select seen_at at time zone 'Europe/Berlin', date_bin('15 minutes', sold_at, timestamp '2024-01-01') from orders "
    "order by id",
    "select make_date(2024, 2, 29), make_interval(days => 3), justify_days(interval '40 days'), to_date('05.03.2024', "
    "'DD.MM.YYYY'), to_timestamp(0)",
    "select d::date, count(o.id) from generate_series(date '2024-01-01', date '2024-01-10', interval '1 day') as d "
    "left join orders o on o.placed_on = d group by 1 order by 1",
    "select * from generate_series(1, 3) with ordinality as g(value, place)",
    "select upper(region), lower(region), initcap(customer), length(customer), left(customer, 3), right(customer, 1), "
    "substring(customer from 2 for 3), substring(customer, 2, 3), position('o' in customer), strpos(customer, 'o') "
    "from orders order by id",
    "select trim(both ' ' from '  a '), ltrim('  a'), lpad('7', 3, '0'), replace(customer, ' ', '_'), "
    "split_part(customer, ' ', 2), concat(region, '-', id), concat_ws('/', region, customer), reverse(region) "
    "from orders order by id",
    "select regexp_replace(customer, '[0-9]+', '#', 'g'), regexp_match(customer, '([a-z]+) ([0-9])'), md5(region), "
    "format('%s: %s', region, id), translate(region, 'EU', 'eu'), overlay('abc' placing 'x' from 2 for 1) "
    "from orders order by id",
    "select string_agg(region, ', ' order by region), array_agg(distinct region order by region desc), "
    "json_agg(boss), jsonb_object_agg(region, boss) from regions",
    "select tags[1], tags[1:2], array_length(tags, 1), cardinality(tags), 'new' = any(tags), tags @> array['tag 1'], "
    "tags && array['tag 0'], array_to_string(tags, ','), array_position(tags, 'new'), tags || array['x'] "
    "from orders order by id",
    "select extra -> 'score', extra ->> 'score', extra -> 'a.b' -> 0, extra #>> '{deep,x}', plain ->> 'score', "
    "extra @> '{\"score\": 3}', extra ? 'score', (extra ->> 'score')::int * 2 from orders order by id",
    "select id, e.key, e.value from orders, jsonb_each_text(extra) e order by 1, 2",
    "select jsonb_path_query_first(extra, '$.deep.x'), jsonb_typeof(extra), jsonb_array_length(extra -> 'a.b'), "
    "jsonb_build_object('id', id, 'x', array[1, 2]), to_jsonb(region) from orders order by id",
    'select x.a, x.b from jsonb_to_recordset(\'[{"a": 1, "b": "z"}]\') as x(a int, b text)',
    "select row_to_json(r) from regions r order by region",
    "select id from orders union select length(region) from regions order by 1",
    "select 1 union all select 2 intersect select 2 except all select 3 order by 1",
    "(select id from orders order by id desc limit 2) union all (select id from orders order by id limit 2)",
    "select id from orders order by amount desc nulls last offset 5 rows fetch first 3 rows only",
    "select id from orders order by quantity fetch first 2 rows with ties",
    "select count(*) > 0 from orders tablesample bernoulli (100) repeatable (1)",
    "select (select count(*) from regions) as n, array(select region from regions order by 1) as all_of_them",
    "select bool_and(amount > 0), every(id > 0), bit_or(quantity), count(*) - count(boss) from orders "
    "left join regions using (region)",
    "select to_tsvector('english', 'fat cats') @@ to_tsquery('english', 'cat'), ts_rank(to_tsvector('a b'), "
    "plainto_tsquery('a'))",
    "select E'tab\\there', 'it''s', $$dollar 'quoted'$$, 'back\\slash', B'101', '\\x41'::bytea, 1e3, .5, true, null",
    "select * from big_orders order by id",
    "select * from bigger order by id",
    "select * from totals order by region",
    "select feeling, count(*) from orders where feeling = 'sad' group by 1",
    "select email from orders where email is not null order by id limit 3",
    "select daterange('2024-01-01', '2024-02-01') @> placed_on, (placed_on, placed_on + 1) overlaps "
    "(date '2024-01-05', date '2024-01-06') from orders order by id",
    'select "Id", "two words" from "Mixed Case"',
    "select pg_typeof(amount)::text from orders limit 1",
    "select o.* from orders o where (o.region, o.id) in (('EU', 3), ('US', 1)) order by id",
    "select a.id from orders a where a.amount > all (select b.amount from orders b where b.id < 10) order by 1",
    "select id & 3, id | 1, id # 2, id << 1, -id, +id, ~id from orders order by id",
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with made() as server:
        yield server


@pytest.mark.parametrize("sql", QUERIES, ids=lambda sql: sql[:60])
def test_an_ordinary_query_says_what_it_says_without_the_guard(server: Server, sql: str) -> None:
    columns, rows = guarded(server.least, sql, limit=1_000, seconds=10, stopper=lambda stop: None)
    address = server.least.url.set(drivername="postgresql").render_as_string()
    with psycopg.connect(address) as connection:
        cursor = connection.execute(sql)
        assert rows == cursor.fetchall()
        assert len(columns) == len(cursor.description or ())
    assert rows
