"""Every type of DuckDB's on its way through Arrow: to plain values, and to the reader in the browser."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.plain import plain
from jupyter_powa.data.told import restored, told_as
from jupyter_powa.explore.page import encoded, paged
from jupyter_powa.model.data import Page
from jupyter_powa.model.explore import Shown, View

BIG, NEGATIVE = 2**127 - 1, -(2**127)
UUID = "550e8400-e29b-41d4-a716-446655440000"
HUGE = "123456789012345678901234567890123456789012345678901234567890"
MICROS = "TIMESTAMP WITH TIME ZONE"

TYPES: list[tuple[str, str, Any, Any]] = [
    # expression, what the database calls it, as plain JSON, as flechette gives it
    ("127::tinyint", "TINYINT", 127, 127),
    ("255::utinyint", "UTINYINT", 255, 255),
    ("(-32768)::smallint", "SMALLINT", -32768, -32768),
    ("4294967295::uinteger", "UINTEGER", 4294967295, 4294967295),
    ("9223372036854775807", "BIGINT", "9223372036854775807", "9223372036854775807n"),
    ("18446744073709551615::ubigint", "UBIGINT", "18446744073709551615", "18446744073709551615n"),
    (f"'{BIG}'::hugeint", "HUGEINT", str(BIG), str(BIG)),
    (f"'{NEGATIVE}'::hugeint", "HUGEINT", str(NEGATIVE), str(NEGATIVE)),
    ("sum(1)", "HUGEINT", 1, "1"),
    (f"'{2**128 - 1}'::uhugeint", "UHUGEINT", str(2**128 - 1), str(2**128 - 1)),
    (f"'{HUGE}'::bignum", "BIGNUM", HUGE, HUGE),
    ("12.34::decimal(4, 2)", "DECIMAL(4,2)", "12.34", "1234n"),
    ("-0.05::decimal(18, 2)", "DECIMAL(18,2)", "-0.05", "-5n"),
    (f"'{'9' * 35}.678'::decimal(38, 3)", "DECIMAL(38,3)", f"{'9' * 35}.678", f"{'9' * 35}678n"),
    ("0.1::double", "DOUBLE", 0.1, 0.1),
    ("'nan'::double", "DOUBLE", "NaN", "NaN"),
    ("'-inf'::float", "FLOAT", "-Infinity", "-Infinity"),
    ("true", "BOOLEAN", True, True),
    ("''", "VARCHAR", "", ""),
    ("'é☃😀'", "VARCHAR", "é☃😀", "é☃😀"),
    ("null::varchar", "VARCHAR", None, None),
    ("null", '"NULL"', None, None),
    ("'\\xAA\\x00'::blob", "BLOB", "qgA=", [170, 0]),
    ("'0101'::bit", "BIT", "0101", "0101"),
    (f"'{UUID}'::uuid", "UUID", UUID, UUID),
    ("'b'::enum('a', 'b')", "ENUM('a', 'b')", "b", "b"),
    ("'{\"a\": [1, null]}'::json", "JSON", '{"a": [1, null]}', '{"a": [1, null]}'),
    ("date '2024-02-29'", "DATE", "2024-02-29", 1709164800000),
    ("'infinity'::date", "DATE", "infinity", 185542587100800000),
    ("'0044-03-15 (BC)'::date", "DATE", "0044-03-15 (BC)", -63517824000000),
    ("'12024-01-01'::date", "DATE", "12024-01-01", 317273587200000),
    ("time '12:34:56.000009'", "TIME", "12:34:56.000009", "45296000009n"),
    ("'24:00:00'::time", "TIME", "24:00:00", "86400000000n"),
    ("'12:34:56.123456789'::time_ns", "TIME_NS", "12:34:56.123456789", "45296123456789n"),
    ("'12:34:56+02'::timetz", "TIME WITH TIME ZONE", "12:34:56+02", "12:34:56+02"),
    ("timestamp '2024-02-29 12:34:56'", "TIMESTAMP", "2024-02-29T12:34:56", "1709210096000000n"),
    ("'-infinity'::timestamp", "TIMESTAMP", "-infinity", f"{1 - 2**63}n"),
    ("'290000-01-01 00:00:01'::timestamp", "TIMESTAMP", "290000-01-01 00:00:01", "9089348860801000000n"),
    ("'2024-02-29 12:34:56'::timestamp_s", "TIMESTAMP_S", "2024-02-29T12:34:56", "1709210096n"),
    ("'2024-02-29 12:34:56'::timestamp_ms", "TIMESTAMP_MS", "2024-02-29T12:34:56", "1709210096000n"),
    ("'1999-01-01 00:00:00.000000001'::timestamp_ns", "TIMESTAMP_NS", "1999-01-01 00:00:00.000000001", ...),
    ("'2024-02-29 12:34:56+02'::timestamptz", MICROS, "2024-02-29T10:34:56+00:00", "1709202896000000n"),
    ("'infinity'::timestamptz", MICROS, "infinity", f"{2**63 - 1}n"),
    ("interval '1 month 2 days 3 seconds'", "INTERVAL", "1 month 2 days 00:00:03", "1 month 2 days 00:00:03"),
    ("42::variant", "VARIANT", "42", "42"),
    ("'POINT(1 2)'::geometry", "GEOMETRY", "POINT (1 2)", "POINT (1 2)"),
    ("[1, null]", "INTEGER[]", [1, None], [1, None]),
    ("[[1], []]", "INTEGER[][]", [[1], []], [[1], []]),
    ("[1, 2]::integer[2]", "INTEGER[2]", [1, 2], [1, 2]),
    ("{'a': 1, 'b c': 'x'}", 'STRUCT(a INTEGER, "b c" VARCHAR)', {"a": 1, "b c": "x"}, {"a": 1, "b c": "x"}),
    ("map {'k': 1}", "MAP(VARCHAR, INTEGER)", [["k", 1]], [["k", 1]]),
    ("union_value(num := 2)", "UNION(num INTEGER)", 2, 2),
    ("[interval '1 day', null]", "INTERVAL[]", ["1 day", None], ["1 day", None]),
    ("[1::hugeint]::hugeint[1]", "HUGEINT[1]", ["1"], ["1"]),
    ("{'bit': '01'::bit, 'x': 1}", 'STRUCT("bit" BIT, x INTEGER)', {"bit": "01", "x": 1}, {"bit": "01", "x": 1}),
    ("map {'k': {'h': 1::uhugeint}}", "MAP(VARCHAR, STRUCT(h UHUGEINT))", [["k", {"h": "1"}]], [["k", {"h": "1"}]]),
    ("union_value(h := 7::hugeint)", "UNION(h HUGEINT)", "7", "7"),
]

READ = """
import { tableFromIPC } from "@uwdata/flechette";
import fs from "node:fs";
const told = (value) => typeof value === "bigint" ? `${value}n`
  : typeof value === "number" && !Number.isFinite(value) ? String(value)
  : ArrayBuffer.isView(value) || Array.isArray(value) ? Array.from(value, told)
  : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, told(v)]))
  : value;
const read = { useBigInt: true, useDecimalInt: true, useBigIntTimestamp: true, useDate: false };
const files = fs.readdirSync(process.argv[2]).sort();
const values = files.map((file) => told(tableFromIPC(fs.readFileSync(`${process.argv[2]}/${file}`), read).at(0).x));
console.log(JSON.stringify(values));
"""


async def looked_at(expression: str) -> tuple[Page, Shown]:
    databases = LocalDatabases(":memory:")
    database = await databases.open(None, {})
    await database.page("set global timezone = 'UTC'")
    try:
        return await paged(database, View.model_validate({"relation": {"sql": f"select {expression} as x"}}))
    finally:
        await databases.close()


@pytest.mark.parametrize(("expression", "kind", "value"), [one[:3] for one in TYPES], ids=[one[0] for one in TYPES])
async def test_a_value_of_each_type_is_told_right(expression: str, kind: str, value: Any) -> None:
    found, shown = await looked_at(expression)
    assert shown.columns[0].type == kind
    assert plain(found).rows == [[value]]


def test_the_reader_in_the_browser_reads_each_type(tmp_path: Path) -> None:
    js = Path(__file__).parents[2] / "js"
    if not (js / "node_modules/@uwdata/flechette").exists() or shutil.which("node") is None:
        pytest.skip("flechette is not installed: run npm --prefix js ci")
    for place, (expression, *_) in enumerate(TYPES):
        (tmp_path / f"{place:03}").write_bytes(encoded(*asyncio.run(looked_at(expression))))
    said = subprocess.run(
        ["node", "--input-type=module", "-e", READ, "--", "", str(tmp_path)],
        cwd=js,
        env=os.environ,
        check=True,
        capture_output=True,
        text=True,
    )
    for (expression, _, _, wanted), got in zip(TYPES, json.loads(said.stdout), strict=True):
        assert wanted is ... or got == wanted, expression


def test_a_type_that_is_read_as_it_is_stays() -> None:
    connection = duckdb.connect()
    kinds = connection.sql(
        "select 1 as a, 'x' as b, {'interval': 1, 'bit': 'HUGEINT'} as c, ['a'::enum('a')] as d"
    ).types
    assert [told_as(kind) for kind in kinds] == [None] * 4


def test_rows_that_were_told_become_again_what_they_were() -> None:
    assert restored({"a": "INTEGER", "b": "VARCHAR"}, "t") is None
    sql = restored({"a": "INTEGER", 'h"': "HUGEINT", "i": "STRUCT(x INTERVAL)[]"}, "t")
    connection = duckdb.connect()
    connection.execute("create table t as select 1 as a, '12' as \"h\"\"\", [{'x': '1 day'}] as i")
    assert list(map(str, connection.sql(str(sql)).types)) == ["INTEGER", "HUGEINT", "STRUCT(x INTERVAL)[]"]
