// What our own drawing understands of a Vega-Lite specification, and the axes that it makes.
import { expect, test } from "vitest";
import { axis, moments, steps } from "../../../src/explorer/chart/scale";
import { FROM, mimeOf, plain } from "../../../src/explorer/chart/spec";

const rows = [
  { "a.b": "x", n: 4 },
  { "a.b": "y", n: -2 },
];
const SPEC = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.1.json",
  mark: { type: "bar" },
  data: { values: rows },
  encoding: { x: { field: "a\\.b", type: "nominal" }, y: { field: "n", type: "quantitative", title: "how many" } },
};

test("one mark over its rows, whether they are inside it or among the named ones", () => {
  expect(plain(SPEC)).toMatchObject({
    mark: "bar",
    x: { field: "a.b", scale: "nominal" },
    y: { field: "n", title: "how many", scale: "quantitative" },
    color: null,
    rows,
  });
  expect(plain({ ...SPEC, data: { name: "d" }, datasets: { d: rows } })?.rows).toEqual(rows);
});

test("bars of several colors stand on each other, unless they are told not to", () => {
  const encoding = { ...SPEC.encoding, color: { field: "c", type: "nominal" } };
  const values = [
    { "a.b": "x", n: 4, c: "red" },
    { "a.b": "x", n: 3, c: "blue" },
  ];
  const shown = plain({ ...SPEC, encoding, data: { values } });
  expect(shown?.rows.map((row) => [row[FROM], row.n])).toEqual([
    [0, 4],
    [4, 7],
  ]);
  const beside = { ...encoding, y: { ...encoding.y, stack: null } };
  expect(plain({ ...SPEC, encoding: beside, data: { values } })?.rows).toEqual(values);
});

test("what holds more than that is not ours to draw", () => {
  expect(plain({ ...SPEC, mark: "geoshape" })).toBeNull();
  expect(plain({ layer: [SPEC, SPEC] })).toBeNull();
  expect(plain({ ...SPEC, data: { url: "https://example.com/x.json" } })).toBeNull();
});

test("the page is asked to draw it by its version", () => {
  expect(mimeOf(SPEC)).toBe("application/vnd.vegalite.v6+json");
  expect(mimeOf({})).toBe("application/vnd.vegalite.v5+json");
});

test("names stand evenly, numbers where they are, bars begin at nothing", () => {
  const shown = plain(SPEC);
  if (!shown?.y) throw new Error("not plain");
  const x = axis(shown.x, rows, 100, false);
  expect([x.at("x"), x.at("y"), x.at("z"), x.band]).toEqual([25, 75, null, 50]);
  const y = axis(shown.y, rows, 60, true);
  expect([y.at(-2), y.at(0), y.at(4)]).toEqual([0, 20, 60]);
});

test("ticks are round numbers and whole moments", () => {
  expect(steps(0.3, 9.7).map((one) => one.label)).toEqual(["2", "4", "6", "8"]);
  expect(steps(-0.0003, 0.0004).map((one) => one.value)).toEqual([-0.0002, 0, 0.0002, 0.0004]);
  expect(moments(0, 4 * 366 * 86_400_000).map((one) => one.label)).toEqual(["1970", "1971", "1972", "1973", "1974"]);
});
