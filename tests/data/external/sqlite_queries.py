"""Ordinary queries of analysts on SQLite."""

from __future__ import annotations

QUERIES = [
    "select 1 as one",
    "select * from orders order by id",
    "values (1, 'a'), (2, 'b')",
    "select id, amount from orders order by id;",
    "select id, amount from orders order by id; -- the end",
    "select /* all */ distinct region from orders order by 1",
    'select "id", [amount] as "Amount in €", `region` from "orders" order by 1',
    "select ID, Amount as 'Total' from ORDERS order by total desc, id",
    "select region, sum(amount) as total, count(*) as n from orders group by region order by total desc",
    "select region, sum(amount) total from orders group by 1 having total > 100 order by 1",
    "select region, count(*) filter (where amount > 20) as large from orders group by 1 order by 1",
    "select count(distinct customer), total(amount), avg(amount) from orders",
    "select o.id, r.boss from orders o join regions r on o.region = r.region order by o.id",
    "select id, boss from orders left join regions using (region) order by id",
    "select count(*) from orders natural join regions",
    "select r.region, o.id from regions r full outer join orders o on o.region = r.region order by 1, 2",
    "select count(*) from orders cross join regions",
    "select count(*) from orders, regions where orders.region = regions.region",
    "select count(*) from main.orders where main.orders.id > 3",
    "select region from regions r where exists (select 1 from orders o where o.region = r.region) order by 1",
    "select region from regions where region not in (select region from orders where amount > 58) order by 1",
    "with big as (select * from orders where amount > 30) select count(*), avg(amount) from big",
    "with a as (select region, sum(amount) s from orders group by 1), b as (select max(s) m from a) "
    "select a.region from a join b on a.s = b.m",
    "with a as materialized (select 1 as n), b as not materialized (select * from a) select * from b",
    "with recursive t(n) as (select 1 union all select n + 1 from t where n < 10) select sum(n) from t",
    "with recursive chain as (select id, customer as path from orders where id = 1 union all select o.id, "
    "chain.path || ' > ' || o.customer from orders o join chain on o.id = chain.id + 1 where o.id < 5) "
    "select * from chain order by 1",
    "select id, row_number() over (partition by region order by amount desc) as place from orders order by id",
    "select id, rank() over w, dense_rank() over w, ntile(4) over w from orders window w as (order by amount) "
    "order by 1",
    "select placed_on, sum(amount) over (order by placed_on rows between 6 preceding and current row exclude "
    "current row) from orders order by 1",
    "select id, amount - lag(amount) over (order by id) as more, lead(amount, 2, 0) over (order by id) from orders",
    "select id, sum(amount) / sum(sum(amount)) over () as part from orders group by id order by 1",
    "select case when amount > 40 then 'large' when amount > 20 then 'middle' else 'small' end as size, count(*) "
    "from orders group by 1 order by 1",
    "select case region when 'EU' then 1 else 0 end as eu, iif(amount > 5, 'a', 'b') from orders order by id",
    "select coalesce(boss, 'nobody'), nullif(region, 'EU'), ifnull(boss, '-'), max(1, 2), min(3, 4) from regions",
    "select cast(amount as integer), cast(id as text), cast('1.5' as real), cast(id as numeric), typeof(id) "
    "from orders",
    "select round(avg(amount), 2), min(amount), max(amount), abs(-1), 7 % 3, 7 / 2, 7 / 2.0, sign(-3) from orders",
    "select ceil(1.2), floor(1.8), pow(2, 3), sqrt(2), ln(2), log10(100), mod(7, 3), trunc(1.5), pi()",
    "select amount between 10 and 20, region in ('EU', 'US'), region is not null, region isnull, not (id = 1), id == 2 "
    "from orders order by id",
    "select region like 'E%', region glob 'E*', region not like '%!_%' escape '!', region is 'EU', region is not 'EU', "
    "region collate nocase = 'eu' from orders order by id",
    "select strftime('%Y-%m', placed_on) as month, sum(amount) from orders group by 1 order by 1",
    "select date(placed_on, '+1 month', 'start of month'), datetime(sold_at, '-2 hours'), julianday(placed_on), "
    "time(sold_at), unixepoch(placed_on), strftime('%w', placed_on) from orders order by id",
    "select count(*) from orders where placed_on < date('now') and sold_at < current_timestamp",
    "select julianday(sold_at) - julianday(placed_on) from orders order by id",
    "select upper(region), lower(region), length(customer), substr(customer, 2, 3), substring(customer, -1), "
    "instr(customer, 'o'), trim('  a '), trim('xax', 'x'), ltrim('  a'), replace(customer, ' ', '_') from orders",
    "select printf('%05.2f', amount), format('%s: %d', region, id), hex(code), quote(region), char(65), unicode('a') "
    "from orders order by id",
    "select group_concat(region, ', ') from regions",
    "select region, group_concat(distinct customer) from orders group by 1 order by 1",
    "select json_extract(extra, '$.score'), extra -> 'score', extra ->> 'score', extra ->> '$.deep.x', "
    "json_type(extra), json_array_length(extra, '$.\"a.b\"') from orders order by id",
    "select extra -> 'a.b', extra -> 'a.b' ->> 0, extra ->> 'deep' from orders order by id",
    "select orders.id, e.key, e.value from orders, json_each(orders.extra) e order by 1, 2",
    "select t.fullkey, t.atom from json_tree('{\"a\": [1, 2]}') t where t.atom is not null",
    "select json_object('id', id, 'x', json_array(1, 2)), json_valid(extra) from orders order by id",
    "select json_group_array(region), json_group_object(region, boss) from regions",
    "select id from orders union select length(region) from regions order by 1",
    "select 1 union all select 2 intersect select 2 except select 3 order by 1",
    "select * from (select id from orders order by id desc limit 2) union all select 7",
    "select id from orders order by amount desc limit 3 offset 5",
    "select id from orders order by amount desc limit 5, 3",
    "select id, boss from orders left join regions using (region) order by boss desc nulls last, id",
    "select (select count(*) from regions) as n, (select max(amount) from orders) as most",
    "select 'it''s', 'back\\slash', x'41', 1e3, .5, true, null, -id, ~id, id & 3, id | 1, id << 1 from orders",
    "select rowid, id from orders order by rowid",
    "select * from big_orders order by id",
    "select * from bigger order by id",
    "select body from notes where notes match 'well'",
    "select rowid, highlight(notes, 0, '<', '>') from notes where body match 'sold' order by bm25(notes)",
    'select "Id", "two words" from "Mixed Case"',
    "select o.* from orders o where (o.region, o.id) in (values ('EU', 3), ('US', 1)) order by id",
    "select x.region, x.n from (select region, count(*) as n from orders group by region) as x where x.n > 1 "
    "order by 1",
    "select max(amount), id from orders",
]
