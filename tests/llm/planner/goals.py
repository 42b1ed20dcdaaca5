"""The published set of goals: words that ask for a dataset, with what must be in it.

GOALS are run, and a look at what they wrote is compared with a statement that a person wrote on the same files and
tables; `it` is the dataset. REFINEMENTS start from `FIRST`, the goal said first, and tell what is in the steps then.
LEFT_OUT hold a part that no step comes of: the rest is built, and that part is told.
"""

from __future__ import annotations

from typing import Any

FLIGHTS = """
select 2012 + i % 2 as year, i % 12 + 1 as month, i % 28 + 1 as day, ['AA', 'UA', 'DL', 'B6'][i % 4 + 1] as carrier,
  'N' || (i * 7 % 60) as tailnum, case when i % 9 = 0 then null else i * 37 % 400 - 60 end as arr_delay,
  100 + i * 13 % 2000 as distance, 30 + i * 11 % 300 as air_time, i % 10 = 0 as cancelled
from (select * from range(1, 601) union all select * from range(1, 31)) r(i)"""
AIRLINES = (
    "select * from (values ('AA', 'American'), ('UA', 'United'), ('DL', 'Delta'), ('XX', 'Nobody')) t(carrier, name)"
)
PEOPLE = """select * from (values (1, 'Ann', 'ann@x.org', 29), (2, 'Ben', ' ANN@x.org', 41), (3, 'Cleo', null, 52),
  (4, 'Ann', 'ann@x.org', 29)) t(id, name, email, age)"""
FILES = {"flights.csv": FLIGHTS, "airlines.csv": AIRLINES, "people.csv": PEOPLE, "more/people.parquet": PEOPLE}
"""The files of the project's folder."""

ALL = "select * from it"
SPLIT = "select split, count(*) > 0 from it group by 1"
GOALS: list[tuple[str, str, str]] = [
    ("Take orders, write it to a table called all_orders", ALL, "select * from orders"),
    (
        "make a dataset of flights.csv: drop rows without arr_delay and write to parquet as known",
        ALL,
        "select * from 'flights.csv' where arr_delay is not null",
    ),
    (
        "Take flights.csv and airlines.csv, drop rows without arr_delay, join airlines on carrier, keep only "
        "flights of "
        "2013, remove duplicates by tailnum and date, sample 10 % per carrier (seed 7), split 80/10/10 by "
        "tailnum, check "
        "that arr_delay is between -100 and 1500 and carrier is never empty, write to parquet as late_flights",
        "select carrier, name, count(*) from it group by all",
        "with d as (select distinct on (tailnum, year, month, day) f.*, name from 'flights.csv' f join "
        "'airlines.csv' a "
        "using (carrier) where arr_delay is not null and year = 2013) select carrier, name, round(count(*) / "
        "10) from d "
        "group by all",
    ),
    (
        "create a dataset called paid from orders where status is paid",
        ALL,
        "select * from orders where status = 'paid'",
    ),
    (
        "I need a dataset of orders from 2024, without cancelled orders, saved as csv",
        ALL,
        "select * from orders where year(order_date) = 2024 and status <> 'cancelled'",
    ),
    (
        "take flights.csv, drop cancelled flights, keep distance over 1,000, save as far.csv",
        ALL,
        "select * from 'flights.csv' where not cancelled and distance > 1000",
    ),
    (
        "read 'flights.csv'; add a column speed as distance / air_time * 60; keep only speed over 500; write as fast",
        "select tailnum, round(speed, 3) from it",
        "select tailnum, round(distance / air_time * 60, 3) from 'flights.csv' where distance / air_time * 60 > 500",
    ),
    (
        "load orders, join customers, keep country in Germany and France, write to parquet as near_orders",
        "select id, amount, country from it",
        "select o.id, amount, country from orders o join customers c on c.id = o.customer_id "
        "where country in ('Germany', 'France')",
    ),
    (
        "load orders and customers, left join them on customer_id = id, sample 50 rows with seed 3, save as some",
        "select count(*), count(distinct id) from it",
        "select 50, 50",
    ),
    (
        "sample 20 % of orders by status, seed 5",
        "select status, count(*) from it group by all",
        "select status, 15 from orders group by all",
    ),
    ("take a random sample of 100 reviews with seed 1, write to table few", "select count(*) from it", "select 100"),
    (
        "Deduplicate people.csv by email ignoring case and spaces, then write it as a table called persons",
        "select id from it",
        "select * from (values (1), (3)) t",
    ),
    (
        "people.csv, remove duplicates by name and keep the newest by id, save to parquet",
        "select id from it",
        "select max(id) from 'people.csv' group by name",
    ),
    (
        "take more/people.parquet, remove duplicates by name, save as unique_people",
        "select name from it",
        "select distinct name from 'people.csv'",
    ),
    (
        "take reviews, split 70/30 by product_id with seed 2, write as review_parts",
        "select product_id, count(distinct split) from it group by all",
        "select distinct product_id, 1 from reviews",
    ),
    (
        "split orders into train, validation and test (70/15/15) by customer_id, seed 1",
        SPLIT,
        "select unnest(['train', 'validation', 'test']), true",
    ),
    (
        "take reviews, split into train and test, hold rating at least 2, write it as rated",
        "select count(*) from it",
        "select count(*) from reviews",
    ),
    ("take customers, hold out 25 % for test, save as csv", SPLIT, "select unnest(['train', 'test']), true"),
    (
        "take orders, check that id is unique and amount is at least 0 and status is one of paid, shipped, "
        "cancelled or "
        "open, write to checked",
        ALL,
        "select * from orders",
    ),
    (
        "take customers, check that email is never empty, otherwise reject the bad rows, write to parquet as reachable",
        ALL,
        "select * from customers where email is not null",
    ),
    (
        "take orders, validate that amount is between 50 and 300 and status is not cancelled, drop the bad "
        "rows, save as checked",
        ALL,
        "select * from orders where amount between 50 and 300 and status <> 'cancelled'",
    ),
    (
        "take customers, make sure that email is empty in at most 20 % of rows and id and name are never "
        "empty, write to csv",
        ALL,
        "select * from customers",
    ),
    (
        "take flights.csv, only the columns carrier, tailnum and distance, write to parquet",
        ALL,
        "select carrier, tailnum, distance from 'flights.csv'",
    ),
    (
        "1. take flights.csv\n2. drop rows with missing arr_delay or tailnum\n3. semi join airlines on "
        "carrier\n4. write to parquet as known_airlines",
        ALL,
        "select * from 'flights.csv' where arr_delay is not null and carrier in ('AA', 'UA', 'DL')",
    ),
    (
        "Take flights, anti join airlines on carrier, save as strangers",
        ALL,
        "select * from 'flights.csv' where carrier = 'B6'",
    ),
    (
        "take order_items, add total as quantity * unit_price, drop rows with total under 100, join products "
        "on product_id = id, write to table items",
        "select order_id, round(total, 2), category from it",
        "select order_id, round(quantity * unit_price, 2), category from order_items i join products p on "
        "p.id = i.product_id "
        "where quantity * unit_price >= 100",
    ),
    (
        "Build a training dataset from reviews. Drop rows where comment contains slow. Keep one row per "
        "product_id and rating. "
        "Split 90/10 by product_id. Save it as training_reviews.parquet.",
        "select distinct product_id, rating from it",
        "select distinct product_id, rating from reviews where comment not ilike '%slow%'",
    ),
    (
        "take customers whose country is not Norway and signup_date since 2023-06-01, save as recent",
        ALL,
        "select * from customers where country <> 'Norway' and signup_date >= date '2023-06-01'",
    ),
    ("take active customers, write to csv as active", ALL, "select * from customers where active"),
    (
        "use flights.csv, exclude carrier AA, keep rows with arr_delay, exclude distance under 500 and save "
        "to table named long_flights",
        ALL,
        "select * from 'flights.csv' where carrier <> 'AA' and arr_delay is not null and distance >= 500",
    ),
    ("take people*.csv, no duplicates, write as everyone", "select count(*) from it", "select 4"),
    ("make me a dataset of products", ALL, "select * from products"),
]

FIRST = (
    "Take flights.csv, drop rows without arr_delay, join airlines.csv on carrier, sample 10 % (seed 7), split 80/20 by "
    "tailnum, check that distance is at least 0, write to parquet as late"
)
REFINEMENTS: list[tuple[str, dict[str, Any]]] = [
    ("sample 5 % instead", {"sample": {"fraction": 0.05, "seed": 7}}),
    ("change the sample to 200 rows per carrier", {"sample": {"size": 200, "by": ["carrier"], "seed": 7}}),
    ("also drop cancelled flights", {"filter": {"where": "not cancelled"}}),
    ("keep only flights of 2013", {"filter": {"where": "year = 2013"}}),
    ("split 70/30", {"train_test_split": {"fractions": {"train": 0.7, "test": 0.3}, "by": ["tailnum"]}}),
    (
        "make the split 80/10/10 by carrier",
        {"train_test_split": {"fractions": {"train": 0.8, "validation": 0.1, "test": 0.1}, "by": ["carrier"]}},
    ),
    ("write CSV instead", {"write": {"to": "csv", "path": "late.csv", "name": "late"}}),
    ("write it to a table called flights_late", {"write": {"to": "table", "name": "flights_late"}}),
    ("call it very_late", {"write": {"name": "very_late", "path": "very_late.parquet"}}),
    ("remove the join", {"join": None}),
    ("drop the sample step", {"sample": None}),
    ("remove duplicates by tailnum and date", {"deduplicate": {"columns": ["tailnum", "year", "month", "day"]}}),
    ("add a column speed as distance / air_time", {"derive": {"columns": {"speed": "distance / air_time"}}}),
    (
        "also check that carrier is never empty",
        {
            "validate": {
                "rules": [{"type": "range", "column": "distance", "min": 0}, {"type": "not_null", "column": "carrier"}]
            }
        },
    ),
    ("use seed 3", {"sample": {"seed": 3}, "train_test_split": {"seed": 3}}),
    ("use 5 % and write to csv", {"sample": {"fraction": 0.05}, "write": {"to": "csv"}}),
    ("undo", {}),
]
"""What each type of step is configured with then; None: there is no such step any more."""

LEFT_OUT: list[tuple[str, str, str]] = [
    (
        "take orders, draw a chart of amount by month, sample 10 %, save as some",
        "draw a chart of amount by month",
        "no step",
    ),
    ("take orders, keep status = paid, e-mail it to my boss, write to parquet", "e-mail it to my boss", "no step"),
    ("take orders, drop rows without colour, write to parquet", "drop rows without colour", "no column “colour”"),
    (
        "take flights.csv, remove duplicates by tailnumm and aircraft, save as csv",
        "remove duplicates by tailnumm and aircraft",
        "aircraft",
    ),
    ("take orders, join invoices on id, save as csv", "join invoices on id", "no file or table “invoices”"),
    ("take orders, sample some of it, save as csv", "sample some of it", "How much?"),
    ("take orders, split 80/30, save as csv", "split 80/30", "100 %"),
    (
        "take orders, check that altitude is positive and id is unique, save as csv",
        "altitude is positive",
        "no column “altitude”",
    ),
    (
        "take reviews, label each review as positive, negative or neutral, save as csv",
        "label each review as positive, negative or neutral",
        "model",
    ),
    ("take orders, train a model on them, split 80/20, save as csv", "train a model on them", "no step"),
    ("take orders; balance the classes; save as parquet", "balance the classes", "no step"),
    ("take flights.csv and airlines.csv, sample 10 %, save as csv", "airlines", "how to join"),
]
NOTHING: list[tuple[str, str]] = [
    ("take flihgts.csv, sample 10 %, save as csv", "flights.csv"),
    ("make a dataset of invoices", "no file or table “invoices”"),
]
"""Nothing to read: nothing is changed, and what is near is told."""
