// A cell of every Arrow type, through the bytes of the wire.
import * as arrow from "@uwdata/flechette";
import { expect, test } from "vitest";
import { READING } from "../../../src/explorer/client";
import { cellText, kindOf, textOf } from "../../../src/explorer/grid/cell";
import { whole } from "../../../src/explorer/grid/whole";

/** The column as the browser gets it. */
function wired(values: unknown[], type: arrow.DataType): arrow.Column<unknown> {
  const table = arrow.tableFromColumns({ c: arrow.columnFromArray(values, type, READING) } as never);
  const bytes = arrow.tableToIPC(table, { format: "stream" }) as Uint8Array;
  return arrow.tableFromIPC(bytes, READING).getChild("c") as arrow.Column<unknown>;
}

const shown = (value: unknown, type: arrow.DataType, word = "") => {
  const column = wired([value, null], type);
  expect(textOf(column.at(1), column.type, word)).toBeNull();
  return textOf(column.at(0), column.type, word);
};

test.each<[string, unknown, arrow.DataType, string]>([
  ["int8", -128, arrow.int8(), "-128"],
  ["uint32", 4_294_967_295, arrow.uint32(), "4294967295"],
  ["int64", 9_223_372_036_854_775_807n, arrow.int64(), "9223372036854775807"],
  ["uint64", 18_446_744_073_709_551_615n, arrow.uint64(), "18446744073709551615"],
  ["float32", 0.1, arrow.float32(), "0.1"],
  ["float64", 0.1 + 0.2, arrow.float64(), "0.30000000000000004"],
  ["decimal128", 12_345n, arrow.decimal128(38, 4), "1.2345"],
  ["decimal256", -(10n ** 60n), arrow.decimal256(76, 0), `-1${"0".repeat(60)}`],
  ["bool", false, arrow.bool(), "false"],
  ["utf8", "Zürich", arrow.utf8(), "Zürich"],
  ["empty utf8", "", arrow.utf8(), ""],
  ["largeUtf8", "wide", arrow.largeUtf8(), "wide"],
  ["date", new Date("2024-02-29"), arrow.dateDay(), "2024-02-29"],
  ["time", 43_200_000_001n, arrow.timeMicrosecond(), "12:00:00.000001"],
  ["timestamp", Date.UTC(2024, 0, 2, 3, 4, 5, 6), arrow.timestamp(2, null), "2024-01-02 03:04:05.006"],
  ["timestamptz", Date.UTC(2024, 0, 2, 3), arrow.timestamp(2, "Europe/Berlin"), "2024-01-02 04:00:00+01"],
  ["duration", 5_400n, arrow.duration(0), "01:30:00"],
  ["interval", [14, 3, 1_000_000_000], arrow.interval(2), "1 year 2 months 3 days 00:00:01"],
  ["binary", new Uint8Array([0, 255, 16]), arrow.binary(), "0x00ff10 (3 B)"],
  ["list", [1, null, 3], arrow.list(arrow.int32()), "[1, NULL, 3]"],
  ["fixed list", [1.5, 2], arrow.fixedSizeList(arrow.float64(), 2), "[1.5, 2.0]"],
  ["dictionary", "red", arrow.dictionary(arrow.utf8(), arrow.int32()), "red"],
])("%s", (_, value, type, text) => {
  expect(shown(value, type)).toBe(text);
});

test("structs, maps and what is within them are one line, texts quoted", () => {
  const struct = arrow.struct([arrow.field("a", arrow.int64()), arrow.field("b", arrow.list(arrow.utf8()))]);
  expect(shown({ a: 2n ** 60n, b: ["x, y", null] }, struct)).toBe('{a: 1152921504606846976, b: ["x, y", NULL]}');
  const map = arrow.map(arrow.utf8(), arrow.decimal128(10, 2));
  expect(shown(new Map([["k", 1.5]]), map)).toBe('{"k": 1.50}');
  expect(whole({ a: 1n, b: ["x"] }, struct, "")).toBe('{\n  a: 1,\n  b: [\n    "x"\n  ]\n}');
});

test("sixteen bytes are a UUID where the database says so", () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, index) => index);
  expect(shown(bytes, arrow.fixedSizeBinary(16), "UUID")).toBe("00010203-0405-0607-0809-0a0b0c0d0e0f");
});

test("what is long or has several lines is one short line in its cell, and whole in its box", () => {
  const text = `first\nsecond ${"x".repeat(500)}`;
  expect(cellText(text, 20)).toBe(`first↵second ${"x".repeat(7)}…`);
  expect(whole(text, arrow.utf8(), "VARCHAR")).toBe(text);
  expect(whole(new Uint8Array([72, 105, 0]), arrow.binary(), "BLOB")).toContain("48 69 00");
  expect(whole(null, arrow.utf8(), "")).toBe("NULL");
});

test("JSON is laid out, but for one whose numbers would not come back the same", () => {
  expect(whole('{"a":[1,2]}', arrow.utf8(), "JSON")).toBe('{\n  "a": [\n    1,\n    2\n  ]\n}');
  expect(whole('{"a":12345678901234567890}', arrow.utf8(), "JSON")).toBe('{"a":12345678901234567890}');
});

test.each([
  ["HUGEINT", "number"],
  ["NUMERIC(20,5)", "number"],
  ["INTERVAL", "other"],
  ["TIMESTAMP WITH TIME ZONE", "time"],
  ["timestamptz", "time"],
  ["VARCHAR", "text"],
  ["character varying(20)", "text"],
  ["ENUM('a', 'b')", "text"],
  ["jsonb", "json"],
  ["bytea", "blob"],
  ["INTEGER[]", "nested"],
  ["STRUCT(a INTEGER)", "nested"],
  ["boolean", "boolean"],
  ["GEOMETRY", "other"],
  ["UUID", "text"],
])("%s is shown as %s, though the wire has text", (word, kind) => {
  expect(kindOf(word, arrow.utf8())).toBe(kind);
});

test("without a word of the database, the wire's type decides", () => {
  expect(kindOf("", arrow.int32())).toBe("number");
  expect(kindOf("", arrow.timestamp())).toBe("time");
  expect(kindOf("", arrow.dictionary(arrow.utf8()))).toBe("text");
  expect(kindOf("", arrow.binary())).toBe("blob");
});
