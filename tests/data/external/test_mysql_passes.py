"""Ordinary queries of analysts pass the guard on MariaDB, and say what they say without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jupyter_powa.data.external.guarded import guarded
from tests.data.external.mysql_project import Server, made

QUERIES = [
    "select 1 as one",
    "select * from orders order by id",
    "select id, amount from orders order by id;",
    "select id, amount from orders order by id; -- the end",
    "select /* all */ distinct region from orders order by 1",
    "select `id`, `amount` as `Amount in €` from `orders` order by 1",
    "select ID, Amount as 'Total' from orders order by Total desc, id",
    "select region, sum(amount) as total, count(*) as n from orders group by region order by total desc",
    "select region, sum(amount) total from orders group by 1 having total > 100 order by 1",
    "select region, sum(if(amount > 20, 1, 0)) as large from orders group by 1 order by 1",
    "select count(distinct customer), count(distinct region, customer) from orders",
    "select region, customer, sum(amount) from orders group by region, customer with rollup",
    "select o.id, r.boss from orders o join regions r on o.region = r.region order by o.id",
    "select id, boss from orders left join regions using (region) order by id",
    "select count(*) from orders natural join regions",
    "select a.id, b.id from orders a join orders b on a.id = b.id + 1 and a.region <> b.region order by 1, 2",
    "select r.region, o.id from orders o right join regions r on o.region = r.region order by 1, 2",
    "select count(*) from orders cross join regions",
    "select count(*) from orders, regions where orders.region = regions.region",
    "select region from regions r where exists (select 1 from orders o where o.region = r.region) order by 1",
    "select region from regions where region not in (select region from orders where amount > 58) order by 1",
    "with big as (select * from orders where amount > 30) select count(*), avg(amount) from big",
    "with orders as (select * from orders where amount > 30) select count(*) from orders",
    "with a as (select region, sum(amount) s from orders group by 1), b as (select max(s) m from a) "
    "select a.region from a join b on a.s = b.m",
    "with recursive t(n) as (select 1 union all select n + 1 from t where n < 10) select sum(n) from t",
    "with recursive chain as (select id, cast(customer as char(500)) as path from orders where id = 1 union all "
    "select o.id, concat(chain.path, ' > ', o.customer) from orders o join chain on o.id = chain.id + 1 "
    "where o.id < 5) select * from chain order by 1",
    "select id, row_number() over (partition by region order by amount desc) as place from orders order by id",
    "select id, rank() over w, dense_rank() over w, ntile(4) over w from orders window w as (order by amount) "
    "order by 1",
    "select placed_on, sum(amount) over (order by placed_on rows between 6 preceding and current row) as week "
    "from orders order by 1",
    "select id, amount - lag(amount) over (order by id) as more, lead(amount, 2) over (order by id) from orders "
    "order by 1",
    "select id, first_value(amount) over (partition by region order by id), nth_value(amount, 2) over "
    "(partition by region order by id) from orders order by 1",
    "select x.id, x.part from (select id, sum(amount) / sum(sum(amount)) over () as part from orders group by id) x "
    "order by x.id",
    "select distinct region, percentile_cont(0.5) within group (order by amount) over (partition by region), "
    "median(amount) over (partition by region) from orders order by 1",
    "select case when amount > 40 then 'large' when amount > 20 then 'middle' else 'small' end as size, count(*) "
    "from orders group by 1 order by 1",
    "select case region when 'EU' then 1 else 0 end as eu, if(amount > 5, 'a', 'b') from orders order by id",
    "select coalesce(boss, 'nobody'), nullif(region, 'EU'), ifnull(boss, '-'), greatest(1, 2), least(3, 4) "
    "from regions order by 1, 2",
    "select cast(amount as signed), cast(amount as double), cast(id as char), cast(amount as decimal(8, 1)), "
    "cast('2024-01-02' as date), cast('2024-01-02 03:04' as datetime), convert(id, char), cast(id as unsigned) "
    "from orders order by id",
    "select round(avg(amount), 2), stddev(amount), variance(amount), std(amount), min(amount), max(amount) from orders",
    "select abs(-1), ceil(1.2), floor(1.8), 7 % 3, 7 div 2, 7 mod 3, pow(2, 3), sqrt(2), ln(2), sign(-3), mod(7, 3), "
    "truncate(1.57, 1), 7 / 2, conv(10, 10, 2), crc32('a')",
    "select amount between 10 and 20, region in ('EU', 'US'), region is not null, not (id = 1), id <=> null "
    "from orders order by id",
    "select region like 'E%', region regexp '^E', region rlike 'S$', region not like '%!_%' escape '!', "
    "region not regexp 'U', binary region = 'eu', region like binary 'e%' from orders order by id",
    "select date_format(placed_on, '%Y-%m') as month, sum(amount) from orders group by 1 order by 1",
    "select year(placed_on), month(placed_on), dayname(placed_on), week(sold_at, 1), quarter(placed_on), "
    "hour(sold_at), extract(year from placed_on), extract(year_month from placed_on), last_day(placed_on) from orders "
    "order by id",
    "select placed_on + interval 7 day, date_add(placed_on, interval 1 month), date_sub(sold_at, interval '1:30' "
    "hour_minute), sold_at - interval id hour, adddate(placed_on, 3) from orders order by id",
    "select datediff(sold_at, placed_on), timestampdiff(month, '2023-01-01', placed_on), timestampadd(day, 1, "
    "placed_on), timediff(sold_at, '2024-01-01 08:00:00') from orders order by id",
    "select str_to_date('05.03.2024', '%d.%m.%Y'), makedate(2024, 60), from_unixtime(0), unix_timestamp('2024-01-01'), "
    "date '2024-01-01', timestamp '2024-01-01 10:00:00', sec_to_time(90), time_to_sec('01:00:00'), from_days(738000)",
    "select count(*) from orders where sold_at >= now() - interval 90 day or placed_on < curdate()",
    "select count(*) from orders where sold_at < current_timestamp and placed_on <= current_date()",
    "select date(sold_at), time(sold_at), time_format(sold_at, '%H'), convert_tz(sold_at, '+00:00', '+01:00') "
    "from orders order by id",
    "select upper(region), lower(region), char_length(customer), left(customer, 3), right(customer, 1), "
    "substring(customer, 2, 3), substring(customer from 2 for 3), mid(customer, 2, 3), position('o' in customer), "
    "locate('o', customer), instr(customer, 'o') from orders order by id",
    "select trim(both ' ' from '  a '), ltrim('  a'), lpad('7', 3, '0'), replace(customer, ' ', '_'), "
    "substring_index(customer, ' ', -1), concat(region, '-', id), concat_ws('/', region, customer), reverse(region), "
    "repeat('-', 3), space(2) from orders order by id",
    "select regexp_replace(customer, '[0-9]+', '#'), regexp_substr(customer, '[0-9]'), md5(region), sha2(region, 256), "
    "format(amount, 2), field(region, 'US', 'EU'), find_in_set('b', 'a,b'), elt(2, 'a', 'b'), hex(region), ascii('a'), "
    "char(65), strcmp('a', 'b') from orders order by id",
    "select region, group_concat(distinct customer order by customer desc separator '; ') from orders group by 1 "
    "order by 1",
    "select group_concat(region) from regions",
    "select json_extract(extra, '$.score'), json_unquote(json_extract(extra, '$.deep.x')), json_value(extra, "
    "'$.score'), json_length(extra), json_keys(extra), json_contains(extra, '3', '$.score'), json_valid(extra) from "
    "orders order by id",
    "select json_object('id', id, 'x', json_array(1, 2)), json_type(extra) from orders order by id",
    "select json_arrayagg(region), json_objectagg(region, boss) from regions",
    "select id from orders union select length(region) from regions order by 1",
    "select 1 union all select 2 intersect select 2 except select 3 order by 1",
    "(select id from orders order by id desc limit 2) union all (select id from orders order by id limit 2)",
    "select id from orders order by amount desc limit 5, 3",
    "select id from orders order by amount desc limit 3 offset 5",
    "select (select count(*) from regions) as n, (select max(amount) from orders) as most",
    "select bit_or(quantity), bit_and(quantity), count(*) - count(boss) from orders left join regions using (region)",
    "select id, match(note) against ('sold') > 0 from orders order by id",
    "select id from orders where match(note) against ('+well' in boolean mode) order by id",
    "select 'it''s', \"double 'quoted'\", 'back\\\\slash', 'tab\\there', x'41', 0x42, b'101', 1e3, .5, true, null, "
    "n'x'",
    "select 'a' 'b', id & 3, id | 1, id ^ 2, id << 1, -id, ~id, !id, id xor 1, id = 1 || id = 2 from orders "
    "order by id",
    "select * from big_orders order by id",
    "select * from bigger order by id",
    "select feeling, count(*) from orders where feeling = 'sad' group by 1",
    "select region collate utf8mb4_bin = 'eu', convert(region using utf8mb4) from orders order by id",
    "select `Id`, `two words` from `Mixed Case`",
    "select o.* from orders o where (o.region, o.id) in (('EU', 3), ('US', 1)) order by id",
    "select a.id from orders a where a.amount > all (select b.amount from orders b where b.id < 10) order by 1",
    "select id from old where id = any (select 1)",
    "select region, avg(amount) as mean from orders where quantity is not null group by region order by field(region, "
    "'US', 'EU', 'ASIA')",
    "select x.region, x.n from (select region, count(*) as n from orders group by region) as x where x.n > 1 "
    "order by 1",
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with made() as server:
        yield server


@pytest.mark.parametrize("sql", QUERIES, ids=lambda sql: sql[:60])
def test_an_ordinary_query_says_what_it_says_without_the_guard(server: Server, sql: str) -> None:
    columns, rows = guarded(server.least, sql, limit=1_000, seconds=10, stopper=lambda stop: None)
    with server.least.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(sql)
        assert rows == [tuple(row) for row in cursor.fetchall()]
        assert len(columns) == len(cursor.description or ())
    assert rows
