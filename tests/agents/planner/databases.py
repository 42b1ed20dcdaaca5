"""Three small databases with what they mean: a shop, a company's staff, and bicycles for rent."""

from __future__ import annotations

SHOP = """
create table customers (
  id integer primary key, name varchar not null, email varchar, city varchar, country varchar, signed_up_on date,
  is_active boolean
);
create table categories (id integer primary key, name varchar not null);
create table products (
  id integer primary key, name varchar not null, category_id integer references categories (id), price decimal(10, 2),
  stock integer, discontinued boolean
);
create table orders (
  id integer primary key, customer_id integer references customers (id), ordered_at timestamp, status varchar,
  total decimal(10, 2), shipped_on date
);
create table order_items (
  id integer primary key, order_id integer references orders (id), product_id integer references products (id),
  quantity integer, unit_price decimal(10, 2)
);
create table reviews (
  id integer primary key, product_id integer references products (id), customer_id integer references customers (id),
  rating integer, comment varchar, written_on date
);
insert into categories values (1, 'Garden'), (2, 'Kitchen'), (3, 'Toys'), (4, 'Books');
insert into customers values
  (1, 'Ada Berg', 'ada@x.org', 'Oslo', 'Norway', '2022-03-01', true),
  (2, 'Bo Quispe', 'bo@x.org', 'Lima', 'Peru', '2022-07-15', true),
  (3, 'Cara Lind', null, 'Bergen', 'Norway', '2023-01-20', false),
  (4, 'Dan Rossi', 'dan@y.org', 'Rome', 'Italy', '2023-02-11', true),
  (5, 'Eva Mamani', 'eva@y.org', 'Cusco', 'Peru', '2023-09-30', true),
  (6, 'Finn Dahl', 'finn@x.org', 'Oslo', 'Norway', '2024-01-05', true),
  (7, 'Gia Conti', null, 'Milan', 'Italy', '2024-02-14', false),
  (8, 'Hal Moore', 'hal@z.org', 'Boston', 'United States', '2024-05-02', true);
insert into products values
  (1, 'Rake', 1, 18.50, 40, false), (2, 'Garden Hose', 1, 29.90, 12, false), (3, 'Pan', 2, 45.00, 25, false),
  (4, 'Knife Set', 2, 89.00, 8, false), (5, 'Puzzle', 3, 15.00, 60, false), (6, 'Kite', 3, 22.00, 0, true),
  (7, 'Novel', 4, 12.00, 100, false), (8, 'Atlas', 4, 64.00, 5, false), (9, 'Spade', 1, 24.00, 0, true);
insert into orders
select i, [1, 2, 1, 4, 5, 6, 2, 1, 4, 3][i % 10 + 1], timestamp '2023-10-01 09:00:00' + i * interval 11 day,
       ['shipped', 'pending', 'shipped', 'cancelled', 'shipped', 'returned'][i % 6 + 1], 20 + (i * 37) % 300 + 0.5,
       case when i % 6 in (0, 2, 4) then date '2023-10-03' + (i * 11)::integer end
from range(1, 41) r(i);
insert into order_items
select i, i % 40 + 1, i % 8 + 1, i % 4 + 1, 10 + (i * 7) % 50 + 0.5 from range(1, 97) r(i);
insert into reviews
select i, i % 7 + 1, i % 6 + 1, 1 + (i * 3) % 5, case when i % 3 = 0 then null else 'fine' end,
       date '2024-01-01' + (i * 9)::integer
from range(1, 31) r(i);
"""

STAFF = """
create table departments (
  dept_id integer primary key, dept_name varchar not null, location varchar, budget decimal(12, 2)
);
create table employees (
  emp_id integer primary key, first_name varchar, last_name varchar, job_title varchar, salary decimal(10, 2),
  hire_date date, birth_date date, dept_id integer references departments (dept_id),
  manager_id integer references employees (emp_id), gender varchar
);
create table projects (
  project_id integer primary key, project_name varchar, start_date date, end_date date, status varchar,
  dept_id integer references departments (dept_id)
);
create table assignments (
  emp_id integer references employees (emp_id), project_id integer references projects (project_id),
  hours_worked integer, primary key (emp_id, project_id)
);
insert into departments values (1, 'Research', 'Oslo', 900000), (2, 'Sales', 'Lima', 450000.50),
  (3, 'Support', 'Rome', 300000), (4, 'Finance', 'Oslo', 520000), (5, 'Legal', 'Rome', 210000);
insert into employees values
  (1, 'Ida', 'Holm', 'Manager', 98000, '2010-05-01', '1961-02-02', 1, null, 'female'),
  (2, 'Jon', 'Vega', 'Manager', 91000, '2011-05-01', '1963-03-03', 2, null, 'male'),
  (3, 'Kim', 'Ruiz', 'Manager', 90500, '2011-06-01', '1970-04-04', 3, null, 'female'),
  (4, 'Leo', 'Falk', 'Manager', 95500, '2012-01-01', '1959-05-05', 4, null, 'male');
insert into employees
select i, ['Ann', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fay', 'Gus'][i % 7 + 1], 'Name' || i,
       ['Engineer', 'Analyst', 'Manager', 'Clerk'][i % 4 + 1], 30000 + (i * 7919) % 60000,
       date '2012-02-01' + (i * 131)::integer, date '1965-05-05' + (i * 397)::integer, i % 4 + 1,
       case when i > 4 then i % 4 + 1 end, ['female', 'male'][i % 2 + 1]
from range(5, 31) r(i);
insert into projects
select i, 'Project ' || chr(64 + i::integer), date '2021-01-01' + (i * 100)::integer,
       case when i % 3 > 0 then date '2021-06-01' + (i * 120)::integer end,
       ['planned', 'running', 'finished'][i % 3 + 1], i % 4 + 1
from range(1, 11) r(i);
insert into assignments select i % 28 + 1, i % 9 + 1, 10 + (i * 17) % 190 from range(1, 61) r(i);
"""

BIKES = """
create table stations (
  station_id integer primary key, station_name varchar, district varchar, capacity integer, opened_on date
);
create table bikes (bike_id integer primary key, model varchar, bought_on date, is_electric boolean);
create table riders (
  rider_id integer primary key, full_name varchar, plan varchar, joined_on date, age integer, city varchar
);
create table trips (
  trip_id integer primary key, bike_id integer references bikes (bike_id),
  rider_id integer references riders (rider_id), start_station_id integer references stations (station_id),
  started_at timestamp, ended_at timestamp, distance_km double, duration_minutes integer, price decimal(8, 2)
);
create table repairs (
  repair_id integer primary key, bike_id integer references bikes (bike_id), repaired_on date, cost decimal(8, 2),
  problem varchar
);
insert into stations values (1, 'Harbour', 'North', 24, '2020-04-01'), (2, 'Market', 'Centre', 40, '2020-04-01'),
  (3, 'Museum', 'Centre', 18, '2021-06-15'), (4, 'Stadium', 'South', 60, '2022-03-10'),
  (5, 'Airport', 'West', 80, '2023-08-01'), (6, 'Lake', 'North', 12, '2023-09-01');
insert into bikes
select i, ['Swift', 'Cargo', 'Volt'][i % 3 + 1], date '2020-01-10' + (i * 77)::integer, i % 3 = 2
from range(1, 16) r(i);
insert into riders
select i, 'Rider ' || i, ['monthly', 'yearly', 'single'][i % 3 + 1], date '2021-01-01' + (i * 40)::integer,
       18 + (i * 5) % 50,
       ['Oslo', 'Bergen'][i % 2 + 1]
from range(1, 21) r(i);
insert into trips
select i, i % 14 + 1, i % 18 + 1, i % 5 + 1, timestamp '2024-01-01 06:00:00' + i * interval 31 hour,
       timestamp '2024-01-01 06:00:00' + i * interval 31 hour + (5 + i % 50) * interval 1 minute,
       0.5 + ((i * 13) % 170) / 10.0, 5 + i % 50, 1 + (i % 50) * 0.15
from range(1, 161) r(i);
insert into repairs
select i, i % 10 + 1, date '2023-01-05' + (i * 25)::integer, 15 + (i * 29) % 120,
       ['flat tyre', 'brake', 'chain', 'battery'][i % 4 + 1]
from range(1, 26) r(i);
"""

DATABASES = {"shop": SHOP, "staff": STAFF, "bikes": BIKES}
MEANINGS: dict[str, dict[str, str]] = {
    "shop": {
        "customers": "One buyer. Also called client.",
        "customers.signed_up_on": "The day on which they registered.",
        "products": "One article that is sold. Also called item.",
        "products.stock": "Units in the warehouse.",
        "orders": "One purchase of a customer.",
        "orders.total": "What the customer paid: the revenue, in euros. Also called amount, sales.",
        "order_items": "One line of an order. Also called order line.",
        "order_items.quantity": "Units that were sold.",
        "reviews.rating": "Stars from 1 to 5. Also called score.",
    },
    "staff": {
        "employees": "One person who works here. Also called staff, worker.",
        "employees.salary": "Pay for a year, in euros. Also called wage.",
        "employees.manager_id": "The boss.",
        "employees.job_title": "Also called job, role, position.",
        "departments.location": "The city. Also called site.",
        "assignments.hours_worked": "Hours that an employee has spent on a project.",
    },
    "bikes": {
        "bikes": "One bicycle.",
        "stations": "Where bikes are parked. Also called stop.",
        "stations.capacity": "How many bikes have room there. Also called docks.",
        "riders": "One customer with a plan. Also called user, member.",
        "riders.plan": "Also called subscription.",
        "trips": "One ride of a rider on a bike. Also called ride.",
        "trips.price": "What the rider paid: the revenue. Also called fare.",
        "trips.distance_km": "Kilometres. Also called length.",
    },
}
