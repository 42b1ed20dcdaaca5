// Chosen cells as text for elsewhere.
import { bool, decimal128, float64, utf8 } from "@uwdata/flechette";
import { expect, test } from "vitest";
import { copied } from "../../../src/explorer/grid/copy";

const WHAT = {
  names: ["name", "price", "ok"],
  types: [utf8(), decimal128(10, 2), bool()],
  numeric: [false, true, false],
  rows: [
    ['a "b", c', "-1.50", "true"],
    [null, "2.00", "false"],
    ["=1+1", null, null],
    ["two\nlines", "3.00", "true"],
  ],
};

test("CSV quotes what needs it and lets no text be run as a formula; numbers keep their sign", () => {
  expect(copied(WHAT, "csv", true).split("\n")).toEqual([
    "name,price,ok",
    '"a ""b"", c",-1.50,true',
    ",2.00,false",
    "'=1+1,,",
    '"two',
    'lines",3.00,true',
  ]);
});

test.each(["=x", "+x", "-x", "@x", "\tx", "\rx"])("%j is made harmless, in a name too", (text) => {
  const csv = copied({ names: [text], types: [utf8()], numeric: [false], rows: [[text]] }, "csv", true);
  expect(
    csv
      .replaceAll('"', "")
      .split("\n")
      .every((line) => line.startsWith("'")),
  ).toBe(true);
});

test("one cell is copied without a name", () => {
  const one = { names: ["n"], types: [utf8()], numeric: [false], rows: [["x"]] };
  expect(copied(one, "tsv", false)).toBe("x");
});

test("Markdown keeps to its table, whatever the cells hold", () => {
  const made = copied({ ...WHAT, rows: [["a|b*c\nd", "1.00", "true"]] }, "markdown", true);
  expect(made.split("\n")).toEqual([
    "| name | price | ok |",
    "| --- | ---: | --- |",
    "| a\\|b\\*c<br>d | 1.00 | true |",
  ]);
});

test("Python is a dict of lists with the values' own types", () => {
  expect(copied({ ...WHAT, rows: WHAT.rows.slice(0, 2) }, "python", true)).toBe(
    [
      "from decimal import Decimal",
      "",
      "data = {",
      '    "name": ["a \\"b\\", c", None],',
      '    "price": [Decimal("-1.50"), Decimal("2.00")],',
      '    "ok": [True, False],',
      "}",
    ].join("\n"),
  );
  const floats = { names: ["f"], types: [float64()], numeric: [true], rows: [["NaN"], ["-inf"], ["1e+21"]] };
  expect(copied(floats, "python", true)).toContain('[float("nan"), float("-inf"), 1e+21]');
});
